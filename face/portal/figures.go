package portal

import (
	"context"
	"maps"
	"net/http"
	"net/url"
	"slices"

	"shuniu/face/door"
	"shuniu/face/page"
	"shuniu/kernel/assessment"
	"shuniu/kernel/assessment/scorecard"
	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
	"shuniu/kernel/org"
)

const (
	figuresPath = "/figures"
	monthParam  = "month"
)

// measure is a way of counting that is published: one of the city's assessment.
type measure = assessment.Measure[scorecard.Card]

// counting is the figures of one month.
type counting struct {
	*door.Visitor
	measures []measure
	dir      *org.Directory
	month    assessment.Month
	now      assessment.Month
	city     scorecard.Card
	units    []scorecard.UnitCard // of which anything was counted that is published

	unit   org.Unit // of the table by month; the zero unit is the city
	months map[assessment.Month]scorecard.Card
}

func (p *portal) thisMonth() assessment.Month { return assessment.MonthOf(p.watch.Now()) }

// figures shows a month, this one if the address names none. Units stand in the
// register's order: a table of units is no ranking.
func (p shelf) figures(w http.ResponseWriter, r *http.Request, v *door.Visitor) error {
	c := counting{Visitor: v, measures: p.Book.Measures().Public(), dir: p.Org.Now(), now: p.thisMonth()}
	c.month = c.now
	if typed := r.URL.Query().Get(monthParam); typed != "" {
		month, err := assessment.ParseMonth(typed)
		if err != nil {
			return err
		}
		if month > c.now {
			return fault.New(fault.Invalid, page.Word("portal.figures-ahead").Text(), "a month that has not begun")
		}
		c.month = month
	}
	if code := r.URL.Query().Get(unitParam); code != "" {
		var ok bool
		if c.unit, ok = c.dir.UnitByCode(code); !ok {
			return fault.Of(fault.NotFound, "no such unit")
		}
	}
	if err := c.count(r.Context(), p.Book); err != nil {
		return err
	}
	return p.Show(w, p.page(r, v, c.title(), figuresPath).Portal(), c.page())
}

// count reads the numbers of the month, and of those before it.
func (c *counting) count(ctx context.Context, book *scorecard.Book) (err error) {
	if c.units, err = book.Units(ctx, c.month, c.month); err != nil {
		return err
	}
	c.units = slices.DeleteFunc(c.units, func(u scorecard.UnitCard) bool { return len(c.of(u.Card)) == 0 })
	cities, err := book.Cards(ctx, scorecard.City, c.month, c.month)
	if err != nil {
		return err
	}
	c.city = cities[""]
	whose := scorecard.Whose{Axis: scorecard.City}
	if c.unit.ID != 0 {
		whose = scorecard.Whose{Axis: scorecard.Unit, Who: scorecard.UnitName(c.unit.ID)}
	}
	c.months, err = book.Months(ctx, whose, c.month.Plus(1-monthsShown), c.month)
	return err
}

// of are the measures that tell anything of one of the cards: what is counted of the
// city alone is no column of units.
func (c *counting) of(cards ...scorecard.Card) []measure {
	var out []measure
	for _, m := range c.measures {
		if slices.ContainsFunc(cards, func(card scorecard.Card) bool { return card.Has(m.Name) }) {
			out = append(out, m)
		}
	}
	return out
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

// table is every figure by unit, the city at the foot.
func (c counting) table() page.Table {
	cards := make([]scorecard.Card, len(c.units))
	for i, u := range c.units {
		cards[i] = u.Card
	}
	measures := c.of(cards...)
	t := tableOf(measures, page.Word("portal.figures-table"), page.Word("portal.unit"))
	t.Sortable = len(c.units) > 1
	if len(c.units) > 0 {
		t.Total = cells(measures, page.Cell{Text: page.Word("portal.whole-city").In(c.Lang)}, c.city)
	}
	for _, u := range c.units {
		t.Rows = append(t.Rows, cells(measures, page.Cell{Text: u.Unit.Name.In(c.Lang), Href: figuresPath + "?" + url.Values{unitParam: {u.Unit.Code}, monthParam: {string(c.month)}}.Encode()}, u.Card))
	}
	return t
}

// monthsShown is how many months the table of one unit goes back.
const monthsShown = 12

// byMonth is every figure of one unit, or of the city, month by month.
func (c counting) byMonth() page.Table {
	measures := c.of(slices.Collect(maps.Values(c.months))...)
	t := tableOf(measures, page.Word("portal.figures-by-month"), page.Word("portal.month"))
	for i := range monthsShown {
		month := c.month.Plus(-i)
		if card, ok := c.months[month]; ok {
			t.Rows = append(t.Rows, cells(measures, page.Cell{Text: month.Text().In(c.Lang), Href: monthHref(month)}, card))
		}
	}
	return t
}
