package portal

import (
	"net/http"
	"strconv"

	"shuniu/face/door"
	"shuniu/face/page"
	"shuniu/kernel/assessment"
	"shuniu/kernel/lang"
	"shuniu/service/people/request"
)

// demoSignIn is where the desk signs the people of a demonstration in.
const demoSignIn = "/demo/sign-in"

// latestStories is how many answers the first page tells.
const latestStories = 5

// firstCast is how many people of a demonstration are shown at once: two rows on
// a wide screen, and on a phone no more than a thumb's way to the figures.
const firstCast = 6

// opening is the first page. 我要办 has no door as long as there is nothing behind
// it: a door that opens on an apology is worse than none.
type opening struct {
	*door.Visitor
	latest    reading
	people    []door.Player
	city      lang.Text
	month     assessment.Month
	now, last request.Figure
}

func (p *portal) home(w http.ResponseWriter, r *http.Request, v *door.Visitor) error {
	o := opening{Visitor: v, city: p.City, month: p.thisMonth()}
	if p.Demo {
		o.people = p.People
	}
	var err error
	if o.latest, err = p.reading(v); err != nil {
		return err
	}
	if o.latest.list, err = p.Published.List(r.Context(), request.Filter{Limit: latestStories}); err != nil {
		return err
	}
	figures, err := p.Figures.Months(r.Context(), o.month.Plus(-1), o.month)
	if err != nil {
		return err
	}
	for _, f := range figures {
		switch {
		case f.Unit != 0:
		case f.Month == o.month:
			o.now = f
		default:
			o.last = f
		}
	}
	return p.Show(w, p.page(r, v, page.Word("portal.home-title").Text(), "/").Portal(), o.page())
}

func (o opening) doors() page.Doors {
	return page.Doors{Items: []page.Door{
		{Href: askPath, Sign: "ask", Title: page.Word("portal.door-ask").Text(), Text: page.Word("portal.door-ask-text").Text()},
		{Href: answersPath, Sign: "see", Title: page.Word("portal.door-see").Text(), Text: page.Word("portal.door-see-text").Text()},
	}}
}

// numbers are this month's figures, each with last month's beside it.
func (o opening) numbers() page.Figures {
	var out page.Figures
	for _, m := range request.Measures() {
		if m.Name == "rated" || m.Name == "satisfied_now" || m.Name == "reopened" {
			continue // for the page of figures: the first page tells four numbers
		}
		value, unit := o.number(m, o.now)
		before, beforeUnit := o.number(m, o.last)
		if !beforeUnit.IsZero() {
			beforeUnit.En = " " + beforeUnit.En
		}
		out.Items = append(out.Items, page.Figure{
			Label: m.Title, Value: value, Unit: unit, Href: monthHref(o.month),
			Usual: page.Word("portal.last-month").Fill(page.Texts{"value": after(lang.Same(before), beforeUnit)}),
		})
	}
	return out
}

// number is a share where the measure has one, otherwise a count.
func (o opening) number(m assessment.Measure[request.Figure], f request.Figure) (string, lang.Text) {
	if m.Of != nil {
		return percent(m, f), lang.Text{}
	}
	return strconv.FormatInt(m.Count(f), 10), page.Word("portal.pieces").Text()
}
