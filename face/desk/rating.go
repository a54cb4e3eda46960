package desk

import (
	"net/http"
	"net/url"
	"strconv"

	"shuniu/face/door"
	"shuniu/face/page"
	"shuniu/kernel/fault"
	"shuniu/kernel/instrument"
	"shuniu/service/enterprises/approval/rating"
)

const (
	ratePart  = "/rate" // of a matter's page: its screen for whoever was served
	marksPath = "/desk/ratings"
	marksPage = 50
)

// ratings are the pages of how services are rated.
type ratings struct{ *desk }

// screen is a window's second screen, for the person who was served: the code to scan,
// or the five grades right there. The address comes from here and nobody sends it.
func (k ratings) screen(w http.ResponseWriter, r *http.Request, v *door.Visitor) error {
	s, err := k.sight(r, v, r.PathValue("number"))
	if err != nil {
		return err
	}
	if k.Ratings == nil || !rating.Rateable(s.Definition) {
		return fault.Of(fault.NotFound, "%s is not rated", s.Definition.Name)
	}
	path := "/rate/" + s.View.Matter.Number + "/" + k.Ratings.Code(s.View.Matter.ID)
	address := door.Public(k.Door, r) + path
	square, err := instrument.QR(address)
	if err != nil {
		return err
	}
	shown := ratingScreen{Visitor: v, title: s.Values["title"].Text, path: path, poster: page.Poster{
		Square: square, Address: address, Large: true, Label: page.Word("portal.rate-qr").Text(), Text: page.Word("portal.rate-scan").Text(),
	}}
	pg := k.Page(r, v, page.Word("portal.rate-title").Text())
	return k.Show(w, pg.Portal(), shown.page())
}

// ratingScreen is what the second screen shows.
type ratingScreen struct {
	*door.Visitor
	title  string
	path   string
	poster page.Poster
}

// marks lists services that were rated together from one device, for supervisors.
func (k ratings) marks(w http.ResponseWriter, r *http.Request, v *door.Visitor) error {
	all, next, err := k.Ratings.Marks(r.Context(), v.Actor, r.URL.Query().Get("from"), marksPage)
	if err != nil {
		return err
	}
	pg, err := k.page(r, v, page.Word("desk.marks").Text(), marksPath)
	if err != nil {
		return err
	}
	m := marked{Visitor: v, desk: k.desk, all: all}
	if next != "" {
		m.next = marksPath + "?" + url.Values{"from": {next}}.Encode()
	}
	return k.Show(w, pg.Desk(), m.page())
}

type marked struct {
	*door.Visitor
	desk *desk
	all  []rating.Mark
	next string
}

func (m marked) table() page.Table {
	t := page.Table{Caption: page.Word("desk.marks").Text(), Empty: page.Empty{Why: page.Word("desk.marks-none").Text()}, Columns: []page.Column{
		{Title: page.Word("kit.number").Text()}, {Title: page.Word("desk.marks-item").Text()}, {Title: page.Word("desk.marks-at").Text()}, {Title: page.Word("desk.marks-together").Text(), Numeric: true},
	}}
	for _, one := range m.all {
		t.Rows = append(t.Rows, []page.Cell{
			{Text: one.Number, Href: matterPath + one.Number}, {Text: one.Title}, {Text: page.Moment(one.At).In(m.Lang)}, {Text: strconv.Itoa(one.Together)},
		})
	}
	return t
}

// rated reports whether the matter has a screen for whoever was served.
func (f file) rated() bool { return f.desk.Ratings != nil && rating.Rateable(f.Definition) }
