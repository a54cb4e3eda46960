package crash

import (
	"context"
	"errors"
	"sync"
	"testing"

	"shuniu/kernel/fault"
	"shuniu/kernel/ledger"
	"shuniu/test/pg"
	"shuniu/test/skip"
)

// TestLostConnection crashes the PostgreSQL server under load and starts it again,
// several times. Meanwhile every act is refused as unavailable, and the same
// process goes on by itself when the server is back. What was acknowledged is
// there; timers fire once.
func TestLostConnection(t *testing.T) {
	server, err := pg.Start(pg.Options{Durable: true})
	if errors.Is(err, pg.ErrAbsent) {
		skip.Absent(t, "PostgreSQL", err.Error()+"; run make setup")
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := server.Stop(); err != nil {
			t.Error(err)
		}
	})
	p := settle(t, server.URL)
	s, err := open(t.Context(), p)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	var behind sync.WaitGroup
	behind.Go(func() { ledger.NewRunner(s.log, "test").Run(ctx) })
	behind.Go(func() { s.engine.Run(ctx) })
	w := newWitness()
	for range 3 {
		crowd := s.crowd(ctx)
		crowd.until(t, acknowledged)
		if err := server.Halt(); err != nil {
			t.Fatal(err)
		}
		crowd.until(t, refused)
		if err := server.Resume(); err != nil {
			t.Fatal(err)
		}
		crowd.until(t, acknowledged)
		w.told(crowd.end(t))
	}
	stop()
	behind.Wait()
	s.close(t)
	w.inspect(t, p, true)
	s = reopen(t, p)
	w.nothingForgotten(t, s)
	s.close(t)
}

// crowd is workers that go on acting whatever they are told.
type crowd struct {
	stop  func()
	all   sync.WaitGroup
	told  chan told
	heard []event
	wrong error
}

// told is what a worker was told about an act.
type told struct {
	worker int
	event  event
	err    error
}

func (w *town) crowd(ctx context.Context) *crowd {
	ctx, stop := context.WithCancel(ctx)
	c := &crowd{stop: stop, told: make(chan told)}
	for i := range workers {
		c.all.Go(func() {
			x := one{}
			for ctx.Err() == nil {
				say := told{worker: i}
				m, err := w.step(ctx, x)
				if say.err = err; err == nil {
					x, say.event = one{m.ID, m.State}, event{int64(m.ID), m.Seq}
				}
				if err != nil || x.state == "closed" {
					x = one{}
				}
				c.told <- say
			}
		})
	}
	return c
}

func acknowledged(err error) bool { return err == nil }

func refused(err error) bool { return fault.Is(err, fault.Unavailable) }

// until waits until what every worker was told last is so.
func (c *crowd) until(t *testing.T, so func(error) bool) {
	t.Helper()
	ctx, stop := context.WithTimeout(t.Context(), patience)
	defer stop()
	in := map[int]int{}
	for len(in) < workers {
		select {
		case say := <-c.told:
			c.hear(say)
			if in[say.worker]++; !so(say.err) {
				delete(in, say.worker)
			}
		case <-ctx.Done():
			t.Fatalf("%d of %d workers, the last was told %v", len(in), workers, c.wrong)
		}
	}
}

func (c *crowd) hear(say told) {
	switch {
	case say.err == nil:
		c.heard = append(c.heard, say.event)
	case !refused(say.err) && !beaten(say.err):
		c.wrong = errors.Join(c.wrong, say.err)
	}
}

// end stops the workers and returns what was acknowledged; nobody may have been
// told anything but that the database is unavailable.
func (c *crowd) end(t *testing.T) []event {
	t.Helper()
	c.stop()
	go func() {
		c.all.Wait()
		close(c.told)
	}()
	for say := range c.told {
		c.hear(say)
	}
	if c.wrong != nil {
		t.Errorf("during the crash: %v", c.wrong)
	}
	return c.heard
}
