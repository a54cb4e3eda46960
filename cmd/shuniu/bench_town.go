package main

import (
	"context"
	"errors"
	"fmt"
	mathrand "math/rand/v2"
	"sync"
	"time"

	"shuniu/demo/simulate"
	"shuniu/kernel/account"
	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
	"shuniu/kernel/ledger"
	"shuniu/kernel/matter"
	"shuniu/kernel/org"
	"shuniu/kernel/store"
)

// benchTown is a city with a past, kept in a folder.
type benchTown struct {
	place
	e *env
}

// The people of the town who sign in: all know the same password, which is no
// secret, because nothing in this town is true.
const (
	benchPassword    = "lanwan bench 2026"
	benchDispatchers = 5
	benchDesks       = 2 // handlers of a bureau who sign in
)

func loginOf(s seat) string { return fmt.Sprintf("%s-%s-%d", s.unit, s.post, s.n) }

// benchStaff are the seats whose holders have accounts.
func benchStaff() (dispatchers, handlers []seat) {
	for n := range benchDispatchers {
		dispatchers = append(dispatchers, seat{"hotline", "dispatcher", n})
	}
	for i := range benchBureaus {
		for n := range benchDesks {
			handlers = append(handlers, seat{bureauCode(i), "handler", n})
		}
	}
	return dispatchers, handlers
}

// stock founds the town if it is not there and brings it up to n matters, with
// the sequencer at work, and then builds the projections. It returns how many seconds
// that took.
func (t *benchTown) stock(ctx context.Context, n int) (seconds float64, err error) {
	s, err := t.open(ctx, t.e, benchCity)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, s.close()) }()
	b := &bench{e: t.e, site: s, people: map[seat]org.PersonID{}}
	if len(s.org.Now().Units()) == 0 {
		if err := b.settle(ctx); err != nil {
			return 0, err
		}
		if err := b.enrol(ctx); err != nil {
			return 0, err
		}
	}
	stored, _, err := t.volume(ctx, s.db)
	if err != nil || stored >= n {
		return 0, err
	}
	words, err := simulate.ReadWords()
	if err != nil {
		return 0, err
	}
	begun := t.e.Now()
	working, stop := context.WithCancel(ctx)
	behind := sync.WaitGroup{}
	behind.Go(func() { ledger.NewRunner(s.log, "bench").Run(working) })
	told := t.e.progress(lang.T("已装载件数", "matters loaded"))
	err = b.crowd(ctx, 2*loadedAtOnce, n-stored, func(i int) error {
		if i%loadedAtOnce == 0 {
			told(int64(i)) // not from several at once in the same moment: it is for the eye
		}
		_, err := s.engine.Import(ctx, pastOf(telling{stored + i, n, words}, begun))
		return err
	})
	for waiting := true; waiting && err == nil; {
		var lags []ledger.Lag
		if lags, err = s.log.Lags(ctx); err == nil {
			waiting = lags[0].Behind > 0 // the sequencer
		}
	}
	stop()
	behind.Wait()
	if err == nil {
		err = ledger.RebuildAll(ctx, s.log, s.followers, func(at, _ int64) { told(at) })
	}
	return t.e.Now().Sub(begun).Seconds(), err
}

// loadedAtOnce is how many histories one commit takes.
const loadedAtOnce = 64

// enrol gives those who sign in their accounts.
func (b *bench) enrol(ctx context.Context) error {
	k, err := account.New(b.site.db, account.Settings{})
	if err != nil {
		return err
	}
	dispatchers, handlers := benchStaff()
	for _, s := range append(dispatchers, handlers...) {
		id, err := k.NewID(ctx)
		if err != nil {
			return err
		}
		err = b.site.db.Write(ctx, func(tx *store.Tx) error {
			return account.Enrol(tx, account.Account{ID: id, Person: b.people[s], Login: loginOf(s)})
		})
		if err == nil {
			err = k.SetPassword(ctx, id, benchPassword)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// telling is which matter of how many, in whose words.
type telling struct {
	i, n  int
	words *simulate.Words
}

// pastOf is the history of the i-th of n matters: the town has two years behind
// it, and the last fiftieth is still under way, each where its days have led it.
func pastOf(t telling, now time.Time) matter.History {
	i, n := t.i, t.n
	const years = 2 * 365 * 24 * time.Hour
	age := time.Duration(float64(n-i) / float64(n) * float64(years))
	begun := now.Add(-age - 10*time.Minute)
	bureau := mathrand.IntN(benchBureaus) //nolint:gosec // a draw that nothing depends on
	title, body := t.words.Tell(i)
	regions := benchRegions()
	acts := []matter.Past{
		{Act: "submit", Occurred: begun, Values: map[string]string{
			"kind": "complaint", "title": title, "body": body, "region": string(regions[i%len(regions)].Code),
			"name": "周某某", "phone": fmt.Sprintf("138%08d", i%100_000_000), "consent": "true",
		}},
		{Act: "dispatch", Occurred: begun.Add(2 * time.Minute), Values: map[string]string{"unit": bureauCode(bureau), "urgency": "ordinary"}},
		{Act: "sign", Occurred: begun.Add(4 * time.Minute)},
		{Act: "reply", Occurred: begun.Add(6 * time.Minute), Values: map[string]string{"reply": benchReply, "outcome": "solved"}},
		{Act: "rate", Occurred: begun.Add(8 * time.Minute), Values: map[string]string{"rating": "very_good"}},
	}
	switch {
	case i > n-n/benchOpen:
		acts = acts[:1+i%4]
	case i%10 == 3:
		acts = acts[:4] // closed by time
	}
	return matter.History{Source: "bench", ID: fmt.Sprintf("%09d", i), Process: "people.request", Acts: acts}
}

// benchOpen: one in so many matters is under way.
const benchOpen = 50

// volume is how many matters there are and how many bytes each takes, projections
// included.
func (t *benchTown) volume(ctx context.Context, db *store.DB) (stored int, bytesEach int64, err error) {
	stored, err = matter.Count(ctx, db)
	if err != nil || stored == 0 {
		return 0, 0, err
	}
	size, err := db.Size(ctx)
	if err == nil && db.Follow() != db {
		var more int64
		more, err = db.Follow().Size(ctx)
		size += more
	}
	return stored, size / int64(stored), fault.Wrap(fault.Unavailable, err, "size")
}

// largestLag watches the followers from outside until ctx ends.
func largestLag(ctx context.Context, e *env, log *ledger.Log) time.Duration {
	return (&bench{e: e, site: &site{log: log}}).watch(ctx)
}
