package account_test

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"strings"
	"testing"
	"time"

	"shuniu/kernel/account"
	"shuniu/kernel/store"
)

func TestASessionEndsWhenIdle(t *testing.T) {
	on(t, account.Settings{}, func(w *world) {
		token := w.signIn()
		for range 3 {
			w.clock.pass(29 * time.Minute)
			if !w.signedIn(token) {
				w.Fatal("a session in use ended")
			}
		}
		w.clock.pass(30 * time.Minute)
		if w.signedIn(token) {
			w.Error("an idle session went on")
		}
	})
}

func TestASessionEndsAfterItsDay(t *testing.T) {
	on(t, account.Settings{Absolute: 2 * time.Hour}, func(w *world) {
		token := w.signIn()
		for range 11 {
			w.clock.pass(10 * time.Minute)
			if !w.signedIn(token) {
				w.Fatal("a session ended before its time")
			}
		}
		w.clock.pass(10 * time.Minute)
		if w.signedIn(token) {
			w.Error("a session outlived its time")
		}
	})
}

func TestASessionIsTouchedAtMostOnceAMinute(t *testing.T) {
	on(t, account.Settings{}, func(w *world) {
		token := w.signIn()
		opened := w.clock.Now()
		seen := func() time.Duration {
			var us int64
			w.must(w.db.Read(w.Context()).QueryRow(`SELECT seen FROM session`).Scan(&us))
			return store.Moment(us).Sub(opened)
		}
		for _, c := range []struct{ pass, seen time.Duration }{{59 * time.Second, 0}, {time.Second, time.Minute}, {59 * time.Second, time.Minute}, {5 * time.Minute, 7*time.Minute - time.Second}} {
			w.clock.pass(c.pass)
			if !w.signedIn(token) || seen() != c.seen {
				w.Errorf("after %v seen %v", w.clock.Now().Sub(opened), seen())
			}
		}
	})
}

func TestSigningOutHereAndEverywhere(t *testing.T) {
	on(t, account.Settings{}, func(w *world) {
		one, two, three := w.signIn(), w.signIn(), w.signIn()
		other, err := w.keep.Open(w.Context(), w.li.ID, "passkey")
		w.must(err)
		w.must(w.keep.Close(w.Context(), one))
		w.must(w.keep.Close(w.Context(), one))
		if w.signedIn(one) || !w.signedIn(two) {
			w.Error("one session was to end")
		}
		w.must(w.keep.CloseAll(w.Context(), w.wang.Person))
		if w.signedIn(two) || w.signedIn(three) || !w.signedIn(other) {
			w.Error("all sessions of one person were to end")
		}
	})
}

func TestNoSecretIsStoredOrPrinted(t *testing.T) {
	on(t, account.Settings{}, func(w *world) {
		token := w.signIn()
		if len(token) != 43 || w.signIn() == token {
			w.Errorf("a token of %d characters", len(token))
		}
		var stored []byte
		var phc string
		w.must(w.db.Read(w.Context()).QueryRow(`SELECT hash FROM session ORDER BY created, hash LIMIT 1`).Scan(&stored))
		w.must(w.db.Read(w.Context()).QueryRow(`SELECT password FROM account WHERE login = 'wang'`).Scan(&phc))
		if len(stored) != sha256.Size || bytes.Contains(stored, []byte(token)) {
			w.Errorf("stored %q", stored)
		}
		if !strings.HasPrefix(phc, "$argon2id$v=19$m=19456,t=2,p=1$") || strings.Contains(phc, password) {
			w.Errorf("stored %q", phc)
		}
		if got := fmt.Sprintf("%s %v %+v %#v %q", token, token, token, token, token); strings.Contains(got, string(token)) {
			w.Errorf("printed %s", got)
		}
	})
}

func TestSweepDropsWhatHasEndedAndNothingElse(t *testing.T) {
	on(t, account.Settings{}, func(w *world) {
		count := func(table string) (n int) {
			w.must(w.db.Read(w.Context()).QueryRow(`SELECT count(*) FROM ` + table).Scan(&n))
			return n
		}
		w.signIn()
		_, _ = w.keep.SignIn(w.Context(), account.Credentials{Login: "wang", Password: "not the password", Address: home})
		w.clock.pass(29 * time.Minute)
		alive := w.signIn()
		w.clock.pass(time.Minute)
		w.must(w.keep.Sweep(w.Context()))
		if n := count("session"); n != 1 || !w.signedIn(alive) {
			w.Errorf("%d sessions left", n)
		}
		w.must(w.keep.Sweep(w.Context()))
		if n := count("login_attempt"); n != 0 {
			w.Errorf("%d attempts left", n)
		}
	})
}
