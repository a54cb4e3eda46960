package ledger_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"shuniu/kernel/access"
	"shuniu/kernel/fault"
	"shuniu/kernel/ledger"
	"shuniu/kernel/lineage"
	"shuniu/kernel/matter"
	"shuniu/kernel/store"
	"shuniu/test/city"
)

// recorder is a follower that keeps what it was shown, in the order in which it
// was shown, so that an event missed, repeated or out of order is seen.
type recorder struct {
	t        *testing.T
	patience context.Context // of a test that waits for what never comes
	mu       sync.Mutex
	moved    *sync.Cond
	followed int
	fails    atomic.Bool
}

func newRecorder(t *testing.T, db *store.DB) *recorder {
	t.Helper()
	err := db.Follow().Write(t.Context(), func(tx *store.Tx) error {
		_, err := tx.Exec(`CREATE TABLE shown (n BIGINT, position BIGINT, matter BIGINT, seq INTEGER)`)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	r := &recorder{t: t}
	r.moved = sync.NewCond(&r.mu)
	var end context.CancelFunc
	r.patience, end = context.WithTimeout(context.Background(), time.Minute)
	t.Cleanup(end)
	context.AfterFunc(r.patience, r.moved.Broadcast)
	return r
}

func (*recorder) Name() string { return "recorder" }

func (r *recorder) Follow(tx *store.Tx, records []ledger.Record) error {
	if r.fails.Load() {
		return errors.New("a follower that fails")
	}
	var n int64
	if err := tx.QueryRow(`SELECT count(*) FROM shown`).Scan(&n); err != nil {
		return err
	}
	for i, rec := range records {
		if _, err := tx.Exec(`INSERT INTO shown (n, position, matter, seq) VALUES ($1, $2, $3, $4)`, n+int64(i)+1, rec.Position, rec.Event.Matter, rec.Event.Seq); err != nil {
			return err
		}
	}
	tx.AfterCommit(func() {
		r.mu.Lock()
		r.followed += len(records)
		r.mu.Unlock()
		r.moved.Broadcast()
	})
	return nil
}

func (r *recorder) Reset(tx *store.Tx) error {
	_, err := tx.Exec(`DELETE FROM shown`)
	return err
}

// await waits until n records have been followed in all.
func (r *recorder) await(n int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for r.followed < n && r.patience.Err() == nil {
		r.moved.Wait()
	}
	if r.followed < n {
		r.t.Errorf("only %d of %d events were followed within a minute", r.followed, n)
	}
}

func (r *recorder) count() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.followed
}

// shown proves that the recorder was shown exactly the events written, once each,
// by gapless positions, and those of a matter in their order.
func shown(t *testing.T, db *store.DB, written map[int64]int) {
	t.Helper()
	total := 0
	for _, events := range written {
		total += events
	}
	last := map[int64]int{}
	n := int64(0)
	rows, err := db.Follow().Read(t.Context()).Query(`SELECT n, position, matter, seq FROM shown ORDER BY n, position`)
	err = store.Scan(rows, err, func(rows *sql.Rows) error {
		var at, position, matter int64
		var seq int
		if err := rows.Scan(&at, &position, &matter, &seq); err != nil {
			return err
		}
		n++
		if at != n || position != n || seq != last[matter]+1 {
			t.Errorf("shown as number %d: position %d, matter %d, event %d after %d", at, position, matter, seq, last[matter])
		}
		last[matter] = seq
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if int(n) != total {
		t.Errorf("%d events shown, %d written", n, total)
	}
	for matter, events := range written {
		if last[matter] != events {
			t.Errorf("of matter %d the last event shown is %d of %d", matter, last[matter], events)
		}
	}
}

// site is one process of a city: its own pool of connections and its own runner.
type site struct {
	db  *store.DB
	log *ledger.Log
}

// clock is the machine's, moved on at will.
type clock struct{ ahead atomic.Int64 }

func (c *clock) now() time.Time { return time.Now().Add(time.Duration(c.ahead.Load())) }

func newSite(t *testing.T, url string, now func() time.Time) site {
	t.Helper()
	db, err := store.Open(t.Context(), store.Options{URL: url, Now: now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	log, err := ledger.Open(t.Context(), db, "990100")
	if err != nil {
		t.Fatal(err)
	}
	return site{db, log}
}

// sites are the processes of a city: on PostgreSQL n of them, on SQLite one that
// counts n times.
func sites(t *testing.T, url string, now func() time.Time, n int) []site {
	t.Helper()
	all := []site{newSite(t, url, now)}
	for len(all) < n {
		if all[0].db.IsPostgres() {
			all = append(all, newSite(t, url, now))
		} else {
			all = append(all, all[0])
		}
	}
	return all
}

func on(t *testing.T, test func(t *testing.T, url string)) {
	t.Helper()
	for name, url := range city.Databases() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, url(t))
		})
	}
}

// write appends event seq of a matter and then, its transaction still open, does
// what else is asked.
func (s site) write(matter int64, seq int, then func()) error {
	return s.db.Write(context.Background(), func(tx *store.Tx) error {
		at := store.Micros(tx.Now())
		_, err := s.log.Append(tx, &ledger.Event{Matter: matter, Seq: seq, Occurred: at, Recorded: at, Origin: ledger.Live, Act: "act"})
		then()
		return err
	})
}

// running starts a runner on each site; stop ends one and waits for it.
func running(t *testing.T, all []site, r *recorder) (stop []func()) {
	t.Helper()
	for i, s := range all {
		ctx, cancel := context.WithCancel(context.Background())
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			ledger.NewRunner(s.log, fmt.Sprintf("process %d", i), r).Run(ctx)
		}()
		stop = append(stop, func() { cancel(); <-ended })
		t.Cleanup(stop[i])
	}
	return stop
}

