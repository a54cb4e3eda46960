package portal

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
	"shuniu/kernel/process"
	"shuniu/service/enterprises/approval/rating"
)

const (
	actPath   = door.FollowPath + "/act/"
	filePath  = door.FollowPath + "/file/"
	doneParam = "done"
)

// doing is the form of one act.
type doing struct {
	sight
	act   *process.Act
	key   string
	typed url.Values
	held  []attachment.File // uploaded and not sent yet
	err   error
}

func (p following) actForm(w http.ResponseWriter, r *http.Request, v *door.Visitor) error {
	d, err := p.doing(r, v)
	if err != nil || d.act == nil {
		return p.tooLate(w, r, d, err)
	}
	if rating.Rateable(d.Definition) && d.act.Sets(rating.FieldRating) {
		http.Redirect(w, r, ratePath+d.Matter.Number+"/"+p.Ratings.Code(d.Matter.ID), http.StatusSeeOther)
		return nil
	}
	d.key = page.NewKey()
	return p.showAct(w, r, d)
}

// doing finds the act among those possible now; act is nil if it is not one of
// them any more.
func (p following) doing(r *http.Request, v *door.Visitor) (doing, error) {
	s, err := p.sight(r, v)
	if err != nil {
		return doing{}, err
	}
	d := doing{sight: s}
	name := r.PathValue("act")
	if act := s.Definition.Act(name); act == nil || !act.Allows(process.Applicant) {
		return d, fault.Of(fault.NotFound, "residents have no act %q", name)
	}
	d.act = docket.Possible(d.View, name)
	return d, nil
}

// act performs an act of the resident's. Something that happened meanwhile is told
// above the form, which keeps what was typed.
func (p following) act(w http.ResponseWriter, r *http.Request, v *door.Visitor) error {
	name := r.PathValue("act")
	d, err := p.doing(r, v)
	if err != nil {
		return err
	}
	sent, err := docket.Receive(r, p.Door, v.Actor, docket.Fields(d.Definition, d.Definition.Act(name)))
	if err != nil {
		return err
	}
	in := docket.Input(d.Definition.Act(name), sent.Values)
	d.key, d.typed, d.held = in.Key, sent.Values, sent.Held
	if d.act != nil && sent.Removed {
		return p.showAct(w, r, d)
	}
	if err = sent.Err(); err == nil {
		if d.act != nil && d.act.Sets(rating.FieldRating) {
			p.came(r, d.Matter.ID)
		}
		_, err = p.Engine.Act(r.Context(), v.Actor, v.Matter, name, in)
	}
	if err == nil {
		http.Redirect(w, r, matterPath+"?"+url.Values{doneParam: {name}}.Encode(), http.StatusSeeOther)
		return nil
	}
	d.err = err
	if matter.IsKeyReused(err) {
		if d.key, err = docket.Rekey(r, p.Engine, v.Actor, in.Key); err != nil {
			return err
		}
	}
	if d.act == nil {
		return p.tooLate(w, r, d, d.err)
	}
	return p.showAct(w, r, d)
}

func (p following) showAct(w http.ResponseWriter, r *http.Request, d doing) error {
	pg := p.page(r, d.v, d.act.Title, door.FollowPath)
	if d.err == nil {
		return p.Show(w, pg.Portal(), d.page())
	}
	pg.Failed = true
	return p.Again(w, d.err, pg.Portal(), d.page())
}

// file sends a file that the resident may read: one that the record shows them.
func (p following) file(w http.ResponseWriter, r *http.Request, v *door.Visitor) error {
	s, err := p.sight(r, v)
	if err != nil {
		return err
	}
	id := r.PathValue("file")
	if !docket.Given(s.Timeline, id, func(e matter.Entry, field string) bool { return docket.ToldValue(e, s.Definition.Field(field)) }) {
		return fault.Of(fault.NotFound, "no file that is told")
	}
	c, err := p.Engine.File(r.Context(), v.Actor, v.Matter, attachment.ID(id))
	if err != nil {
		return err
	}
	return door.Send(w, r, c)
}

// tooLate says that the act is not possible any more and gives back what was
// typed for it.
func (p following) tooLate(w http.ResponseWriter, r *http.Request, d doing, err error) error {
	if err != nil && !fault.Is(err, fault.Conflict) {
		return err
	}
	if err == nil {
		err = fault.Of(fault.Conflict, "act not possible in state %s", d.Matter.State)
	}
	pg := p.page(r, d.v, page.FailureTitle(err), door.FollowPath)
	return p.Again(w, err, pg.Portal(), d.instead(err))
}

// form asks for what the act needs, as the process says.
func (d doing) form() page.Form {
	inputs := docket.Attached(docket.Inputs(d.Definition, d.act), d.held)
	inputs, problems := page.Mark(page.Fill(inputs, d.typed), d.err)
	return page.Form{
		Action: actPath + d.act.Name, Inputs: inputs, Problems: problems,
		Submit: d.act.Title, Grave: d.grave(d.act), Cancel: matterPath, Key: d.key,
		Hidden: []page.Hidden{docket.Seen(d.Matter)},
	}
}

// grave reports whether an act ends the matter without an answer, for good.
func (s sight) grave(act *process.Act) bool {
	to := s.Definition.State(act.To)
	return to != nil && to.End == process.Ground
}

// buttons are the acts possible now. Those that lead on come first, those that end
// the matter for good last; only what the matter waits for stands out.
func (s sight) buttons() page.Buttons {
	acts := slices.Clone(s.Possible)
	rank := func(act *process.Act) int {
		switch {
		case s.grave(act):
			return 2
		case act.To == "":
			return 1
		}
		return 0
	}
	slices.SortStableFunc(acts, func(a, b *process.Act) int { return rank(a) - rank(b) })
	var b page.Buttons
	for i, act := range acts {
		b.Items = append(b.Items, page.Button{Text: act.Title, Href: actPath + act.Name, Plain: i > 0 || rank(act) > 0})
	}
	return b
}
