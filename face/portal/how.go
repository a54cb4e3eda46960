package portal

import (
	"net/http"

	"shuniu/face/docket"
	"shuniu/face/door"
	"shuniu/face/page"
	"shuniu/kernel/lang"
	"shuniu/kernel/org"
	"shuniu/kernel/process"
)

// basisLocal is how a definition says that a rule is the city's own.
const basisLocal = "local"

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
	return page.Word("portal.how-title").Fill(page.Texts{"process": h.Title})
}

// roleIn is a role with the unit its post is in.
func roleIn(def *process.Definition, dir *org.Directory, name string) lang.Text {
	role := def.Role(name)
	if role == nil {
		return docket.Role(def, name)
	}
	unit := page.Word("portal.unit-assigned").Text()
	switch role.Unit {
	case process.UnitAssigned:
	case process.UnitParent:
		unit = page.Word("portal.unit-parent").Text()
	case process.UnitSuperior:
		unit = page.Word("portal.unit-superior").Text()
	case process.UnitOwn:
		unit = page.Word("portal.unit-own").Text()
	default:
		unit = docket.Units(dir, role.Unit)
	}
	return lang.T(unit.Zh+role.Title.Zh, role.Title.En+", "+unit.En)
}

// owes says who owes the next act in a state, or how the matter ended.
func (h handling) owes(st *process.State) lang.Text {
	switch st.End {
	case process.Answered:
		return page.Word("portal.how-answered").Text()
	case process.Ground:
		return page.Word("portal.how-ground").Fill(page.Texts{"ground": st.Ground})
	}
	return page.Word("portal.how-owes").Fill(page.Texts{"who": roleIn(h.Definition, h.dir, st.Holder)})
}

// way is one act that may be done, and the article it rests on, which has its name
// in Chinese only.
type way struct {
	text  lang.Text
	basis string
}

// ways are the acts possible in a state, each with who may do it and where it leads.
func (h handling) ways(st *process.State) []way {
	var out []way
	for _, act := range h.ActsFrom(st.Name) {
		var who []lang.Text
		for _, by := range act.By {
			who = append(who, docket.Role(h.Definition, by))
		}
		text := page.Word("portal.way").Fill(page.Texts{"who": docket.Listed(who), "act": act.Title})
		if to := h.State(act.To); to != nil {
			text = after(after(text, lang.Same(" → ")), to.Title)
		}
		w := way{text: text}
		if act.Basis != basisLocal {
			w.basis = act.Basis
		}
		out = append(out, w)
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
			c.Title.In(h.Lang), lengthText(h.Definition, c).In(h.Lang), h.late(c).In(h.Lang), docket.Basis(c).In(h.Lang)))
	}
	return t
}

// lengthText is how long a clock runs, and by how much it may be extended.
func lengthText(def *process.Definition, c *process.Clock) lang.Text {
	length := lengths(def, c)
	if c.Extend == nil {
		return length
	}
	return after(length, page.Word("portal.extendable").Fill(page.Texts{"max": docket.Limit(c.Extend.Max)}))
}

// late is what follows when the limit passes.
func (h handling) late(c *process.Clock) lang.Text {
	if act := h.Act(c.Then); act != nil {
		return act.Title
	}
	out := cardText(c.Breach)
	for _, e := range c.Escalate {
		if e.To != process.None && e.Afters == nil {
			out = after(out, page.Word("portal.escalates").Fill(page.Texts{"after": docket.Limit(e.After), "to": cardText(e.To)}))
		}
	}
	return out
}

func cardText(s process.Severity) lang.Text {
	if s == process.None {
		return page.Word("portal.no-card").Text()
	}
	return page.Card{Severity: s}.Text()
}