// Slow writers keep their transaction open until the followers have been shown
// events that were appended after theirs. On SQLite, with its one writer, they
// only compete.
func TestNoFollowerMissesAnEventThatIsCommittedLate(t *testing.T) {
	on(t, func(t *testing.T, url string) {
		all := sites(t, url, time.Now, 3)
		r := newRecorder(t, all[0].db)
		stop := running(t, all, r)
		const slow, quick, each = 4, 6, 5
		written := map[int64]int{}
		var mu sync.Mutex
		wrote := func(matter int64) {
			mu.Lock()
			written[matter]++
			mu.Unlock()
		}
		var late, others sync.WaitGroup
		for w := range int64(slow) {
			late.Go(func() {
				s := all[w%3]
				for seq := 1; seq <= each; seq++ {
					hold := func() {}
					if s.db.IsPostgres() {
						hold = func() { r.await(r.count() + 3*seq) }
					}
					if err := s.write(w+1, seq, hold); err != nil {
						t.Error(err)
						return
					}
					wrote(w + 1)
				}
			})
		}
		done := make(chan struct{})
		for w := range int64(quick) {
			others.Go(func() {
				for seq := 1; ; seq++ {
					select {
					case <-done:
						return
					default:
					}
					if err := all[w%3].write(100+w, seq, func() {}); err != nil {
						t.Error(err)
						return
					}
					wrote(100 + w)
					r.await(seq * quick / 2) // no faster than they can be followed
				}
			})
		}
		late.Wait()
		close(done)
		others.Wait()
		total := 0
		for _, n := range written {
			total += n
		}
		r.await(total)
		for _, end := range stop {
			end()
		}
		shown(t, all[0].db, written)
		if err := all[1].log.Rebuild(t.Context(), r, func(int64, int64) {}); err != nil {
			t.Fatal(err)
		}
		shown(t, all[2].db, written)
	})
}

func TestAnotherProcessTakesOverWhenTheOneWithTheLeaseStops(t *testing.T) {
	for _, died := range []bool{false, true} {
		on(t, func(t *testing.T, url string) {
			var c clock
			all := sites(t, url, c.now, 2)
			r := newRecorder(t, all[0].db)
			stop := running(t, all[:1], r)
			if err := all[0].write(1, 1, func() {}); err != nil {
				t.Fatal(err)
			}
			r.await(1)
			stop[0]()
			if err := all[1].write(1, 2, func() {}); err != nil {
				t.Fatal(err)
			}
			acquire := func(holder string, ttl time.Duration) (ok bool) {
				t.Helper()
				lease := store.Lease{Name: "sequencer", Holder: holder}
				err := all[1].db.Write(t.Context(), func(tx *store.Tx) (err error) { ok, err = tx.Acquire(&lease, ttl); return err })
				if err != nil {
					t.Fatal(err)
				}
				return ok
			}
			if died { // it had no time to give the lease back
				if !acquire("process 1", 5*time.Second) || acquire("process 9", 0) {
					t.Error("the lease of a process that died is free at once: it might still be writing")
				}
				c.ahead.Store(int64(6 * time.Second))
			} else if !acquire("process 9", 0) {
				t.Error("the lease of a process that stopped is not free")
			}
			ctx, cancel := context.WithCancel(context.Background())
			ended := make(chan struct{})
			go func() {
				defer close(ended)
				ledger.NewRunner(all[1].log, "process 2", r).Run(ctx)
			}()
			r.await(2)
			cancel()
			<-ended
			shown(t, all[1].db, map[int64]int{1: 2})
		})
	}
}

