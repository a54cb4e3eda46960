package main

import (
	"context"
	"fmt"
	"text/tabwriter"

	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
	"shuniu/kernel/ledger"
)

type followersCmd struct {
	List    followersListCmd    `cmd:"" default:"withargs" help:"位置与滞后 Positions and lag."`
	Rebuild followersRebuildCmd `cmd:"" help:"从头重建，期间照常服务 Rebuild from zero while serving."`
}

type followersListCmd struct {
	place
	JSON bool `help:"以 JSON 输出 Print JSON."`
}

// Run prints where each follower stands.
func (c *followersListCmd) Run(e *env) error {
	ctx := context.Background()
	s, err := c.open(ctx, e, "")
	if err != nil {
		return err
	}
	defer s.close()
	lags, err := s.log.Lags(ctx)
	if err != nil {
		return err
	}
	if c.JSON {
		return printJSON(e.Out, lags)
	}
	w := tabwriter.NewWriter(e.Out, 0, 4, 2, ' ', 0)
	fmt.Fprintln(w, lang.T("名称\t位置\t落后\t滞后", "name\tposition\tbehind\tlag").In(e.Lang))
	for _, g := range lags {
		fmt.Fprintf(w, "%s\t%d\t%d\t%s\n", g.Name, g.Position, g.Behind, g.Age)
	}
	return fault.Wrap(fault.Unavailable, w.Flush(), "output")
}

type followersRebuildCmd struct {
	place
	Name    string `arg:"" optional:"" help:"名称；不写则重建全部 Name of the projection; all of them without one."`
	Profile string `help:"CPU 剖析写入此文件 Write a CPU profile here." type:"path" placeholder:"FILE"`
}

// Run rebuilds one projection or all; readers see the old ones until the new are
// complete.
func (c *followersRebuildCmd) Run(e *env) error {
	ctx := context.Background()
	s, err := c.open(ctx, e, "")
	if err != nil {
		return err
	}
	defer s.close()
	stop, err := profile(c.Profile)
	if err != nil {
		return err
	}
	defer stop()
	show := e.progress(lang.T("已重建至", "rebuilt to"))
	if c.Name == "" {
		return ledger.RebuildAll(ctx, s.log, s.followers, func(at, _ int64) { show(at) })
	}
	for _, f := range s.followers {
		if f.Name() == c.Name {
			return s.log.Rebuild(ctx, f, func(at, _ int64) { show(at) })
		}
	}
	return fault.New(fault.NotFound, lang.T("没有名为“"+c.Name+"”的派生数据。", "There is no projection named “"+c.Name+"”."), "follower")
}
