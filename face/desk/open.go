package desk

import (
	"net/http"
	"net/url"
	"slices"

	"shuniu/face/docket"
	"shuniu/face/door"
	"shuniu/face/page"
	"shuniu/kernel/attachment"
	"shuniu/kernel/fault"
	"shuniu/kernel/matter"
	"shuniu/kernel/org"
	"shuniu/kernel/process"
	"shuniu/service/enterprises/approval"
	"shuniu/service/enterprises/approval/hall"
	"shuniu/service/people/request"
)

const (
	newPath   = "/desk/new/"
	beginPath = "/desk/new"
)

// beginning is an act by which the visitor may open a matter.
type beginning struct {
	def *process.Definition
	act *process.Act
}

func (b beginning) href() string { return newPath + b.def.Name }

// elsewhere are the processes that begin on a page of their own: what is applied for at
// the window, a visit in its hall, a ruling on a hot issue beside the issue.
func elsewhere(proc string) bool {
	return approval.Applied(proc) || proc == hall.Visits || proc == request.Statements
}

// beginnings are the acts by which the visitor may open matters, in the order of the
// definitions.
func beginnings(k *desk, v *door.Visitor) []beginning {
	var out []beginning
	for _, known := range k.Engine.Definitions {
		if elsewhere(known.Name) || slices.ContainsFunc(out, func(b beginning) bool { return b.def.Name == known.Name }) {
			continue
		}
		// An error says that staff open none, or that no edition is in force today.
		if def, act, err := matter.Openable(k.Engine.Reader, v.Actor, known.Name); err == nil && act != nil {
			out = append(out, beginning{def, act})
		}
	}
	return out
}

// entrance leads to where the visitor opens matters: at once to the form where there is
// one alone.
func entrance(all []beginning) page.NavItem {
	if len(all) == 1 {
		return page.NavItem{Href: all[0].href(), Text: all[0].act.Title, Key: "n"}
	}
	return page.NavItem{Href: beginPath, Text: page.Word("desk.begin").Text(), Key: "n"}
}

// begin lists what the visitor may open.
func (k counter) begin(w http.ResponseWriter, r *http.Request, v *door.Visitor) error {
	title := page.Word("desk.begin").Text()
	pg, err := k.page(r, v, title, beginPath)
	if err != nil {
		return err
	}
	return k.Show(w, pg.Desk(), begun(v, title, beginnings(k.desk, v)))
}

// opening is the form by which staff open a matter of a process.
type opening struct {
	*door.Visitor
	desk  *desk
	def   *process.Definition
	act   *process.Act
	dir   *org.Directory
	item  *chosen // what is applied for; nil in a process that is for no item
	key   string
	typed url.Values
	held  []attachment.File // uploaded and not sent yet
	err   error
	back  string // the window from which it is opened; empty: none
}

// counter is where staff open matters.
type counter struct{ *desk }

// opening finds the act by which the visitor may open; it is Denied where there is
// none.
func (k counter) opening(r *http.Request, v *door.Visitor) (opening, error) {
	o := opening{Visitor: v, desk: k.desk, dir: k.Org.Now(), key: page.NewKey(), typed: url.Values{}, back: calledFrom(r)}
	var err error
	o.def, o.act, err = matter.Openable(k.Engine.Reader, v.Actor, r.PathValue("process"))
	if err == nil && o.act == nil {
		err = fault.Of(fault.Denied, "no post of theirs opens %s", o.def.Name)
	}
	return o, err
}

func (k counter) openForm(w http.ResponseWriter, r *http.Request, v *door.Visitor) error {
	o, err := k.opening(r, v)
	if err != nil {
		return err
	}
	for _, f := range docket.Fields(o.def, o.act) {
		if f.Type == process.FieldCode && r.URL.Query().Has(f.Name) { // what an entry of a list is needs no typing
			o.typed.Set(f.Name, r.URL.Query().Get(f.Name))
		}
	}
	if draft := k.Drafts[o.def.Name+"/"+o.act.Name]; draft != nil {
		suggested, err := draft(r.Context(), k.Now())
		if err != nil {
			return err
		}
		for name, value := range suggested {
			o.typed.Set(name, value)
		}
	}
	var first bool
	if o.item, first, err = k.choose(r, o.def); err != nil {
		return err
	}
	if first {
		http.Redirect(w, r, windowPath, http.StatusSeeOther)
		return nil
	}
	o.item.given(o.typed)
	return k.showOpening(w, r, o)
}

// open opens the matter and leads to it; what is wrong comes back with all that
// was typed.
func (k counter) open(w http.ResponseWriter, r *http.Request, v *door.Visitor) error {
	o, err := k.opening(r, v)
	if err != nil {
		return err
	}
	if o.item, _, err = k.choose(r, o.def); err != nil {
		return err
	}
	sent, err := docket.Receive(r, k.Door, v.Actor, docket.Fields(o.def, o.act))
	if err != nil {
		return err
	}
	if o.item != nil {
		sent.Values.Set(itemParam, o.item.Implementing())
	}
	if what := sent.Values.Get(adviceField); what != "" {
		fill(sent.Values, o.act, what)
		o.typed, o.held = sent.Values, sent.Held
		return k.showOpening(w, r, o)
	}
	known(asking{o.dir, o.def, o.act}, sent.Values)
	in := docket.Input(o.act, sent.Values)
	failed := sent.Err()
	var res *matter.Result
	if failed == nil && !sent.Removed {
		res, failed = k.Engine.Open(r.Context(), v.Actor, o.def.Name, in)
	}
	if res != nil && failed == nil {
		k.handCode(w, res)
		http.Redirect(w, r, o.opened(res.Matter), http.StatusSeeOther) //nolint:gosec // the path of the matter just opened
		return nil
	}
	if fault.Is(failed, fault.Internal) {
		return failed
	}
	o.typed, o.held, o.err = sent.Values, sent.Held, failed
	if in.Key != "" {
		o.key = in.Key
	}
	if matter.IsKeyReused(failed) {
		if o.key, err = docket.Rekey(r, k.Engine, v.Actor, in.Key); err != nil {
			return err
		}
	}
	return k.showOpening(w, r, o)
}

func (k counter) showOpening(w http.ResponseWriter, r *http.Request, o opening) error {
	pg, err := k.page(r, o.Visitor, o.act.Title, "")
	if err != nil {
		return err
	}
	if o.err == nil {
		return k.Show(w, pg.Desk(), o.page())
	}
	pg.Failed = true
	return k.Again(w, o.err, pg.Desk(), o.page())
}

func (o opening) form() page.Form {
	all := inputs(o.dir, o.def, o.act)
	if o.item != nil {
		all = slices.DeleteFunc(all, func(in page.Input) bool { return in.Name == itemParam })
	}
	inputs, problems := page.Mark(meant(page.Fill(docket.Attached(all, o.held), o.typed)), o.err)
	o.advise(inputs)
	return page.Form{
		Action: newPath + o.def.Name + o.query(), Inputs: inputs, Problems: problems, Submit: o.act.Title,
		Cancel: owedPath, Key: o.key,
	}
}

// inputs ask for what an act needs, the answers of the register with them.
func inputs(dir *org.Directory, def *process.Definition, act *process.Act) []page.Input {
	all := docket.Inputs(def, act)
	for i, in := range all {
		if len(in.Options) == 0 {
			all[i].Options = options(dir, in.Type)
		}
		seek(&all[i])
	}
	return all
}
