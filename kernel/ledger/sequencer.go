package ledger

import (
	"context"
	"log/slog"
	"time"

	"shuniu/kernel/fault"
	"shuniu/kernel/store"
)

// sequenceBatch bounds one transaction of the sequencer.
const sequenceBatch = 2000

// Sequence gives positions to the events that wait, at most one batch, and
// returns how many. Only the holder of the lease may do it: two sequencers at
// once could give two orders.
func (l *Log) Sequence(ctx context.Context, lease store.Lease) (int64, error) {
	var n int64
	err := l.db.Write(ctx, func(tx *store.Tx) error {
		if err := tx.Fenced(lease); err != nil {
			return err
		}
		head, err := l.Head(tx)
		if err != nil {
			return err
		}
		if n, err = tx.Exec(sequenceSQL, head, sequenceBatch); err != nil || n == 0 {
			return err
		}
		_, err = tx.Exec(sequencedSQL, head)
		return err
	})
	return n, err
}

// pause between two looks for work where nothing was nudged: another process may
// have written.
const pollEvery = 200 * time.Millisecond

// gather is how long a busy sequencer waits so that one transaction serves many
// acts; followers lag by about this much.
const gather = 20 * time.Millisecond

// leaseFor is how long a lease outlives a process that died.
const leaseFor = 5 * time.Second

// sequencer runs until ctx ends and wakes followers through moved.
func (l *Log) sequencer(ctx context.Context, holder string, moved func()) {
	lease := store.Lease{Name: "sequencer", Holder: holder}
	var renewed time.Time
	defer func() { release(ctx, l, lease) }()
	wait := time.NewTimer(0)
	defer wait.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-wait.C:
		case <-l.wake:
		}
		next := pollEvery
		if now := l.db.Now(); now.Sub(renewed) > leaseFor/3 {
			if !l.acquire(ctx, &lease) {
				wait.Reset(pollEvery)
				continue
			}
			renewed = now
		}
		n, err := l.Sequence(ctx, lease)
		switch {
		case ctx.Err() != nil:
			return
		case fault.Is(err, fault.Conflict) && !store.IsUnique(err): // the lease is another's
			renewed = time.Time{}
		case err != nil:
			slog.Error("sequencer", "error", err)
		case n > 0:
			moved()
			next = gather
		}
		wait.Reset(next)
		l.rest(ctx, gather)
	}
}

// release lets the next process begin at once.
func release(ctx context.Context, l *Log, lease store.Lease) {
	ctx, stop := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
	defer stop()
	if err := l.db.Write(ctx, func(tx *store.Tx) error { return lease.Release(tx) }); err != nil {
		slog.Error("lease", "name", lease.Name, "error", err)
	}
}

// rest lets nudges gather.
func (l *Log) rest(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-t.C:
	}
}

func (l *Log) acquire(ctx context.Context, lease *store.Lease) bool {
	var ok bool
	err := l.db.Write(ctx, func(tx *store.Tx) (err error) {
		ok, err = tx.Acquire(lease, leaseFor)
		return err
	})
	if err != nil && ctx.Err() == nil {
		slog.Error("lease", "name", lease.Name, "error", err)
	}
	return ok && err == nil
}
