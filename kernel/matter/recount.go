package matter

import (
	"context"
	"database/sql"
	"strings"

	"shuniu/kernel/access"
	"shuniu/kernel/calendar"
	"shuniu/kernel/ledger"
	"shuniu/kernel/store"
)

// LoadYear takes in the yearly arrangement of days off that source holds, keeps
// it, and counts again every running clock whose due date was provisional. It
// returns how many clocks moved. Counting again is an event: why a due date
// changed can be read in the matter.
func (e *Engine) LoadYear(ctx context.Context, source string) (int, error) {
	a, err := calendar.Load(strings.NewReader(source))
	if err != nil {
		return 0, err
	}
	err = e.DB.Write(ctx, func(tx *store.Tx) error {
		_, err := tx.Exec(keepYearSQL, a.Year(), source, store.Micros(tx.Now()))
		return err
	})
	if err != nil {
		return 0, err
	}
	e.current.Store(e.current.Load().With(a))
	return e.Recount(ctx)
}

// RefreshCalendar adds to the calendar given the arrangements taken in since, also
// by another process.
func (e *Engine) RefreshCalendar(ctx context.Context) error {
	cal := e.Setup.Calendar
	rows, err := e.DB.Read(ctx).Query(yearsSQL)
	err = store.Scan(rows, err, func(rows *sql.Rows) error {
		var source string
		if err := rows.Scan(&source); err != nil {
			return err
		}
		a, err := calendar.Load(strings.NewReader(source))
		if err != nil {
			return err
		}
		cal = cal.With(a)
		return nil
	})
	e.current.Store(cal)
	return err
}

// recountBatch bounds one look at the open matters.
const recountBatch = 500

// Recount counts again the running provisional clocks of all open matters.
func (e *Engine) Recount(ctx context.Context) (int, error) {
	moved := 0
	for after := int64(0); ; {
		var ids []int64
		rows, err := e.DB.Read(ctx).Query(provisionalSQL, after, recountBatch)
		err = store.Scan(rows, err, func(rows *sql.Rows) error {
			var id int64
			err := rows.Scan(&id)
			ids = append(ids, id)
			return err
		})
		if err != nil || len(ids) == 0 {
			return moved, err
		}
		for _, id := range ids {
			n, err := e.recountOne(ctx, ID(id))
			if err != nil {
				return moved, err
			}
			moved += n
		}
		after = ids[len(ids)-1]
	}
}

func (e *Engine) recountOne(ctx context.Context, id ID) (int, error) {
	moved := 0
	err := e.DB.Write(ctx, func(tx *store.Tx) error {
		moved = 0
		r, err := e.begin(tx, access.TheSystem(), Input{})
		if err != nil {
			return err
		}
		if err := r.load(id, nil); err != nil {
			return err
		}
		var changed []ledger.Clock
		for _, c := range r.m.Clocks {
			if c.Phase != Running || !c.Provisional {
				continue
			}
			was := c
			if err := (turning{e.clockwork, &r.scene}).compute(&c); err != nil {
				return err
			}
			if c.Due != was.Due || c.Provisional != was.Provisional {
				changed = append(changed, c)
			}
			if c.Due != was.Due {
				moved++
			}
		}
		if len(changed) == 0 {
			return nil
		}
		ev := r.system(ActRecount)
		ev.Effects.Clocks = changed
		if err := r.append(ev); err != nil {
			return err
		}
		return r.writeTimers(changed)
	})
	return moved, err
}

const (
	keepYearSQL = `
INSERT INTO arrangement (year, source, loaded_at) VALUES ($1, $2, $3)
ON CONFLICT (year) DO UPDATE SET source = excluded.source, loaded_at = excluded.loaded_at`
	yearsSQL       = `SELECT source FROM arrangement ORDER BY year`
	provisionalSQL = `
SELECT id FROM matter WHERE id > $1 AND NOT ended AND fold LIKE '%"provisional":true%' ORDER BY id LIMIT $2`
)
