package request

import (
	"cmp"
	"database/sql"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"shuniu/kernel/assessment"
	"shuniu/kernel/fault"
	"shuniu/kernel/ledger"
	"shuniu/kernel/matter"
	"shuniu/kernel/org"
	"shuniu/kernel/store"
)

// Figures is the projection that counts requests by unit and month.
type Figures struct{ engine *matter.Engine }

// NewFigures makes the projection of the engine's city; months are those of its
// zone.
func NewFigures(e *matter.Engine) *Figures { return &Figures{engine: e} }

// Name is the projection's name among the followers.
func (f *Figures) Name() string { return "request.figures" }

// seen is what has to be remembered of a request to count the rest of it.
type seen struct {
	unit           org.UnitID
	late, answered bool
	rated          cell // where it was first rated; no month if it was not
	satisfied      bool // by the last rating
	touched        bool // in this batch
}

// cell is where a number is counted.
type cell struct {
	month assessment.Month
	unit  org.UnitID
}

// tally is one batch of records being counted.
type tally struct {
	tx    *store.Tx
	zone  *time.Location
	seen  map[int64]*seen
	added map[cell]Figure
}

// Follow counts records, each once.
func (f *Figures) Follow(tx *store.Tx, records []ledger.Record) error {
	t := &tally{tx: tx, zone: f.engine.Zone, seen: map[int64]*seen{}, added: map[cell]Figure{}}
	if err := t.recall(matters(records)); err != nil {
		return err
	}
	for _, r := range records {
		if r.Event.Process != process {
			continue
		}
		if err := t.count(r.Event); err != nil {
			return err
		}
	}
	return t.write()
}

// count applies the rules of Measures to one event.
func (t *tally) count(e *ledger.Event) error {
	if e.Effects.Opening != nil {
		t.seen[e.Matter] = &seen{touched: true}
		t.add(e, Figure{Received: 1}, 0)
		return nil
	}
	rating := given(e, fieldRating)
	breach := e.Act == matter.ActBreach && slices.ContainsFunc(e.Effects.Clocks, isAnswerClock)
	if !breach && rating == "" && e.Effects.Assigned == 0 && !isReply(e.Act) && !e.Effects.Reopened {
		return nil
	}
	s := t.seen[e.Matter]
	if s == nil {
		return fault.Of(fault.Internal, "request %d was never opened", e.Matter)
	}
	s.touched = true
	if e.Effects.Assigned != 0 {
		s.unit = org.UnitID(e.Effects.Assigned)
		t.add(e, Figure{Received: 1}, s.unit)
	}
	switch {
	case breach:
		s.late = s.late || !s.answered
	case isReply(e.Act) && !s.answered:
		s.answered = true
		t.both(e, s, Figure{Answered: 1, OnTime: one(!s.late)})
	case e.Effects.Reopened:
		t.both(e, s, Figure{Reopened: 1})
	case rating != "":
		t.rate(e, s, isSatisfied(rating))
	}
	return nil
}

// rate counts a rating where the first one was given, so that first and last can be
// compared; a later one changes nothing of the first.
func (t *tally) rate(e *ledger.Event, s *seen, satisfied bool) {
	if s.rated.month == "" {
		s.rated = cell{t.month(e), s.unit}
		t.both(e, s, Figure{Rated: 1, Satisfied: one(satisfied)})
	}
	change := Figure{SatisfiedNow: one(satisfied) - one(s.satisfied)}
	s.satisfied = satisfied
	if change.SatisfiedNow == 0 {
		return
	}
	city := cell{s.rated.month, 0}
	t.added[city] = t.added[city].plus(change)
	if s.rated.unit != 0 {
		t.added[s.rated] = t.added[s.rated].plus(change)
	}
}

// isAnswerClock tells the clocks within which an answer is on time.
func isAnswerClock(c ledger.Clock) bool { return c.Name == clockHandle || c.Name == clockPromise }

func one(yes bool) int64 {
	if yes {
		return 1
	}
	return 0
}

// both counts for the unit in charge and for the city.
func (t *tally) both(e *ledger.Event, s *seen, n Figure) {
	t.add(e, n, 0)
	if s.unit != 0 {
		t.add(e, n, s.unit)
	}
}

func (t *tally) add(e *ledger.Event, n Figure, unit org.UnitID) {
	c := cell{t.month(e), unit}
	t.added[c] = t.added[c].plus(n)
}

func (t *tally) month(e *ledger.Event) assessment.Month {
	return assessment.MonthOf(store.Moment(e.Occurred).In(t.zone))
}

