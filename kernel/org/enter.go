package org

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
	"shuniu/kernel/store"
)

// Count tells what became of the rows of a table, or of the people they name.
type Count struct {
	Added   int `json:"added"`
	Revised int `json:"revised"`
	Ended   int `json:"ended"`
	Same    int `json:"same"`
}

// Entered tells what an entry changed.
type Entered struct {
	Regions     Count `json:"regions"`
	Units       Count `json:"units"`
	People      Count `json:"people"`
	Posts       Count `json:"posts"`
	Delegations Count `json:"delegations"`
}

// Enter brings the register into the city in one write. What is new is added,
// what is there is left or revised, a post or delegation that has got an earlier
// last day ends then; nothing is taken away because a file does not name it, so
// files may be entered again. With any defect nothing is changed: Invalid lists
// all of them, each with file and line as its field.
//
// A post is the same if unit, kind, person and first day are. A person is known
// by code; without one, by the Chinese name within the unit. The same name in
// another unit may be somebody else, so it is a defect until a code says who.
func (r *Register) Enter(ctx context.Context, db *store.DB) (Entered, error) {
	ids, err := r.take(ctx, NewIDs(db))
	if err != nil {
		return Entered{}, err
	}
	var done Entered
	err = db.Write(ctx, func(tx *store.Tx) error {
		e := &entry{Register: r, tx: tx, ids: ids, spoilt: maps.Clone(r.broken), found: slices.Clone(r.defects)}
		if err := e.know(); err != nil {
			return err
		}
		for _, step := range []func(){e.enterRegions, e.enterUnits, e.enterPosts, e.letGo, e.enterDelegations} {
			if step(); e.err != nil {
				return e.err
			}
		}
		done = e.done
		return e.result()
	})
	if err != nil {
		return Entered{}, err
	}
	return done, nil
}

// ids are taken before the write, one for each row that might need one.
type ids struct {
	units       []UnitID
	persons     []PersonID
	posts       []PostID
	delegations []DelegationID
}

func (r *Register) take(ctx context.Context, from *IDs) (t ids, err error) {
	if t.units, err = several(ctx, len(r.units), from.Unit); err != nil {
		return t, err
	}
	if t.persons, err = several(ctx, len(r.posts), from.Person); err != nil {
		return t, err
	}
	if t.posts, err = several(ctx, len(r.posts), from.Post); err != nil {
		return t, err
	}
	t.delegations, err = several(ctx, len(r.delegations), from.Delegation)
	return t, err
}

func several[T any](ctx context.Context, n int, next func(context.Context) (T, error)) ([]T, error) {
	all := make([]T, n)
	for i := range all {
		var err error
		if all[i], err = next(ctx); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// entry is one attempt to enter a register: what the city knows, kept up to date
// while rows are written.
type entry struct {
	*Register
	tx     *store.Tx
	ids    ids
	done   Entered
	spoilt map[string]bool
	found  []misfit
	ended  []postRow
	err    error

	regionNames map[RegionCode]lang.Text
	unitsKnown  map[string]Unit
	roll        roll
	given       map[givenKey]Delegation
}

type givenKey struct {
	post  PostID
	to    PersonID
	kind  DelegationKind
	since string
}

// know reads the city under the lock that every change to it takes.
func (e *entry) know() error {
	var v int64
	if err := e.tx.QueryRow(lockSQL).Scan(&v); err != nil {
		return fault.Wrap(fault.Unavailable, err, "organisation version")
	}
	r, err := readAll(e.tx)
	if err != nil {
		return err
	}
	e.regionNames, e.unitsKnown, e.given = map[RegionCode]lang.Text{}, map[string]Unit{}, map[givenKey]Delegation{}
	for _, g := range r.regions {
		e.regionNames[g.Code] = g.Name
	}
	for _, u := range r.units {
		e.unitsKnown[u.Code] = u
	}
	e.roll = newRoll(r.persons, r.posts)
	for _, d := range r.delegations {
		e.given[givenKey{d.Post, d.To, d.Kind, d.Since.String()}] = d
	}
	return nil
}

func (e *entry) refuse(where at, text lang.Text) { e.found = append(e.found, misfit{where, text}) }

// accepted reports whether a write went through. One that was refused becomes a
// defect of the row; any other failure ends the entry.
func (e *entry) accepted(where at, err error) bool {
	switch {
	case err == nil:
		return true
	case fault.Is(err, fault.Invalid):
		for _, d := range fault.As(err).Defects {
			e.refuse(where, lang.T(d.Field+"："+d.Text.Zh, d.Field+": "+d.Text.En))
		}
	case fault.Is(err, fault.Conflict):
		e.refuse(where, fault.As(err).Person)
	case e.err == nil:
		e.err = err
	}
	return false
}

// lost reports whether one of the names belongs to a row, or the rows of a whole
// file, that could not be read: what refers to it is not wrong for that.
func (e *entry) lost(names ...string) bool {
	return slices.ContainsFunc(names, func(name string) bool { return e.spoilt[name] })
}

// result is the defects in the order of files and lines.
func (e *entry) result() error {
	slices.SortStableFunc(e.found, func(a, b misfit) int {
		return cmp.Or(cmp.Compare(a.source, b.source), cmp.Compare(a.line, b.line))
	})
	defects := make([]fault.Defect, len(e.found))
	for i, m := range e.found {
		defects[i] = fault.Defect{Field: m.String(), Text: m.text}
	}
	return fault.Defects(defects)
}
