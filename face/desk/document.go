package desk

import (
	"net/http"
	"strconv"

	"shuniu/face/docket"
	"shuniu/face/door"
	"shuniu/face/page"
	"shuniu/kernel/fault"
	"shuniu/kernel/instrument"
	"shuniu/kernel/lang"
	"shuniu/kernel/matter"
)

const documentPath = "/document/" // below a matter: its documents, by the event that issued them

// documents are those of the matter that its reader may see.
func (s sight) documents() page.Papers {
	var out page.Papers
	for _, one := range door.Press(s.desk.Door).Issued(s.View) {
		out = append(out, page.Paper{Title: one.Title, Number: one.Number, Day: page.Date(one.Day), Href: s.link(documentPath + strconv.Itoa(one.Seq))})
	}
	return out
}

// issued finds a document as its reader sees the matter, with what they have read whole.
func (k papers) issued(r *http.Request, s sight) (instrument.Document, error) {
	seq, err := strconv.Atoi(r.PathValue("seq"))
	if err != nil {
		return instrument.Document{}, fault.Of(fault.NotFound, "no document")
	}
	d, err := door.Press(k.Door).Document(s.View, seq, s.plain)
	return door.Verifiable(k.Door, r, d), err
}

// document shows a document with its personal values masked.
func (k papers) document(w http.ResponseWriter, r *http.Request, v *door.Visitor) error {
	s, err := k.sight(r, v, r.PathValue("number"))
	if err != nil {
		return err
	}
	d, err := k.issued(r, s)
	if err != nil {
		return err
	}
	shown := page.Document{Document: d, Back: page.Link{Href: s.link(""), Text: docket.Name(s.View)}}
	switch {
	case !d.Masked || s.Unmasks:
		shown.Post = s.path() + documentPath + r.PathValue("seq")
		if d.Masked {
			shown.Note = page.Word("kit.document-recorded").Text()
		}
	default:
		shown.Note = page.Word("kit.document-masked").Text()
	}
	pg, err := k.page(r, v, d.Title, "")
	if err != nil {
		return err
	}
	return k.Show(w, pg.Desk(), shown.In(v.Lang))
}

// print sends a document as PDF, its personal values whole; that they were read is
// recorded first. Whoever has just taken the matter in prints the query code on its
// receipt, for the applicant.
func (k papers) print(w http.ResponseWriter, r *http.Request, v *door.Visitor) error {
	s, err := k.sight(r, v, r.PathValue("number"))
	if err != nil {
		return err
	}
	d, err := k.issued(r, s)
	if err != nil {
		return err
	}
	if d.Masked {
		if s.plain, err = k.Engine.Unmask(r.Context(), v.Actor, s.View.Matter.ID); err != nil {
			return err
		}
		if d, err = k.issued(r, s); err != nil {
			return err
		}
	}
	if r.PathValue("seq") == "1" {
		code, err := k.takenIn(r, s.View.Matter)
		if err != nil {
			return err
		}
		if code != "" {
			d.Rows = append(d.Rows, instrument.Row{Label: page.Word("desk.seals-code").In(lang.Zh), Value: code})
		}
	}
	return door.Printed(d).Send(k.Door, w, r)
}

// The query code of a matter just taken in stays in the clerk's browser for as long
// as it takes to print the receipt, and is sent to nothing else.
const (
	codeCookie = "shuniu_taken_in"
	codeLasts  = 15 * 60
)

func (k counter) handCode(w http.ResponseWriter, res *matter.Result) {
	http.SetCookie(w, &http.Cookie{
		Name: codeCookie, Value: res.Code, Path: matterPath + res.Matter.Number + documentPath, MaxAge: codeLasts,
		HttpOnly: true, Secure: k.Secure, SameSite: http.SameSiteStrictMode,
	})
}

// takenIn is the query code in the reader's browser, if it is this matter's.
func (k papers) takenIn(r *http.Request, m *matter.Matter) (string, error) {
	c, err := r.Cookie(codeCookie)
	if err != nil {
		return "", nil //nolint:nilerr // without the cookie the receipt goes without the code
	}
	a, err := k.Engine.Prove(r.Context(), m.Number, c.Value)
	if fault.Is(err, fault.NotFound) || err == nil && matter.ID(a.Matter) != m.ID {
		return "", nil
	}
	return c.Value, err
}
