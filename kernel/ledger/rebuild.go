package ledger

import (
	"context"
	"database/sql"
	"errors"
	"sync"

	"shuniu/kernel/fault"
	"shuniu/kernel/store"
)

// Builder is a follower whose projection can be made from what is there now, without
// reading all that led to it.
type Builder interface {
	Follower
	// Build makes in an empty database what Follow would make of every record there
	// is; that of later ones may be in it already, and they are followed afterwards.
	Build(ctx context.Context, db *store.DB) error
}

// Rebuild empties f and applies the whole ledger again in one transaction:
// readers see the old projection until the new one is complete. progress is
// called with the position reached and the head.
func (l *Log) Rebuild(ctx context.Context, f Follower, progress func(at, head int64)) error {
	if _, err := l.position(ctx, f); err != nil {
		return err
	}
	head, err := l.Head(l.db.Read(ctx))
	if err != nil {
		return err
	}
	return l.db.Follow().Write(ctx, func(tx *store.Tx) error {
		var at, moved int64
		if err := tx.QueryRow(followerSQL, f.Name()).Scan(&at, &moved); err != nil {
			return err
		}
		if err := l.empty(tx, f); err != nil {
			return err
		}
		for at = 0; ; {
			records, err := l.After(ctx, at, followBatch)
			if err != nil || len(records) == 0 {
				return err
			}
			if err := l.apply(tx, f, records); err != nil {
				return err
			}
			at = records[len(records)-1].Position
			progress(at, max(head, at))
		}
	})
}

// buildBatch is how many records a rebuild of everything takes in one transaction:
// the more, the fewer times a row is written that many of them change.
const buildBatch = 10_000

// RebuildAll makes all projections anew beside those in use, reading the ledger once
// for all of them, and puts them in their place when they have caught up: meanwhile
// readers see the old ones, and these go on following. A projection that is not among
// the followers begins from zero. progress is called with the position reached and the
// head.
func RebuildAll(ctx context.Context, l *Log, followers []Follower, progress func(at, head int64)) error {
	next, err := l.db.Beside(ctx)
	if err != nil {
		return err
	}
	if err := (&rebuild{l, next, progress}).run(ctx, followers); err != nil {
		return errors.Join(err, l.db.Discard(next))
	}
	return l.db.Adopt(ctx, next, followerTable)
}

// followerTable is what every write of a follower reads first.
const followerTable = "follower"

type rebuild struct {
	log      *Log
	next     *store.DB
	progress func(at, head int64)
}

func (b *rebuild) run(ctx context.Context, followers []Follower) error {
	head, err := b.log.Head(b.log.db.Read(ctx))
	if err != nil {
		return err
	}
	var folding, built []Follower
	var building sync.WaitGroup
	failed := make([]error, len(followers)+1)
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	note := func(i int, err error) {
		if failed[i] = err; err != nil {
			stop()
		}
	}
	for i, f := range followers {
		w, ok := f.(Builder)
		if !ok {
			folding = append(folding, f)
			continue
		}
		built = append(built, f)
		building.Go(func() { note(i, w.Build(ctx, b.next)) })
	}
	building.Go(func() { note(len(followers), b.fold(ctx, folding, span{0, head})) })
	building.Wait()
	if err := errors.Join(failed...); err != nil {
		return err
	}
	if err := b.stand(ctx, built, head); err != nil {
		return err
	}
	for { // what was done meanwhile
		now, err := b.log.Head(b.log.db.Read(ctx))
		if err == nil {
			err = b.fold(ctx, followers, span{head, now})
		}
		if err != nil || now-head < followBatch {
			return err
		}
		head = now
	}
}

// span is the positions after from, up to to.
type span struct{ from, to int64 }

// fold lets followers apply the records of a span, which are read ahead.
func (b *rebuild) fold(ctx context.Context, followers []Follower, s span) error {
	if len(followers) == 0 || s.from >= s.to {
		return b.stand(ctx, followers, s.to)
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	type read struct {
		records []Record
		err     error
	}
	ahead := make(chan read, 1)
	go func() {
		defer close(ahead)
		for at := s.from; at < s.to; {
			rows, err := b.log.db.Read(ctx).Query(afterSQL, at, min(buildBatch, s.to-at))
			records, err := scanRecords(rows, err)
			if err == nil && len(records) == 0 {
				err = fault.Of(fault.Internal, "the ledger has no record after position %d", at)
			}
			select {
			case ahead <- read{records, err}:
			case <-ctx.Done():
				return
			}
			if err != nil {
				return
			}
			at = records[len(records)-1].Position
		}
	}()
	for r := range ahead {
		if r.err != nil {
			return r.err
		}
		err := b.next.Write(ctx, func(tx *store.Tx) error {
			for _, f := range followers {
				if err := f.Follow(tx, r.records); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
		b.progress(r.records[len(r.records)-1].Position, s.to)
	}
	if err := ctx.Err(); err != nil {
		return fault.Wrap(fault.Unavailable, err, "rebuild")
	}
	return b.stand(ctx, followers, s.to)
}

// stand notes that followers have applied all up to a position.
func (b *rebuild) stand(ctx context.Context, followers []Follower, at int64) error {
	hash := []byte{}
	err := b.log.db.Read(ctx).QueryRow(hashAtSQL, at).Scan(&hash)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return fault.Wrap(fault.Unavailable, err, "event at a position")
	}
	return b.next.Write(ctx, func(tx *store.Tx) error {
		for _, f := range followers {
			if err := tx.Put(newFollowerSQL, f.Name(), store.Micros(tx.Now()), versionOf(f)); err != nil {
				return err
			}
			if err := tx.Put(moveSQL, f.Name(), at, hash, store.Micros(tx.Now())); err != nil {
				return err
			}
		}
		return nil
	})
}
