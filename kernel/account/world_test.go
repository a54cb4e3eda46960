package account_test

import (
	"net/netip"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"shuniu/kernel/account"
	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
	"shuniu/kernel/org"
	"shuniu/kernel/store"
	"shuniu/test/pg"
)

const password = "correct horse 电池"

var home = netip.MustParseAddr("192.0.2.7")

// world is a unit with two people in a fresh database, whose clock is moved by hand.
type world struct {
	*testing.T
	db    *store.DB
	clock *clock
	keep  *account.Keeper
	wang  account.Account // has a password
	li    account.Account // has none
	unit  org.UnitID
}

type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

func on(t *testing.T, s account.Settings, test func(w *world)) {
	t.Helper()
	for name, url := range map[string]func(testing.TB) string{
		"sqlite":   func(t testing.TB) string { return filepath.Join(t.TempDir(), "city.db") },
		"postgres": pg.URL,
	} {
		t.Run(name, func(t *testing.T) { test(newWorld(t, url(t), s)) })
	}
}

func newWorld(t *testing.T, url string, s account.Settings) *world {
	t.Helper()
	w := &world{T: t, clock: &clock{now: time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC)}}
	db, err := store.Open(t.Context(), store.Options{URL: url, Now: w.clock.Now})
	w.must(err)
	t.Cleanup(func() { db.Close() })
	w.db = db
	w.keep, err = account.New(db, s)
	w.must(err)
	ids := org.NewIDs(db)
	w.unit, err = ids.Unit(t.Context())
	w.must(err)
	w.must(db.Write(t.Context(), func(tx *store.Tx) error {
		if err := org.AddRegions(tx, []org.Region{{Code: "990100000000", Name: lang.T("澜湾市", "Lanwan")}}); err != nil {
			return err
		}
		return org.AddUnit(tx, org.Unit{ID: w.unit, Code: "city", Name: lang.T("市政府", "City"), Region: "990100000000"})
	}))
	w.wang, w.li = w.enrol(ids, "wang"), w.enrol(ids, "li")
	w.must(w.keep.SetPassword(t.Context(), w.wang.ID, password))
	return w
}

func (w *world) enrol(ids *org.IDs, login string) account.Account {
	w.Helper()
	person, err := ids.Person(w.Context())
	w.must(err)
	id, err := w.keep.NewID(w.Context())
	w.must(err)
	a := account.Account{ID: id, Person: person, Login: login}
	w.must(w.db.Write(w.Context(), func(tx *store.Tx) error {
		if err := org.AddPerson(tx, org.Person{ID: person, Name: lang.T(login, login)}); err != nil {
			return err
		}
		return account.Enrol(tx, a)
	}))
	return a
}

func (w *world) must(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

func (w *world) refused(kind fault.Kind, err error) *fault.Error {
	w.Helper()
	if !fault.Is(err, kind) {
		w.Fatalf("want %v, got %v", kind, err)
	}
	return fault.As(err)
}

func (w *world) signIn() account.Token {
	w.Helper()
	token, err := w.keep.SignIn(w.Context(), account.Credentials{Login: "wang", Password: password, Address: home})
	w.must(err)
	return token
}

func (w *world) signedIn(token account.Token) bool {
	w.Helper()
	_, ok, err := w.keep.Lookup(w.Context(), token)
	w.must(err)
	return ok
}
