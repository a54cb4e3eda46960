package org_test

import (
	"path/filepath"
	"testing"
	"time"

	"shuniu/kernel/calendar"
	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
	"shuniu/kernel/org"
	"shuniu/kernel/store"
	"shuniu/test/pg"
)

// world is a small city in a fresh database: 市政府 over 水务局 and 潮生区政府, and
// that over 南堤街道.
type world struct {
	*testing.T
	db     *store.DB
	ids    *org.IDs
	keeper *org.Keeper
	people map[string]org.PersonID
	units  map[string]org.UnitID
}

// on runs a test in a world of each kind of database.
func on(t *testing.T, test func(w *world)) {
	t.Helper()
	for name, url := range map[string]func(testing.TB) string{
		"sqlite":   func(t testing.TB) string { return filepath.Join(t.TempDir(), "city.db") },
		"postgres": pg.URL,
	} {
		t.Run(name, func(t *testing.T) { test(newWorld(t, url(t))) })
	}
}

func newWorld(t *testing.T, url string) *world {
	t.Helper()
	db, err := store.Open(t.Context(), store.Options{URL: url, Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	w := &world{T: t, db: db, ids: org.NewIDs(db), people: map[string]org.PersonID{}, units: map[string]org.UnitID{}}
	w.must(w.write(func(tx *store.Tx) error {
		return org.AddRegions(tx, []org.Region{
			{Code: "990100000000", Name: lang.T("澜湾市", "Lanwan")},
			{Code: "990102001000", Name: lang.T("南堤街道", "Nandi")},
			{Code: "990102000000", Name: lang.T("潮生区", "Chaosheng")},
		})
	}))
	if w.keeper, err = org.NewKeeper(t.Context(), db, org.Need{Post: "handler"}, org.Need{Unit: "city", Post: "supervisor"}); err != nil {
		t.Fatal(err)
	}
	w.unit("city", "", "990100000000")
	w.unit("water", "city", "990100000000")
	w.unit("chaosheng", "city", "990102000000")
	w.unit("nandi", "chaosheng", "990102001000")
	return w
}

func (w *world) must(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

func (w *world) refused(kind fault.Kind, err error) {
	w.Helper()
	if !fault.Is(err, kind) {
		w.Errorf("want %v, got %v", kind, err)
	}
}

func (w *world) write(fn func(tx *store.Tx) error) error { return w.db.Write(w.Context(), fn) }

// now is the directory after every change made so far.
func (w *world) now() *org.Directory {
	w.Helper()
	w.must(w.keeper.Refresh(w.Context()))
	return w.keeper.Now()
}

func (w *world) addUnit(u org.Unit) (org.UnitID, error) {
	w.Helper()
	id, err := w.ids.Unit(w.Context())
	w.must(err)
	u.ID = id
	return id, w.write(func(tx *store.Tx) error { return org.AddUnit(tx, u) })
}

func (w *world) unit(code, parent string, region org.RegionCode) {
	w.Helper()
	id, err := w.addUnit(org.Unit{Code: code, Name: lang.T(code, code), Region: region, Parent: w.units[parent]})
	w.must(err)
	w.units[code] = id
}

func (w *world) person(name string) org.PersonID {
	w.Helper()
	if id, ok := w.people[name]; ok {
		return id
	}
	id, err := w.ids.Person(w.Context())
	w.must(err)
	w.must(w.write(func(tx *store.Tx) error { return org.AddPerson(tx, org.Person{ID: id, Name: lang.T(name, name)}) }))
	w.people[name] = id
	return id
}

func (w *world) tryAppoint(name, unit string, kind org.PostKind, since, until string) (org.PostID, error) {
	w.Helper()
	id, err := w.ids.Post(w.Context())
	w.must(err)
	p := org.Post{ID: id, Unit: w.units[unit], Kind: kind, Person: w.person(name), Since: date(since), Until: date(until)}
	return id, w.write(func(tx *store.Tx) error { return org.Appoint(tx, p) })
}

func (w *world) appoint(name, unit string, kind org.PostKind, since, until string) org.PostID {
	w.Helper()
	id, err := w.tryAppoint(name, unit, kind, since, until)
	w.must(err)
	return id
}

func (w *world) delegate(d org.Delegation) (org.DelegationID, error) {
	w.Helper()
	id, err := w.ids.Delegation(w.Context())
	w.must(err)
	d.ID = id
	return id, w.write(func(tx *store.Tx) error { return org.Delegate(tx, d) })
}

func date(s string) calendar.Date {
	if s == "" {
		return calendar.Date{}
	}
	d, err := calendar.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}
