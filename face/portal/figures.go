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
	all, err := p.Figures.Months(r.Context(), c.month, c.month)
	if err != nil {
		return err
	}
	for _, f := range all {
		if f.Unit == 0 {
			c.city = f
		} else {
			c.units = append(c.units, f)
		}
	}
	slices.SortStableFunc(c.units, func(a, b request.Figure) int { return int(a.Unit - b.Unit) })
	return p.Show(w, p.page(r, v, c.title(), figuresPath).Portal(), c.page())
}

func (c counting) title() lang.Text {
	return page.Word("portal.figures-title").Fill(page.Texts{"month": monthText(c.month)})
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

// months are the links to the month before and after; there is none to a month
// that has not begun.
func (c counting) months() []page.NavItem {
	items := []page.NavItem{{Href: monthHref(monthsOff(c.month, -1)), Text: monthText(monthsOff(c.month, -1))}}
	if c.month < c.now {
		items = append(items, page.NavItem{Href: monthHref(monthsOff(c.month, 1)), Text: monthText(monthsOff(c.month, 1))})
	}
	return items
}

// percent is a share as people read it, a dash where there is nothing to be a
// share of.
func percent(m request.Measure, f request.Figure) string {
	permille, ok := m.Share(f)
	if !ok {
		return "—"
	}
	return strconv.FormatFloat(float64(permille)/10, 'f', -1, 64) + "%"
}

// barWidth is a share of the bar's hundred.
func barWidth(m request.Measure, f request.Figure) string {
	permille, _ := m.Share(f)
	return strconv.FormatFloat(float64(min(permille, 1000))/10, 'f', 1, 64)
}

// table is every figure by unit, the city in the first row. A share stands with
// the counts behind it, so that nobody takes three of four for a measure.
func (c counting) table() page.Table {
	t := page.Table{Caption: page.Word("portal.figures-table").Text(), RowHead: true, Sortable: len(c.units) > 1,
		Columns: []page.Column{{Title: page.Word("portal.unit").Text()}},
		Empty:   page.Empty{Why: page.Word("portal.figures-none").Text()},
	}
	measures := request.Measures()
	for _, m := range measures {
		t.Columns = append(t.Columns, page.Column{Title: m.Title, Numeric: true})
	}
	row := func(name, href string, f request.Figure) {
		cells := []page.Cell{{Text: name, Href: href}}
		for _, m := range measures {
			cell := page.Cell{Text: strconv.FormatInt(m.Count(f), 10), Sort: strconv.FormatInt(m.Count(f), 10)}
			if permille, ok := m.Share(f); ok {
				cell.Text, cell.Sort = cell.Text+" · "+percent(m, f), strconv.FormatInt(permille, 10)
			}
			cells = append(cells, cell)
		}
		t.Rows = append(t.Rows, cells)
	}
	if len(c.units) > 0 {
		row(page.Word("portal.whole-city").In(c.Lang), "", c.city)
	}
	for _, f := range c.units {
		unit, _ := c.dir.Unit(f.Unit)
		row(unit.Name.In(c.Lang), answersPath+"?"+url.Values{unitParam: {unit.Code}}.Encode(), f)
	}
	return t
}
