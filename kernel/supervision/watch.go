package supervision

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"strconv"
	"time"

	"shuniu/kernel/access"
	"shuniu/kernel/clause"
	"shuniu/kernel/fault"
	"shuniu/kernel/ledger"
	"shuniu/kernel/matter"
	"shuniu/kernel/store"
)

const (
	every = time.Second      // how often the ledger is looked at
	taken = 500              // events in one turn
	held  = 30 * time.Second // for which a process has the lease
)

// Watch tries the rules on every act of a city and gives the cards.
type Watch struct {
	engine *matter.Engine
	rules  Rules
}

// New makes the watch of the engine's city.
func New(e *matter.Engine, rules Rules) *Watch { return &Watch{e, rules} }

// Rules are those that are watched.
func (w *Watch) Rules() Rules { return w.rules }

// Run watches until ctx ends. It may run in several processes: one does the work.
func (w *Watch) Run(ctx context.Context) {
	lease := store.Lease{Name: "supervision", Holder: rand.Text()}
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		mine := false
		err := w.engine.DB.Write(ctx, func(tx *store.Tx) (err error) {
			mine, err = tx.Acquire(&lease, held)
			return err
		})
		if err == nil && mine {
			_, err = w.Turn(ctx)
		}
		if err != nil && ctx.Err() == nil {
			slog.Error("supervision", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// Turn reads on from where it stood and gives the cards that are due; it returns how
// many acts it has looked at. What it did before it was interrupted it does not do
// twice.
func (w *Watch) Turn(ctx context.Context) (int, error) {
	at, err := position(w.engine.DB.Read(ctx))
	if err != nil {
		return 0, err
	}
	records, err := w.engine.Log.After(ctx, at, taken)
	if err != nil || len(records) == 0 {
		return 0, err
	}
	for _, r := range records {
		if err := w.look(ctx, r); err != nil {
			return 0, err
		}
	}
	return len(records), w.engine.DB.Write(ctx, func(tx *store.Tx) error {
		_, err := tx.Exec(moveSQL, records[len(records)-1].Position)
		return err
	})
}

// look tries the rules on one act. Acts of the past of another system are nobody's
// here, and no rule holds before its day.
func (w *Watch) look(ctx context.Context, r ledger.Record) error {
	found, err := findings(ctx, w.engine, w.rules, r)
	if err != nil {
		return err
	}
	for _, f := range found {
		give := true
		if f.Rule.Gather != nil {
			if give, err = w.gather(ctx, f); err != nil {
				return err
			}
		}
		if give {
			err := w.give(ctx, f)
			if fault.Is(err, fault.Invalid) { // a defect of the rule, such as a unit that is not there: it holds up no other
				slog.Error("supervision", "rule", f.Rule.Name, "number", f.Number, "error", err)
			} else if err != nil {
				return err
			}
		}
	}
	return nil
}

// findings are what rules find in one act; nothing in a matter that is secret. A rule that breaks is told to the operator
// and holds up no other.
func findings(ctx context.Context, e *matter.Engine, rules Rules, r ledger.Record) ([]*Finding, error) {
	read := reader{clause.NewReader(e)}
	today := read.Day(r.Event.Occurred)
	var f *facts
	var out []*Finding
	for _, rule := range rules {
		if !rule.about(r.Event.Process, r.Event.Act) || today.Before(rule.Since) || r.Event.Origin == ledger.Import {
			continue
		}
		if f == nil {
			history, err := e.Log.History(e.DB.Read(ctx), r.Event.Matter)
			if err != nil {
				return nil, err
			}
			if f, err = read.read(history, r); err != nil {
				return nil, err
			}
		}
		if f.secrecy != 0 {
			return nil, nil // that it exists is for those alone who hold it, and a card is seen by others
		}
		found, err := rule.try(f)
		if err != nil {
			slog.Error("supervision", "rule", rule.Name, "number", f.number, "error", err)
			continue
		}
		if found != nil {
			out = append(out, found)
		}
	}
	return out, nil
}

// gather counts a match and tells whether it completes what the rule waits for.
func (w *Watch) gather(ctx context.Context, f *Finding) (give bool, err error) {
	err = w.engine.DB.Write(ctx, func(tx *store.Tx) error {
		give = false
		rule, version := f.Rule.Name, f.Rule.Version()
		if err := tx.Put(hitSQL, rule, version, f.Key, f.Position, f.At); err != nil {
			return err
		}
		var hits []hit
		rows, err := tx.Query(hitsSQL, rule, version, f.Key, f.At-f.Rule.Gather.reach(), f.Position)
		err = store.Scan(rows, err, func(rows *sql.Rows) error {
			var h hit
			var carded, position int64
			err := rows.Scan(&h.at, &carded, &position)
			h.carded = carded == 1 && position != f.Position
			hits = append(hits, h)
			return err
		})
		if err != nil {
			return err
		}
		if give = f.Rule.Gather.due(hits, f.At); give {
			_, err = tx.Exec(cardedSQL, rule, version, f.Key, f.Position)
		}
		return err
	})
	return give, err
}

// give opens the card; a card given before the watch was interrupted is the same one.
func (w *Watch) give(ctx context.Context, f *Finding) error {
	rule, version := f.Rule, f.Rule.Version()
	in := matter.Input{
		Act: opens[rule.Severity], Key: fmt.Sprintf("supervision/%s/%s/%d", rule.Name, version, f.Position),
		Values: map[string]string{
			"rule": rule.Name, "version": version, "severity": string(rule.Severity), "score": strconv.Itoa(rule.Score), "about": f.Number, "at": strconv.Itoa(f.Seq),
			"title": rule.Title.Zh, "found": rule.Found.Zh, "unit": f.Unit,
		},
	}
	res, err := w.engine.Open(ctx, access.TheSystem(), Process, in)
	if err != nil {
		return err
	}
	return w.engine.DB.Write(ctx, func(tx *store.Tx) error {
		_, err := tx.Exec(givenSQL, rule.Name, version, f.Position, f.At, int64(f.Matter), f.Seq, int64(res.Matter.ID))
		return err
	})
}

func position(q store.Q) (int64, error) {
	var at int64
	err := q.QueryRow(positionSQL).Scan(&at)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	}
	return at, fault.Wrap(fault.Unavailable, err, "position")
}
