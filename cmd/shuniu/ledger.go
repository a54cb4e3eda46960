package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"

	"shuniu/kernel/attachment"
	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
	"shuniu/kernel/ledger"
	"shuniu/kernel/matter"
)

type ledgerCmd struct {
	Verify ledgerVerifyCmd `cmd:"" help:"核验全部记录，指出被改动、删除、插入或调换之处 Find any changed, removed, inserted or reordered event."`
	Replay ledgerReplayCmd `cmd:"" help:"由记录重新推演每件事项 Fold all events again."`
}

type ledgerVerifyCmd struct {
	place
	JSON bool `help:"以 JSON 输出 Print JSON."`
}

// Run verifies the ledger; damage is Conflict, so that a script sees it.
func (c *ledgerVerifyCmd) Run(e *env) error {
	ctx := context.Background()
	s, err := c.open(ctx, e, "")
	if err != nil {
		return err
	}
	defer s.close()
	v, err := s.log.Verify(ctx, matter.Tips, e.progress(lang.T("已核验记录", "events verified")))
	if err != nil {
		return err
	}
	if c.JSON {
		if err := printJSON(e.Out, v); err != nil {
			return err
		}
	} else {
		fmt.Fprintln(e.Out, lang.T("事项 {m} 件，记录 {n} 条", "{m} matters, {n} events").With("m", fmt.Sprint(v.Matters), "n", fmt.Sprint(v.Events)).In(e.Lang))
	}
	err = e.damage(v.Damage, verdict{c.JSON, lang.T("台账完好。", "The ledger is whole."), lang.T("台账有损坏。", "The ledger is damaged.")})
	if !c.JSON {
		fmt.Fprintln(e.Out, lang.T("本次只核验记录及其次序：事项现状、正文和定时用 shuniu ledger replay --verify 核对；整本改写要与存于别处的散列值比对才能发现。",
			"This covers the events and their order: where matters stand, their texts and timers are compared by shuniu ledger replay --verify; a ledger rewritten as a whole shows only against hashes kept elsewhere.").In(e.Lang))
	}
	return err
}

type ledgerReplayCmd struct {
	place
	Verify bool `help:"与现存数据比对 Compare with the rows." required:""`
	JSON   bool `help:"以 JSON 输出 Print JSON."`
}

// Run replays every matter and compares; differences are Conflict.
func (c *ledgerReplayCmd) Run(e *env) error {
	ctx := context.Background()
	s, err := c.open(ctx, e, "")
	if err != nil {
		return err
	}
	defer s.close()
	if err := attachment.NewDisk(c.files()).Belongs(s.db.Read(ctx)); err != nil {
		return err
	}
	r, err := s.engine.Replay(ctx, e.progress(lang.T("已重放事项", "matters replayed")))
	if err != nil {
		return err
	}
	if c.JSON {
		if err := printJSON(e.Out, r); err != nil {
			return err
		}
	} else {
		fmt.Fprintln(e.Out, lang.T("事项 {m} 件，记录 {n} 条", "{m} matters, {n} events").With("m", fmt.Sprint(r.Matters), "n", fmt.Sprint(r.Events)).In(e.Lang))
	}
	return e.damage(r.Differences, verdict{c.JSON, lang.T("数据与记录一致。", "The rows are the fold of their events."), lang.T("数据与记录不一致。", "The rows differ from their events.")})
}

// verdict is what to say of a ledger; quiet says it with the exit code alone.
type verdict struct {
	quiet         bool
	whole, broken lang.Text
}

func (e *env) damage(found []ledger.Damage, v verdict) error {
	if len(found) == 0 {
		if !v.quiet {
			fmt.Fprintln(e.Out, v.whole.In(e.Lang))
		}
		return nil
	}
	if !v.quiet {
		for _, d := range found {
			fmt.Fprintln(e.Out, "  "+d.In(e.Lang))
		}
	}
	return fault.New(fault.Conflict, v.broken, "damage")
}

// progress shows a count on the error stream while long work runs.
func (e *env) progress(what lang.Text) func(int64) {
	last := e.Now()
	return func(n int64) {
		if now := e.Now(); now.Sub(last).Seconds() >= 1 {
			last = now
			fmt.Fprintf(e.Err, "%s %d\n", what.In(e.Lang), n)
		}
	}
}

func printJSON(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	return fault.Wrap(fault.Unavailable, enc.Encode(v), "output")
}
