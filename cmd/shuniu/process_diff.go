package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"shuniu/kernel/lang"
	"shuniu/kernel/matter"
	"shuniu/kernel/process"
)

type processDiffCmd struct {
	place
	Old  string `arg:"" help:"旧版本：内置流程名或 .yaml 文件 The old version: a shipped process or a .yaml file."`
	New  string `arg:"" help:"新版本 The new version."`
	JSON bool   `name:"json" help:"输出 JSON Print JSON."`
}

// mostNumbers bounds how many matters are named for each state.
const mostNumbers = 50

// diffAnswer is what process diff --json prints. Open is left out where no database
// was asked.
type diffAnswer struct {
	Changes []process.Change  `json:"changes"`
	Open    []matter.Standing `json:"open,omitzero"`
}

// Run prints what changed and, where there is a database, which open matters stand
// where it matters. They stay on the version they were opened with.
func (c *processDiffCmd) Run(e *env) error {
	before, err := e.process(c.Old)
	if err != nil {
		return err
	}
	after, err := e.process(c.New)
	if err != nil {
		return err
	}
	out := diffAnswer{Changes: append([]process.Change{}, process.Diff(before, after)...)}
	if c.named() {
		if out.Open, err = c.concerned(e, before, out.Changes); err != nil {
			return err
		}
	}
	if c.JSON {
		return printJSON(e.Out, out)
	}
	out.print(e, before)
	return nil
}

func (c *processDiffCmd) concerned(e *env, before *process.Definition, changes []process.Change) (open []matter.Standing, err error) {
	var states []string
	for _, s := range before.States {
		if slices.ContainsFunc(changes, func(change process.Change) bool { return slices.Contains(change.States, s.Name) }) {
			states = append(states, s.Name)
		}
	}
	ctx := context.Background()
	db, err := c.store(ctx, e, false)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	return matter.Concerned(db.Read(ctx), before.Name, states, mostNumbers)
}

func (a diffAnswer) print(e *env, before *process.Definition) {
	say := func(text lang.Text, pairs ...string) { fmt.Fprintln(e.Out, text.With(pairs...).In(e.Lang)) }
	for _, change := range a.Changes {
		fmt.Fprintln(e.Out, change.In(e.Lang))
	}
	if len(a.Changes) == 0 {
		say(lang.T("没有不同。", "Nothing differs."))
	}
	if a.Open == nil || len(a.Changes) == 0 {
		return
	}
	var sum int64
	for _, s := range a.Open {
		sum += s.Open
	}
	say(lang.T("处于所涉环节的在办事项 {n} 件；它们继续按各自办理时的版本办：", "Open matters in these states: {n}; each stays on the version it was opened with:"), "n", fmt.Sprint(sum))
	for _, s := range a.Open {
		if s.Open == 0 {
			continue
		}
		name := s.State + " " + before.State(s.State).Title.In(e.Lang)
		rest := lang.Text{}
		if more := s.Open - int64(len(s.Numbers)); more > 0 {
			rest = lang.T("……另有 {more} 件", " … and {more} more").With("more", fmt.Sprint(more))
		}
		say(lang.T("  {state}：{n} 件。{numbers}", "  {state}: {n}. {numbers}"), "state", name, "n", fmt.Sprint(s.Open), "numbers", strings.Join(s.Numbers, " ")+rest.In(e.Lang))
	}
}
