package docket

import (
	"context"
	"slices"

	"shuniu/face/page"
	"shuniu/kernel/access"
	"shuniu/kernel/lang"
	"shuniu/kernel/ledger"
	"shuniu/kernel/matter"
	"shuniu/kernel/org"
	"shuniu/kernel/process"
)

// Parts are the children that a matter waits for, or has waited for, beside the
// matter itself: who works at the same time, on what, until when, and who is holding
// things up.
type Parts struct {
	Watch Watch
	Dir   *org.Directory
	Lang  lang.Tag
	Path  func(*matter.Matter) string // nil: no part is a link
}

// part is one line of them.
type part struct {
	*matter.Matter
	def   *process.Definition
	title string
}

// Waited are the processes whose matters the definition waits for.
func Waited(def *process.Definition) []string {
	var out []string
	for _, s := range def.States {
		if s.Waits != nil && !slices.Contains(out, s.Waits.Process) {
			out = append(out, s.Waits.Process)
		}
	}
	return out
}

// Of is the picture of a matter and its parts as a table, each line with a bar on one
// scale of time; false where it has none that the reader may see.
func (p Parts) Of(ctx context.Context, reader access.Actor, whole *matter.View) (page.Table, bool, error) {
	var ids []matter.ID
	for _, c := range whole.Matter.Children {
		if slices.Contains(Waited(whole.Definition), c.Process) {
			ids = append(ids, matter.ID(c.Matter))
		}
	}
	if len(ids) == 0 {
		return page.Table{}, false, nil
	}
	lines, err := p.Watch.Door.Engine.Among(ctx, reader, ids, matter.Query{})
	if err != nil || len(lines) == 0 {
		return page.Table{}, false, err
	}
	parts := []part{{whole.Matter, whole.Definition, page.Word("docket.parts-whole").In(p.Lang)}}
	slices.Reverse(lines) // as they were opened
	for _, l := range lines {
		def, err := p.Watch.Door.Engine.Definition(l.Matter)
		if err != nil {
			return page.Table{}, false, err
		}
		parts = append(parts, part{l.Matter, def, l.Title})
	}
	return p.table(parts), true, nil
}

func (p Parts) table(parts []part) page.Table {
	t := page.Table{Caption: page.Word("docket.parts-table").Text(), RowHead: true, Stacks: true}
	for _, c := range []page.Word{page.Word("docket.parts-who"), page.Word("docket.parts-bar"), page.Word("docket.parts-limit"), page.Word("docket.parts-state")} {
		t.Columns = append(t.Columns, page.Column{Title: c.Text()})
	}
	now := p.Watch.Now().UnixMicro()
	first, last := parts[0].Opened, now
	for _, x := range parts {
		if c, ok := nearest(x.Matter); ok {
			last = max(last, c.DueAt)
		}
	}
	scale := func(us int64) int { return int((us - first) * 1000 / max(1, last-first)) }
	for n, x := range parts {
		bar := page.Span{From: scale(x.Opened), To: scale(now), Now: scale(now)}
		limit := page.Word("docket.parts-none").In(p.Lang)
		if x.End != "" {
			bar.To, bar.State = scale(x.Closed), page.ClockMet
		}
		if c, ok := nearest(x.Matter); ok {
			clock := p.Watch.Clock(x.def.Clock(c.Name), c)
			bar.Due, bar.State = scale(c.DueAt), clock.State
			limit = clock.Title.In(p.Lang) + " · " + clock.Due.In(p.Lang) + " · " + clock.Words.In(p.Lang)
		}
		who := page.Cell{Text: p.unit(x)}
		if n > 0 && p.Path != nil {
			who.Href = p.Path(x.Matter)
		}
		state := x.def.State(x.State).Title.In(p.Lang)
		if x.End == "" {
			state += " · " + Holder(x.def, p.Dir, x.Holder).In(p.Lang)
		}
		t.Rows = append(t.Rows, []page.Cell{who, {Part: bar.In(p.Lang)}, {Text: limit}, {Text: state}})
	}
	return t
}

// unit names a part by its department and what that has to do.
func (p Parts) unit(x part) string {
	name := x.title
	if u, ok := p.Dir.UnitByCode(x.Fields["unit"]); ok && x.Parent != 0 {
		name = u.Name.In(p.Lang) + " · " + x.title
	}
	return name
}

// nearest is the clock of a matter that runs out first, of those that run.
func nearest(m *matter.Matter) (ledger.Clock, bool) {
	var best ledger.Clock
	for _, c := range m.Clocks {
		if c.Phase == matter.Running && c.DueAt != 0 && (best.DueAt == 0 || c.DueAt < best.DueAt) {
			best = c
		}
	}
	return best, best.DueAt != 0
}
