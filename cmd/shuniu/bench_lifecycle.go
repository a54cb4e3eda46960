package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"text/tabwriter"
	"time"

	"shuniu/cmd/shuniu/measure"
	"shuniu/demo/crowd"
	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
	"shuniu/kernel/ledger"
)

type benchLifecycleCmd struct {
	Stored   int           `help:"事先存有的件数 Matters stored before it begins." default:"10000"`
	Data     string        `help:"在此目录所在磁盘上测量 The disk of this folder is measured." default:"data" env:"SHUNIU_DATA" type:"path"`
	Keep     string        `help:"城市留在此目录，下次直接使用 Keep the city in this folder and use it again." type:"path" placeholder:"DIR"`
	DB       string        `name:"db" help:"城市放在此 PostgreSQL 数据库，不放在目录中 Keep the city in this PostgreSQL database instead of the folder." placeholder:"URL"`
	URL      string        `name:"url" help:"测量已在服务 --keep 目录的地址 Measure the server at this address, which serves the folder of --keep." placeholder:"URL"`
	Waiting  int           `help:"同时等候的人数 How many wait at once." default:"32"`
	Warm     float64       `help:"测量前先办理多少秒 How many seconds of work come before the measurement." default:"3"`
	Seconds  float64       `help:"测量多少秒 How many seconds to measure." default:"15"`
	LoadOnly bool          `help:"只装载，不测量 Only load, do not measure."`
	Verify   bool          `help:"测量后核验全部台账并重放 Verify the whole ledger and replay all of it afterwards." default:"true" negatable:""`
	Lag      time.Duration `help:"派生数据最多可滞后多久 How far followers may fall behind for the rate to count." default:"1s"`
	Profile  string        `help:"服务进程的 CPU 剖析写入此文件 Write a CPU profile of the server here." type:"path" placeholder:"FILE"`
	JSON     bool          `help:"以 JSON 输出 Print JSON."`
}

// benchLife is what bench lifecycle measures. Client is as the person waits,
// server as the server counts it; both by call, in milliseconds.
type benchLife struct {
	Stored    int           `json:"stored"`
	Loaded    float64       `json:"load_seconds,omitempty"` // 0: the city was there
	Waiting   int           `json:"waiting"`
	Lives     int           `json:"lifecycles"`
	Seconds   float64       `json:"seconds"`
	PerSecond float64       `json:"lifecycles_per_second"`
	Calls     []crowd.Taken `json:"calls"`
	Memory    int64         `json:"server_memory_bytes,omitempty"` // highest, of a server of our own
	Processor float64       `json:"server_processor_ms_per_lifecycle,omitempty"`
	PerMatter int64         `json:"disk_bytes_per_matter"`
	Lag       float64       `json:"largest_lag_ms"`
	Cores     int           `json:"cores"`
}

// Run loads a city, serves it in a process of its own, and lets people use it.
func (c *benchLifecycleCmd) Run(e *env) (err error) {
	if c.URL != "" && c.Keep == "" {
		return fault.New(fault.Invalid, lang.T("--url 需要 --keep 指明该服务的目录。", "--url needs --keep, the folder of that server."), "bench url without folder")
	}
	ctx := context.Background()
	dir, drop, err := c.folder()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, drop()) }()
	t := &benchTown{place: place{Data: dir, DB: cmp.Or(c.DB, filepath.Join(dir, "bench.db")), Zone: "Asia/Shanghai"}, e: e}
	r := benchLife{Waiting: c.Waiting, Cores: runtime.NumCPU()}
	if r.Loaded, err = c.load(ctx, t); err != nil || c.LoadOnly {
		if err == nil {
			fmt.Fprintln(e.Out, lang.T("装载用时 {s} 秒", "Loading took {s} s").With("s", fmt.Sprintf("%.0f", r.Loaded)).In(e.Lang))
		}
		return err
	}
	if err := c.measure(ctx, t, &r); err != nil {
		return err
	}
	if c.Verify && c.URL == "" {
		if err := t.verify(ctx); err != nil {
			return err
		}
	}
	return errors.Join(c.print(e, r), soundLife(r, c.Lag))
}

// load brings the city up; a profile is of loading where nothing else is done.
func (c *benchLifecycleCmd) load(ctx context.Context, t *benchTown) (seconds float64, err error) {
	if c.LoadOnly {
		stop, err := profile(c.Profile)
		if err != nil {
			return 0, err
		}
		defer stop()
	}
	return t.stock(ctx, c.Stored)
}

// folder is where the city is: kept, or made for this measurement.
func (c *benchLifecycleCmd) folder() (dir string, drop func() error, err error) {
	if c.Keep == "" {
		dir, err = scratch(c.Data)
		return dir, func() error { return os.RemoveAll(dir) }, err
	}
	return c.Keep, func() error { return nil }, fault.Wrap(fault.Unavailable, os.MkdirAll(c.Keep, 0o700), "data directory")
}

