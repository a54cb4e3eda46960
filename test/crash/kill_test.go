// Package crash holds the tests of bad luck: processes killed at random moments
// under load, a full disk, a database connection that is lost.
//
// They show what a crash of the program, of one of several programs or of the
// database server does. They cannot show what a power cut does to a disk that
// lies about what it has written.
package crash

import (
	"context"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"shuniu/kernel/access"
	"shuniu/kernel/ledger"
	"shuniu/kernel/matter"
	"shuniu/test/pg"
)

// rounds is how often each database has its processes killed: a few by default,
// so that everybody runs them; SHUNIU_CRASH_ROUNDS=100 is what a release needs.
func rounds(t *testing.T, few int) int {
	t.Helper()
	given := os.Getenv("SHUNIU_CRASH_ROUNDS")
	if given == "" {
		return few
	}
	n, err := strconv.Atoi(given)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// TestKilledUnderLoad kills a process that acts, at a random moment, again and
// again: every acknowledged act is there afterwards, the ledger verifies, every
// matter is the fold of its events, and no timer has fired twice or never.
func TestKilledUnderLoad(t *testing.T) {
	for _, kind := range []struct {
		name      string
		processes int // SQLite belongs to one
		url       func(t testing.TB) string
	}{
		{"sqlite", 1, func(t testing.TB) string { return filepath.Join(t.TempDir(), "city.db") }},
		{"postgres", 3, pg.URL},
	} {
		t.Run(kind.name, func(t *testing.T) {
			p := settle(t, kind.url(t))
			w := newWitness()
			for round := range rounds(t, 5) {
				w.told(massacre(t, p, kind.processes))
				w.inspect(t, p, round%10 == 4) // damage stays, and a growing city takes ever longer to verify
			}
			s := reopen(t, p)
			w.nothingForgotten(t, s)
			s.close(t)
			t.Logf("%d rounds: %d acts acknowledged, %d events, %d timers fired", rounds(t, 5), len(w.acknowledged), len(w.events), len(w.fired))
			if len(w.acknowledged) == 0 || len(w.fired) == 0 {
				t.Error("nothing happened")
			}
		})
	}
}

// settle founds a town where a minute takes a second.
func settle(t *testing.T, url string) place {
	t.Helper()
	p := place{URL: url, Keys: filepath.Join(t.TempDir(), "keyring.json"), Origin: time.Now(), Speed: 60}
	if err := found(t.Context(), p); err != nil {
		t.Fatal(err)
	}
	return p
}

// massacre lets processes act and kills all but the last one after the other; the
// last is killed too if it is alone, and otherwise ends by itself. It returns what
// they had acknowledged.
func massacre(t *testing.T, p place, processes int) []event {
	t.Helper()
	victims := make([]*victim, processes)
	for i := range victims {
		victims[i] = start(t, task{Place: p, What: work})
	}
	if rand.IntN(4) > 0 { // otherwise death may come while it opens the database
		for _, v := range victims {
			v.begun(t)
		}
	}
	var all []event
	for i, v := range victims {
		after(rand.N(400 * time.Millisecond))
		if i > 0 && i == processes-1 {
			all = append(all, v.end(t)...)
		} else {
			all = append(all, v.kill(t)...)
		}
	}
	return all
}

func after(d time.Duration) { <-time.After(d) }

// timer is one thing the system does once about one instance of a clock.
type timer struct {
	matter int64
	act    string
	clock  string
	n      int
}

// witness remembers what was acknowledged and compares it with the ledger.
type witness struct {
	acknowledged map[event]bool
	events       map[event]bool
	fired        map[timer]bool
	position     int64
}

func newWitness() *witness {
	return &witness{acknowledged: map[event]bool{}, events: map[event]bool{}, fired: map[timer]bool{}}
}

func (w *witness) told(events []event) {
	for _, e := range events {
		w.acknowledged[e] = true
	}
}

// inspect opens the town again and looks for what was acknowledged; all says
// whether to look at everything else too.
func (w *witness) inspect(t *testing.T, p place, all bool) {
	t.Helper()
	s := reopen(t, p)
	w.read(t, s)
	for e := range w.acknowledged {
		if !w.events[e] {
			t.Fatalf("the acknowledged event %d of matter %d is lost", e.seq, e.matter)
		}
	}
	if all {
		s.verify(t)
	}
	s.close(t)
}

func reopen(t *testing.T, p place) *town {
	t.Helper()
	s, err := open(context.Background(), p)
	if err != nil {
		t.Fatal(err)
	}
	s.sequence(t)
	return s
}

func (w *town) close(t *testing.T) {
	t.Helper()
	if err := w.db.Close(); err != nil {
		t.Fatal(err)
	}
}

// sequence gives every event its place, as the program does it, once the lease of
// a killed process has run out.
func (w *town) sequence(t *testing.T) {
	t.Helper()
	ctx, stop := context.WithTimeout(context.Background(), patience)
	ended := make(chan struct{})
	go func() {
		ledger.NewRunner(w.log, "witness").Run(ctx)
		close(ended)
	}()
	for {
		lags, err := w.log.Lags(ctx)
		if err != nil {
			t.Fatal(err)
		}
		if lags[0].Behind == 0 {
			break
		}
		after(10 * time.Millisecond)
	}
	stop()
	<-ended
}

// read reads what the ledger has got since the last time.
func (w *witness) read(t *testing.T, s *town) {
	t.Helper()
	for {
		records, err := s.log.After(context.Background(), w.position, 500)
		if err != nil {
			t.Fatal(err)
		}
		if len(records) == 0 {
			return
		}
		for _, r := range records {
			w.position = r.Position
			w.events[event{r.Event.Matter, r.Event.Seq}] = true
			w.timer(t, r.Event)
		}
	}
}

func (w *witness) timer(t *testing.T, e *ledger.Event) {
	t.Helper()
	switch e.Act {
	case matter.ActRemind, matter.ActBreach, matter.ActEscalate:
	default:
		return
	}
	c := e.Effects.Clocks[0]
	fired := timer{e.Matter, e.Act, c.Name, c.N}
	if w.fired[fired] {
		t.Errorf("%s of matter %d, clock %s %d, fired twice", e.Act, e.Matter, c.Name, c.N)
	}
	w.fired[fired] = true
}

// verify is `ledger verify` and `ledger replay --verify`.
func (w *town) verify(t *testing.T) {
	t.Helper()
	ctx := context.Background()
	v, err := w.log.Verify(ctx, matter.Tips, func(int64) {})
	if err != nil {
		t.Fatal(err)
	}
	r, err := w.engine.Replay(ctx, func(int64) {})
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range append(v.Damage, r.Differences...) {
		t.Errorf("%s", d)
	}
}

// nothingForgotten settles what is due and looks for clocks that ran out unseen.
func (w *witness) nothingForgotten(t *testing.T, s *town) {
	t.Helper()
	ctx := context.Background()
	now := s.db.Now().UnixMicro()
	for n := 1; n > 0; {
		var err error
		if n, err = s.engine.Sweep(ctx); err != nil {
			t.Fatal(err)
		}
	}
	s.sequence(t)
	w.read(t, s)
	for from := ""; ; {
		page, err := s.engine.All(ctx, access.TheSystem(), matter.Query{From: from, Limit: 200})
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range page.Lines {
			for _, c := range l.Clocks {
				if c.Phase == matter.Running && c.DueAt <= now && !w.fired[timer{int64(l.ID), matter.ActBreach, c.Name, c.N}] {
					t.Errorf("clock %s of matter %d ran out and nobody has noticed", c.Name, l.ID)
				}
			}
		}
		if from = page.Next; from == "" {
			break
		}
	}
	s.verify(t)
}
