package demo_test

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"shuniu/demo"
	"shuniu/kernel/access"
	"shuniu/kernel/account"
	"shuniu/kernel/calendar"
	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
	"shuniu/kernel/org"
	"shuniu/kernel/store"
	"shuniu/test/pg"
)

var now = time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC)

func on(t *testing.T, test func(t *testing.T, db *store.DB)) {
	t.Helper()
	for name, url := range map[string]func(testing.TB) string{
		"sqlite":   func(t testing.TB) string { return filepath.Join(t.TempDir(), "city.db") },
		"postgres": pg.URL,
	} {
		t.Run(name, func(t *testing.T) {
			db, err := store.Open(t.Context(), store.Options{URL: url(t), Now: func() time.Time { return now }})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { db.Close() })
			test(t, db)
		})
	}
}

func load(t *testing.T, db *store.DB) *org.Directory {
	t.Helper()
	if err := demo.Load(t.Context(), db, calendar.DateOf(now)); err != nil {
		t.Fatal(err)
	}
	d, err := org.Load(db.Read(t.Context()), org.Need{Post: "handler"})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestTheCityHasFourLevelsAndEverybodyInThem(t *testing.T) {
	on(t, func(t *testing.T, db *store.DB) {
		d := load(t, db)
		levels, units := map[org.Level]int{}, map[org.Level]int{}
		for _, r := range d.Regions() {
			levels[r.Code.Level()]++
			if !strings.HasPrefix(string(r.Code), "99") || r.Name.En == "" {
				t.Errorf("region %+v", r)
			}
		}
		today := calendar.DateOf(now)
		for _, u := range d.Units() {
			units[u.Region.Level()]++
			if owes, ok := d.Resolve(u.ID, org.Head, today); !ok || owes.Unit != u.ID || u.Name.En == "" || u.Phone == "" {
				t.Errorf("unit %+v answers through %+v", u, owes)
			}
		}
		if levels[org.City] != 1 || levels[org.County] != 4 || levels[org.Township] != 12 || levels[org.Village] < 30 || units[org.Village] != levels[org.Village] {
			t.Errorf("regions %v, units %v", levels, units)
		}
		for _, kind := range []org.PostKind{"dispatcher", "auditor", "publisher", "agent"} {
			hotline, _ := d.UnitByCode("hotline")
			if len(d.HoldersOf(hotline.ID, kind, today)) == 0 {
				t.Errorf("the hotline has no %s", kind)
			}
		}
	})
}

func TestLoadingTwiceChangesNothing(t *testing.T) {
	on(t, func(t *testing.T, db *store.DB) {
		first := load(t, db)
		if second := load(t, db); second.Version() != first.Version() {
			t.Errorf("version %d became %d", first.Version(), second.Version())
		}
	})
}

func TestEachMemberOfTheCastSignsInAndHoldsThePost(t *testing.T) {
	on(t, func(t *testing.T, db *store.DB) {
		d := load(t, db)
		accounts, err := account.New(db, account.Settings{Demo: true})
		if err != nil {
			t.Fatal(err)
		}
		cast, err := demo.Cast(d, calendar.DateOf(now))
		if err != nil || len(cast) < 10 {
			t.Fatal(len(cast), err)
		}
		for _, m := range cast {
			token, err := accounts.DemoLogin(t.Context(), m.Login)
			if err != nil {
				t.Fatal(m.Login, err)
			}
			s, ok, err := accounts.Lookup(t.Context(), token)
			if err != nil || !ok {
				t.Fatal(m.Login, err)
			}
			if s.Person != m.Person.ID {
				t.Errorf("%s is %v", m.Login, s.Person)
			}
			if stand, ok := d.StandAs(s.Person, org.Seat{Unit: m.Unit.ID, Post: m.Post}, calendar.DateOf(now)); !ok || stand.Why != org.ByPost {
				t.Errorf("%s as %s in %s: %+v", m.Login, m.Post, m.Unit.Code, stand)
			}
			for _, text := range []lang.Text{m.Person.Name, m.Title, m.Who, m.Try} {
				if text.Zh == "" || text.En == "" {
					t.Errorf("%s lacks a text: %+v", m.Login, m)
				}
			}
		}
	})
}

func TestThereIsAVacancyAndASubstitute(t *testing.T) {
	on(t, func(t *testing.T, db *store.DB) {
		d := load(t, db)
		today := calendar.DateOf(now)
		qingshi, _ := d.UnitByCode("qingshi")
		if owes, ok := d.Resolve(qingshi.ID, "handler", today); !ok || owes.Unit != qingshi.ID || owes.Why != org.ByVacancy {
			t.Errorf("the vacancy: %+v %v", owes, ok)
		}
		water, _ := d.UnitByCode("water")
		seat := org.Seat{Unit: water.ID, Post: org.Head}
		deputy := d.HoldersOf(water.ID, "deputy", today)[0].Person
		for _, day := range []int{0, 365, 5 * 365} { // a demonstration is started on any day
			if s, ok := d.StandAs(deputy, seat, today.Add(day)); !ok || s.Why != org.BySubstitute {
				t.Errorf("the substitute on day %d: %+v %v", day, s, ok)
			}
		}
	})
}

func TestAnotherCityIsLeftAlone(t *testing.T) {
	on(t, func(t *testing.T, db *store.DB) {
		id, err := org.NewIDs(db).Unit(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		err = db.Write(t.Context(), func(tx *store.Tx) error {
			if err := org.AddRegions(tx, []org.Region{{Code: "990200000000", Name: lang.T("别的市", "Another")}}); err != nil {
				return err
			}
			return org.AddUnit(tx, org.Unit{ID: id, Code: "city", Name: lang.T("别的市", "Another"), Region: "990200000000"})
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := demo.Load(t.Context(), db, calendar.DateOf(now)); !fault.Is(err, fault.Conflict) {
			t.Fatalf("want conflict, got %v", err)
		}
	})
}

func TestWhoeverHeadsTheSupervisorsOverseesTheCity(t *testing.T) {
	on(t, func(t *testing.T, db *store.DB) {
		dir, day := load(t, db), calendar.DateOf(now)
		for unit, all := range map[string]bool{"city": true, "office": true, "water": false, "chaosheng": false} {
			u, known := dir.UnitByCode(unit)
			heads := dir.HoldersOf(u.ID, org.Head, day)
			if !known || len(heads) == 0 {
				t.Fatalf("%s has no head", unit)
			}
			if a := access.StaffActor(dir, heads[0].Person, dir.Stands(heads[0].Person, day)); a.All != all {
				t.Errorf("the head of %s oversees the city: %v", unit, a.All)
			}
		}
	})
}
