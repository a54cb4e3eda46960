package portal

import (
	"net/http"
	"strings"

	"shuniu/face/docket"
	"shuniu/face/door"
	"shuniu/face/page"
	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
	"shuniu/kernel/matter"
	"shuniu/kernel/org"
	"shuniu/kernel/process"
	"shuniu/service/people/request"
)

const (
	matterPath = door.FollowPath + "/matter"
	leavePath  = door.FollowPath + "/leave"
	howPath    = "/how/"
)

// The names of the fields of the follow form.
const (
	numberField = "number"
	codeField   = "code"
)

// proof is what somebody types to follow a matter.
type proof struct {
	*door.Visitor
	number, code string
	sent         door.Interrupted
	err          error
}

func (f proof) inputs() []page.Input {
	return []page.Input{
		{Name: numberField, Type: process.FieldText, Label: page.Word("portal.number").Text(), Help: page.Word("portal.number-help").Text(), Value: f.number},
		{Name: codeField, Type: process.FieldIDNumber, Label: page.Word("portal.code").Text(), Help: page.Word("portal.code-help").Text(), Value: f.code},
	}
}

// form is the follow form with what is wrong.
func (f proof) form() page.Form {
	inputs, problems := page.Mark(f.inputs(), f.err)
	return page.Form{Action: door.FollowPath, Inputs: inputs, Problems: problems, Submit: page.Word("portal.follow-go").Text(), Hidden: f.sent.Hidden()}
}

func (p following) followForm(w http.ResponseWriter, r *http.Request, v *door.Visitor) error {
	return p.showFollow(w, r, proof{Visitor: v})
}

// interrupted asks for number and code of what was being written to.
func (p following) interrupted(w http.ResponseWriter, r *http.Request, v *door.Visitor, sent door.Interrupted) error {
	return p.showFollow(w, r, proof{Visitor: v, sent: sent, err: door.ErrEnded})
}

func (p following) showFollow(w http.ResponseWriter, r *http.Request, f proof) error {
	pg := p.page(r, f.Visitor, page.Word("portal.follow-title").Text(), door.FollowPath)
	if f.err == nil {
		return p.Show(w, pg.Portal(), f.page())
	}
	pg.Failed = true
	return p.Again(w, f.err, pg.Portal(), f.page())
}

// follow proves a matter.
func (p following) follow(w http.ResponseWriter, r *http.Request, v *door.Visitor) error {
	if err := door.Form(r); err != nil {
		return err
	}
	f := proof{Visitor: v, number: strings.TrimSpace(r.PostForm.Get(numberField)), code: strings.TrimSpace(r.PostForm.Get(codeField)), sent: door.InterruptedIn(r.PostForm, door.FollowPath)}
	clean, defects := door.Proof{NumberField: numberField, Number: f.number, CodeField: codeField, Code: f.code}.Clean()
	if f.err = fault.Defects(defects); f.err != nil {
		return p.showFollow(w, r, f)
	}
	if _, err := p.Engine.Prove(r.Context(), clean.Number, clean.Code); err != nil {
		if f.err = err; fault.Is(err, fault.NotFound) {
			f.err = door.ErrNoFit
		}
		return p.showFollow(w, r, f)
	}
	p.Following(w, clean.Number, clean.Code)
	if f.sent.Path != "" {
		return p.Show(w, p.page(r, v, page.Word("kit.go-on-title").Text(), door.FollowPath).Portal(), f.sent.Page(v.Lang))
	}
	http.Redirect(w, r, matterPath, http.StatusSeeOther)
	return nil
}

// leave forgets the matter: for computers that are shared with others.
func (p following) leave(w http.ResponseWriter, r *http.Request, _ *door.Visitor) error {
	p.Unfollow(w)
	p.setReceipt(w, "", -1)
	w.Header().Set("Clear-Site-Data", `"cache", "storage"`)
	http.Redirect(w, r, "/", http.StatusSeeOther)
	return nil
}

// sight is the matter that the visitor has proved theirs.
func (p following) sight(r *http.Request, v *door.Visitor) (sight, error) {
	view, err := p.Engine.View(r.Context(), v.Actor, v.Matter)
	return sight{View: view, p: p.portal, v: v}, err
}

func (p following) matter(w http.ResponseWriter, r *http.Request, v *door.Visitor) error {
	s, err := p.sight(r, v)
	if err != nil {
		return err
	}
	clocks, err := s.clocks()
	if err != nil {
		return err
	}
	done := r.URL.Query().Get(doneParam)
	if act := s.Definition.Act(done); act == nil || s.Matter.Did[done] == 0 {
		done = ""
	}
	lead, err := p.lead(r, s)
	if err != nil {
		return err
	}
	about, err := visit(r, s)
	if err != nil {
		return err
	}
	parts, err := partsOf(r, s)
	if err != nil {
		return err
	}
	certificates, err := holding{p}.handed(r, s)
	if err != nil {
		return err
	}
	return p.Show(w, p.page(r, v, s.name(), door.FollowPath).Portal(), s.whole(shown{clocks, done, lead, about, parts, certificates}))
}

// shown is what the page of a matter shows besides it.
type shown struct {
	clocks []running
	done   string
	lead   *leading
	visit  []page.Fact
	parts  *page.Table

	certificates []owned
}

// leading is the matter that this one was merged into, as its resident may see it.
type leading struct {
	sight
	clocks  []running
	answers []page.Event
}

func (p following) lead(r *http.Request, s sight) (*leading, error) {
	lead, err := request.LeadOf(r.Context(), p.Engine, s.Matter)
	if lead == nil || err != nil {
		return nil, err
	}
	l := &leading{sight: sight{View: &matter.View{Matter: lead.Matter, Definition: lead.Definition}, p: s.p, v: s.v}}
	for _, a := range lead.Answers {
		l.answers = append(l.answers, page.Event{
			At: s.p.watch.Moment(a.Event.Occurred), Title: a.Act.Title, Body: a.Text,
			By: l.role(a.Event.Actor.Role, org.UnitID(a.Event.Actor.Unit)).In(s.v.Lang),
		})
	}
	l.clocks, err = l.sight.clocks()
	return l, err
}

// name is what the page is called; that of a report does not tell what it is to
// whoever looks at the tabs of the browser.
func (s sight) name() lang.Text {
	if s.Definition.Restricted {
		return page.Word("portal.nav-follow").Text()
	}
	return docket.Name(s.View)
}

// about names the matter above the form of an act.
func (s sight) about() string {
	if s.Definition.Restricted {
		return s.Matter.Number
	}
	return s.Definition.Word.In(s.v.Lang) + " " + s.Matter.Number + " · " + s.Values["title"].Text
}

// short is an input without its help, where there is no room for it.
func short(in page.Input) page.Input {
	in.Help = lang.Text{}
	return in
}
