package org_test

import (
	"fmt"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
	"shuniu/kernel/org"
	"shuniu/kernel/store"
)

// closure is the table unit_closure: for each pair its depth.
func (w *world) closure() map[[2]org.UnitID]int {
	w.Helper()
	rows, err := w.db.Read(w.Context()).Query(`SELECT ancestor, descendant, depth FROM unit_closure`)
	w.must(err)
	defer rows.Close()
	got := map[[2]org.UnitID]int{}
	for rows.Next() {
		var pair [2]org.UnitID
		var depth int
		w.must(rows.Scan(&pair[0], &pair[1], &depth))
		got[pair] = depth
	}
	return got
}

func (w *world) closureOfParents() map[[2]org.UnitID]int {
	w.Helper()
	want := map[[2]org.UnitID]int{}
	d := w.now()
	for _, u := range d.Units() {
		want[[2]org.UnitID{u.ID, u.ID}] = 0
		for i, up := range d.Ancestors(u.ID) {
			want[[2]org.UnitID{up, u.ID}] = i + 1
		}
	}
	return want
}

func TestTheClosureTableIsThatOfTheParents(t *testing.T) {
	on(t, func(w *world) {
		w.must(w.write(func(tx *store.Tx) error { return org.MoveUnit(tx, w.units["chaosheng"], w.units["water"]) }))
		if diff := cmp.Diff(w.closureOfParents(), w.closure()); diff != "" {
			w.Error(diff)
		}
	})
}

func TestTheClosureTableFollowsAnyMoves(t *testing.T) {
	w := newWorld(t, filepath.Join(t.TempDir(), "city.db"))
	units := []org.UnitID{w.units["city"]}
	rapid.Check(t, func(r *rapid.T) {
		for range rapid.IntRange(1, 6).Draw(r, "steps") {
			one, other := rapid.SampledFrom(units).Draw(r, "one"), rapid.SampledFrom(units).Draw(r, "other")
			if len(units) < 3 || rapid.Bool().Draw(r, "add") && len(units) < 40 {
				id, err := w.addUnit(org.Unit{Code: fmt.Sprintf("u%d", len(units)), Name: lang.T("某", ""), Region: "990100000000", Parent: one})
				w.must(err)
				units = append(units, id)
				continue
			}
			below := w.now().Within(other, one)
			err := w.write(func(tx *store.Tx) error { return org.MoveUnit(tx, one, other) })
			if refused := fault.Is(err, fault.Conflict); refused != below || err != nil && !refused {
				r.Fatalf("move %d below %d: %v", one, other, err)
			}
		}
		if diff := cmp.Diff(w.closureOfParents(), w.closure()); diff != "" {
			r.Fatal(diff)
		}
	})
}
