package portal

import (
	"net/http"
	"strings"

	"shuniu/face/door"
	"shuniu/face/page"
	"shuniu/kernel/lang"
	"shuniu/kernel/org"
	"shuniu/kernel/process"
)

// handling is a process as a resident reads it; everything on the page comes from
// the definition.
type handling struct {
	*door.Visitor
	*process.Definition
	dir *org.Directory
}

func (p *portal) how(w http.ResponseWriter, r *http.Request, v *door.Visitor) error {
	def, err := p.Engine.Process(r.PathValue("process"))
	if err != nil {
		return err
	}
	h := handling{Visitor: v, Definition: def, dir: p.Org.Now()}
	return p.Show(w, p.page(r, v, h.title(), howPath).Portal(), h.page())
}

func (h handling) title() lang.Text {
	text := page.Word("portal.how-title")
	return lang.T(text.With("process", h.Title.Zh).Zh, text.With("process", h.Title.En).En)
}

// roleIn is a role with the unit its post is in.
func roleIn(def *process.Definition, dir *org.Directory, name string) lang.Text {
	role := def.Role(name)
	if role == nil {
		if name == process.Applicant {
			return def.Applicant
		}
		return page.Word("portal.system").Text()
	}
	unit := page.Word("portal.unit-assigned").Text()
	switch role.Unit {
	case process.UnitAssigned:
	case process.UnitParent:
		unit = page.Word("portal.unit-parent").Text()
	case process.UnitOwn:
		unit = page.Word("portal.unit-own").Text()
	default:
		unit = unitNames(dir, role.Unit)
	}
	return lang.T(unit.Zh+role.Title.Zh, role.Title.En+", "+unit.En)
}

// owes says who owes the next act in a state, or how the matter ended.
func (h handling) owes(st *process.State) lang.Text {
	switch st.End {
	case process.Answered:
		return page.Word("portal.how-answered").Text()
	case process.Ground:
		text := page.Word("portal.how-ground")
		return lang.T(text.With("ground", st.Ground.Zh).Zh, text.With("ground", st.Ground.En).En)
	}
	who := roleIn(h.Definition, h.dir, st.Holder)
	text := page.Word("portal.how-owes")
	return lang.T(text.With("who", who.Zh).Zh, text.With("who", who.En).En)
}

// ways are the acts possible in a state, each with who may do it and where it leads.
func (h handling) ways(st *process.State) []lang.Text {
	var out []lang.Text
	for _, act := range h.ActsFrom(st.Name) {
		var zh, en []string
		for _, by := range act.By {
			who := page.Word("portal.system").Text()
			if role := h.Role(by); role != nil {
				who = role.Title
			} else if by == process.Applicant {
				who = h.Applicant
			}
			zh, en = append(zh, who.Zh), append(en, who.En)
		}
		line := lang.T(strings.Join(zh, "、")+"："+act.Title.Zh, strings.Join(en, ", ")+": "+act.Title.En)
		if to := h.State(act.To); to != nil {
			line = lang.T(line.Zh+" → "+to.Title.Zh, line.En+" → "+to.Title.En)
		}
		out = append(out, line)
	}
	return out
}

// limits is the table of every limit with its basis and what its breach leads to.
func (h handling) limits() page.Table {
	t := page.Table{Caption: page.Word("portal.how-limits").Text(), RowHead: true}
	for _, c := range []page.Word{
		page.Word("portal.col-limit"), page.Word("portal.col-length"), page.Word("portal.col-late"), page.Word("portal.col-basis"),
	} {
		t.Columns = append(t.Columns, page.Column{Title: c.Text()})
	}
	for _, c := range h.Clocks {
		t.Rows = append(t.Rows, page.Cells(
			c.Title.In(h.Lang), lengthText(h.Definition, c).In(h.Lang), h.late(c).In(h.Lang), basisOf(c).In(h.Lang)))
	}
	return t
}

// lengthText is how long a clock runs, and by how much it may be extended.
func lengthText(def *process.Definition, c *process.Clock) lang.Text {
	length := lengths(def, c)
	if c.Extend == nil {
		return length
	}
	text, most := page.Word("portal.extendable"), c.Extend.Max
	return lang.T(length.Zh+text.With("max", most.In(lang.Zh)).Zh, length.En+text.With("max", most.In(lang.En)).En)
}

// late is what follows when the limit passes.
func (h handling) late(c *process.Clock) lang.Text {
	if act := h.Act(c.Then); act != nil {
		return act.Title
	}
	out := breachText(c.Breach)
	if c.Escalate != nil {
		text, to := page.Word("portal.escalates"), breachText(c.Escalate.To)
		out = lang.T(
			out.Zh+text.With("after", c.Escalate.After.In(lang.Zh), "to", to.Zh).Zh,
			out.En+text.With("after", c.Escalate.After.In(lang.En), "to", to.En).En)
	}
	return out
}

func breachText(s process.Severity) lang.Text {
	switch s {
	case process.Red:
		return page.Word("kit.card-red").Text()
	case process.Yellow:
		return page.Word("kit.card-yellow").Text()
	case process.Notice:
		return page.Word("kit.card-notice").Text()
	}
	return page.Word("portal.no-card").Text()
}
