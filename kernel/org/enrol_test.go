package org_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
	"shuniu/kernel/org"
	"shuniu/kernel/store"
)

func TestTheDirectoryShowsWhatWasEnrolled(t *testing.T) {
	on(t, func(w *world) {
		old := w.keeper.Now()
		post := w.appoint("王", "water", "handler", "2024-01-01", "2026-06-30")
		d := w.now()
		if old == d || d.Version() <= old.Version() {
			w.Error("a change makes a new directory")
		}
		if w.now() != d {
			w.Error("without a change the directory stays")
		}
		water, ok := d.UnitByCode("water")
		if want := (org.Unit{ID: w.units["water"], Code: "water", Name: lang.T("water", "water"), Region: "990100000000", Parent: w.units["city"]}); !ok || water != want {
			w.Errorf("unit %+v", water)
		}
		if got := d.PostsOf(w.people["王"], date("2026-06-30")); len(got) != 1 || got[0].ID != post || got[0].Unit != water.ID || got[0].Kind != "handler" {
			w.Errorf("posts on the last day: %+v", got)
		}
		for _, day := range []string{"2023-12-31", "2026-07-01"} {
			if got := d.HoldersOf(water.ID, "handler", date(day)); len(got) != 0 {
				w.Errorf("holders on %s: %+v", day, got)
			}
		}
		if p, ok := d.Person(w.people["王"]); !ok || p.Name.Zh != "王" {
			w.Errorf("person %+v", p)
		}
	})
}

func TestTheDirectoryKnowsTheTreeOfRegionsAndUnits(t *testing.T) {
	on(t, func(w *world) {
		d, u := w.now(), w.units
		if diff := cmp.Diff([]org.UnitID{u["chaosheng"], u["city"]}, d.Ancestors(u["nandi"])); diff != "" {
			w.Error(diff)
		}
		if diff := cmp.Diff([]org.UnitID{u["chaosheng"], u["nandi"]}, d.Descendants(u["chaosheng"])); diff != "" {
			w.Error(diff)
		}
		if diff := cmp.Diff([]org.UnitID{u["water"], u["chaosheng"]}, d.Children(u["city"])); diff != "" {
			w.Error(diff)
		}
		if top, ok := d.Top(); !ok || top.Code != "city" || !d.Within(u["nandi"], top.ID) || d.Within(top.ID, u["nandi"]) || !d.Within(top.ID, top.ID) {
			w.Error("the city is above all")
		}
		if in := d.UnitsIn("990102000000"); len(in) != 2 || in[0].Code != "chaosheng" || in[1].Code != "nandi" {
			w.Errorf("units in the district: %+v", in)
		}
		if d.City().Name.Zh != "澜湾市" {
			w.Errorf("city %+v", d.City())
		}
		if c := d.RegionChildren("990102000000"); len(c) != 1 || c[0].Name.En != "Nandi" {
			w.Errorf("regions in the district: %+v", c)
		}
		if _, ok := d.Unit(0); ok || d.Descendants(0) != nil || d.Ancestors(99) != nil || d.Within(0, 0) || d.UnitsIn("") != nil {
			w.Error("what is not there has nothing")
		}
	})
}

func TestAddRegionsRenamesAndStaysInTheCity(t *testing.T) {
	on(t, func(w *world) {
		add := func(code org.RegionCode, name string) error {
			return w.write(func(tx *store.Tx) error {
				return org.AddRegions(tx, []org.Region{{Code: code, Name: lang.T(name, "")}})
			})
		}
		w.must(add("990102000000", "听潮区"))
		if r, ok := w.now().Region("990102000000"); !ok || r.Name.Zh != "听潮区" {
			w.Errorf("region %+v", r)
		}
		w.refused(fault.Conflict, add("990200000000", "别的市"))
		w.refused(fault.Conflict, add("990202000000", "别的区"))
		w.refused(fault.Invalid, add("990103001000", "没有区的街道"))
		w.refused(fault.Invalid, add("990103", "短"))
		if n := len(w.now().Regions()); n != 3 {
			w.Errorf("%d regions after refusals", n)
		}
	})
}

func TestAUnitIsRefusedWithAllItsDefects(t *testing.T) {
	on(t, func(w *world) {
		_, err := w.addUnit(org.Unit{Code: "Water Bureau", Region: "990199000000", Parent: 4711, Phone: "0123456789012345678901234567890123456789x"})
		w.refused(fault.Invalid, err)
		var fields []string
		for _, d := range fault.As(err).Defects {
			fields = append(fields, d.Field)
		}
		if diff := cmp.Diff([]string{"code", "name", "region", "phone", "parent"}, fields); diff != "" {
			w.Error(diff)
		}
		good := org.Unit{Code: "water", Name: lang.T("水务局", ""), Region: "990100000000", Parent: w.units["city"]}
		_, err = w.addUnit(good)
		w.refused(fault.Conflict, err)
		good.Code, good.Parent = "second", 0
		_, err = w.addUnit(good)
		w.refused(fault.Conflict, err)
		w.refused(fault.Internal, w.write(func(tx *store.Tx) error { return org.AddUnit(tx, good) }))
	})
}