// matters are the requests that records tell of.
func matters(records []ledger.Record) []int64 {
	var ids []int64
	for _, r := range records {
		if r.Event.Process == process {
			ids = append(ids, r.Event.Matter)
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// recall reads what is remembered of all requests of a batch at once.
func (t *tally) recall(ids []int64) error {
	rows, err := t.tx.Query(recallSQL, store.List(ids))
	return store.Scan(rows, err, func(rows *sql.Rows) error {
		var id int64
		s := &seen{}
		err := rows.Scan(&id, &s.unit, &s.late, &s.answered, &s.rated.month, &s.rated.unit, &s.satisfied)
		t.seen[id] = s
		return err
	})
}

// write stores a batch, always in the same order, so that two databases come to
// the same content.
func (t *tally) write() error {
	for _, id := range slices.Sorted(maps.Keys(t.seen)) {
		s := t.seen[id]
		if !s.touched {
			continue
		}
		if err := t.tx.Put(rememberSQL, id, int64(s.unit), s.late, s.answered, string(s.rated.month), int64(s.rated.unit), s.satisfied); err != nil {
			return err
		}
	}
	cells := slices.SortedFunc(maps.Keys(t.added), func(a, b cell) int {
		return cmp.Or(cmp.Compare(a.month, b.month), cmp.Compare(a.unit, b.unit))
	})
	for _, c := range cells {
		n := t.added[c]
		if err := t.tx.Put(addFigureSQL, string(c.month), int64(c.unit), n.Received, n.Answered, n.OnTime, n.Rated, n.Satisfied, n.SatisfiedNow, n.Reopened); err != nil {
			return err
		}
	}
	return nil
}

// Reset empties the projection.
func (f *Figures) Reset(tx *store.Tx) error {
	for _, text := range []string{emptySeenSQL, emptyFiguresSQL} {
		if _, err := tx.Exec(text); err != nil {
			return err
		}
	}
	return nil
}

// Dump is the whole content as text, for comparing two builds.
func (f *Figures) Dump(q store.Q) (string, error) {
	var b strings.Builder
	months, err := figures(q, monthsSQL, "", "9999-99")
	if err != nil {
		return "", err
	}
	for _, m := range months {
		fmt.Fprintf(&b, "%+v\n", m)
	}
	rows, err := q.Query(dumpSeenSQL)
	err = store.Scan(rows, err, func(rows *sql.Rows) error {
		var id int64
		var s seen
		err := rows.Scan(&id, &s.unit, &s.late, &s.answered, &s.rated.month, &s.rated.unit, &s.satisfied)
		fmt.Fprintf(&b, "%d %+v\n", id, s)
		return err
	})
	return b.String(), err
}

func figures(q store.Q, query string, args ...any) ([]Figure, error) {
	var out []Figure
	rows, err := q.Query(query, args...)
	err = store.Scan(rows, err, func(rows *sql.Rows) error {
		var n Figure
		err := rows.Scan(&n.Month, &n.Unit, &n.Received, &n.Answered, &n.OnTime, &n.Rated, &n.Satisfied, &n.SatisfiedNow, &n.Reopened)
		out = append(out, n)
		return err
	})
	return out, err
}

const (
	recallSQL   = `SELECT matter_id, unit, late, answered, rated_in, rated_unit, satisfied FROM figures_request WHERE matter_id IN (LIST($1))`
	rememberSQL = `
INSERT INTO figures_request (matter_id, unit, late, answered, rated_in, rated_unit, satisfied) VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (matter_id) DO UPDATE SET unit = excluded.unit, late = excluded.late, answered = excluded.answered,
	rated_in = excluded.rated_in, rated_unit = excluded.rated_unit, satisfied = excluded.satisfied`
	dumpSeenSQL  = `SELECT matter_id, unit, late, answered, rated_in, rated_unit, satisfied FROM figures_request ORDER BY matter_id`
	emptySeenSQL = `DELETE FROM figures_request`

	addFigureSQL = `
INSERT INTO figures_request_month (month, unit, received, answered, on_time, rated, satisfied, satisfied_now, reopened) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
ON CONFLICT (month, unit) DO UPDATE SET
	received = figures_request_month.received + excluded.received,
	answered = figures_request_month.answered + excluded.answered,
	on_time = figures_request_month.on_time + excluded.on_time,
	rated = figures_request_month.rated + excluded.rated,
	satisfied = figures_request_month.satisfied + excluded.satisfied,
	satisfied_now = figures_request_month.satisfied_now + excluded.satisfied_now,
	reopened = figures_request_month.reopened + excluded.reopened`
	monthsSQL = `
SELECT month, unit, received, answered, on_time, rated, satisfied, satisfied_now, reopened FROM figures_request_month
WHERE month >= $1 AND month <= $2 ORDER BY month, unit`
	emptyFiguresSQL = `DELETE FROM figures_request_month`
)
