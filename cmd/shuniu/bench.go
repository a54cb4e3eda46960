package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"runtime/pprof"
	"syscall"
	"text/tabwriter"
	"time"

	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
)

type benchCmd struct {
	Lifecycle benchLifecycleCmd `cmd:"" help:"经 HTTP 的全程：登录、提交、派单、签收、答复、查找 Whole lives of requests over HTTP, with logins, in a city with a past."`
	Act       benchActCmd       `cmd:"" help:"每秒持久办理数：权限、条件、时钟、效果、链条俱全 Durable acts per second, with all an act really does."`
	Search    benchSearchCmd    `cmd:"" help:"几类工作人员查找各类词要等多久 How long several kinds of staff wait for what they look for."`
	Pages     benchPagesCmd     `cmd:"" help:"服务端打开页面要多久 How long the server takes for pages."`
}

type benchActCmd struct {
	Data            string  `help:"在此目录所在磁盘上测量 The disk of this folder is measured." default:"data" env:"SHUNIU_DATA" type:"path"`
	Postgres        string  `help:"另测此 PostgreSQL 服务器，库用后即删 Also measure this server, in a database made for it." placeholder:"URL"`
	Waiting         []int   `help:"SQLite 上同时等候的人数 How many wait at once on SQLite." default:"1,64"`
	PostgresWaiting int     `help:"PostgreSQL 上同时等候的人数 How many wait at once on PostgreSQL." default:"16"`
	Seconds         float64 `help:"每次测量多少秒 How many seconds each measurement takes." default:"10"`
	Stock           int     `help:"事先办着的件数 Matters under way before it begins." default:"2000"`
	Profile         string  `help:"CPU 剖析写入此文件 Write a CPU profile here." type:"path" placeholder:"FILE"`
	JSON            bool    `help:"以 JSON 输出 Print JSON."`
}

// Run measures each database in turn and prints one line for each number of
// people that wait.
func (c *benchActCmd) Run(e *env) error {
	ctx := context.Background()
	stop, err := profile(c.Profile)
	if err != nil {
		return err
	}
	defer stop()
	runs, err := c.onSQLite(ctx, e)
	if err == nil && c.Postgres != "" {
		var more []benchRun
		more, err = c.onPostgres(ctx, e)
		runs = append(runs, more...)
	}
	return errors.Join(err, c.print(e, runs), sound(runs))
}

// onSQLite measures in a file of its own on a real disk.
func (c *benchActCmd) onSQLite(ctx context.Context, e *env) (_ []benchRun, err error) {
	dir, err := scratch(c.Data)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	return c.measure(ctx, e, place{Data: dir, DB: filepath.Join(dir, "bench.db"), Zone: "Asia/Shanghai"}, c.Waiting)
}

// onPostgres measures in a database made for it, so that no data is ever near.
func (c *benchActCmd) onPostgres(ctx context.Context, e *env) (_ []benchRun, err error) {
	dir, err := scratch(c.Data) // the keyring is a file
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	url, drop, err := benchDatabase(ctx, c.Postgres)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, drop()) }()
	return c.measure(ctx, e, place{Data: dir, DB: url, Zone: "Asia/Shanghai"}, []int{c.PostgresWaiting})
}

func (c *benchActCmd) measure(ctx context.Context, e *env, p place, waiting []int) (runs []benchRun, err error) {
	b, err := newBench(ctx, e, p)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, b.site.close()) }()
	if err := b.stockUp(ctx, c.Stock); err != nil {
		return nil, err
	}
	for _, n := range waiting {
		r, err := b.run(ctx, n, time.Duration(c.Seconds*float64(time.Second)))
		if err != nil {
			return runs, err
		}
		runs = append(runs, r)
	}
	return runs, b.verify(ctx)
}

