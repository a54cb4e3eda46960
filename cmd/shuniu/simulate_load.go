package main

import (
	"context"
	"errors"
	"fmt"
	mathrand "math/rand/v2"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"

	"shuniu/cmd/shuniu/measure"
	"shuniu/demo"
	"shuniu/demo/crowd"
	"shuniu/demo/simulate"
	"shuniu/kernel/account"
	"shuniu/kernel/calendar"
	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
	"shuniu/kernel/org"
	"shuniu/service/enterprises/approval"
)

type simulateLoadCmd struct {
	Data      string        `help:"已过上一段日子的数据目录 Data directory of a city that has lived." default:"data" env:"SHUNIU_DATA" type:"path"`
	City      string        `help:"城市代码 Code of the city." default:"${demo_city}" env:"SHUNIU_CITY"`
	Staff     int           `help:"同时上班的工作人员 Staff at work." default:"500"`
	Residents int           `help:"同时使用的居民 Residents at their phones." default:"5000"`
	Minutes   float64       `help:"测量多少分钟 How many minutes to measure." default:"5"`
	Warm      float64       `help:"测量前先过多少分钟 How many minutes come before the measurement." default:"1"`
	Pace      float64       `help:"比真人快几倍 How many times as fast as people are." default:"1"`
	Limit     time.Duration `help:"任何一种页面的 p99 不得超过 No kind of page may exceed this at the 99th percentile." default:"200ms"`
	Profile   string        `help:"服务进程的 CPU 剖析写入此文件 Write a CPU profile of the server here." type:"path" placeholder:"FILE"`
	JSON      bool          `help:"以 JSON 输出 Print JSON."`
}

// workday is what simulate load measures.
type workday struct {
	Staff     int            `json:"staff"`
	Residents int            `json:"residents"`
	Seconds   float64        `json:"seconds"`
	Pages     []crowd.Taken  `json:"pages"`
	PerSecond float64        `json:"pages_per_second"`
	Failed    map[string]int `json:"failed,omitempty"`
	Memory    int64          `json:"server_memory_bytes"`
	Processor float64        `json:"server_processor_share"` // of one core
}

// Run serves the city in a process of its own and lets everybody work.
func (c *simulateLoadCmd) Run(e *env) (err error) {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	t := &benchTown{place: place{Data: c.Data, DB: filepath.Join(c.Data, "shuniu.db"), Zone: "Asia/Shanghai"}, e: e}
	people, err := c.people(ctx, t)
	if err != nil {
		return err
	}
	server, err := measure.Serve(context.WithoutCancel(ctx), measure.Place{Data: t.Data, DB: t.DB, Zone: t.Zone}, c.Profile)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, server.Stop()) }()
	people.Browser = crowd.NewBrowser(server.URL, c.Staff+c.Residents, e.Now)
	r := workday{Staff: c.Staff, Residents: c.Residents}
	over, end := context.WithTimeout(ctx, time.Duration((c.Warm+c.Minutes)*float64(time.Minute)))
	defer end()
	var begun time.Time
	var before time.Duration
	warm := time.AfterFunc(time.Duration(c.Warm*float64(time.Minute)), func() {
		begun, before = e.Now(), server.Processor()
		people.Forget()
	})
	defer warm.Stop()
	if err := people.Run(over); err != nil {
		return err
	}
	r.Seconds = e.Now().Sub(begun).Seconds()
	r.Processor = (server.Processor() - before).Seconds() / r.Seconds
	r.Pages, r.Failed, r.Memory = people.Taken(crowd.Pages()), people.Failed(), server.Memory()
	for _, p := range r.Pages {
		r.PerSecond += float64(p.N) / r.Seconds
	}
	return errors.Join(c.print(e, r), c.judge(r))
}

// people are the crowd, the staff signed in.
func (c *simulateLoadCmd) people(ctx context.Context, t *benchTown) (_ *crowd.Work, err error) {
	s, err := t.open(ctx, t.e, c.City)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, s.close()) }()
	accounts, err := account.New(s.db, account.Settings{})
	if err != nil {
		return nil, err
	}
	words, err := simulate.ReadWords()
	if err != nil {
		return nil, err
	}
	today := calendar.DateOf(t.e.Now().In(s.zone))
	w := &crowd.Work{Residents: c.Residents, Pace: c.Pace, Words: words.Tell, Sought: words.Ask, Paper: simulate.Paper()}
	if w.Staff, err = (crowd.Office{DB: s.db, Org: s.org, Accounts: accounts, Today: today}).SignedIn(ctx, c.Staff); err != nil {
		return nil, err
	}
	catalogue, err := t.items("", true)
	if err != nil {
		return nil, err
	}
	dir, areas := s.org.Now(), map[string]string{}
	for _, o := range demo.Offers(catalogue)(approval.Licence, today) {
		u, _ := dir.UnitByCode(o.Unit)
		areas[o.Code] = string(u.Region)
		w.Items = append(w.Items, o.Code)
	}
	w.Region = func(code string) string {
		if area, ok := areas[code]; ok {
			return leafOf(dir, area)
		}
		return leafOf(dir, string(dir.City().Code))
	}
	return w, nil
}

// leafOf is a community or village in an area.
func leafOf(dir *org.Directory, area string) string {
	for {
		parts := dir.RegionChildren(org.RegionCode(area))
		if len(parts) == 0 {
			return area
		}
		area = string(parts[mathrand.IntN(len(parts))].Code) //nolint:gosec // nothing depends on the draw
	}
}

// judge refuses a day on which somebody had to wait, or met a page that failed.
func (c *simulateLoadCmd) judge(r workday) error {
	var ds []fault.Defect
	for _, p := range r.Pages {
		if worst := max(p.P99, p.Server.P99); worst > ms(c.Limit) {
			ds = append(ds, fault.Defect{Field: p.Name, Text: lang.T("p99 {ms} 毫秒", "{ms} ms p99").With("ms", fmt.Sprintf("%.0f", worst))})
		}
	}
	for what, n := range r.Failed {
		ds = append(ds, fault.Defect{Field: what, Text: lang.T("{n} 次", "{n} times").With("n", fmt.Sprint(n))})
	}
	if len(ds) == 0 {
		return nil
	}
	slow := fault.New(fault.Conflict, lang.T("有的页面太慢或者出错。", "Some pages were too slow, or failed."), "load")
	slow.Defects = ds
	return slow
}

func (c *simulateLoadCmd) print(e *env, r workday) error {
	if c.JSON {
		return printJSON(e.Out, r)
	}
	fmt.Fprintln(e.Out, lang.T("{staff} 名工作人员和 {residents} 名居民，{s} 秒：每秒 {rate} 页，服务内存峰值 {memory} MiB，占处理器 {cpu} 个核心",
		"{staff} staff and {residents} residents for {s} s: {rate} pages a second, server memory at most {memory} MiB, {cpu} cores of processor").
		With("staff", fmt.Sprint(r.Staff), "residents", fmt.Sprint(r.Residents), "s", fmt.Sprintf("%.0f", r.Seconds), "rate", fmt.Sprintf("%.1f", r.PerSecond),
			"memory", fmt.Sprint(r.Memory>>20), "cpu", fmt.Sprintf("%.2f", r.Processor)).In(e.Lang))
	return printTaken(e, r.Pages)
}
