package main

import (
	"context"
	"fmt"
	"os"
	"text/tabwriter"

	measures "shuniu/assessment"
	"shuniu/kernel/assessment/scorecard"
	"shuniu/kernel/calendar"
	"shuniu/kernel/fault"
	"shuniu/kernel/process"
	"shuniu/service/leaders/brief"
)

type assessCmd struct {
	Check assessCheckCmd `cmd:"" help:"检查考核指标 Check the measures of assessment."`
}

// yardsticks are the measures of the city, its own, or the shipped ones.
func (p place) yardsticks(defs []*process.Definition) (scorecard.Measures, error) {
	if p.Measures == "" {
		return measures.All(defs)
	}
	return scorecard.ReadAll(os.DirFS(p.Measures), defs)
}

type assessCheckCmd struct{ place }

// Run names every defect of the measures, or lists them with their weights.
func (c *assessCheckCmd) Run(e *env) error {
	defs, err := c.definitions()
	if err != nil {
		return err
	}
	all, err := c.yardsticks(defs)
	if err != nil {
		return err
	}
	w := tabwriter.NewWriter(e.Out, 0, 4, 2, ' ', 0)
	for _, m := range all {
		fmt.Fprintf(w, "%s\t%s\t%d\t%s\n", m.Name, m.Kind, m.Weight, m.Title.In(e.Lang))
	}
	return fault.Wrap(fault.Unavailable, w.Flush(), "output")
}

// mostHot is how many hot issues a week is looked for in.
const mostHot = 50

// brief drafts the weekly brief from what is measured and what many people tell.
func (s *site) brief() brief.Writer {
	return brief.Writer{Engine: s.engine, Book: scorecard.New(s.engine, s.measures), Hottest: func(ctx context.Context, first calendar.Date, n int) []brief.Issue {
		hottest, _ := s.hotspots.Hottest(ctx, mostHot)
		var out []brief.Issue
		for _, h := range hottest {
			if lately := h.Between(first, 7); lately > 0 && len(out) < n {
				out = append(out, brief.Issue{Name: h.Name, People: h.People, Messages: len(h.Messages), Lately: lately})
			}
		}
		return out
	}}
}
