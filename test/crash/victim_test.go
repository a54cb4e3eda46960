package crash

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"shuniu/kernel/ledger"
	"shuniu/kernel/matter"
)

// variable holds the task of a process that is a victim: this test, run again.
const variable = "SHUNIU_CRASH_TASK"

// task is what a victim does.
type task struct {
	Place place
	What  string // "work" or "fill"
}

const (
	work = "work"
	fill = "fill"
)

func TestMain(m *testing.M) {
	given := os.Getenv(variable)
	if given == "" {
		os.Exit(m.Run())
	}
	var t task
	err := json.Unmarshal([]byte(given), &t)
	if err == nil {
		err = t.run()
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// workers is how many acts a victim has under way at once.
const workers = 16

// run acts until standard input ends.
func (t task) run() error {
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	w, err := open(ctx, t.Place)
	if err != nil {
		return err
	}
	if t.What == fill {
		return w.fill(ctx)
	}
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin) // whatever ends it, there is nobody to act for
		stop()
	}()
	return w.work(ctx)
}

// work acts with several workers, and with the timers and the sequencer of the
// program, until ctx ends.
func (w *town) work(ctx context.Context) error {
	left, err := w.owed(context.Background()) // it may have been told to end already
	if err != nil {
		return err
	}
	var all sync.WaitGroup
	all.Go(func() { ledger.NewRunner(w.log, fmt.Sprint("victim", os.Getpid())).Run(ctx) })
	all.Go(func() { w.engine.Run(ctx) })
	errs := make(chan error, workers)
	for i := range workers {
		all.Go(func() {
			if err := w.turn(ctx, left, i); err != nil && ctx.Err() == nil {
				errs <- err
			}
		})
	}
	all.Wait()
	select {
	case err := <-errs:
		return err
	default:
		return w.db.Close()
	}
}

// turn is what one worker does: what others left behind first, then new errands.
// Some it leaves behind in each state, for the timers.
func (w *town) turn(ctx context.Context, left []one, worker int) error {
	var x one
	for n := 1; ctx.Err() == nil; n++ {
		if next := worker + n*workers; x.id == 0 && next < len(left) {
			x = left[next]
		}
		m, err := w.step(ctx, x)
		switch {
		case err == nil:
			acknowledge(m)
			x = one{m.ID, m.State}
		case beaten(err):
			x = one{}
		default:
			return err
		}
		if x.state == "closed" || n%3 == 0 {
			x = one{}
		}
	}
	return nil
}

// acknowledge tells the parent that an act is durable, as a page tells a person.
// It is one short write to a pipe, which nothing can cut in two.
func acknowledge(m *matter.Matter) {
	fmt.Printf("%d %d\n", m.ID, m.Seq)
}

// victim is a process that is there to be killed.
type victim struct {
	cmd   *exec.Cmd
	stdin io.Closer
	said  said
	wrong bytes.Buffer
}

// said collects what a victim acknowledges.
type said struct {
	mu    sync.Mutex
	text  bytes.Buffer
	first chan struct{} // closed at the first acknowledgement
}

func (s *said) Write(b []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.text.Len() == 0 {
		close(s.first)
	}
	return s.text.Write(b)
}

func start(t *testing.T, job task) *victim {
	t.Helper()
	given, err := json.Marshal(job)
	if err != nil {
		t.Fatal(err)
	}
	v := &victim{cmd: exec.Command(os.Args[0])}
	v.said.first = make(chan struct{})
	v.cmd.Env = append(os.Environ(), variable+"="+string(given))
	v.cmd.Stdout, v.cmd.Stderr = &v.said, &v.wrong
	if v.stdin, err = v.cmd.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	if err := v.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	return v
}

// patience is how long a victim may take to begin, or to end, on a busy machine.
const patience = time.Minute

// begun waits until the victim is at work.
func (v *victim) begun(t *testing.T) {
	t.Helper()
	select {
	case <-v.said.first:
	case <-time.After(patience):
		_ = v.cmd.Process.Kill() // what counts is that it never began
		t.Fatalf("nothing was acknowledged: %s", v.wrong.String())
	}
}

// kill ends the victim without a warning and returns what it had acknowledged.
func (v *victim) kill(t *testing.T) []event {
	t.Helper()
	_ = v.cmd.Process.Kill() // where it has ended by itself, Wait says why
	if err := v.cmd.Wait(); err != nil && !strings.Contains(err.Error(), "killed") {
		t.Fatalf("%v\n%s", err, v.wrong.String())
	}
	return v.acknowledged(t)
}

// end lets the victim finish what it is doing.
func (v *victim) end(t *testing.T) []event {
	t.Helper()
	if err := v.stdin.Close(); err != nil {
		t.Fatal(err)
	}
	if err := v.cmd.Wait(); err != nil {
		t.Fatalf("%v\n%s", err, v.wrong.String())
	}
	return v.acknowledged(t)
}

// event is the place of an event in its matter.
type event struct {
	matter int64
	seq    int
}

func (v *victim) acknowledged(t *testing.T) []event {
	t.Helper()
	var all []event
	for line := range strings.Lines(v.said.text.String()) {
		var e event
		if _, err := fmt.Sscan(line, &e.matter, &e.seq); err != nil {
			t.Fatalf("%q: %v", line, err)
		}
		all = append(all, e)
	}
	return all
}
