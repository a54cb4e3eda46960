package portal

import (
	"net/http"

	"github.com/a-h/templ"

	"shuniu/face/docket"
	"shuniu/face/door"
	"shuniu/face/page"
	"shuniu/kernel/fault"
	"shuniu/kernel/instrument"
	"shuniu/kernel/lang"
	"shuniu/kernel/matter"
	"shuniu/kernel/process"
	"shuniu/service/enterprises/approval/rating"
)

// ratePath and the number with its code for rating: the one thing of a matter that
// stands in an address, because it is printed as a QR code and opens nothing else.
const ratePath = "/rate/"

// The names of the fields of a rating.
const (
	gradeField = "grade"
	noteField  = "note"
)

// mostSaid is how many characters may be said with a rating.
const mostSaid = 2000

// ratingPage asks whoever has the address of a rating for it.
type ratingPage struct {
	*door.Visitor
	*rating.Slip
	unit   lang.Text
	key    string
	grade  string
	note   string
	failed error
}

func (p *portal) ratingPage(r *http.Request, v *door.Visitor) (ratingPage, error) {
	s, err := p.Ratings.Find(r.Context(), r.PathValue("number"), r.PathValue("code"))
	if err != nil {
		return ratingPage{}, err
	}
	unit, _ := p.Org.Now().Unit(s.Unit)
	return ratingPage{Visitor: v, Slip: s, unit: unit.Name, key: page.NewKey()}, nil
}

func (p rater) rateForm(w http.ResponseWriter, r *http.Request, v *door.Visitor) error {
	g, err := p.ratingPage(r, v)
	if err != nil {
		return err
	}
	return p.showRating(w, r, g)
}

// rate takes a rating in.
func (p rater) rate(w http.ResponseWriter, r *http.Request, v *door.Visitor) error {
	if err := door.Form(r); err != nil {
		return err
	}
	g, err := p.ratingPage(r, v)
	if err != nil {
		return err
	}
	g.grade, g.note = r.PostForm.Get(gradeField), r.PostForm.Get(noteField)
	if key := r.PostForm.Get(page.KeyField); key != "" {
		g.key = key
	}
	if g.failed = g.wrong(); g.failed == nil {
		if g.Stage == rating.Open {
			p.came(r, g.Slip.ID())
		}
		g.failed = p.Ratings.Rate(r.Context(), g.Slip, rating.Given{Key: g.key, Grade: g.grade, Note: g.note})
	}
	if g.failed != nil {
		return p.showRating(w, r, g)
	}
	http.Redirect(w, r, rateHref(g.Slip), http.StatusSeeOther)
	return nil
}

// came takes down the device that a rating is about to be sent from; that this fails
// hinders no rating.
func (p *portal) came(r *http.Request, id matter.ID) {
	if err := p.Ratings.Came(r.Context(), id, p.Device(r)); err != nil {
		door.Log(r, err)
	}
}

func rateHref(s *rating.Slip) string { return ratePath + s.Number + "/" + s.Code }

// wrong names what the form itself lacks; the rest is the engine's to say.
func (g ratingPage) wrong() error {
	if g.asked() && g.Asked.Option(g.grade) == nil {
		return fault.Defects([]fault.Defect{{Field: gradeField, Text: page.Word("portal.rate-missing").Text()}})
	}
	return nil
}

func (p rater) showRating(w http.ResponseWriter, r *http.Request, g ratingPage) error {
	pg := p.page(r, g.Visitor, page.Word("portal.rate-title").Text(), "")
	if g.failed == nil {
		return p.Show(w, pg.Portal(), g.page())
	}
	pg.Failed = true
	return p.Again(w, g.failed, pg.Portal(), g.page())
}

// asked reports whether a rating is asked for now.
func (g ratingPage) asked() bool { return g.Stage == rating.Open || g.Stage == rating.Reported }

// form asks for one of five grades.
func (g ratingPage) form() page.Form {
	grade := page.FromField(g.Asked, true)
	grade.Name, grade.Label, grade.Value = gradeField, page.Word("portal.rate-question").Text(), g.grade
	note := page.Input{Name: noteField, Type: process.FieldProse, Label: page.Word("portal.rate-note").Text(), Optional: true, Max: mostSaid, Value: g.note}
	inputs, problems := page.Mark([]page.Input{grade, note}, g.renamed())
	return page.Form{Action: rateHref(g.Slip), Inputs: inputs, Problems: problems, Submit: page.Word("portal.rate-send").Text(), Key: g.key}
}

// renamed puts what the engine found wrong beside the fields of this form.
func (g ratingPage) renamed() error {
	f := fault.As(g.failed)
	if f == nil || len(f.Defects) == 0 {
		return g.failed
	}
	ds := make([]fault.Defect, len(f.Defects))
	for i, d := range f.Defects {
		if ds[i] = d; d.Field != gradeField {
			ds[i].Field = noteField
		}
	}
	return fault.Defects(ds)
}

// label is a grade in words.
func (g ratingPage) label(grade string) string {
	return docket.Value(nil, g.Asked, grade).In(g.Lang)
}

// stands says how far the rating has come.
func (g ratingPage) stands() lang.Text {
	switch g.Stage {
	case rating.Early:
		return page.Word("portal.rate-early").Text()
	case rating.Rated:
		return page.Word("portal.rate-thanks").Text()
	case rating.Over:
		return page.Word("portal.rate-over").Text()
	case rating.Reported:
		return page.Word("portal.rate-again").Text()
	}
	return page.Word("portal.rate-lead").Text()
}

// facts are what was rated and what came of it.
func (g ratingPage) facts() []page.Fact {
	facts := []page.Fact{{Key: page.Word("portal.rate-first").Text(), Value: g.label(g.Rating)}}
	if g.Told != "" {
		facts = append(facts, page.Fact{Key: page.Word("portal.rate-told").Text(), Value: g.Told})
	}
	if g.Revised != "" {
		facts = append(facts, page.Fact{Key: page.Word("portal.rate-revised").Text(), Value: g.label(g.Revised)})
	}
	return facts
}

// ratedBy is the poster by which a service is rated; nil for what is not rated.
func (p *portal) ratedBy(r *http.Request, s sight) (templ.Component, error) {
	if !rating.Rateable(s.Definition) {
		return nil, nil
	}
	address := door.Public(p.Door, r) + ratePath + s.Matter.Number + "/" + p.Ratings.Code(s.Matter.ID)
	square, err := instrument.QR(address)
	return page.Poster{Square: square, Address: address, Label: page.Word("portal.rate-qr").Text(), Text: page.Word("portal.rate-scan").Text()}.In(s.v.Lang), err
}
