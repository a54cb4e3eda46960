package desk

import (
	"errors"
	"net/http"
	"net/url"

	"shuniu/face/docket"
	"shuniu/face/door"
	"shuniu/face/page"
	"shuniu/kernel/access"
	"shuniu/kernel/attachment"
	"shuniu/kernel/fault"
	"shuniu/kernel/matter"
	"shuniu/kernel/process"
)

// doing is the form of one act.
type doing struct {
	sight
	act      *process.Act // nil if it is not possible any more
	key      string
	seen     int // how far the reader had read before something came between
	typed    url.Values
	held     []attachment.File // uploaded and not sent yet
	prefills bool
	inline   bool // it stands on the page of its matter
	offers   *offers
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
	d.act = docket.Possible(s.View, name)
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
	return k.showAct(w, r, d.begin(d.act))
}

// act performs an act. What a colleague did meanwhile is shown with the present
// state, and what was typed stays in the form.
func (k *desk) act(w http.ResponseWriter, r *http.Request, v *door.Visitor) error {
	s, err := glance(k, r, v)
	if err != nil {
		return err
	}
	act := s.Definition.Act(r.PathValue("act"))
	if act == nil {
		return fault.Of(fault.NotFound, "no act %q", r.PathValue("act"))
	}
	sent, err := docket.Receive(r, k.Door, v.Actor, docket.Fields(s.Definition, act))
	if err != nil {
		return err
	}
	if what := sent.Values.Get(quoteField); what != "" {
		return k.quote(w, r, doing{sight: s, typed: sent.Values, held: sent.Held}, what)
	}
	if what := sent.Values.Get(adviceField); what != "" {
		return doing{sight: s, typed: sent.Values, held: sent.Held}.again(w, r, func(d *doing) error { fill(d.typed, d.act, what); return nil })
	}
	known(asking{s.dir, s.Definition, act}, sent.Values)
	in := docket.Input(act, sent.Values)
	failed := sent.Err()
	if failed == nil && !sent.Removed {
		var res *matter.Result
		res, failed = k.Engine.Act(r.Context(), v.Actor, s.View.Matter.ID, act.Name, in)
		if failed == nil {
			s.View.Matter = res.Matter
		}
	}
	if failed == nil && !sent.Removed {
		return doing{sight: s, act: act}.after(w, r)
	}
	if fault.Is(failed, fault.Internal) {
		return failed
	}
	d, err := k.doing(r, v) // as it stands now
	if err != nil {
		return err
	}
	d.key, d.typed, d.held, d.err, d.seen = in.Key, sent.Values, sent.Held, failed, in.Seen
	if matter.IsKeyReused(failed) {
		if d.key, err = docket.Rekey(r, k.Engine, v.Actor, in.Key); err != nil {
			return err
		}
	}
	if d.act == nil {
		return k.showInstead(w, r, d)
	}
	return k.showAct(w, r, d)
}

// quote shows the form again with what was chosen for it.
func (k *desk) quote(w http.ResponseWriter, r *http.Request, sent doing, what string) error {
	return sent.again(w, r, func(d *doing) error {
		d.err = d.quote(r, what)
		if d.err != nil && !fault.Is(d.err, fault.Invalid) && !fault.Is(d.err, fault.NotFound) {
			return d.err
		}
		return nil
	})
}

// again shows the form with what was typed, after a change; nothing is done yet.
func (d doing) again(w http.ResponseWriter, r *http.Request, change func(*doing) error) error {
	now, err := d.desk.doing(r, d.Visitor)
	if err != nil {
		return err
	}
	now.key, now.typed, now.held = d.typed.Get(page.KeyField), d.typed, d.held
	if now.act == nil {
		now.err = fault.New(fault.Conflict, page.Word("desk.not-now").Text(), "act not possible in state "+now.View.Matter.State)
		return d.desk.showInstead(w, r, now)
	}
	if err := change(&now); err != nil {
		return err
	}
	return d.desk.showAct(w, r, now)
}

// after leads to the matter as it stands now, or to what is owed where the act has
// taken it out of the reader's sight.
func (d doing) after(w http.ResponseWriter, r *http.Request) error {
	to := d.origin.to(d.path(), url.Values{doneParam: {d.act.Name}})
	if _, err := access.See(d.Actor, d.View.Matter.Object()); err != nil {
		to = d.origin.address(d.origin.query)
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}

func (k *desk) showAct(w http.ResponseWriter, r *http.Request, d doing) error {
	if err := errors.Join(d.offer(r), d.assess(r)); err != nil {
		return err
	}
	pg, err := k.page(r, d.Visitor, page.Word("desk.act-title").Fill(page.Texts{"act": d.act.Title, "matter": docket.Name(d.View)}), "")
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
	inputs, problems := page.Mark(meant(page.Fill(docket.Attached(inputs(d.dir, d.Definition, d.act), d.held), d.typed)), d.err)
	d.advise(inputs)
	f := page.Form{
		Action: d.link("/" + d.act.Name), Inputs: inputs, Problems: problems,
		Submit: d.act.Title, Grave: forGood(d.Definition, d.act), Key: d.key, Draft: d.draft(d.act),
		Hidden: []page.Hidden{docket.Seen(d.View.Matter)},
	}
	if d.offers != nil {
		f.ID = d.offers.form
	}
	if d.inline && quotes(d.act) {
		f.Detour = page.Detour{Name: quoteField, Value: quoteShow, Text: page.Word("desk.quote-look").Text()}
	}
	if !d.inline {
		f.Cancel = d.link("")
	}
	return f
}

// draft is the name under which what is typed for an act outlives a lost page.
func (s sight) draft(act *process.Act) string { return s.View.Matter.Number + "/" + act.Name }

// between reports whether the form came back because somebody acted first.
func (d doing) between() bool {
	return fault.Is(d.err, fault.Conflict) && d.seen > 0 && d.seen < d.View.Matter.Seq
}
