package main

import (
	"fmt"
	"strings"

	"shuniu/cmd/shuniu/terminal"
	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
	"shuniu/kernel/process"
)

type processShowCmd struct {
	Name    string `arg:"" help:"内置流程名或 .yaml 文件 A shipped process or a .yaml file."`
	JSON    bool   `name:"json" help:"输出 JSON Print JSON." xor:"form"`
	Diagram bool   `help:"输出流程图（SVG）Print the diagram as SVG." xor:"form"`
	State   string `help:"在图中标出的当前环节 The state marked as the present one in the diagram." placeholder:"STATE"`
}

// Run prints the process as tables, JSON or a diagram.
func (c *processShowCmd) Run(e *env) error {
	d, err := e.process(c.Name)
	if err != nil {
		return err
	}
	if c.State != "" && d.State(c.State) == nil {
		return fault.New(fault.NotFound, lang.T("没有“{name}”这个环节。", "There is no state “{name}”.").With("name", c.State), "state")
	}
	switch {
	case c.JSON:
		return printJSON(e.Out, d)
	case c.Diagram:
		return written(e.Out, process.Diagram(d, c.State, e.Lang))
	}
	s := showing{d, e.Lang}
	var b strings.Builder
	fmt.Fprintf(&b, "%s  %s  %s%s  %s\n", d.Title.In(e.Lang), d.Name, s.say("版本 ", "version "), d.Digest[:12], d.File)
	for _, rows := range [][][]string{s.states(), s.acts(), s.clocks()} {
		b.WriteString("\n" + aligned(rows))
	}
	return written(e.Out, []byte(b.String()))
}

// aligned prints rows as columns, as wide as their widest cell.
func aligned(rows [][]string) string {
	var widths []int
	for _, row := range rows {
		for i, cell := range row {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], terminal.Width(cell))
		}
	}
	var b strings.Builder
	for _, row := range rows {
		line := ""
		for i, cell := range row {
			line += terminal.Pad(cell, widths[i]+2)
		}
		b.WriteString(strings.TrimRight(line, " ") + "\n")
	}
	return b.String()
}

// showing prints a definition as tables.
type showing struct {
	d   *process.Definition
	tag lang.Tag
}

func (s showing) say(zh, en string) string { return lang.T(zh, en).In(s.tag) }

func (s showing) states() [][]string {
	rows := [][]string{{s.say("环节", "STATE"), s.say("名称", "TITLE"), s.say("承办", "HOLDER"), s.say("时限", "CLOCKS")}}
	for _, st := range s.d.States {
		rows = append(rows, []string{st.Name, st.Title.In(s.tag), s.holder(st), s.running(st)})
	}
	return rows
}

func (s showing) acts() [][]string {
	rows := [][]string{{s.say("动作", "ACT"), s.say("名称", "TITLE"), s.say("由谁", "BY"), s.say("从 → 到", "FROM → TO")}}
	for _, a := range s.d.Acts {
		to := a.To
		if to == "" {
			to = s.say("不变", "stays")
		}
		rows = append(rows, []string{a.Name, a.Title.In(s.tag), strings.Join(a.By, " "), strings.Join(a.From, " ") + " → " + to})
	}
	return rows
}

func (s showing) clocks() [][]string {
	rows := [][]string{{s.say("时限", "CLOCK"), s.say("名称", "TITLE"), s.say("多久", "LIMIT"), s.say("依据", "BASIS")}}
	for _, c := range s.d.Clocks {
		basis := c.Basis
		if c.Nature == process.Local {
			basis = s.say("本市自定", "the city's own")
		}
		rows = append(rows, []string{c.Name, c.Title.In(s.tag), s.d.LimitText(c).In(s.tag), basis})
	}
	return rows
}

func (s showing) holder(st *process.State) string {
	switch {
	case st.End == process.Answered:
		return s.say("终点（已答复）", "end (answered)")
	case st.End == process.Ground:
		return s.say("终点：", "end: ") + st.Ground.In(s.tag)
	}
	return s.d.RoleTitle(st.Holder).In(s.tag)
}

func (s showing) running(st *process.State) string {
	var out []string
	for _, name := range st.Clocks {
		out = append(out, s.d.Clock(name).Title.In(s.tag))
	}
	for _, name := range st.Suspends {
		out = append(out, s.d.Clock(name).Title.In(s.tag)+s.say("（停）", " (held)"))
	}
	if !st.NoClock.IsZero() {
		out = append(out, s.say("无：", "none: ")+st.NoClock.In(s.tag))
	}
	return strings.Join(out, s.say("、", ", "))
}
