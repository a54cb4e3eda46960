package desk

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"shuniu/face/docket"
	"shuniu/face/page"
	"shuniu/kernel/lang"
	"shuniu/kernel/matter"
	"shuniu/kernel/process"
)

// ways are the acts possible now in the definition's order: those the state waits
// for in front, the first of them with its form open; the others under the headings
// the definition gives them.
type ways struct {
	open  *doing         // the form that stands open; nil where the first act needs none, or there is none
	front []*process.Act // the others in front
	folds []fold
}

// fold is a heading with the acts under it.
type fold struct {
	title lang.Text
	acts  []*process.Act
}

func (w ways) any() bool { return w.open != nil || len(w.front) > 0 || len(w.folds) > 0 }

// ways sorts the acts possible now.
func (f file) ways() ways {
	var w ways
	for _, g := range f.Definition.Groups {
		under := fold{title: g.Title}
		for _, act := range f.Possible {
			if act.Group == g.Name {
				under.acts = append(under.acts, act)
			}
		}
		if len(under.acts) > 0 {
			w.folds = append(w.folds, under)
		}
	}
	for _, act := range f.Possible {
		if act.Group == "" {
			w.front = append(w.front, act)
		}
	}
	if len(w.front) > 0 && !atOnce(w.front[0]) {
		d := f.begin(w.front[0])
		d.inline = true
		w.open, w.front = &d, w.front[1:]
	}
	return w
}

// begin is the form of an act as it is first seen.
func (s sight) begin(act *process.Act) doing {
	d := doing{sight: s, act: act, key: page.NewKey(), typed: url.Values{}}
	if prefill := s.desk.Prefill[s.Definition.Name+"/"+act.Name]; prefill != nil {
		for name, value := range prefill(s.View) {
			if value != "" {
				d.typed.Set(name, value)
				d.prefills = true
			}
		}
	}
	return d
}

// atOnce reports whether an act is done by its button, without a form.
func atOnce(act *process.Act) bool {
	return act.Claims && len(act.Needs)+len(act.Asks) == 0
}

// forGood reports whether an act ends a matter without an answer.
func forGood(def *process.Definition, act *process.Act) bool {
	to := def.State(act.To)
	return to != nil && to.End == process.Ground
}

// pin is what stands at the head of a matter: an instruction, a ruling.
type pin struct {
	page.Event
	id string
}

// pinned are the acts whose words stand at the head, as far as the reader may see
// them, the latest first. At the end of a matter they are history.
func (f file) pinned() []pin {
	var out []pin
	if f.View.Matter.End != "" {
		return nil
	}
	for _, e := range slices.Backward(f.Timeline) {
		if e.Act != nil && e.Act.Pins && len(e.Values) > 0 {
			out = append(out, pin{f.event(e), "pin-" + strconv.Itoa(e.Event.Seq)})
		}
	}
	return out
}

// opened are the matters this one has opened, without those it waits for, which are
// shown by their clocks (docket.Parts).
func opened(v *matter.View) []matter.ID {
	var ids []matter.ID
	for _, c := range v.Matter.Children {
		if !slices.Contains(docket.Waited(v.Definition), c.Process) {
			ids = append(ids, matter.ID(c.Matter))
		}
	}
	return ids
}

// rows are matters in one line each, as far as the reader may see them.
func (f file) rows(r *http.Request, ids []matter.ID) ([]page.QueueRow, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	lines, err := f.desk.Engine.Among(r.Context(), f.Actor, ids, matter.Query{})
	if err != nil {
		return nil, err
	}
	var rows []page.QueueRow
	for _, l := range lines {
		row, err := (&list{Visitor: f.Visitor, desk: f.desk}).row(l)
		if err != nil {
			return nil, err
		}
		rows = append(rows, row)
	}
	return rows, nil
}
