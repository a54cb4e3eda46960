package portal

import (
	"net/http"
	"slices"
	"strconv"

	"shuniu/face/door"
	"shuniu/face/page"
	"shuniu/kernel/assessment"
	"shuniu/kernel/assessment/scorecard"
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
	measures  []measure
	now, last scorecard.Card
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
	months, err := p.Book.Months(r.Context(), scorecard.Whose{Axis: scorecard.City}, o.month.Plus(-1), o.month)
	if err != nil {
		return err
	}
	o.measures, o.now, o.last = p.Book.Measures().Public(), months[o.month], months[o.month.Plus(-1)]
	return p.Show(w, p.page(r, v, page.Word("portal.home-title").Text(), "/").Portal(), o.page())
}

func (o opening) doors() page.Doors {
	return page.Doors{Items: []page.Door{
		{Href: askPath, Sign: "ask", Title: page.Word("portal.door-ask").Text(), Text: page.Word("portal.door-ask-text").Text()},
		{Href: answersPath, Sign: "see", Title: page.Word("portal.door-see").Text(), Text: page.Word("portal.door-see-text").Text()},
	}}
}

// foremost are the four measures of which the first page tells.
var foremost = []string{"submitted", "answered", "on_time", "satisfied"}

// numbers are this month's figures, each with last month's beside it.
func (o opening) numbers() page.Figures {
	var out page.Figures
	for _, m := range o.measures {
		if !slices.Contains(foremost, m.Name) {
			continue
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
func (o opening) number(m measure, f scorecard.Card) (string, lang.Text) {
	if m.Of != nil {
		return percent(m, f), lang.Text{}
	}
	return strconv.FormatInt(m.Count(f), 10), page.Word("portal.pieces").Text()
}
