package store

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"sync"
	"sync/atomic"
	"time"
)

// kept is the file of projections that is in use beside an SQLite database, and those
// that were before. Another process may put a newer one there at any time.
type kept struct {
	options Options // URL is the path of the database
	now     atomic.Pointer[DB]
	claimed *os.File // the folder, while projections are built beside

	mu      sync.Mutex
	at      int // the generation in use
	old     []retired
	stop    chan struct{}
	stopped chan struct{}
}

// retired is a generation that somebody may still be reading.
type retired struct {
	db         *DB
	generation int
	since      time.Time
}

// lookEvery is how often a process looks for newer projections, and retireAfter how
// long one request may go on with the old.
const (
	lookEvery   = time.Second
	retireAfter = time.Minute
)

// keep opens the newest projections and watches for newer ones until close.
func keep(ctx context.Context, o Options) (*kept, error) {
	k := &kept{options: o, stop: make(chan struct{}), stopped: make(chan struct{})}
	if err := k.renew(ctx); err != nil {
		return nil, err
	}
	k.sweep()
	go k.watch() //nolint:gosec // it outlives the opening and ends with close
	return k, nil
}

// renew goes on with the newest projections there are.
func (k *kept) renew(ctx context.Context) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	all, err := k.generations()
	if err != nil {
		return err
	}
	newest := all[len(all)-1]
	if newest == k.at {
		return nil
	}
	db, err := openFile(ctx, k.path(newest), k.options, followSchema())
	if err != nil {
		return err
	}
	if was := k.now.Swap(db); was != nil {
		k.old = append(k.old, retired{was, k.at, k.options.Now()})
	}
	k.at = newest
	return nil
}

func (k *kept) watch() {
	defer close(k.stopped)
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	for n := 1; ; n++ {
		select {
		case <-k.stop:
			return
		case <-tick.C:
		}
		err := errors.Join(k.renew(context.Background()), k.retire(retireAfter))
		if err != nil {
			slog.Error("projections", "error", err)
		}
		if n%int(retireAfter/lookEvery) == 0 {
			k.sweep()
		}
	}
}

// retire closes what has been out of use for so long.
func (k *kept) retire(after time.Duration) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	var errs []error
	for len(k.old) > 0 && k.options.Now().Sub(k.old[0].since) >= after {
		errs = append(errs, k.old[0].db.Close(), wipe(k.path(k.old[0].generation)))
		k.old = k.old[1:]
	}
	return errors.Join(errs...)
}

// sweep removes what nobody uses any more: older projections, and a rebuild that broke
// off.
func (k *kept) sweep() {
	k.mu.Lock()
	defer k.mu.Unlock()
	all, err := k.generations()
	errs := []error{err, k.sweepPart()}
	for _, n := range all {
		if n < k.at {
			errs = append(errs, wipe(k.path(n)))
		}
	}
	if err := errors.Join(errs...); err != nil {
		slog.Error("old projections", "error", err)
	}
}

// sweepPart removes what a rebuild that broke off has left.
func (k *kept) sweepPart() error {
	if _, err := os.Lstat(k.part()); err != nil {
		return nil //nolint:nilerr // there is nothing to remove
	}
	other := &kept{options: k.options} // its claim is not that of a rebuild of this process
	if err := other.claim(); err != nil {
		return nil //nolint:nilerr // somebody is building
	}
	return errors.Join(wipe(k.part()), other.release())
}

func (k *kept) close() error {
	close(k.stop)
	<-k.stopped
	return errors.Join(k.retire(0), k.now.Load().Close())
}