func TestAUnitMovesWithAllBelowItButNotBelowItself(t *testing.T) {
	on(t, func(w *world) {
		u := w.units
		move := func(unit, to string) error {
			return w.write(func(tx *store.Tx) error { return org.MoveUnit(tx, u[unit], u[to]) })
		}
		w.must(move("chaosheng", "water"))
		if diff := cmp.Diff([]org.UnitID{u["chaosheng"], u["water"], u["city"]}, w.now().Ancestors(u["nandi"])); diff != "" {
			w.Error(diff)
		}
		w.refused(fault.Conflict, move("water", "nandi"))
		w.refused(fault.Conflict, move("water", "water"))
		w.refused(fault.Conflict, move("city", "water"))
		w.refused(fault.Invalid, move("water", "nowhere"))
	})
}

func TestAPostIsHeldOnceAtATimeAndAUnitHasOneHead(t *testing.T) {
	on(t, func(w *world) {
		first := w.appoint("王", "water", "head", "2024-01-01", "2025-12-31")
		_, err := w.tryAppoint("李", "water", "head", "2025-12-31", "")
		w.refused(fault.Conflict, err)
		w.appoint("李", "water", "head", "2026-01-01", "")
		_, err = w.tryAppoint("王", "water", "head", "2026-06-01", "2026-06-30")
		w.refused(fault.Conflict, err)
		w.appoint("王", "water", "handler", "2024-01-01", "")
		_, err = w.tryAppoint("王", "water", "handler", "2023-01-01", "2024-01-01")
		w.refused(fault.Conflict, err)
		w.appoint("李", "water", "handler", "2024-01-01", "")
		_, err = w.tryAppoint("赵", "water", "经办", "2024-02-02", "2024-02-01")
		w.refused(fault.Invalid, err)

		end := func(last string) error {
			return w.write(func(tx *store.Tx) error { return org.EndPost(tx, first, date(last)) })
		}
		w.must(end("2025-06-30"))
		w.refused(fault.Conflict, end("2025-07-01"))
		w.refused(fault.Invalid, end(""))
		w.must(end("2023-12-31")) // cancelled: the time is free again
		w.appoint("赵", "water", "head", "2024-01-01", "2025-12-31")
		if got := w.now().PostsOf(w.people["王"], date("2024-01-01")); len(got) != 1 || got[0].Kind != "handler" {
			w.Errorf("after the cancelled post: %+v", got)
		}
	})
}

func TestADelegationIsBoundedByThePostItComesFrom(t *testing.T) {
	on(t, func(w *world) {
		post := w.appoint("王", "water", "handler", "2026-01-01", "2026-12-31")
		good := org.Delegation{Post: post, To: w.person("李"), Kind: org.Substitute, Since: date("2026-03-01"), Until: date("2026-03-31")}
		for name, change := range map[string]func(*org.Delegation){
			"no end":           func(d *org.Delegation) { d.Until = date("") },
			"no beginning":     func(d *org.Delegation) { d.Since = date("") },
			"backwards":        func(d *org.Delegation) { d.Until = date("2026-02-28") },
			"before the post":  func(d *org.Delegation) { d.Since = date("2025-12-31") },
			"beyond the post":  func(d *org.Delegation) { d.Until = date("2027-01-01") },
			"to oneself":       func(d *org.Delegation) { d.To = w.people["王"] },
			"to nobody":        func(d *org.Delegation) { d.To = 4711 },
			"of no post":       func(d *org.Delegation) { d.Post = 4711 },
			"of no known kind": func(d *org.Delegation) { d.Kind = "favour" },
		} {
			bad := good
			change(&bad)
			if _, err := w.delegate(bad); !fault.Is(err, fault.Invalid) {
				w.Errorf("%s: want invalid, got %v", name, err)
			}
		}
		id, err := w.delegate(good)
		w.must(err)
		if got := w.now().Delegations(w.people["李"], date("2026-03-31")); len(got) != 1 || got[0].ID != id || got[0].Post != post {
			w.Errorf("delegations %+v", got)
		}
		w.must(w.write(func(tx *store.Tx) error { return org.EndDelegation(tx, id, date("2026-03-10")) }))
		if got := w.now().Delegations(w.people["李"], date("2026-03-11")); len(got) != 0 {
			w.Errorf("after its end: %+v", got)
		}
		w.refused(fault.Conflict, w.write(func(tx *store.Tx) error { return org.EndDelegation(tx, id, date("2026-03-20")) }))
	})
}

func TestOfTwoAppointmentsAtOnceOneHolds(t *testing.T) {
	on(t, func(w *world) {
		const rivals = 8
		outcome := make(chan error, rivals)
		for i := range rivals {
			id, err := w.ids.Post(w.Context())
			w.must(err)
			p := org.Post{ID: id, Unit: w.units["water"], Kind: org.Head, Person: w.person(string(rune('甲' + i))), Since: date("2026-01-01")}
			go func() {
				outcome <- w.write(func(tx *store.Tx) error { return org.Appoint(tx, p) })
			}()
		}
		appointed := 0
		for range rivals {
			if err := <-outcome; err == nil {
				appointed++
			} else {
				w.refused(fault.Conflict, err)
			}
		}
		if heads := w.now().HoldersOf(w.units["water"], org.Head, date("2026-01-01")); appointed != 1 || len(heads) != 1 {
			w.Errorf("%d appointed, %d heads", appointed, len(heads))
		}
	})
}
