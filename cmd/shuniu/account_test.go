package main

import (
	"bytes"
	"context"
	"net/netip"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"shuniu/kernel/account"
	"shuniu/kernel/fault"
	"shuniu/kernel/store"
)

// typed runs a command line with something on its standard input.
func typed(t *testing.T, input string, args ...string) (errs string, exit int) {
	t.Helper()
	var out, e bytes.Buffer
	now := time.Date(2026, 3, 2, 1, 30, 0, 0, time.UTC)
	exit = run(args, &env{In: strings.NewReader(input), Out: &out, Err: &e, Now: func() time.Time { return now }})
	return e.String(), exit
}

// signIn tries a password against the city's database.
func signIn(t *testing.T, data, login, password string) error {
	t.Helper()
	now := time.Date(2026, 3, 2, 1, 30, 0, 0, time.UTC)
	db, err := store.Open(t.Context(), store.Options{URL: filepath.Join(data, "shuniu.db"), Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	k, err := account.New(db, account.Settings{})
	if err != nil {
		t.Fatal(err)
	}
	_, err = k.SignIn(context.Background(), account.Credentials{Login: login, Password: password, Address: netip.MustParseAddr("192.0.2.1")})
	return err
}

func TestAnAccountSignsInWithThePasswordItWasGiven(t *testing.T) {
	data := town(t)
	at := []string{"--data", data}
	if _, errs, exit := shuniu(t, append([]string{"account", "add", "wangwei", "--person", "王伟", "--unit", "water"}, at...)...); exit != fault.Conflict.Exit() {
		t.Errorf("two people of one name: %d %s", exit, errs)
	}
	if out, errs, exit := shuniu(t, append([]string{"account", "add", "WangWei", "--person", "004"}, at...)...); exit != 0 || !strings.Contains(out, "王伟") {
		t.Fatal(exit, out, errs)
	}
	if out, _, _ := shuniu(t, append([]string{"account"}, at...)...); !strings.Contains(out, "wangwei") || !strings.Contains(out, "未设密码") {
		t.Error(out)
	}
	for input, want := range map[string]int{"": fault.Invalid.Exit(), "short\n": fault.Invalid.Exit(), "a long password\n": 0} {
		if errs, exit := typed(t, input, append([]string{"account", "password", "wangwei"}, at...)...); exit != want {
			t.Errorf("%q: %d %s", input, exit, errs)
		}
	}
	if err := signIn(t, data, "wangwei", "a long password"); err != nil {
		t.Error(err)
	}
	if err := signIn(t, data, "wangwei", "another password"); !fault.Is(err, fault.Denied) {
		t.Error(err)
	}
	for _, step := range []struct {
		verb string
		open bool
	}{{"disable", false}, {"enable", true}} {
		if _, errs, exit := shuniu(t, append([]string{"account", step.verb, "wangwei"}, at...)...); exit != 0 {
			t.Error(exit, errs)
		}
		if err := signIn(t, data, "wangwei", "a long password"); (err == nil) != step.open {
			t.Errorf("after %s: %v", step.verb, err)
		}
	}
}

func TestAccountCommandsSayWhatIsMissing(t *testing.T) {
	data := town(t)
	for args, want := range map[string]int{
		"account add x1 --person 无名":                       fault.NotFound.Exit(),
		"account add x1 --person 001 --unit none":          fault.NotFound.Exit(),
		"account add 1x --person 001":                      fault.Invalid.Exit(),
		"account password nobody":                          fault.NotFound.Exit(),
		"account disable nobody":                           fault.NotFound.Exit(),
		"account password x --password secret":             fault.Invalid.Exit(),
		"token issue x --unit none --scope request.submit": fault.NotFound.Exit(),
		"token issue x --unit water --scope A":             fault.Invalid.Exit(),
		"token revoke 7":                                   fault.NotFound.Exit(),
	} {
		if _, errs, exit := shuniu(t, append(strings.Fields(args), "--data", data)...); exit != want {
			t.Errorf("%s: %d %s", args, exit, errs)
		}
	}
	if _, errs, exit := shuniu(t, "account", "--data", t.TempDir()); exit != fault.NotFound.Exit() {
		t.Errorf("no database: %d %s", exit, errs)
	}
}

func TestATokenIsShownOnceAndRevoked(t *testing.T) {
	data := town(t)
	secret, _, exit := shuniu(t, "token", "issue", "网站", "--unit", "water", "--scope", "request.submit", "--data", data)
	if exit != 0 || !strings.HasPrefix(secret, "shuniu_") {
		t.Fatal(exit, secret)
	}
	out, _, _ := shuniu(t, "token", "--data", data)
	if !strings.Contains(out, "request.submit") || !strings.Contains(out, "2027-03-02") || strings.Contains(out, strings.TrimSpace(secret)) {
		t.Error(out)
	}
	if _, errs, exit := shuniu(t, "token", "revoke", "1", "--data", data); exit != 0 {
		t.Error(exit, errs)
	}
	if out, _, _ := shuniu(t, "token", "list", "--data", data); !strings.Contains(out, "已吊销") {
		t.Error(out)
	}
}
