package account_test

import (
	"testing"

	"shuniu/kernel/account"
	"shuniu/kernel/fault"
	"shuniu/kernel/store"
)

func TestSigningInSaysWhoOneIs(t *testing.T) {
	on(t, account.Settings{}, func(w *world) {
		token, err := w.keep.SignIn(w.Context(), account.Credentials{Login: " Wang", Password: password, Address: home})
		w.must(err)
		s, ok, err := w.keep.Lookup(w.Context(), token)
		if err != nil || !ok || s.Account != w.wang.ID || s.Person != w.wang.Person || s.Login != "wang" || s.Kind != account.Staff || s.Method != account.ByPassword || !s.Created.Equal(w.clock.Now()) {
			w.Errorf("session %+v %v %v", s, ok, err)
		}
		for _, other := range []account.Token{"", token + "x", token[1:]} {
			if w.signedIn(other) {
				w.Errorf("signed in with %q", string(other))
			}
		}
	})
}

func TestARefusalDoesNotSayWhatWasWrong(t *testing.T) {
	on(t, account.Settings{}, func(w *world) {
		refusal := func(login, pass string) string {
			w.Helper()
			_, err := w.keep.SignIn(w.Context(), account.Credentials{Login: login, Password: pass, Address: home})
			return w.refused(fault.Denied, err).Person.En
		}
		wrong := refusal("wang", "not the password")
		long := make([]byte, 1<<20)
		for what, got := range map[string]string{
			"unknown login": refusal("nobody", password), "no password set": refusal("li", password), "empty": refusal("", ""),
			"empty password of an account without": refusal("li", ""), "an endless password": refusal("wang", string(long)),
		} {
			if got != wrong {
				w.Errorf("%s: %q", what, got)
			}
		}
		token := w.signIn()
		w.must(w.keep.Disable(w.Context(), w.wang.ID))
		if w.signedIn(token) {
			w.Error("a shut account keeps no session")
		}
		if got := refusal("wang", password); got != wrong {
			w.Errorf("shut account: %q", got)
		}
		_, err := w.keep.Open(w.Context(), w.wang.ID, "passkey")
		w.refused(fault.Denied, err)
		w.must(w.keep.Enable(w.Context(), w.wang.ID))
		if w.signedIn(token) {
			w.Error("an old session came back")
		}
		w.signIn()
	})
}

func TestAPasswordHasRulesAndEndsSessionsWhenChanged(t *testing.T) {
	on(t, account.Settings{}, func(w *world) {
		change := func(old, new string) error {
			return w.keep.ChangePassword(w.Context(), w.wang.ID, account.Change{Old: old, New: new, Address: home})
		}
		for _, bad := range []string{"", "九个字符的密码九个", "wang", "\xff0123456789", string(make([]byte, 257))} {
			w.refused(fault.Invalid, change(password, bad))
			w.refused(fault.Invalid, w.keep.SetPassword(w.Context(), w.wang.ID, bad))
		}
		w.refused(fault.Denied, change("not the password", "a better password"))
		token := w.signIn()
		w.must(change(password, "十个字符的密码够长了"))
		if w.signedIn(token) {
			w.Error("a session outlived its password")
		}
		_, err := w.keep.SignIn(w.Context(), account.Credentials{Login: "wang", Password: password, Address: home})
		w.refused(fault.Denied, err)
		_, err = w.keep.SignIn(w.Context(), account.Credentials{Login: "wang", Password: "十个字符的密码够长了", Address: home})
		w.must(err)
		w.refused(fault.NotFound, w.keep.SetPassword(w.Context(), 4711, password))
	})
}

func TestALoginIsTheirsAlone(t *testing.T) {
	on(t, account.Settings{}, func(w *world) {
		id, err := w.keep.NewID(w.Context())
		w.must(err)
		for _, c := range []struct {
			a    account.Account
			kind fault.Kind
		}{
			{account.Account{ID: id, Person: w.li.Person, Login: "other"}, fault.Conflict},
			{account.Account{ID: id, Person: w.wang.Person, Login: "WANG"}, fault.Conflict},
			{account.Account{ID: id, Person: 4711, Login: "other"}, fault.Invalid},
			{account.Account{ID: id, Person: w.li.Person, Login: "王"}, fault.Invalid},
			{account.Account{Person: w.li.Person, Login: "other"}, fault.Internal},
		} {
			w.refused(c.kind, w.db.Write(w.Context(), func(tx *store.Tx) error { return account.Enrol(tx, c.a) }))
		}
		got, err := w.keep.ByLogin(w.Context(), "WANG ")
		if err != nil || got != w.wang {
			w.Errorf("%+v %v", got, err)
		}
		got, err = w.keep.ByPerson(w.Context(), w.li.Person)
		if err != nil || got != w.li {
			w.Errorf("%+v %v", got, err)
		}
		_, err = w.keep.ByLogin(w.Context(), "nobody")
		w.refused(fault.NotFound, err)
	})
}

func TestDemoLoginIsRefusedOutsideADemo(t *testing.T) {
	on(t, account.Settings{}, func(w *world) {
		_, err := w.keep.DemoLogin(w.Context(), "li")
		w.refused(fault.Denied, err)
	})
	on(t, account.Settings{Demo: true}, func(w *world) {
		token, err := w.keep.DemoLogin(w.Context(), "li")
		w.must(err)
		if s, ok, err := w.keep.Lookup(w.Context(), token); err != nil || !ok || s.Person != w.li.Person || s.Method != account.ByDemo {
			w.Errorf("%+v %v %v", s, ok, err)
		}
		_, err = w.keep.DemoLogin(w.Context(), "wang")
		w.refused(fault.Denied, err)
		w.must(w.keep.Disable(w.Context(), w.li.ID))
		_, err = w.keep.DemoLogin(w.Context(), "li")
		w.refused(fault.Denied, err)
	})
}

func TestSettingsThatCannotWorkAreRefused(t *testing.T) {
	w := newWorld(t, t.TempDir()+"/city.db", account.Settings{})
	for _, s := range []account.Settings{{Idle: 1}, {Absolute: 1}, {Hashes: -1}} {
		_, err := account.New(w.db, s)
		w.refused(fault.Invalid, err)
	}
}
