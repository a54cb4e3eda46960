package process

import (
	"slices"
	"strings"

	"shuniu/kernel/lang"
	"shuniu/kernel/process/chart"
)

// Diagram draws a definition as SVG: states as rounded boxes with who holds them
// and what clock runs, acts as labelled arrows, ends with a double border. The
// state named current, if any, has a thick border and the word 当前 or Now.
//
// The picture is drawn to be read at a width of about 700 px and says in words,
// for those who cannot see it, what it shows.
func Diagram(d *Definition, current string, tag lang.Tag) []byte {
	return diagram{d, tag}.chart(current).SVG()
}

type diagram struct {
	d   *Definition
	tag lang.Tag
}

func (g diagram) say(zh, en string) string { return lang.T(zh, en).In(g.tag) }

func (g diagram) chart(current string) chart.Chart {
	c := chart.Chart{
		Lang: g.tag.HTML(), Title: g.say("流程图：", "Process diagram: ") + g.d.Title.In(g.tag), Description: g.said(current),
		Start: g.say("开始", "Start"), Now: g.say("当前", "Now"), Note: g.note(),
	}
	for _, s := range g.d.States {
		c.Boxes = append(c.Boxes, chart.Box{Title: s.Title.In(g.tag), Lines: g.under(s), End: s.End != "", Now: s.Name == current})
	}
	for _, a := range g.d.Acts {
		if a.To == "" {
			continue
		}
		arrow := chart.Arrow{Label: a.Title.In(g.tag), To: g.index(a.To)}
		for _, from := range a.From {
			arrow.From = append(arrow.From, g.index(from))
		}
		c.Arrows = append(c.Arrows, arrow)
	}
	return c
}

func (g diagram) index(state string) int {
	if state == Start {
		return chart.Begin
	}
	return slices.IndexFunc(g.d.States, func(s *State) bool { return s.Name == state })
}

// under are the lines below a state's title: who holds it and what runs.
func (g diagram) under(s *State) []string {
	if s.End != "" {
		return nil
	}
	lines := []string{g.d.RoleTitle(s.Holder).In(g.tag)}
	for _, name := range s.Clocks {
		c := g.d.Clock(name)
		lines = append(lines, c.Title.In(g.tag)+g.say(" ", ": ")+g.limit(c))
	}
	return lines
}

// limit is a clock's limit without the names of the cases.
func (g diagram) limit(c *Clock) string {
	if c.By == "" {
		return g.d.LimitText(c).In(g.tag)
	}
	var out []string
	for _, o := range g.d.Field(c.By).Options {
		if l, ok := c.Limits[o.Value]; ok && !has(out, l.In(g.tag)) {
			out = append(out, l.In(g.tag))
		}
	}
	return strings.Join(out, g.say("／", " / "))
}

// note tells the acts that lead nowhere else, which have no arrow.
func (g diagram) note() string {
	var out []string
	for _, a := range g.d.Acts {
		if a.To == "" {
			out = append(out, a.Title.In(g.tag)+g.say("（", " (")+g.titles(a.From)+g.say("）", ")"))
		}
	}
	if len(out) == 0 {
		return ""
	}
	return g.say("不改变环节的动作：", "Acts that stay where they are: ") + strings.Join(out, g.say("；", "; "))
}

func (g diagram) titles(states []string) string {
	var out []string
	for _, name := range states {
		t := lang.T("开始", "Start")
		if s := g.d.State(name); s != nil {
			t = s.Title
		}
		out = append(out, t.In(g.tag))
	}
	return strings.Join(out, g.say("、", ", "))
}

// said is the picture in words.
func (g diagram) said(current string) string {
	var out []string
	if s := g.d.State(current); s != nil {
		out = append(out, g.say("当前环节：", "The present state is ")+s.Title.In(g.tag)+g.say("。", "."))
	}
	for _, a := range g.d.Acts {
		var by []string
		for _, r := range a.By {
			by = append(by, g.d.RoleTitle(r).In(g.tag))
		}
		to := g.say("不变", "stays")
		if a.To != "" {
			to = g.titles([]string{a.To})
		}
		out = append(out, a.Title.In(g.tag)+g.say("（", " (")+strings.Join(by, g.say("、", ", "))+g.say("）：", "): ")+g.titles(a.From)+" → "+to+g.say("。", "."))
	}
	return strings.Join(out, g.say("", " "))
}
