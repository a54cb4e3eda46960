package portal

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"shuniu/face/door"
	"shuniu/face/page"
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
	month request.Month
	now   request.Month
	city  request.Figure
	units []request.Figure

	unit   org.Unit         // of the table by month; the zero unit is the city
	months []request.Figure // the last ones
}

func (p *portal) thisMonth() request.Month { return request.MonthOf(p.watch.Now()) }

// figures shows a month, this one if the address names none. Units stand in the
// register's order: a table of units is no ranking.
func (p shelf) figures(w http.ResponseWriter, r *http.Request, v *door.Visitor) error {
	c := counting{Visitor: v, dir: p.Org.Now(), now: p.thisMonth()}
	c.month = c.now
	if typed := r.URL.Query().Get(monthParam); typed != "" {
		month, err := request.ParseMonth(typed)
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
	if c.months, err = p.Figures.Months(r.Context(), monthsOff(c.month, 1-monthsShown), c.month); err != nil {
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
	return page.Word("portal.figures-title").Fill(page.Texts{"month": monthText(c.month)})
}

// whose names what the table by month is of.
func (c counting) whose() lang.Text {
	if c.unit.ID == 0 {
		return page.Word("portal.whole-city").Text()
	}
	return c.unit.Name
}

// monthText writes a month out: 2026年3月, March 2026.
func monthText(m request.Month) lang.Text {
	t, err := time.Parse("2006-01", string(m))
	if err != nil {
		return lang.Same(string(m))
	}
	return lang.T(fmt.Sprintf("%d年%d月", t.Year(), int(t.Month())), t.Format("January 2006"))
}

// monthsOff is the month n months later.
func monthsOff(m request.Month, n int) request.Month {
	t, err := time.Parse("2006-01", string(m))
	if err != nil {
		return m
	}
	return request.MonthOf(t.AddDate(0, n, 0))
}

func monthHref(m request.Month) string {
	return figuresPath + "?" + url.Values{monthParam: {string(m)}}.Encode()
}

// others are the links to the month before and after; there is none to a month
// that has not begun.
func (c counting) others() []page.NavItem {
	items := []page.NavItem{{Href: monthHref(monthsOff(c.month, -1)), Text: monthText(monthsOff(c.month, -1))}}
	if c.month < c.now {
		items = append(items, page.NavItem{Href: monthHref(monthsOff(c.month, 1)), Text: monthText(monthsOff(c.month, 1))})
	}
	return items
}

// percent is a share as people read it, a dash where there are too few to be a
// share of.
func percent(m request.Measure, f request.Figure) string {
	permille, ok := m.Share(f)
	if !ok || m.Of(f) < request.Fewest {
		return "—"
	}
	return strconv.FormatFloat(float64(permille)/10, 'f', -1, 64) + "%"
}

// barWidth is a share of the bar's hundred.
func barWidth(m request.Measure, f request.Figure) string {
	permille, _ := m.Share(f)
	return strconv.FormatFloat(float64(min(permille, 1000))/10, 'f', 1, 64)
}

// cells are a row of figures. A share stands with the count behind it; of few it is
// not told, and a column put in order by it keeps those apart.
func cells(name, href string, f request.Figure) []page.Cell {
	out := []page.Cell{{Text: name, Href: href}}
	for _, m := range request.Measures() {
		cell := page.Cell{Text: strconv.FormatInt(m.Count(f), 10), Sort: strconv.FormatInt(m.Count(f), 10)}
		if permille, ok := m.Share(f); ok {
			cell.Sort = "-1"
			if m.Of(f) >= request.Fewest {
				cell.Text, cell.Sort = cell.Text+" · "+percent(m, f), strconv.FormatInt(permille, 10)
			}
		}
		out = append(out, cell)
	}
	return out
}

func tableOf(caption, first page.Word) page.Table {
	t := page.Table{Caption: caption.Text(), RowHead: true, Columns: []page.Column{{Title: first.Text()}}, Empty: page.Empty{Why: page.Word("portal.figures-none").Text()}}
	for _, m := range request.Measures() {
		t.Columns = append(t.Columns, page.Column{Title: m.Title, Numeric: true})
	}
	return t
}

// table is every figure by unit, the city in the first row.
func (c counting) table() page.Table {
	t := tableOf(page.Word("portal.figures-table"), page.Word("portal.unit"))
	t.Sortable = len(c.units) > 1
	if len(c.units) > 0 {
		t.Rows = append(t.Rows, cells(page.Word("portal.whole-city").In(c.Lang), "", c.city))
	}
	for _, f := range c.units {
		unit, _ := c.dir.Unit(f.Unit)
		t.Rows = append(t.Rows, cells(unit.Name.In(c.Lang), figuresPath+"?"+url.Values{unitParam: {unit.Code}, monthParam: {string(c.month)}}.Encode(), f))
	}
	return t
}

// monthsShown is how many months the table of one unit goes back.
const monthsShown = 12

// byMonth is every figure of one unit, or of the city, month by month.
func (c counting) byMonth() page.Table {
	t := tableOf(page.Word("portal.figures-by-month"), page.Word("portal.month"))
	for i := range monthsShown {
		month := monthsOff(c.month, -i)
		for _, f := range c.months {
			if f.Month == month && f.Unit == c.unit.ID {
				t.Rows = append(t.Rows, cells(monthText(month).In(c.Lang), monthHref(month), f))
			}
		}
	}
	return t
}
