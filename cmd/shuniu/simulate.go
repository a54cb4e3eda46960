package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"syscall"
	"text/tabwriter"
	"time"

	"shuniu/demo"
	"shuniu/demo/simulate"
	"shuniu/kernel/attachment"
	"shuniu/kernel/calendar"
	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
)

type simulateCmd struct {
	Year simulateYearCmd `cmd:"" default:"withargs" help:"让城市过上一段日子 Let the city live for some time."`
	Load simulateLoadCmd `cmd:"" help:"让工作人员和居民同时使用这座城市，测量每种页面 Let staff and residents use the city at once, and measure each kind of page."`
}

type simulateYearCmd struct {
	place
	Days    int            `help:"过多少天 How many days." default:"365"`
	Until   *calendar.Date `help:"到这一天为止（不含），默认今天 Up to this day, which is not played; by default today." placeholder:"YYYY-MM-DD"`
	Seed    uint64         `help:"随机种子，同样的种子过同样的日子 The seed: the same one leads to the same days." default:"20260101"`
	PerDay  int            `help:"平均每天来件 Arrivals on a mean day." default:"300"`
	Step    time.Duration  `help:"隔多久看一次谁做什么；同一刻的事一起写盘，隔得越久越快 How far apart the moments are at which people act; what is done at one is written together, so longer is faster." default:"5m"`
	City    string         `help:"城市代码，首次使用时写入台账 Code of the city, fixed in the ledger on first use." default:"${demo_city}" env:"SHUNIU_CITY"`
	Items   string         `help:"本市事项库（.json 或 .xlsx） The city's catalogue of services (.json or .xlsx)." env:"SHUNIU_ITEMS" type:"path"`
	Profile string         `help:"CPU 剖析写入此文件 Write a CPU profile here." type:"path" placeholder:"FILE"`
	JSON    bool           `help:"以 JSON 输出 Print JSON."`

	clock *shiftable // that the days move
}

// Run lets the days pass until they are over or somebody interrupts, who may go on
// later.
func (c *simulateYearCmd) Run(e *env) (err error) {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	ended, err := profile(c.Profile)
	if err != nil {
		return err
	}
	defer ended()
	c.clock = &shiftable{real: e.Now}
	e = &env{In: e.In, Out: e.Out, Err: e.Err, Now: c.clock.now, Lang: e.Lang}
	if c.catalogue, err = c.items(c.Items, true); err != nil {
		return err
	}
	if c.book, err = c.themes("", c.Items == ""); err != nil {
		return err
	}
	s, err := c.open(ctx, e, c.City)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.close()) }()
	if err := attachment.NewDisk(c.files()).Claim(ctx, s.db); err != nil {
		return err
	}
	plan, err := c.plan(e, s.zone)
	if err != nil {
		return err
	}
	if len(s.org.Now().Units()) == 0 {
		if err := demo.Load(ctx, s.db, calendar.DateOf(c.clock.real().In(s.zone))); err != nil {
			return err
		}
		if err := errors.Join(s.org.Refresh(ctx), c.keepItems()); err != nil {
			return err
		}
	}
	r, err := c.play(ctx, e, s, plan)
	if err != nil {
		return err
	}
	return c.tell(e, r)
}

// keepItems leaves the catalogue beside the data, for whoever serves the city.
func (c *simulateYearCmd) keepItems() error {
	f, err := os.OpenFile(filepath.Join(c.Data, "items.json"), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, os.ErrExist) {
		return nil
	}
	if err != nil {
		return fault.Wrap(fault.Unavailable, err, "catalogue")
	}
	return errors.Join(c.catalogue.WriteJSON(f), f.Close())
}

// plan is what the command line asks for. Nobody can live in the future.
func (c *simulateYearCmd) plan(e *env, zone *time.Location) (simulate.Plan, error) {
	today := calendar.DateOf(e.Now().In(zone))
	until := today
	if c.Until != nil {
		until = *c.Until
	}
	var ds []fault.Defect
	if until.After(today) {
		ds = append(ds, fault.Defect{Field: "--until", Text: lang.T("不能模拟今天以后的日子。", "Days after today cannot be played.")})
	}
	if c.Days < 1 || c.PerDay < 1 || c.Step < time.Minute || c.Step > time.Hour || time.Hour%c.Step != 0 {
		ds = append(ds, fault.Defect{Field: "--days, --per-day, --step", Text: lang.T("天数和件数至少为1，间隔是一小时的整分之一。", "At least one day and one arrival; the step divides an hour into whole minutes.")})
	}
	since := until.Add(-c.Days)
	if known := calendar.Embedded().Years(); since.Year() < known[0] {
		ds = append(ds, fault.Defect{Field: "--days", Text: lang.T("没有{y}年的放假安排，工作日无从计算。", "There is no arrangement of holidays for {y}; working days cannot be counted.").With("y", fmt.Sprint(since.Year()))})
	}
	return simulate.Plan{Seed: c.Seed, PerDay: c.PerDay, Step: c.Step, Since: since, Until: until, Journal: filepath.Join(c.Data, "simulation.jsonl")}, fault.Defects(ds)
}