func (c *benchLifecycleCmd) measure(ctx context.Context, t *benchTown, r *benchLife) (err error) {
	server := &measure.Server{URL: c.URL}
	if c.URL == "" {
		if server, err = measure.Serve(ctx, measure.Place{Data: t.Data, DB: t.DB, Zone: t.Zone}, c.Profile); err != nil {
			return err
		}
		defer func() { err = errors.Join(err, server.Stop()) }()
	}
	db, err := t.store(ctx, t.e, false)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	log, err := ledger.Open(ctx, db, benchCity)
	if err != nil {
		return err
	}
	people, err := newBenchCrowd(ctx, t.e, server.URL, c.Waiting)
	if err != nil {
		return err
	}
	if _, err := people.Run(ctx, t.e.Now().Add(time.Duration(c.Warm*float64(time.Second)))); err != nil {
		return err
	}
	people.Forget()
	watching, stop := context.WithCancel(ctx)
	lag := make(chan time.Duration, 1)
	go func() { lag <- largestLag(watching, t.e, log) }()
	before := server.Processor()
	begun := t.e.Now()
	r.Lives, err = people.Run(ctx, begun.Add(time.Duration(c.Seconds*float64(time.Second))))
	r.Seconds = t.e.Now().Sub(begun).Seconds()
	stop()
	r.Lag = ms(<-lag)
	if err != nil || r.Lives == 0 {
		return errors.Join(err, fault.Wrap(fault.Internal, errIf(r.Lives == 0, "no lifecycle was finished"), "bench"))
	}
	r.PerSecond, r.Calls = float64(r.Lives)/r.Seconds, people.Taken(crowd.Calls())
	r.Memory, r.Processor = server.Memory(), ms(server.Processor()-before)/float64(r.Lives)
	r.Stored, r.PerMatter, err = t.volume(ctx, db)
	return err
}

func errIf(cond bool, text string) error {
	if cond {
		return errors.New(text)
	}
	return nil
}

// soundLife refuses a rate that was reached by letting followers fall behind.
func soundLife(r benchLife, limit time.Duration) error {
	return sound([]benchRun{{Lag: r.Lag - ms(limit-maxLag)}})
}

// verify proves that what was loaded and measured is real.
func (t *benchTown) verify(ctx context.Context) (err error) {
	s, err := t.open(ctx, t.e, benchCity)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.close()) }()
	b := &bench{e: t.e, site: s}
	return b.verify(ctx)
}

func (c *benchLifecycleCmd) print(e *env, r benchLife) error {
	if c.JSON {
		return printJSON(e.Out, r)
	}
	mib := float64(1 << 20)
	head := lang.T("存有 {stored} 件，{cores} 个核心，{waiting} 人同时办理 {s} 秒：每秒 {rate} 件全程（提交、派单、签收、答复、在列表中找到）",
		"{stored} matters stored, {cores} cores, {waiting} people at once for {s} s: {rate} lifecycles a second (ask, dispatch, sign, reply, find in a list)")
	fmt.Fprintln(e.Out, head.With("stored", fmt.Sprint(r.Stored), "cores", fmt.Sprint(r.Cores), "waiting", fmt.Sprint(r.Waiting), "s", fmt.Sprintf("%.0f", r.Seconds), "rate", fmt.Sprintf("%.1f", r.PerSecond)).In(e.Lang))
	if err := printTaken(e, r.Calls); err != nil {
		return err
	}
	foot := lang.T("服务内存峰值 {memory} MiB，每件服务端处理器 {cpu} 毫秒，每件占盘 {disk} 字节，最大滞后 {lag} 毫秒，装载 {load} 秒",
		"server memory at most {memory} MiB, server processor {cpu} ms a lifecycle, {disk} bytes on disk a matter, largest lag {lag} ms, loading {load} s")
	fmt.Fprintln(e.Out, foot.With("memory", fmt.Sprintf("%.0f", float64(r.Memory)/mib), "cpu", fmt.Sprintf("%.2f", r.Processor),
		"disk", fmt.Sprint(r.PerMatter), "lag", fmt.Sprintf("%.0f", r.Lag), "load", fmt.Sprintf("%.0f", r.Loaded)).In(e.Lang))
	return nil
}

// printTaken is the table of what the calls took.
func printTaken(e *env, calls []crowd.Taken) error {
	w := tabwriter.NewWriter(e.Out, 0, 4, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, lang.T("请求\t次数\tp50 毫秒\tp99 毫秒\t服务端 p50\t服务端 p99\t", "call\tn\tp50 ms\tp99 ms\tserver p50\tserver p99\t").In(e.Lang))
	for _, k := range calls {
		fmt.Fprintf(w, "%s\t%d\t%.2f\t%.2f\t%.2f\t%.2f\t\n", k.Name, k.N, k.P50, k.P99, k.Server.P50, k.Server.P99)
	}
	return fault.Wrap(fault.Unavailable, w.Flush(), "output")
}
