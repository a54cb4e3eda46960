package ledger

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"log/slog"
	"slices"
	"sync"
	"time"

	"shuniu/kernel/fault"
	"shuniu/kernel/store"
)

// Follower derives something from the ledger. A projection keeps it in tables of
// the follow database; it can be dropped and rebuilt from zero at will.
type Follower interface {
	// Name is the follower's name in the table of positions.
	Name() string
	// Follow applies records in order; it is called once for each record, in the
	// transaction that also moves the follower's position.
	Follow(tx *store.Tx, records []Record) error
	// Reset empties what Follow has built.
	Reset(tx *store.Tx) error
}

// versioned is a follower that derives by rules of its own: when they have changed, what
// it built is no longer what it would build.
type versioned interface{ Version() string }

func versionOf(f Follower) string {
	if v, ok := f.(versioned); ok {
		return v.Version()
	}
	return ""
}

// followRest lets records gather, so that the commits of several followers do not
// hold up those of acts; they lag by about this much.
const followRest = 100 * time.Millisecond

// followBatch is how many records a follower takes in one transaction.
const followBatch = 500

// Runner runs the sequencer and the followers of one process.
type Runner struct {
	log       *Log
	holder    string
	followers []Follower
	moved     []chan struct{}
	wg        sync.WaitGroup
}

// NewRunner makes a runner; holder names this process in leases.
func NewRunner(log *Log, holder string, followers ...Follower) *Runner {
	r := &Runner{log: log, holder: holder, followers: followers}
	for range followers {
		r.moved = append(r.moved, make(chan struct{}, 1))
	}
	return r
}

// Run sequences and follows until ctx ends, and returns when all of it has
// stopped.
func (r *Runner) Run(ctx context.Context) {
	r.wg.Go(func() { r.log.sequencer(ctx, r.holder, r.announce) })
	for i, f := range r.followers {
		r.wg.Go(func() { r.follow(ctx, f, r.moved[i]) })
	}
	r.wg.Wait()
}

func (r *Runner) announce() {
	for _, ch := range r.moved {
		select {
		case ch <- struct{}{}:
		default:
		}
	}
}

func (r *Runner) follow(ctx context.Context, f Follower, moved <-chan struct{}) {
	wait := time.NewTimer(0)
	defer wait.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-moved:
		case <-wait.C:
		}
		for more := true; more && ctx.Err() == nil; {
			n, err := r.log.Advance(ctx, f)
			if err != nil && ctx.Err() == nil {
				slog.Error("follower", "name", f.Name(), "error", err)
			}
			more = n == followBatch && err == nil
		}
		r.log.rest(ctx, followRest)
		wait.Reset(pollEvery)
	}
}

// Advance lets f follow at most one batch and returns how many records it took.
// The position is read under lock, so that of two processes only one applies a
// batch. What a projection drops because a matter was erased leaves the files too; a
// failure of that alone is told after the batch was applied.
func (l *Log) Advance(ctx context.Context, f Follower) (int, error) {
	from, err := l.position(ctx, f)
	if err != nil {
		return 0, err
	}
	records, err := l.After(ctx, from, followBatch)
	if err != nil || len(records) == 0 {
		return 0, err
	}
	err = l.db.Follow().Write(ctx, func(tx *store.Tx) error {
		var at, moved int64
		if err := tx.QueryRow(followerSQL, f.Name()).Scan(&at, &moved); err != nil {
			return err
		}
		if at != from {
			return fault.Of(fault.Conflict, "follower %s was moved by another process", f.Name())
		}
		return l.apply(tx, f, records)
	})
	if fault.Is(err, fault.Conflict) && !store.IsUnique(err) { // a key the follower breaks is its own defect
		return 0, nil
	}
	if err == nil && slices.ContainsFunc(records, func(r Record) bool { return r.Event.Effects.Erased }) {
		err = l.db.Follow().Scrub(ctx)
	}
	return len(records), err
}

func (l *Log) apply(tx *store.Tx, f Follower, records []Record) error {
	if err := f.Follow(tx, records); err != nil {
		return err
	}
	last := records[len(records)-1]
	_, err := tx.Exec(moveSQL, f.Name(), last.Position, last.Hash[:], store.Micros(tx.Now()))
	return err
}