// profile writes a CPU profile into a file, if one is named, until stop.
func profile(path string) (stop func(), err error) {
	if path == "" {
		return func() {}, nil
	}
	f, err := os.Create(path)
	if err != nil {
		return nil, fault.Wrap(fault.Unavailable, err, "profile")
	}
	if err := pprof.StartCPUProfile(f); err != nil {
		return nil, fault.Wrap(fault.Internal, err, "profile")
	}
	return func() {
		pprof.StopCPUProfile()
		_ = f.Close() // a profile that is cut short says so when it is read
	}, nil
}

// tmpfs is the kind of a file system in memory (linux/magic.h), where durable
// would mean nothing.
const tmpfs = 0x01021994

// scratch makes a folder for one measurement.
func scratch(data string) (string, error) {
	if err := os.MkdirAll(data, 0o700); err != nil {
		return "", fault.Wrap(fault.Unavailable, err, "data directory")
	}
	var fs syscall.Statfs_t
	if err := syscall.Statfs(data, &fs); err != nil {
		return "", fault.Wrap(fault.Unavailable, err, "data directory")
	}
	if fs.Type == tmpfs {
		return "", fault.New(fault.Invalid, lang.T("目录 "+data+" 在内存里，测不出写盘速度。请用 --data 指定磁盘上的目录。",
			"The folder "+data+" is in memory, where nothing is durable. Name one on a disk with --data."), "bench on tmpfs")
	}
	dir, err := os.MkdirTemp(data, "bench-")
	return dir, fault.Wrap(fault.Unavailable, err, "data directory")
}

// benchRun is one line of the table. Lag is that of the follower furthest behind,
// the sequencer counted as one.
type benchRun struct {
	Database    string  `json:"database"`
	Waiting     int     `json:"waiting"`
	Acts        int     `json:"acts"`
	Seconds     float64 `json:"seconds"`
	PerSecond   float64 `json:"acts_per_second"`
	P50         float64 `json:"p50_ms"`
	P99         float64 `json:"p99_ms"`
	Lag         float64 `json:"largest_lag_ms"`
	Followers   int     `json:"followers"`
	BytesPerAct int64   `json:"database_bytes_per_act"`
	Processor   int64   `json:"processor_us_per_act"` // of this program, not of a database server
	Cores       int     `json:"cores"`
}

// maxLag is how far followers may fall behind for a rate to count.
const maxLag = time.Second

// sound refuses a rate that was reached by letting followers fall behind.
func sound(runs []benchRun) error {
	for _, r := range runs {
		if r.Lag >= ms(maxLag) {
			return fault.New(fault.Conflict, lang.T("派生数据滞后超过一秒，此速度不作数。", "Followers fell more than a second behind: this rate does not count."), "lag")
		}
	}
	return nil
}

func (c *benchActCmd) print(e *env, runs []benchRun) error {
	if c.JSON {
		return printJSON(e.Out, runs)
	}
	fmt.Fprintln(e.Out, lang.T("{n} 个核心，每次 {s} 秒", "{n} cores, {s} s each").With("n", fmt.Sprint(runtime.NumCPU()), "s", fmt.Sprint(c.Seconds)).In(e.Lang))
	w := tabwriter.NewWriter(e.Out, 0, 4, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, lang.T("数据库\t等候\t每秒办理\tp50 毫秒\tp99 毫秒\t最大滞后 毫秒\t派生\t每件字节\t每件微秒\t", "database\twaiting\tacts/s\tp50 ms\tp99 ms\tlargest lag ms\tfollowers\tbytes/act\tcpu µs/act\t").In(e.Lang))
	for _, r := range runs {
		fmt.Fprintf(w, "%s\t%d\t%.0f\t%.2f\t%.2f\t%.0f\t%d\t%d\t%d\t\n", r.Database, r.Waiting, r.PerSecond, r.P50, r.P99, r.Lag, r.Followers, r.BytesPerAct, r.Processor)
	}
	return fault.Wrap(fault.Unavailable, w.Flush(), "output")
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
