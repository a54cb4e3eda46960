package desk

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"shuniu/face/door"
	"shuniu/face/page"
	"shuniu/kernel/fault"
	"shuniu/kernel/matter"
	"shuniu/kernel/process"
)

const seenField = "seen" // how far the record went that the form was made from

// doing is the form of one act.
type doing struct {
	sight
	act      *process.Act // nil if it is not possible any more
	key      string
	seen     int // how far the reader had read before something came between
	typed    url.Values
	prefills bool
	err      error
}

// doing finds the act among those possible now.
func (k *desk) doing(r *http.Request, v *door.Visitor) (doing, error) {
	s, err := k.sight(r, v, r.PathValue("number"))
	if err != nil {
		return doing{}, err
	}
	d := doing{sight: s}
	name := r.PathValue("act")
	if s.Definition.Act(name) == nil {
		return d, fault.Of(fault.NotFound, "no act %q", name)
	}
	if i := slices.IndexFunc(s.Possible, func(a *process.Act) bool { return a.Name == name }); i >= 0 {
		d.act = s.Possible[i]
	}
	return d, nil
}

func (k *desk) actForm(w http.ResponseWriter, r *http.Request, v *door.Visitor) error {
	d, err := k.doing(r, v)
	if err != nil {
		return err
	}
	if d.act == nil {
		d.err = fault.New(fault.Conflict, page.Word("desk.not-now").Text(), "act not possible in state "+d.View.Matter.State)
		return k.showInstead(w, r, d)
	}
	d.key, d.typed = newKey(), url.Values{}
	if prefill := k.Prefill[d.Definition.Name+"/"+d.act.Name]; prefill != nil {
		for name, value := range prefill(d.View) {
			d.typed.Set(name, value)
			d.prefills = true
		}
	}
	return k.showAct(w, r, d)
}

// act performs an act. What a colleague did meanwhile is shown with the present
// state, and what was typed stays in the form.
func (k *desk) act(w http.ResponseWriter, r *http.Request, v *door.Visitor) error {
	if err := r.ParseForm(); err != nil {
		return fault.Wrap(fault.Invalid, err, "form")
	}
	s, err := k.sight(r, v, r.PathValue("number"))
	if err != nil {
		return err
	}
	act := s.Definition.Act(r.PathValue("act"))
	if act == nil {
		return fault.Of(fault.NotFound, "no act %q", r.PathValue("act"))
	}
	seen, _ := strconv.Atoi(r.PostForm.Get(seenField))
	in := matter.Input{Key: r.PostForm.Get(page.KeyField), Values: map[string]string{}, Seen: seen}
	for _, field := range slices.Concat(act.Needs, act.Asks) {
		if value := strings.Join(r.PostForm[field], " "); value != "" {
			in.Values[field] = value
		}
	}
	_, failed := k.Engine.Act(r.Context(), v.Actor, s.View.Matter.ID, act.Name, in)
	if failed == nil {
		return k.after(w, r, doing{sight: s, act: act})
	}
	if fault.Is(failed, fault.Internal) {
		return failed
	}
	d, err := k.doing(r, v) // as it stands now
	if err != nil {
		return err
	}
	d.key, d.typed, d.err, d.seen = in.Key, r.PostForm, failed, seen
	if matter.IsKeyReused(failed) {
		d.key = newKey()
	}
	if d.act == nil {
		return k.showInstead(w, r, d)
	}
	return k.showAct(w, r, d)
}

// after leads to the matter as it stands now, or to what is owed where the act has
// taken it out of the reader's sight.
func (k *desk) after(w http.ResponseWriter, r *http.Request, d doing) error {
	to := d.path() + "?" + url.Values{doneParam: {d.act.Name}}.Encode()
	if _, err := k.Engine.View(r.Context(), d.Actor, d.View.Matter.ID); err != nil {
		if !fault.Is(err, fault.Withheld) {
			return err
		}
		to = owedPath
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}

func (k *desk) showAct(w http.ResponseWriter, r *http.Request, d doing) error {
	pg, err := k.page(r, d.Visitor, fill(page.Word("desk.act-title"), texts{"act": d.act.Title, "matter": d.name()}), "")
	if err != nil {
		return err
	}
	if d.err == nil {
		return k.Show(w, pg.Desk(), d.page())
	}
	pg.Failed = true
	return k.Again(w, d.err, pg.Desk(), d.page())
}

// showInstead says that the act is not possible any more, what was done instead,
// and hands back what was typed.
func (k *desk) showInstead(w http.ResponseWriter, r *http.Request, d doing) error {
	pg, err := k.page(r, d.Visitor, page.FailureTitle(d.err), "")
	if err != nil {
		return err
	}
	return k.Again(w, d.err, pg.Desk(), d.instead())
}

// form asks for what the act needs, as the process says.
func (d doing) form() page.Form {
	var inputs []page.Input
	for _, f := range d.Definition.Form {
		required := slices.Contains(d.act.Needs, f.Name)
		if required || slices.Contains(d.act.Asks, f.Name) {
			in := page.FromField(f, required)
			if len(in.Options) == 0 {
				in.Options = options(d.dir, f)
			}
			inputs = append(inputs, in)
		}
	}
	inputs, problems := page.Mark(page.Fill(inputs, d.typed), d.err)
	return page.Form{
		Action: d.path() + "/" + d.act.Name, Inputs: inputs, Problems: problems,
		Submit: d.act.Title, Grave: rank(d.Definition, d.act) == endsForGood, Cancel: d.path(), Key: d.key,
		Hidden: []page.Hidden{{Name: seenField, Value: strconv.Itoa(d.View.Matter.Seq)}},
	}
}

// between reports whether the form came back because somebody acted first.
func (d doing) between() bool {
	return fault.Is(d.err, fault.Conflict) && d.seen > 0 && d.seen < d.View.Matter.Seq
}

// typedFacts are what was typed for an act that came too late.
func (d doing) typedFacts() []page.Fact {
	var facts []page.Fact
	for _, f := range d.Definition.Form {
		if v := strings.Join(d.typed[f.Name], " "); v != "" {
			facts = append(facts, page.Fact{Key: f.Label, Value: valueText(d.dir, f, v).In(d.Lang)})
		}
	}
	return facts
}
