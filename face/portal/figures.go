package portal

import (
	"net/http"
	"net/url"
	"slices"

	"shuniu/face/door"
	"shuniu/face/page"
	"shuniu/kernel/assessment"
	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
	"shuniu/kernel/org"
	"shuniu/service/people/request"
)

const (
	figuresPath = "/figures"
	monthParam  = "month"
)

// counting is the figures of one month.
type counting struct {
	*door.Visitor
	dir   *org.Directory
	month assessment.Month
	now   assessment.Month
	city  request.Figure
	units []request.Figure

	unit   org.Unit         // of the table by month; the zero unit is the city
	months []request.Figure // the last ones
}

func (p *portal) thisMonth() assessment.Month { return assessment.MonthOf(p.watch.Now()) }

// figures shows a month, this one if the address names none. Units stand in the
// register's order: a table of units is no ranking.
func (p shelf) figures(w http.ResponseWriter, r *http.Request, v *door.Visitor) error {
	c := counting{Visitor: v, dir: p.Org.Now(), now: p.thisMonth()}
	c.month = c.now
	if typed := r.URL.Query().Get(monthParam); typed != "" {
		month, err := assessment.ParseMonth(typed)
		if err != nil {
			return err
		}
		c.month = month
	}
	if code := r.URL.Query().Get(unitParam); code != "" {
		var ok bool
		if c.unit, ok = c.dir.UnitByCode(code); !ok {
			return fault.Of(fault.NotFound, "no such unit")
		}
	}
	var err error
	if c.months, err = p.Figures.Months(r.Context(), c.month.Plus(1-monthsShown), c.month); err != nil {
		return err
	}
	for _, f := range c.months {
		switch {
		case f.Month != c.month:
		case f.Unit == 0:
			c.city = f
		default:
			c.units = append(c.units, f)
		}
	}
	slices.SortStableFunc(c.units, func(a, b request.Figure) int { return int(a.Unit - b.Unit) })
	return p.Show(w, p.page(r, v, c.title(), figuresPath).Portal(), c.page())
}

func (c counting) title() lang.Text {
	return page.Word("portal.figures-title").Fill(page.Texts{"month": c.month.Text()})
}

// whose names what the table by month is of.
func (c counting) whose() lang.Text {
	if c.unit.ID == 0 {
		return page.Word("portal.whole-city").Text()
	}
	return c.unit.Name
}

func monthHref(m assessment.Month) string {
	return figuresPath + "?" + url.Values{monthParam: {string(m)}}.Encode()
}

// others are the links to the month before and after; there is none to a month
// that has not begun.
func (c counting) others() []page.NavItem {
	items := []page.NavItem{{Href: monthHref(c.month.Plus(-1)), Text: c.month.Plus(-1).Text()}}
	if c.month < c.now {
		items = append(items, page.NavItem{Href: monthHref(c.month.Plus(1)), Text: c.month.Plus(1).Text()})
	}
	return items
}

// table is every figure by unit, the city in the first row.
func (c counting) table() page.Table {
	t := tableOf(request.Measures(), page.Word("portal.figures-table"), page.Word("portal.unit"))
	t.Sortable = len(c.units) > 1
	if len(c.units) > 0 {
		t.Rows = append(t.Rows, cells(request.Measures(), page.Cell{Text: page.Word("portal.whole-city").In(c.Lang)}, c.city))
	}
	for _, f := range c.units {
		unit, _ := c.dir.Unit(f.Unit)
		t.Rows = append(t.Rows, cells(request.Measures(), page.Cell{Text: unit.Name.In(c.Lang), Href: figuresPath + "?" + url.Values{unitParam: {unit.Code}, monthParam: {string(c.month)}}.Encode()}, f))
	}
	return t
}

// monthsShown is how many months the table of one unit goes back.
const monthsShown = 12

// byMonth is every figure of one unit, or of the city, month by month.
func (c counting) byMonth() page.Table {
	t := tableOf(request.Measures(), page.Word("portal.figures-by-month"), page.Word("portal.month"))
	for i := range monthsShown {
		month := c.month.Plus(-i)
		for _, f := range c.months {
			if f.Month == month && f.Unit == c.unit.ID {
				t.Rows = append(t.Rows, cells(request.Measures(), page.Cell{Text: month.Text().In(c.Lang), Href: monthHref(month)}, f))
			}
		}
	}
	return t
}
