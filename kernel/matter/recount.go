package matter

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"shuniu/kernel/access"
	"shuniu/kernel/calendar"
	"shuniu/kernel/fault"
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
	n, err := e.Recount(ctx)
	return n.Moved, err
}

// FollowCalendar takes in what another process has loaded; what this one counted
// meanwhile by the calendar it had is counted again. It is called by one goroutine.
func (e *Engine) FollowCalendar(ctx context.Context) error {
	years, err := e.refreshCalendar(ctx)
	if err != nil || years == e.counted {
		return err
	}
	if _, err := e.Recount(ctx); err != nil {
		return err
	}
	e.counted = years
	return nil
}

// refreshCalendar adds to the calendar given the arrangements taken in since, and
// returns their sources.
func (e *Engine) refreshCalendar(ctx context.Context) (years string, err error) {
	cal, years, err := loaded(e.DB.Read(ctx), e.Setup.Calendar)
	if err == nil {
		e.current.Store(cal)
	}
	return years, err
}

// LoadedCalendar is the calendar given with the arrangements that the city has
// loaded (LoadYear).
func LoadedCalendar(q store.Q, given *calendar.Calendar) (*calendar.Calendar, error) {
	cal, _, err := loaded(q, given)
	return cal, err
}

func loaded(q store.Q, cal *calendar.Calendar) (*calendar.Calendar, string, error) {
	var sources strings.Builder
	rows, err := q.Query(yearsSQL)
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
		sources.WriteString(source)
		return nil
	})
	return cal, sources.String(), err
}

// Recounted is what a recount changed: clocks that are due at another time, and
// matters whose timers were missing or wrong.
type Recounted struct{ Moved, Timers int }

// recountBatch bounds one look at the open matters.
const recountBatch = 500

// Recount counts again the running provisional clocks of all open matters, and sets
// anew the timers that are not those their clocks wait for: a timer that is missing
// must not mean that a limit is never breached. A matter that cannot be counted
// holds up no others.
func (e *Engine) Recount(ctx context.Context) (Recounted, error) {
	var out Recounted
	ids, err := e.openIDs(ctx)
	if err != nil {
		return out, err
	}
	var failed []error
	for batch := range slices.Chunk(ids, recountBatch) {
		stale, err := e.stale(ctx, batch)
		if err != nil {
			return out, err
		}
		for _, id := range stale {
			n, err := e.recountOne(ctx, id)
			if err != nil {
				failed = append(failed, err)
			}
			out.Moved, out.Timers = out.Moved+n.Moved, out.Timers+n.Timers
		}
	}
	if len(failed) > 0 {
		return out, fault.Wrap(fault.As(failed[0]).Kind, failed[0], fmt.Sprintf("%d matters could not be counted again", len(failed)))
	}
	return out, nil
}

func (e *Engine) openIDs(ctx context.Context) ([]int64, error) {
	var ids []int64
	rows, err := e.DB.Read(ctx).Query(openIDsSQL)
	err = store.Scan(rows, err, func(rows *sql.Rows) error {
		var id int64
		err := rows.Scan(&id)
		ids = append(ids, id)
		return err
	})
	return ids, err
}

// stale are those of the matters that have a provisional clock or not the timers
// they wait for. They are looked at without a lock: it is decided under it.
func (e *Engine) stale(ctx context.Context, ids []int64) ([]ID, error) {
	var out []ID
	q := e.DB.Read(ctx)
	timers, err := keptTimers(q, ids)
	if err != nil {
		return nil, err
	}
	rows, err := q.Query(openFoldsSQL, store.List(ids))
	err = store.Scan(rows, err, func(rows *sql.Rows) error {
		var id ID
		var fold []byte
		if err := rows.Scan(&id, &fold); err != nil {
			return err
		}
		if !e.inOrder(fold, timers[id]) {
			out = append(out, id)
		}
		return nil
	})
	return out, err
}

// inOrder tells that nothing about the clocks of a matter has to be looked at; what
// cannot be read is looked at under the lock, which says why.
func (e *Engine) inOrder(fold []byte, timers []timer) bool {
	m := &Matter{}
	if err := json.Unmarshal(fold, m); err != nil {
		return false
	}
	def, err := e.editions.ByDigest(m.Definition)
	if err != nil {
		return false
	}
	want, err := e.waiting(def, m)
	provisional := slices.ContainsFunc(m.Clocks, func(c ledger.Clock) bool { return c.Phase == Running && c.Provisional })
	return err == nil && !provisional && sameTimers(want, timers)
}

func (e *Engine) recountOne(ctx context.Context, id ID) (Recounted, error) {
	var n Recounted
	err := e.DB.Write(ctx, func(tx *store.Tx) error {
		n = Recounted{}
		r, err := e.begin(tx, access.TheSystem(), Input{})
		if err != nil {
			return err
		}
		if err := r.load(id, nil); err != nil {
			return err
		}
		if n.Moved, err = r.recount(); err != nil {
			return err
		}
		mended, err := r.mendTimers()
		if mended && n.Moved == 0 {
			n.Timers = 1
		}
		return err
	})
	return n, err
}

// recount counts the provisional clocks of the matter again and returns how many
// are due on another day.
func (r *run) recount() (moved int, err error) {
	var changed []ledger.Clock
	for _, c := range r.m.Clocks {
		if c.Phase != Running || !c.Provisional {
			continue
		}
		was := c
		if err := (turning{r.e.clockwork, &r.scene}).compute(&c); err != nil {
			return 0, err
		}
		if c.Due != was.Due || c.Provisional != was.Provisional {
			changed = append(changed, c)
		}
		if c.Due != was.Due {
			moved++
		}
	}
	if len(changed) == 0 {
		return 0, nil
	}
	ev := r.system(ActRecount)
	ev.Effects.Clocks = changed
	return moved, r.append(ev)
}

const (
	keepYearSQL = `
INSERT INTO arrangement (year, source, loaded_at) VALUES ($1, $2, $3)
ON CONFLICT (year) DO UPDATE SET source = excluded.source, loaded_at = excluded.loaded_at`
	yearsSQL     = `SELECT source FROM arrangement ORDER BY year`
	openIDsSQL   = `SELECT id FROM matter WHERE NOT ended ORDER BY process, id`
	openFoldsSQL = `SELECT id, fold FROM matter WHERE id IN (LIST($1)) AND NOT ended`
)
