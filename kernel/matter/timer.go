package matter

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"shuniu/kernel/access"
	"shuniu/kernel/fault"
	"shuniu/kernel/ledger"
	"shuniu/kernel/store"
)

// Acts of the engine itself; a colon keeps them apart from those of definitions.
const (
	ActRemind     = "clock:remind"
	ActBreach     = "clock:breach"
	ActEscalate   = "clock:escalate"
	ActRecount    = "clock:recount"
	ActErase      = "personal:erase"
	ActHandOver   = "post:hand_over"
	actChildEnded = "child:ended"
)

var timerActs = map[string]string{timerRemind: ActRemind, timerBreach: ActBreach}

// system begins an event of the engine's own.
func (r *run) system(act string) *ledger.Event {
	return &ledger.Event{
		Matter: int64(r.m.ID), Seq: r.m.Seq + 1, Prev: r.m.Head, Origin: r.systemOrigin(), Act: act,
		Process: r.def.Name, Definition: r.def.Digest, Nonce: fmt.Sprintf("%x", nonce()),
		Occurred: store.Micros(r.at), Recorded: max(store.Micros(r.tx.Now()), r.m.Recorded),
		Actor: ledger.Actor{Kind: string(access.System), Role: access.RoleSystem}, Rule: "act:system",
	}
}

func (r *run) systemOrigin() ledger.Origin {
	if r.origin == ledger.Import {
		return ledger.Import
	}
	return ledger.System
}

// settle fires the matter's own timers that were due before this act, each dated
// when it was due, so that a late sweeper changes nothing of what the record says.
func (r *run) settle() error {
	at, actor := r.at, r.actor
	defer func() { r.at, r.actor = at, actor }()
	for {
		t, ok, err := r.e.firstDue(r.def, r.m, store.Micros(at))
		if err != nil || !ok {
			return err
		}
		r.at, r.actor = store.Moment(t.at).In(r.e.Zone), access.TheSystem()
		r.notBefore(r.m.Updated) // an act has brought the timer into the past
		if err := r.fire(t); err != nil {
			return err
		}
	}
}

// fire records that a timer ran out, and takes the timed exit if the clock has
// one.
func (r *run) fire(t timer) error {
	c, _ := r.m.Clock(t.clock)
	c.Fired = append(slices.Clone(c.Fired), t.kind)
	e := r.system(cmp.Or(timerActs[t.kind], ActEscalate))
	e.Effects.Clocks = []ledger.Clock{c}
	if err := r.append(e); err != nil {
		return err
	}
	if err := r.writeTimers(e.Effects.Clocks); err != nil {
		return err
	}
	then := ""
	switch spec := r.def.Clock(t.clock); {
	case t.kind == timerBreach:
		then = spec.Then
	case t.kind != timerRemind && r.origin != ledger.Import: // nobody is called to what was late elsewhere
		then = spec.Escalate[Escalated(c)-1].Then
	}
	if then == "" {
		return nil
	}
	return r.perform(then, Input{Origin: r.systemOrigin()})
}

// dueMatter is a matter with a timer that has run out.
type dueMatter struct {
	id ID
	at int64
}

// sweepBatch bounds one look at the timers, sweepers how many matters are settled
// at once, so that a midnight at which thousands are due shares commits with the
// acts of the moment.
const (
	sweepBatch = 200
	sweepers   = 8
)

// Sweep settles all matters whose timers have run out and returns how many it
// found; those that cannot be settled hold up no others. It may run in several
// processes: a timer fires under the lock of its matter and only while the clock
// still waits for it.
func (e *Engine) Sweep(ctx context.Context) (int, error) {
	now := store.Micros(e.DB.Now())
	found, failed := 0, 0
	var first error
	for last := (dueMatter{}); ; {
		due, err := e.dueAfter(ctx, now, last)
		if err != nil {
			return found, err
		}
		if len(due) == 0 {
			break
		}
		last = due[len(due)-1]
		found += len(due)
		for _, err := range e.settleAll(ctx, due) {
			if err != nil {
				first = cmp.Or(first, err)
				failed++
			}
		}
	}
	if failed > 0 {
		return found, fault.Wrap(fault.As(first).Kind, first, fmt.Sprintf("%d of %d matters with timers could not be settled", failed, found))
	}
	return found, nil
}

// dueAfter are the next matters with a timer that has run out.
func (e *Engine) dueAfter(ctx context.Context, now int64, last dueMatter) ([]dueMatter, error) {
	var due []dueMatter
	rows, err := e.DB.Read(ctx).Query(dueTimersSQL, now, last.at, int64(last.id), sweepBatch)
	err = store.Scan(rows, err, func(rows *sql.Rows) error {
		var d dueMatter
		err := rows.Scan(&d.id, &d.at)
		if !slices.ContainsFunc(due, func(known dueMatter) bool { return known.id == d.id }) {
			due = append(due, d)
		}
		return err
	})
	return due, err
}

func (e *Engine) settleAll(ctx context.Context, due []dueMatter) []error {
	errs := make([]error, len(due))
	var next atomic.Int64
	var all sync.WaitGroup
	for range min(sweepers, len(due)) {
		all.Go(func() {
			for i := next.Add(1) - 1; i < int64(len(due)); i = next.Add(1) - 1 {
				errs[i] = e.Settle(ctx, due[i].id)
			}
		})
	}
	all.Wait()
	return errs
}

// Settle fires the timers of one matter that have run out by now. Where none has,
// what woke the sweeper is no timer of its clocks and is set right.
func (e *Engine) Settle(ctx context.Context, id ID) error {
	return supplied(ctx, e, nil, func(ids []ID) error { return settled(ctx, e, id, ids) })
}

func settled(ctx context.Context, e *Engine, id ID, spare []ID) error {
	return e.DB.Write(ctx, func(tx *store.Tx) error {
		r, err := e.begin(tx, access.TheSystem(), Input{})
		if err != nil {
			return err
		}
		r.spare.ids = spare
		if err := r.load(id, nil); err != nil {
			return err
		}
		if r.m.Origin == ledger.Import {
			r.origin = ledger.Import // the past of another system: nobody is notified
		}
		before := r.m.Seq
		if err := r.settle(); err != nil || r.m.Seq != before {
			return err
		}
		_, err = r.mendTimers()
		return err
	})
}

// sweepEvery is how late, at most, a timer fires of itself; an act on the matter
// settles it at once.
const sweepEvery = time.Second

// Run counts once what may have changed while no engine ran, and sweeps until ctx
// ends.
func (e *Engine) Run(ctx context.Context) {
	switch n, err := e.Recount(ctx); {
	case err != nil && ctx.Err() == nil:
		slog.Error("clocks of open matters", "error", err)
	case n.Timers > 0:
		slog.Warn("timers were missing or wrong and are set anew", "matters", n.Timers)
	}
	tick := time.NewTicker(sweepEvery)
	defer tick.Stop()
	for {
		if _, err := e.Sweep(ctx); err != nil && ctx.Err() == nil {
			slog.Error("timers", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// errGone is the answer for a matter that is not there.
func errGone(id ID) error { return fault.Of(fault.NotFound, "matter %d", id) }
