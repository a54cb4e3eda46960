package portal

import (
	"net/http"
	"net/url"
	"strconv"

	"shuniu/face/door"
	"shuniu/face/page"
	"shuniu/kernel/assessment"
	"shuniu/kernel/calendar"
	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
	"shuniu/kernel/org"
	"shuniu/service/enterprises/approval/rating"
)

const (
	ratingsPath = "/ratings"
	byParam     = "by"
)

// rated are the ratings of one month.
type rated struct {
	*door.Visitor
	p     gazette
	month assessment.Month
	by    rating.By
	city  rating.Figure
	rows  []rating.Figure
	next  string
	asked []string // the grades in words
}

// rated reads which month and which way of counting the address asks for.
func (p gazette) rated(r *http.Request, v *door.Visitor) (rated, error) {
	c := rated{Visitor: v, p: p, month: p.thisMonth()}
	q := r.URL.Query()
	var err error
	if typed := q.Get(monthParam); typed != "" {
		if c.month, err = assessment.ParseMonth(typed); err != nil {
			return c, err
		}
	}
	if c.by, err = rating.ParseBy(q.Get(byParam)); err != nil {
		return c, err
	}
	if c.rows, c.next, err = p.Rated.Month(r.Context(), c.month, c.by, q.Get(fromParam)); err != nil {
		return c, err
	}
	whole, _, err := p.Rated.Month(r.Context(), c.month, rating.City, "")
	if len(whole) > 0 {
		c.city = whole[0]
	}
	return c, err
}

func (p gazette) ratings(w http.ResponseWriter, r *http.Request, v *door.Visitor) error {
	c, err := p.rated(r, v)
	if err != nil {
		return err
	}
	if c.by == rating.City {
		return fault.Of(fault.NotFound, "the city is one row of each page")
	}
	def, err := p.Engine.Process(rating.FollowUp)
	if err != nil {
		return err
	}
	for _, g := range rating.Grades {
		label := lang.Text{}
		if o := def.Field(rating.FieldRating).Option(g); o != nil {
			label = o.Label
		}
		c.asked = append(c.asked, label.In(v.Lang))
	}
	return p.Show(w, p.page(r, v, c.title(), figuresPath).Portal(), c.page())
}

func (c rated) title() lang.Text {
	return page.Word("portal.ratings-of").Fill(page.Texts{"month": c.month.Text()})
}

func (c rated) href(month assessment.Month, by rating.By, from string) string {
	q := url.Values{monthParam: {string(month)}, byParam: {string(by)}}
	if from != "" {
		q.Set(fromParam, from)
	}
	return ratingsPath + "?" + q.Encode()
}

func (c rated) csv() string {
	return ratingsPath + ".csv?" + url.Values{monthParam: {string(c.month)}, byParam: {string(c.by)}}.Encode()
}

// others are the links to the month before and after; there is none to a month that
// has not begun.
func (c rated) others() []page.NavItem {
	items := []page.NavItem{{Href: c.href(c.month.Plus(-1), c.by, ""), Text: c.month.Plus(-1).Text()}}
	if c.month < c.p.thisMonth() {
		items = append(items, page.NavItem{Href: c.href(c.month.Plus(1), c.by, ""), Text: c.month.Plus(1).Text()})
	}
	return items
}

func (c rated) tabs() page.Tabs {
	t := page.Tabs{Label: page.Word("portal.ratings-by").Text()}
	for _, way := range []struct {
		by   rating.By
		text page.Word
	}{{rating.ByUnit, page.Word("portal.ratings-by-unit")}, {rating.ByItem, page.Word("portal.ratings-by-item")}, {rating.ByWindow, page.Word("portal.ratings-by-window")}} {
		t.Items = append(t.Items, page.NavItem{Href: c.href(c.month, way.by, ""), Text: way.text.Text(), Current: way.by == c.by})
	}
	return t
}

// subject is what a row is about: code and name.
func (c rated) subject(f rating.Figure) (code, name string) {
	switch f.By {
	case rating.ByItem:
		return f.Subject, c.p.itemName(f.Subject, c.Lang)
	case rating.City:
		return "", page.Word("portal.whole-city").In(c.Lang)
	}
	id, _ := strconv.ParseInt(f.Subject, 10, 64)
	unit, _ := c.p.Org.Now().Unit(org.UnitID(id))
	return unit.Code, unit.Name.In(c.Lang)
}

// itemName is the item's name today, or the code of one that is no longer offered.
func (p gazette) itemName(code string, tag lang.Tag) string {
	if p.Items != nil {
		for _, i := range p.Items.On(calendar.DateOf(p.watch.Now())) {
			if i.Implementing() == code {
				return i.Name.In(tag)
			}
		}
	}
	return code
}

// table is one row for each subject, the city at the foot.
func (c rated) table() page.Table {
	first := page.Word("portal.unit")
	switch c.by {
	case rating.ByItem:
		first = page.Word("portal.ratings-subject-item")
	case rating.ByWindow:
		first = page.Word("portal.ratings-subject-window")
	}
	t := tableOf(rating.Measures(), page.Word("portal.ratings-title"), first)
	t.Sortable = len(c.rows) > 1
	if len(c.rows) > 0 {
		t.Total = cells(rating.Measures(), page.Cell{Text: page.Word("portal.whole-city").In(c.Lang)}, c.city)
	}
	for _, f := range c.rows {
		_, name := c.subject(f)
		t.Rows = append(t.Rows, cells(rating.Measures(), page.Cell{Text: name}, f))
	}
	return t
}

// grades is how often the city got each grade, at first and at last.
func (c rated) grades() page.Table {
	t := page.Table{Caption: page.Word("portal.ratings-grades").Text(), RowHead: true, Columns: []page.Column{
		{Title: page.Word("portal.ratings-grade").Text()}, {Title: page.Word("portal.rate-first").Text(), Numeric: true}, {Title: page.Word("portal.ratings-last").Text(), Numeric: true},
	}}
	for i, name := range c.asked {
		t.Rows = append(t.Rows, []page.Cell{{Text: name}, {Text: strconv.FormatInt(c.city.First[i], 10)}, {Text: strconv.FormatInt(c.city.Last[i], 10)}})
	}
	return t
}

// ratingsTable sends what the page shows, and every grade, as CSV (RFC 4180).
func (p gazette) ratingsTable(w http.ResponseWriter, r *http.Request, v *door.Visitor) error {
	c, err := p.rated(r, v)
	if err != nil {
		return err
	}
	head := []string{"month", "by", "code", "name"}
	for _, m := range rating.Measures() {
		head = append(head, m.Name)
	}
	for _, when := range []string{"first_", "last_"} {
		for _, g := range rating.Grades {
			head = append(head, when+g)
		}
	}
	rows := [][]string{head}
	for _, f := range c.rows {
		code, name := c.subject(f)
		row := []string{string(f.Month), string(f.By), code, name}
		for _, m := range rating.Measures() {
			row = append(row, strconv.FormatInt(m.Count(f), 10))
		}
		for _, counts := range []rating.Graded{f.First, f.Last} {
			for _, n := range counts {
				row = append(row, strconv.FormatInt(n, 10))
			}
		}
		rows = append(rows, row)
	}
	if c.next != "" {
		w.Header().Set("Link", "<"+ratingsPath+".csv?"+url.Values{monthParam: {string(c.month)}, byParam: {string(c.by)}, fromParam: {c.next}}.Encode()+`>; rel="next"`)
	}
	return door.SendTable(w, rows)
}
