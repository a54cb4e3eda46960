package account_test

import (
	"fmt"
	"net/netip"
	"strings"
	"testing"
	"time"

	"shuniu/kernel/account"
	"shuniu/kernel/fault"
)

// guess tries a wrong password, or the right one, and says how it ended: "in",
// "wrong" or the wait it was told.
func (w *world) guess(login, pass string, from netip.Addr) string {
	w.Helper()
	_, err := w.keep.SignIn(w.Context(), account.Credentials{Login: login, Password: pass, Address: from})
	if err == nil {
		return "in"
	}
	text := w.refused(fault.Denied, err).Person.En
	if _, wait, ok := strings.Cut(text, "Try again in "); ok {
		return strings.TrimSuffix(wait, ".")
	}
	return "wrong"
}

func TestGuessingIsSlowedDown(t *testing.T) {
	on(t, account.Settings{}, func(w *world) {
		expect := func(want, pass string) {
			w.Helper()
			if got := w.guess("wang", pass, home); got != want {
				w.Fatalf("want %s, got %s", want, got)
			}
		}
		for range 5 {
			expect("wrong", "not the password")
		}
		expect("31 seconds", "not the password")
		expect("31 seconds", password) // the right one must wait too, or it would be told apart
		if got := w.guess("wang", password, netip.MustParseAddr("192.0.2.8")); got != "in" {
			w.Errorf("from another place: %s", got)
		}
		w.clock.pass(29 * time.Second)
		expect("2 seconds", password)
		w.clock.pass(time.Second)
		expect("wrong", "not the password")
		expect("61 seconds", "not the password")
		w.clock.pass(time.Minute)
		expect("wrong", "not the password")
		expect("2 minutes", "not the password")
		w.clock.pass(2 * time.Minute)
		expect("in", password)
		expect("wrong", "not the password") // and the count begins anew
		expect("wrong", "not the password")
	})
}

func TestGuessesAtOnceDoNotOutrunTheThrottle(t *testing.T) {
	on(t, account.Settings{}, func(w *world) {
		const rivals = 40
		got := make(chan string, rivals)
		for range rivals {
			go func() {
				_, err := w.keep.SignIn(w.Context(), account.Credentials{Login: "wang", Password: "not the password", Address: home})
				got <- fault.As(err).Operator
			}()
		}
		outcomes := map[string]int{}
		for range rivals {
			outcomes[<-got]++
		}
		if outcomes["sign-in"] != 5 || outcomes["login throttled"] != rivals-5 {
			w.Errorf("%v", outcomes)
		}
	})
}

func TestManyPlacesTogetherHaveFewGuessesAtOneLogin(t *testing.T) {
	w := newWorld(t, t.TempDir()+"/city.db", account.Settings{})
	for i := range 20 {
		if got := w.guess("wang", "not the password", netip.MustParseAddr(fmt.Sprintf("2001:db8:0:%x::1", i))); got != "wrong" {
			t.Fatalf("guess %d: %s", i, got)
		}
	}
	if got := w.guess("wang", "not the password", home); got != "31 seconds" {
		t.Errorf("guess 21: %s", got)
	}
	if got := w.guess("nobody", "not the password", home); got != "wrong" {
		t.Errorf("another login: %s", got)
	}
}