func TestASequencerWithoutTheLeaseGivesNoPositions(t *testing.T) {
	on(t, func(t *testing.T, url string) {
		s := newSite(t, url, time.Now)
		if err := s.write(1, 1, func() {}); err != nil {
			t.Fatal(err)
		}
		mine, theirs := store.Lease{Name: "sequencer", Holder: "a"}, store.Lease{Name: "sequencer", Holder: "b"}
		for _, l := range []*store.Lease{&mine, &theirs} { // mine has run out when theirs begins
			if err := s.db.Write(t.Context(), func(tx *store.Tx) error { _, err := tx.Acquire(l, -time.Second); return err }); err != nil {
				t.Fatal(err)
			}
		}
		if n, err := s.log.Sequence(t.Context(), mine); n != 0 || !fault.Is(err, fault.Conflict) {
			t.Errorf("without the lease: %d, %v", n, err)
		}
		if n, err := s.log.Sequence(t.Context(), theirs); n != 1 || err != nil {
			t.Errorf("with it: %d, %v", n, err)
		}
	})
}

// filled is a site with a thousand events in order and a recorder that was shown
// them.
func filled(t *testing.T, url string) (site, *recorder, map[int64]int) {
	t.Helper()
	s := newSite(t, url, time.Now)
	r := newRecorder(t, s.db)
	written := map[int64]int{}
	err := s.db.Write(t.Context(), func(tx *store.Tx) error {
		for i := range int64(1200) {
			written[i%7+1] = int(i/7) + 1
			if _, err := s.log.Append(tx, &ledger.Event{Matter: i%7 + 1, Seq: int(i/7) + 1, Recorded: i}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	s.sequence(t)
	s.catchUp(t, r)
	return s, r, written
}

func (s site) sequence(t *testing.T) {
	t.Helper()
	lease := store.Lease{Name: "sequencer", Holder: "a"}
	if err := s.db.Write(t.Context(), func(tx *store.Tx) error { _, err := tx.Acquire(&lease, 0); return err }); err != nil {
		t.Fatal(err)
	}
	if _, err := s.log.Sequence(t.Context(), lease); err != nil {
		t.Fatal(err)
	}
}

func (s site) catchUp(t *testing.T, r *recorder) {
	t.Helper()
	for n := 1; n > 0; {
		var err error
		if n, err = s.log.Advance(t.Context(), r); err != nil {
			t.Fatal(err)
		}
	}
}

func TestReadersSeeAWholeProjectionWhileItIsRebuilt(t *testing.T) {
	on(t, func(t *testing.T, url string) {
		s, r, written := filled(t, url)
		other := s
		if s.db.IsPostgres() {
			other = newSite(t, url, time.Now)
		}
		var meanwhile sync.WaitGroup
		steps := 0
		err := s.log.Rebuild(t.Context(), r, func(at, head int64) {
			if steps++; steps == 1 { // life goes on: one more act, and a process that wants to follow it
				if err := other.write(1, written[1]+1, func() {}); err != nil {
					t.Error(err)
				}
				other.sequence(t)
				meanwhile.Go(func() {
					if _, err := other.log.Advance(context.Background(), r); err != nil {
						t.Error(err)
					}
				})
			}
			var n int
			if err := other.db.Follow().Read(t.Context()).QueryRow(`SELECT count(*) FROM shown`).Scan(&n); err != nil || n != 1200 {
				t.Errorf("at %d of %d a reader sees %d rows, %v", at, head, n, err)
			}
		})
		if err != nil {
			t.Fatal(err)
		}
		meanwhile.Wait()
		written[1]++
		s.catchUp(t, r)
		if steps < 3 {
			t.Errorf("looked only %d times", steps)
		}
		shown(t, s.db, written)
	})
}

func TestARebuildThatFailsLeavesTheProjectionAsItWas(t *testing.T) {
	on(t, func(t *testing.T, url string) {
		s, r, written := filled(t, url)
		r.fails.Store(true)
		if err := s.log.Rebuild(t.Context(), r, func(int64, int64) {}); err == nil {
			t.Fatal("no failure")
		}
		shown(t, s.db, written)
	})
}

func TestAFollowerThatFailsIsShownTheSameAgain(t *testing.T) {
	on(t, func(t *testing.T, url string) {
		s, r, written := filled(t, url)
		if err := s.write(1, written[1]+1, func() {}); err != nil {
			t.Fatal(err)
		}
		written[1]++
		s.sequence(t)
		r.fails.Store(true)
		if _, err := s.log.Advance(t.Context(), r); err == nil {
			t.Fatal("no failure")
		}
		lags, err := s.log.Lags(t.Context())
		if err != nil || len(lags) != 2 || lags[0].Position != 1201 || lags[0].Behind != 0 || lags[1].Position != 1200 || lags[1].Behind != 1 {
			t.Errorf("lags %+v, %v", lags, err)
		}
		r.fails.Store(false)
		s.catchUp(t, r)
		shown(t, s.db, written)
	})
}

func TestALedgerIsOfOneCity(t *testing.T) {
	on(t, func(t *testing.T, url string) {
		db, err := store.Open(t.Context(), store.Options{URL: url, Now: time.Now})
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		if _, err := ledger.Open(t.Context(), db, ""); !fault.Is(err, fault.NotFound) {
			t.Errorf("a database without a city: %v", err)
		}
		if l, err := ledger.Open(t.Context(), db, "990100"); err != nil || l.City() != "990100" {
			t.Errorf("opened as %v", err)
		}
		if l, err := ledger.Open(t.Context(), db, ""); err != nil || l.City() != "990100" {
			t.Errorf("opened as the city it remembers: %v", err)
		}
		if _, err := ledger.Open(t.Context(), db, "990200"); !fault.Is(err, fault.Invalid) {
			t.Errorf("opened as another city: %v", err)
		}
	})
}

func TestASecondEventWithTheSameNumberIsAConflict(t *testing.T) {
	on(t, func(t *testing.T, url string) {
		s := newSite(t, url, time.Now)
		if err := s.write(1, 1, func() {}); err != nil {
			t.Fatal(err)
		}
		if err := s.write(1, 1, func() {}); !fault.Is(err, fault.Conflict) {
			t.Errorf("got %v", err)
		}
	})
}

func TestAFollowerOfLostEventsFollowsFromZero(t *testing.T) {
	on(t, func(t *testing.T, url string) {
		s, r, written := filled(t, url)
		reconciled := func(want ...string) {
			t.Helper()
			emptied, err := s.log.Reconcile(t.Context(), r)
			if err != nil || !slices.Equal(emptied, want) {
				t.Errorf("emptied %v, %v; want %v", emptied, err, want)
			}
		}
		reconciled()
		shown(t, s.db, written)
		// the last event is lost, and later another takes its position
		for _, statement := range []string{
			`DELETE FROM event WHERE recorded = 1199`,
			`DELETE FROM sequence WHERE position = 1200`,
		} {
			if err := s.db.Write(t.Context(), func(tx *store.Tx) error { _, err := tx.Exec(statement); return err }); err != nil {
				t.Fatal(err)
			}
		}
		s = newSite(t, url, time.Now) // a server that starts on what was restored
		reconciled("recorder")
		s.catchUp(t, r)
		lost := int64(1199%7 + 1)
		written[lost]--
		shown(t, s.db, written)
		reconciled()
		if err := s.write(lost, written[lost]+1, func() {}); err != nil {
			t.Fatal(err)
		}
		s.sequence(t)
		s.catchUp(t, r)
		if err := s.db.Write(t.Context(), func(tx *store.Tx) error {
			_, err := tx.Exec(`UPDATE event SET hash = $1 WHERE matter_id = $2 AND seq = $3`, make([]byte, 32), lost, written[lost]+1)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		s = newSite(t, url, time.Now)
		reconciled("recorder")
	})
}

// counting is a follower whose rules have a version.
type counting struct {
	ledger.Follower
	version string
}

func (c counting) Version() string { return c.version }

func TestAFollowerWhoseRulesChangedBeginsAnew(t *testing.T) {
	city.On(t, city.Options{}, func(t *testing.T, c *city.City) {
		if _, err := c.Engine.Open(t.Context(), access.Outsider(), "people.request", matter.Input{Values: map[string]string{"kind": "help", "title": "社区停水三天", "body": "三月一日起停水，至今没有恢复。", "region": "990102001001"}}); err != nil {
			t.Fatal(err)
		}
		old := counting{lineage.Links{}, "one"}
		c.Followers = []ledger.Follower{old}
		c.Follow()
		for _, x := range []struct {
			f       ledger.Follower
			emptied int
		}{{old, 0}, {counting{lineage.Links{}, "two"}, 1}, {counting{lineage.Links{}, "two"}, 0}} {
			emptied, err := c.Log.Reconcile(t.Context(), x.f)
			if err != nil || len(emptied) != x.emptied {
				t.Errorf("of version %s emptied %q, %v", x.f.(counting).version, emptied, err)
			}
		}
		c.Followers = nil
	})
}