// Reconcile empties each follower that stands at an event which this ledger does
// not have in that place, and returns their names: the database beside it was
// taken back to an older state, or exchanged, and what was derived from the lost
// events must not outlive them. So it does with a follower whose rules have changed.
// They then follow from zero.
func (l *Log) Reconcile(ctx context.Context, followers ...Follower) ([]string, error) {
	var emptied []string
	for _, f := range followers {
		if _, err := l.position(ctx, f); err != nil {
			return emptied, err
		}
		strange, version := false, versionOf(f)
		err := l.db.Follow().Write(ctx, func(tx *store.Tx) error {
			var at int64
			var hash, here []byte
			var by string
			if err := tx.QueryRow(standsAtSQL, f.Name()).Scan(&at, &hash, &by); err != nil {
				return err
			}
			err := l.db.Read(ctx).QueryRow(hashAtSQL, at).Scan(&here)
			if err != nil && !errors.Is(err, sql.ErrNoRows) {
				return fault.Wrap(fault.Unavailable, err, "event at a position")
			}
			if strange = at != 0 && (by != version || !bytes.Equal(hash, here)); strange {
				if err := l.empty(tx, f); err != nil {
					return err
				}
			}
			return tx.Put(versionSQL, f.Name(), version)
		})
		if err != nil {
			return emptied, err
		}
		if strange {
			emptied = append(emptied, f.Name())
		}
	}
	return emptied, nil
}

func (l *Log) empty(tx *store.Tx, f Follower) error {
	if err := f.Reset(tx); err != nil {
		return err
	}
	_, err := tx.Exec(moveSQL, f.Name(), 0, []byte{}, store.Micros(tx.Now()))
	return err
}

func (l *Log) position(ctx context.Context, f Follower) (int64, error) {
	var at, moved int64
	err := l.db.Follow().Read(ctx).QueryRow(followerSQL, f.Name()).Scan(&at, &moved)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, l.db.Follow().Write(ctx, func(tx *store.Tx) error {
			_, err := tx.Exec(newFollowerSQL, f.Name(), store.Micros(tx.Now()), versionOf(f))
			return err
		})
	}
	return at, fault.Wrap(fault.Unavailable, err, "position of follower "+f.Name())
}

// Lag is how far a follower is behind. Behind counts events, with or without a
// position; Age is the time since the next event it has to read was recorded, 0
// when there is none.
type Lag struct {
	Name     string        `json:"name"`
	Position int64         `json:"position"`
	Behind   int64         `json:"behind"`
	Age      time.Duration `json:"age_ns"`
}

// Lags tells where every follower of this database stands, the sequencer first
// (its Behind counts the events without position, up to 100,000).
func (l *Log) Lags(ctx context.Context) ([]Lag, error) {
	head, err := l.Head(l.db.Read(ctx))
	if err != nil {
		return nil, err
	}
	seq := Lag{Name: "sequencer", Position: head}
	var first int64
	if err := l.db.Read(ctx).QueryRow(waitingSQL).Scan(&seq.Behind, &first); err != nil {
		return nil, fault.Wrap(fault.Unavailable, err, "unsequenced")
	}
	if seq.Behind > 0 {
		seq.Age = l.since(first)
	}
	lags := []Lag{seq}
	rows, err := l.db.Follow().Read(ctx).Query(followersSQL)
	err = store.Scan(rows, err, func(rows *sql.Rows) error {
		g := Lag{}
		var moved int64
		if err := rows.Scan(&g.Name, &g.Position, &moved); err != nil {
			return err
		}
		g.Behind, g.Age = max(0, head-g.Position)+seq.Behind, seq.Age
		lags = append(lags, g)
		return nil
	})
	if err != nil {
		return nil, err
	}
	for i := range lags {
		if lags[i].Position < head {
			if err := l.age(ctx, &lags[i]); err != nil {
				return nil, err
			}
		}
	}
	return lags, nil
}

func (l *Log) age(ctx context.Context, g *Lag) error {
	var recorded int64
	if err := l.db.Read(ctx).QueryRow(recordedSQL, g.Position+1).Scan(&recorded); err != nil {
		return fault.Wrap(fault.Unavailable, err, "next event of "+g.Name)
	}
	g.Age = l.since(recorded)
	return nil
}

func (l *Log) since(recorded int64) time.Duration {
	return max(0, l.db.Now().Sub(store.Moment(recorded)))
}
