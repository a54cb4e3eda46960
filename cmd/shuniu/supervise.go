package main

import (
	"context"
	"fmt"
	"os"
	"text/tabwriter"
	"time"

	"shuniu/kernel/calendar"
	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
	"shuniu/kernel/process"
	"shuniu/kernel/supervision"
	shipped "shuniu/supervision"
)

type superviseCmd struct {
	Check  superviseCheckCmd  `cmd:"" help:"检查监察规则 Check the rules of supervision."`
	Replay superviseReplayCmd `cmd:"" help:"在历史上试行规则：会出哪些牌 Try rules on the past: which cards would have come."`
}

// supervised says by which rules a city is supervised.
type supervised struct {
	Rules string `help:"本市监察规则目录，代替随附的规则 Folder of the city's own rules of supervision, in place of the shipped ones." env:"SHUNIU_RULES" type:"existingdir"`

	watch *supervision.Watch // of serve only
}

// read are the city's own rules, or the shipped ones.
func (r supervised) read(defs []*process.Definition) (supervision.Rules, error) {
	if r.Rules == "" {
		return shipped.All(defs)
	}
	return supervision.ReadAll(os.DirFS(r.Rules), defs)
}

// supervision is the watch over a served city.
func (c *serveCmd) supervision(s *site) (*supervision.Watch, error) {
	defs, err := c.definitions()
	if err != nil {
		return nil, err
	}
	rules, err := c.read(defs)
	if err != nil {
		return nil, err
	}
	return supervision.New(s.engine, rules), nil
}

type superviseCheckCmd struct {
	place
	supervised
}

// Run names every defect of the rules, or lists them with their versions.
func (c *superviseCheckCmd) Run(e *env) error {
	defs, err := c.definitions()
	if err != nil {
		return err
	}
	rules, err := c.read(defs)
	if err != nil {
		return err
	}
	w := tabwriter.NewWriter(e.Out, 0, 4, 2, ' ', 0)
	for _, r := range rules {
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", r.Name, r.Version(), r.Severity, r.Title.In(e.Lang))
	}
	return fault.Wrap(fault.Unavailable, w.Flush(), "output")
}

type superviseReplayCmd struct {
	place
	supervised
	Since calendar.Date `help:"从哪一天起，默认全部 Since which day; all of the past by default." placeholder:"DATE"`
}

// Run prints the cards that the rules would have given, which of them the city gave,
// and how many that it gave do not come again.
func (c *superviseReplayCmd) Run(e *env) error {
	ctx := context.Background()
	s, err := c.open(ctx, e, "")
	if err != nil {
		return err
	}
	defer s.close()
	defs, err := c.definitions()
	if err != nil {
		return err
	}
	rules, err := c.read(defs)
	if err != nil {
		return err
	}
	w := tabwriter.NewWriter(e.Out, 0, 4, 2, ' ', 0)
	fmt.Fprintln(w, lang.T("时间\t规则\t牌别\t单位\t办件\t已出牌", "when\trule\tseverity\tunit\tmatter\tgiven").In(e.Lang))
	n := 0
	missed, err := supervision.Replay(ctx, s.engine, rules, supervision.Span{Since: c.Since, Progress: e.progress(lang.T("已核对至", "looked at")), Seen: func(r supervision.Replayed) {
		n++
		given := lang.T("否", "no")
		if r.Given {
			given = lang.T("是", "yes")
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\n", time.UnixMicro(r.At).In(s.zone).Format("2006-01-02 15:04"), r.Rule.Name, r.Rule.Severity, r.Unit, r.Number, given.In(e.Lang))
	}})
	if err != nil {
		return err
	}
	if err := w.Flush(); err != nil {
		return fault.Wrap(fault.Unavailable, err, "output")
	}
	fmt.Fprintln(e.Out, lang.T("共{n}张；已出的牌中有{missed}张这次没有出现。", "{n} cards; of those given, {missed} do not come again.").With("n", fmt.Sprint(n), "missed", fmt.Sprint(missed)).In(e.Lang))
	return nil
}
