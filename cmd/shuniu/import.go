package main

import (
	"context"
	"fmt"
	"os"

	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
	"shuniu/service/people/request"
)

type importCmd struct {
	Requests importRequestsCmd `cmd:"" help:"导入另一系统的诉求与答复 Take in requests and their answers from another system."`
}

type importRequestsCmd struct {
	place
	File   string `arg:"" optional:"" help:"JSON Lines 文件，每行一件；省略则只出报告 File of JSON lines, one request each; without it only the report is made." type:"path"`
	Source string `help:"来源系统的名称；同一来源的同一编号只导入一次 Name of the other system; an id is imported once for each." default:"history"`
	Unit   string `help:"未写明承办单位时的单位代码 Code of the unit in charge where a line names none." default:"office"`
	Kind   string `help:"未写明类型时的诉求类型 Kind of request where a line names none: consult, help, complaint, suggestion, praise." default:"help" enum:"consult,help,complaint,suggestion,praise"`
	Report bool   `help:"输出报告 Print the report."`
	JSON   bool   `help:"报告以 JSON 输出 Print the report as JSON."`
}

// importOutput is what --json prints: the same whenever the same file is imported.
type importOutput struct {
	*request.Report
	Refused []request.Refusal `json:"refused"`
}

// Run imports the file, if one is named, and reports from the ledger. Counts of
// this run go to the error stream, so that the report of a second run is the same.
// Lines that were refused are Invalid, after all others have been taken in.
func (c *importRequestsCmd) Run(e *env) error {
	if c.File == "" && !c.Report {
		return fault.New(fault.Invalid, lang.T("请指明要导入的文件，或用 --report 查看已导入的内容。", "Name the file to import, or ask with --report for what was imported."), "nothing to do")
	}
	ctx := context.Background()
	s, err := c.open(ctx, e, "")
	if err != nil {
		return err
	}
	defer s.close()
	i := &request.Importer{Engine: s.engine, Source: c.Source, Unit: c.Unit, Kind: c.Kind}
	out := importOutput{Refused: []request.Refusal{}}
	if c.File != "" {
		taken, err := c.take(ctx, e, i)
		if err != nil {
			return err
		}
		out.Refused = taken.Refused
	}
	if c.Report {
		if out.Report, err = i.Report(ctx); err != nil {
			return err
		}
	}
	if c.JSON {
		if err := printJSON(e.Out, out); err != nil {
			return err
		}
	} else {
		out.print(e)
	}
	if n := len(out.Refused); n > 0 {
		return fault.New(fault.Invalid, lang.T("有 {n} 行未导入，其余均已导入。", "{n} lines were refused; all others are imported.").With("n", fmt.Sprint(n)), "lines refused")
	}
	return nil
}

func (c *importRequestsCmd) take(ctx context.Context, e *env, i *request.Importer) (*request.Taken, error) {
	f, err := os.Open(c.File)
	if err != nil {
		return nil, fault.New(fault.NotFound, lang.T("打不开文件："+err.Error(), "The file cannot be opened: "+err.Error()), "history file")
	}
	defer f.Close()
	taken, err := i.Import(ctx, f, e.progress(lang.T("已处理行数", "lines done")))
	if err != nil {
		return nil, err
	}
	fmt.Fprintln(e.Err, lang.T("新导入 {new} 件，此前已导入 {known} 件，拒绝 {refused} 行", "{new} imported now, {known} before, {refused} lines refused").
		With("new", fmt.Sprint(taken.New), "known", fmt.Sprint(taken.Known), "refused", fmt.Sprint(len(taken.Refused))).In(e.Lang))
	return taken, nil
}

func (o importOutput) print(e *env) {
	say := func(text lang.Text, pairs ...string) { fmt.Fprintln(e.Out, text.With(pairs...).In(e.Lang)) }
	if r := o.Report; r != nil && r.Requests == 0 {
		say(lang.T("没有从来源 {source} 导入过诉求。", "Nothing was imported from the source {source}."), "source", r.Source)
	} else if r != nil {
		say(lang.T("来源 {source}：诉求 {n} 件，已答复 {answered} 件，提交于 {first} 至 {last}", "Source {source}: {n} requests, {answered} answered, sent from {first} to {last}"),
			"source", r.Source, "n", fmt.Sprint(r.Requests), "answered", fmt.Sprint(r.Answered), "first", r.First.String(), "last", r.Last.String())
		say(lang.T("答复用时：中位数 {median} 天，九成在 {p90} 天以内", "Days to answer: median {median}, nine in ten within {p90}"),
			"median", fmt.Sprintf("%.1f", r.Median), "p90", fmt.Sprintf("%.1f", r.P90))
		for _, k := range r.OnTime {
			limit := lang.T(k.Limit.In(lang.Zh), k.Limit.In(lang.En))
			text := lang.T("{limit}内答复：{n} 件，{share}%（到期日暂定的 {provisional} 件）", "Within {limit}: {n}, {share}% (last day provisional for {provisional})")
			say(lang.T(text.With("limit", limit.Zh).Zh, text.With("limit", limit.En).En),
				"n", fmt.Sprint(k.OnTime), "share", fmt.Sprintf("%.1f", k.Share), "provisional", fmt.Sprint(k.Provisional))
		}
		say(lang.T("口径：", "Rule: "))
		say(request.ReportRule())
	}
	for _, r := range o.Refused {
		id := r.ID
		if id != "" {
			id = " (" + id + ")"
		}
		say(lang.T("第 {line} 行{id}未导入：", "Line {line}{id} was refused: "), "line", fmt.Sprint(r.Line), "id", id)
		fmt.Fprintln(e.Out, "  "+r.Why.In(e.Lang))
	}
}
