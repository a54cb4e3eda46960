package instrument

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"

	"shuniu/kernel/access"
	"shuniu/kernel/calendar"
	"shuniu/kernel/ledger"
	"shuniu/kernel/matter"
	"shuniu/kernel/org"
	"shuniu/kernel/store"
)

// Uses is the register of uses of the seal 用印登记: one line for each sealed document
// that an act issued. Whoever did the act approved the use; where the system or an
// applicant did it, it was used by the standing permission that the style is.
type Uses struct{ Press }

// Use is one line of the register.
type Use struct {
	Matter *matter.Matter
	Seq    int // of the event
	Style  *Style
	Number string // 文号
	At     time.Time
	Person org.PersonID // who approved; 0: by standing permission
}

// Name is the projection's name among the followers.
func (Uses) Name() string { return "instrument.seal" }

// Follow enters each sealed document; which unit's seal it was, the matter's history
// tells.
func (u Uses) Follow(tx *store.Tx, records []ledger.Record) error {
	for _, r := range records {
		e := r.Event
		style := u.Styles.On(e.Process, e.Act, u.dayOf(e.Occurred))
		if style == nil || style.Seal == "" {
			continue
		}
		number := ""
		for _, f := range e.Effects.Fields {
			if f.Name == NumberField {
				number = f.Value
			}
		}
		unit, err := u.unitOf(tx, e, style)
		if err != nil {
			return err
		}
		if unit == 0 || style.Number != "" && number == "" {
			continue // done before documents were issued
		}
		if err := tx.Put(putUseSQL, e.Matter, e.Seq, unit, e.Occurred, e.Process, e.Act, number, e.Actor.Person); err != nil {
			return err
		}
	}
	return nil
}

func (u Uses) dayOf(micros int64) calendar.Date {
	return calendar.DateOf(time.UnixMicro(micros).In(u.Reader.Zone))
}

func (u Uses) unitOf(tx *store.Tx, e *ledger.Event, style *Style) (int64, error) {
	if style.Own && e.Actor.Unit != 0 {
		return e.Actor.Unit, nil
	}
	unit := int64(0)
	history, err := u.Reader.Log.History(u.Reader.DB.Read(tx.Context()), e.Matter)
	for _, r := range history {
		if a := r.Event.Effects.Assigned; a != 0 && r.Event.Seq <= e.Seq {
			unit = a
		}
	}
	return unit, err
}

// Reset empties the projection.
func (Uses) Reset(tx *store.Tx) error {
	_, err := tx.Exec(emptyUsesSQL)
	return err
}

// Overseen are the units whose register an actor may read: those they head, or
// supervise, and all below, by code.
func Overseen(dir *org.Directory, a access.Actor) []org.Unit {
	var out []org.Unit
	mine := map[org.UnitID]bool{}
	for _, s := range a.Stands {
		if s.Post == org.Head || s.Post == supervisor {
			for _, id := range dir.Descendants(s.Unit) {
				mine[id] = true
			}
		}
	}
	for _, unit := range dir.Units() {
		if mine[unit.ID] || a.All {
			out = append(out, unit)
		}
	}
	return out
}

const supervisor org.PostKind = "supervisor"

// Page is so much of the register of a unit, the latest first, from a cursor on; next
// is where the next page begins, "" at the end. Of a matter that the actor may not see
// nothing is told.
func (u Uses) Page(ctx context.Context, a access.Actor, unit org.UnitID, from string) (uses []Use, next string, err error) {
	before := []int64{1 << 62, 0, 0}
	if from != "" {
		if before, err = store.ParseCursor(from, 3); err != nil {
			return nil, "", err
		}
	}
	var ids []matter.ID
	rows, err := u.Reader.DB.Follow().Read(ctx).Query(ListUsesSQL, int64(unit), before[0], before[1], before[2], usesOnPage)
	err = store.Scan(rows, err, func(rows *sql.Rows) error {
		var id, at, person int64
		var process, act string
		var one Use
		err := rows.Scan(&id, &one.Seq, &at, &process, &act, &one.Number, &person)
		one.Style, one.At, one.Person = u.Styles.On(process, act, u.dayOf(at)), time.UnixMicro(at).In(u.Reader.Zone), org.PersonID(person)
		uses, ids = append(uses, one), append(ids, matter.ID(id))
		next = store.Cursor(at, id, int64(one.Seq))
		return err
	})
	if err != nil {
		return nil, "", err
	}
	if len(uses) < usesOnPage {
		next = ""
	}
	seen, err := u.seen(ctx, a, ids)
	out := uses[:0]
	for i, one := range uses {
		if one.Matter = seen[ids[i]]; one.Matter != nil && one.Style != nil {
			out = append(out, one)
		}
	}
	return out, next, err
}

const usesOnPage = 50

// seen are those of the matters that the actor may see.
func (u Uses) seen(ctx context.Context, a access.Actor, ids []matter.ID) (map[matter.ID]*matter.Matter, error) {
	lines, err := u.Reader.Among(ctx, a, ids, matter.Query{})
	out := map[matter.ID]*matter.Matter{}
	for _, l := range lines {
		out[l.Matter.ID] = l.Matter
	}
	return out, err
}

// Dump is the whole content as text, for comparing two builds.
func (Uses) Dump(q store.Q) (string, error) {
	var b strings.Builder
	rows, err := q.Query(dumpUsesSQL)
	err = store.Scan(rows, err, func(rows *sql.Rows) error {
		var id, seq, unit, at, person int64
		var process, act, number string
		err := rows.Scan(&id, &seq, &unit, &at, &process, &act, &number, &person)
		fmt.Fprintln(&b, id, seq, unit, at, process, act, number, person)
		return err
	})
	return b.String(), err
}

const (
	putUseSQL = `
INSERT INTO seal_use (matter_id, seq, unit_id, used_at, process, act, number, person) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING`
	emptyUsesSQL = `DELETE FROM seal_use`
	dumpUsesSQL  = `SELECT matter_id, seq, unit_id, used_at, process, act, number, person FROM seal_use ORDER BY matter_id, seq`
)

// ListUsesSQL is the query of a page, for the test of its plan.
const ListUsesSQL = `
SELECT matter_id, seq, used_at, process, act, number, person FROM seal_use
WHERE unit_id = $1 AND (used_at, matter_id, seq) < ($2, $3, $4)
ORDER BY used_at DESC, matter_id DESC, seq DESC LIMIT $5`
