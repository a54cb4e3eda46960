package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/url"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"

	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
	"shuniu/kernel/ledger"
	"shuniu/kernel/matter"
	"shuniu/kernel/org"
)

// bench is a city made to be measured.
type bench struct {
	e      *env
	site   *site
	people map[seat]org.PersonID
	lives  [][]move
	stock  chan *errand
}

func newBench(ctx context.Context, e *env, p place) (*bench, error) {
	s, err := p.open(ctx, e, benchCity)
	if err != nil {
		return nil, err
	}
	b := &bench{e: e, site: s, people: map[seat]org.PersonID{}, lives: lives()}
	if err := b.settle(ctx); err != nil {
		return nil, errors.Join(err, s.close())
	}
	return b, nil
}

// stockUp opens n requests and takes each a random part of its way, so that the
// acts measured are of all kinds from the first moment.
func (b *bench) stockUp(ctx context.Context, n int) error {
	b.stock = make(chan *errand, n)
	return b.crowd(ctx, 64, n, func(i int) error {
		x := b.newErrand()
		for range 1 + i%(len(x.life)-1) {
			if err := b.step(ctx, x); err != nil {
				return err
			}
		}
		b.stock <- x
		return nil
	})
}

// crowd does n pieces of work, several at a time.
func (b *bench) crowd(ctx context.Context, several, n int, work func(i int) error) error {
	var next atomic.Int64
	errs := make([]error, several)
	var wg sync.WaitGroup
	for w := range several {
		wg.Go(func() {
			for i := int(next.Add(1)); i <= n && errs[w] == nil && ctx.Err() == nil; i = int(next.Add(1)) {
				errs[w] = work(i)
			}
		})
	}
	wg.Wait()
	return errors.Join(errs...)
}

// run lets so many people act, each waiting for one act before the next, with
// timers, sequencer and followers at work.
func (b *bench) run(ctx context.Context, waiting int, d time.Duration) (benchRun, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	background := sync.WaitGroup{}
	background.Go(func() { ledger.NewRunner(b.site.log, "bench", b.site.followers...).Run(ctx) })
	background.Go(func() { b.site.engine.Run(ctx) })
	if err := b.site.caughtUp(ctx); err != nil { // the stock is made faster than they follow
		return benchRun{}, err
	}
	var lag time.Duration
	background.Go(func() { lag = b.watch(ctx) })

	before, err := b.site.db.Size(ctx)
	if err != nil {
		return benchRun{}, err
	}
	took := make([][]time.Duration, waiting)
	begun, worked := b.e.Now(), processorTime()
	err = b.crowd(ctx, waiting, waiting, func(i int) error {
		var err error
		took[i-1], err = b.work(ctx, begun.Add(d))
		return err
	})
	seconds := b.e.Now().Sub(begun).Seconds()
	worked = processorTime() - worked
	after, sizeErr := b.site.db.Size(ctx)
	cancel()
	background.Wait()

	all := slices.Concat(took...)
	slices.Sort(all)
	if err := errors.Join(err, sizeErr); err != nil || len(all) == 0 {
		return benchRun{}, err
	}
	r := benchRun{
		Database: "sqlite", Waiting: waiting, Acts: len(all), Seconds: seconds, PerSecond: float64(len(all)) / seconds,
		P50: ms(all[len(all)/2]), P99: ms(all[len(all)*99/100]), Lag: ms(lag),
		Processor: worked.Microseconds() / int64(len(all)),
		Followers: len(b.site.followers), BytesPerAct: (after - before) / int64(len(all)), Cores: runtime.NumCPU(),
	}
	if b.site.db.IsPostgres() {
		r.Database = "postgres"
	}
	return r, nil
}

// processorTime is what this process has used, which says more than the rate
// where others use the machine too.
func processorTime() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// work acts until the end and returns how long each act took.
func (b *bench) work(ctx context.Context, end time.Time) ([]time.Duration, error) {
	var took []time.Duration
	for begun := b.e.Now(); begun.Before(end); {
		x := <-b.stock
		if x.ended() {
			x = b.newErrand()
		}
		if err := b.step(ctx, x); err != nil {
			return took, err
		}
		b.stock <- x
		now := b.e.Now()
		took = append(took, now.Sub(begun))
		begun = now
	}
	return took, nil
}

// watchEvery is how often the lag is looked at.
const watchEvery = 100 * time.Millisecond

// watch returns the largest lag seen.
func (b *bench) watch(ctx context.Context) (largest time.Duration) {
	tick := time.NewTicker(watchEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return largest
		case <-tick.C:
		}
		lags, err := b.site.log.Lags(ctx)
		if err != nil && ctx.Err() == nil {
			fmt.Fprintln(b.e.Err, fault.As(err).Error())
		}
		for _, g := range lags {
			largest = max(largest, g.Age)
		}
	}
}

// verify proves that what was measured was real.
func (b *bench) verify(ctx context.Context) error {
	v, err := b.site.log.Verify(ctx, matter.Tips, b.e.progress(lang.T("已核验记录", "events verified")))
	if err != nil {
		return err
	}
	r, err := b.site.engine.Replay(ctx, b.e.progress(lang.T("已重放事项", "matters replayed")))
	if err != nil {
		return err
	}
	if n := len(v.Damage) + len(r.Differences); n > 0 {
		return fault.Of(fault.Internal, "%d events are damaged after the measurement, first: %v", n, slices.Concat(v.Damage, r.Differences)[0])
	}
	return nil
}

// benchDatabase makes a database on the server, and drops it.
func benchDatabase(ctx context.Context, server string) (address string, drop func() error, err error) {
	u, err := url.Parse(server)
	if err != nil {
		return "", nil, fault.Wrap(fault.Invalid, err, "database address")
	}
	name := "shuniu_bench_" + strings.ToLower(rand.Text())
	do := func(statement string) error {
		conn, err := pgx.Connect(ctx, server)
		if err != nil {
			return fault.Wrap(fault.Unavailable, err, "database server")
		}
		_, err = conn.Exec(ctx, statement)
		return fault.Wrap(fault.Unavailable, errors.Join(err, conn.Close(ctx)), "database server")
	}
	u.Path = "/" + name
	return u.String(), func() error { return do("DROP DATABASE " + name + " WITH (FORCE)") }, do("CREATE DATABASE " + name)
}