// play runs the plan and lets the followers come to its end.
func (c *simulateYearCmd) play(ctx context.Context, e *env, s *site, plan simulate.Plan) (*simulate.Report, error) {
	plan.Passed = c.progress(e, plan)
	r, err := simulate.Run(ctx, simulate.City{
		Engine: s.engine, Org: s.org, Calendar: calendar.Embedded(), Zone: s.zone, Offers: demo.Offers(c.catalogue),
		SetClock: func(t time.Time) { c.clock.at.Store(t.UnixMicro()) }, CatchUp: s.catchUp,
	}, plan)
	c.clock.at.Store(0)
	return r, errors.Join(err, s.follow(context.WithoutCancel(ctx)))
}

// progress shows once a second how far it came.
func (c *simulateYearCmd) progress(e *env, plan simulate.Plan) func(simulate.Progress) {
	begun, last, before := c.clock.real(), c.clock.real(), -1
	since := plan.Since.Start(time.UTC)
	return func(p simulate.Progress) {
		if before < 0 {
			before, since = p.Acts, p.At // what an earlier run did
		}
		now := c.clock.real()
		if now.Sub(last) < time.Second {
			return
		}
		last = now
		spent := now.Sub(begun)
		left := time.Duration(float64(spent) / max(1, p.At.Sub(since).Minutes()) * plan.Until.Start(time.UTC).Sub(p.At).Minutes())
		fmt.Fprintln(e.Err, lang.T("{day}  来件 {n}  办理 {acts}（每秒 {rate}）  在办 {open}  约剩 {left}", "{day}  arrivals {n}  acts {acts} ({rate} a second)  under way {open}  left about {left}").
			With("day", p.At.Format("2006-01-02"), "n", fmt.Sprint(p.Arrivals), "acts", fmt.Sprint(p.Acts), "rate", fmt.Sprintf("%.0f", float64(p.Acts-before)/spent.Seconds()),
				"open", fmt.Sprint(p.Open), "left", left.Round(time.Second).String()).In(e.Lang))
	}
}

// tell prints what was done and sown, and leaves it beside the data.
func (c *simulateYearCmd) tell(e *env, r *simulate.Report) error {
	f, err := os.Create(filepath.Join(c.Data, "simulation.json"))
	if err != nil {
		return fault.Wrap(fault.Unavailable, err, "report")
	}
	if err := errors.Join(printJSON(f, r), f.Close()); err != nil {
		return err
	}
	if c.JSON {
		return printJSON(e.Out, r)
	}
	fmt.Fprintln(e.Out, lang.T("{since} 至 {at}：来件 {n}，办理 {acts}。播下的差错和热点（全市；按单位的在 {file}）：",
		"{since} to {at}: {n} arrivals, {acts} acts. What was sown (in the city; by unit in {file}):").
		With("since", r.Since.String(), "at", r.At, "n", fmt.Sprint(r.Arrivals), "acts", fmt.Sprint(r.Acts), "file", f.Name()).In(e.Lang))
	return tellSown(e.Out, r)
}

func tellSown(out io.Writer, r *simulate.Report) error {
	w := tabwriter.NewWriter(out, 0, 4, 2, ' ', 0)
	for _, kind := range slices.Sorted(maps.Keys(r.Sown)) {
		n := 0
		for _, m := range r.Sown[kind] {
			n += m
		}
		fmt.Fprintf(w, "  %s\t%d\n", kind, n)
	}
	for _, h := range r.Hot {
		fmt.Fprintf(w, "  hot\t%s – %s\t%s\t%s\t%d\n", h.Since, h.Until, h.Trouble, h.Place, h.People)
	}
	for _, x := range r.Rises {
		fmt.Fprintf(w, "  rise\t%s – %s\t%s\t×%.1f\n", x.Since, x.Until, x.Unit, x.Times)
	}
	return fault.Wrap(fault.Unavailable, w.Flush(), "output")
}
