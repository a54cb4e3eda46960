package portal

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"shuniu/face/docket"
	"shuniu/face/door"
	"shuniu/face/page"
	"shuniu/kernel/fault"
	"shuniu/kernel/instrument"
)

const documentPath = door.FollowPath + "/document/"

// documents are those of the matter, for whoever it belongs to.
func (s sight) documents() page.Papers {
	var out page.Papers
	for _, one := range door.Press(s.p.Door).Issued(s.View) {
		out = append(out, page.Paper{Title: one.Title, Number: one.Number, Day: page.Date(one.Day), Href: documentPath + strconv.Itoa(one.Seq)})
	}
	return out
}

func (p following) issued(r *http.Request, s sight) (instrument.Document, error) {
	seq, err := strconv.Atoi(r.PathValue("seq"))
	if err != nil {
		return instrument.Document{}, fault.Of(fault.NotFound, "no document")
	}
	d, err := door.Press(p.Door).Document(s.View, seq, nil)
	return door.Verifiable(p.Door, r, d), err
}

func (p following) document(w http.ResponseWriter, r *http.Request, v *door.Visitor) error {
	s, err := p.sight(r, v)
	if err != nil {
		return err
	}
	d, err := p.issued(r, s)
	if err != nil {
		return err
	}
	shown := page.Document{Document: d, Back: page.Link{Href: matterPath, Text: docket.Name(s.View)}, PDF: documentPath + r.PathValue("seq") + "/pdf?" + door.SaveParam}
	return p.Show(w, p.page(r, v, d.Title, door.FollowPath).Portal(), shown.In(v.Lang))
}

func (p following) print(w http.ResponseWriter, r *http.Request, v *door.Visitor) error {
	s, err := p.sight(r, v)
	if err != nil {
		return err
	}
	d, err := p.issued(r, s)
	if err != nil {
		return err
	}
	return door.Printed(d).Send(p.Door, w, r)
}

// verifyForm asks for the code of a document, and leads to the answer.
func (p shelf) verifyForm(w http.ResponseWriter, r *http.Request, v *door.Visitor) error {
	if code := strings.TrimSpace(r.URL.Query().Get("code")); code != "" {
		http.Redirect(w, r, door.VerifyPath+"/"+url.PathEscape(code), http.StatusSeeOther)
		return nil
	}
	return p.Show(w, p.page(r, v, page.Word("kit.verify-title").Text(), "").Portal(), page.Verified{}.In(v.Lang))
}

// verify says whether a document was issued, by whom and when, and nothing personal.
func (p shelf) verify(w http.ResponseWriter, r *http.Request, v *door.Visitor) error {
	asked := page.Verified{Typed: r.PathValue("code")}
	found, err := door.Press(p.Door).Verify(r.Context(), asked.Typed)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return err
	}
	pg := p.page(r, v, page.Word("kit.verify-title").Text(), "")
	if asked.Err = err; err != nil {
		pg.Failed = true
		return p.Again(w, err, pg.Portal(), asked.In(v.Lang))
	}
	for _, f := range []page.Fact{
		{Key: page.Word("kit.verify-name").Text(), Value: found.Title.In(v.Lang)},
		{Key: page.Word("kit.verify-number").Text(), Value: found.Number},
		{Key: page.Word("kit.verify-unit").Text(), Value: found.Unit.Name.In(v.Lang)},
		{Key: page.Word("kit.verify-day").Text(), Value: page.Date(found.Day).In(v.Lang)},
		{Key: page.Word("kit.verify-subject").Text(), Value: found.Subject},
	} {
		if f.Value != "" {
			asked.Facts = append(asked.Facts, f)
		}
	}
	return p.Show(w, pg.Portal(), asked.In(v.Lang))
}
