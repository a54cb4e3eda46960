package crash

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"syscall"
	"testing"

	"shuniu/kernel/access"
	"shuniu/kernel/fault"
	"shuniu/kernel/ledger"
	"shuniu/kernel/matter"
)

// TestFullDisk lets a process act until no file may grow further. Then every act
// is refused as unavailable while what is there can still be read; once there is
// room again the same process goes on by itself. What was acknowledged is there,
// what was refused has left nothing.
//
// The limit is the process's own limit on the size of files, which needs no
// privilege: SQLite is told that a write failed, as on a full disk.
func TestFullDisk(t *testing.T) {
	p := settle(t, filepath.Join(t.TempDir(), "city.db"))
	v := start(t, task{Place: p, What: fill})
	w := newWitness()
	w.told(v.end(t))
	w.inspect(t, p, true)

	s := reopen(t, p)
	defer s.close(t)
	matters := map[int64]bool{}
	for e := range w.acknowledged {
		matters[e.matter] = true
	}
	tips, err := matter.Tips(s.db.Read(t.Context()), 0, len(w.events)+1)
	if err != nil || len(tips) != len(matters) || len(matters) == 0 {
		t.Errorf("%d matters are there, %d were acknowledged, %v", len(tips), len(matters), err)
	}
}

// fill acts until the disk is full, looks at what is refused, makes room and acts
// again.
func (w *town) fill(ctx context.Context) error {
	running, stop := context.WithCancel(ctx)
	var behind sync.WaitGroup
	behind.Go(func() { ledger.NewRunner(w.log, "victim").Run(running) })
	behind.Go(func() { w.engine.Run(running) })
	defer behind.Wait()
	defer stop()

	first, err := w.acts(ctx, 10)
	if err != nil {
		return fmt.Errorf("before: %w", err)
	}
	var before syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &before); err != nil {
		return err
	}
	file, err := os.Stat(w.URL)
	if err != nil {
		return err
	}
	// The database cannot grow, so that moving its log into it makes no room either.
	full := syscall.Rlimit{Cur: uint64(file.Size()), Max: before.Max}
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &full); err != nil {
		return err
	}
	if err := w.untilFull(ctx); err != nil {
		return err
	}
	for range 20 {
		if _, err := w.acts(ctx, 1); !fault.Is(err, fault.Unavailable) {
			return fmt.Errorf("with a full disk an act ended with %w", err)
		}
		if _, err := w.engine.View(ctx, access.TheSystem(), first.ID); err != nil {
			return fmt.Errorf("with a full disk nothing can be read: %w", err)
		}
	}
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &before); err != nil {
		return err
	}
	if _, err := w.acts(ctx, 200); err != nil {
		return fmt.Errorf("with room again: %w", err)
	}
	stop()
	behind.Wait()
	return w.db.Close()
}

// untilFull acts with several workers until an act of each is refused.
func (w *town) untilFull(ctx context.Context) error {
	errs := make([]error, workers)
	var all sync.WaitGroup
	for i := range workers {
		all.Go(func() {
			for errs[i] == nil {
				_, errs[i] = w.acts(ctx, 1)
			}
		})
	}
	all.Wait()
	for _, err := range errs {
		if !fault.Is(err, fault.Unavailable) {
			return fmt.Errorf("a full disk is told as %w", err)
		}
	}
	return nil
}

// acts asks for n errands and acknowledges them.
func (w *town) acts(ctx context.Context, n int) (last *matter.Matter, err error) {
	for range n {
		if last, err = w.step(ctx, one{}); err != nil {
			return nil, err
		}
		acknowledge(last)
	}
	return last, nil
}
