package cockpit

import (
	"cmp"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"shuniu/face/page"
	"shuniu/kernel/assessment/scorecard"
	"shuniu/kernel/category"
	"shuniu/kernel/lang"
	"shuniu/kernel/org"
)

// chart is a picture of a table; without scripts, and for whoever would rather read, the
// table is there. Kind is line or bar.
type chart struct {
	name  string // of its element
	kind  string
	title page.Word
	table page.Table
}

// trend is what came and what was answered on each of the last days.
func (s view) trend() chart {
	t := page.Table{Caption: page.Word("cockpit.trend-table").Text(), RowHead: true, Columns: []page.Column{
		{Title: page.Word("cockpit.day").Text()}, {Title: page.Word("cockpit.received").Text(), Numeric: true}, {Title: page.Word("cockpit.answered").Text(), Numeric: true},
	}}
	for d := daysShown - 1; d >= 0; d-- {
		day := s.today.Add(-d)
		n := s.days[day.String()].Numbers
		t.Rows = append(t.Rows, page.Cells(day.String()[len("2026-"):], strconv.FormatInt(n["submitted"].N, 10), strconv.FormatInt(n["answered"].N, 10)))
	}
	return chart{"trend", "line", page.Word("cockpit.trend"), t}
}

// bar is one of a chart of bars.
type bar struct {
	label, href string
	n           scorecard.Number
	permille    int64
}

// lagging are the units with the lowest share answered on time this quarter, of those of
// which there is enough to tell.
func (s view) lagging() chart {
	var bars []bar
	for who, c := range s.units {
		n := c.Numbers["on_time"]
		permille, ok := n.Permille()
		id, _ := strconv.ParseInt(who, 10, 64)
		u, known := s.c.Org.Now().Unit(org.UnitID(id))
		if !ok || !n.Tells() || !known {
			continue
		}
		href := behindPath + "?" + url.Values{"by": {"unit"}, "who": {who}, "measure": {"on_time"}, "period": {string(s.month.In(3))}, "which": {"other"}}.Encode()
		bars = append(bars, bar{u.Name.In(s.Lang), href, n, permille})
	}
	slices.SortFunc(bars, func(a, b bar) int {
		return cmp.Or(cmp.Compare(a.permille, b.permille), strings.Compare(a.label, b.label))
	})
	t := page.Table{Caption: page.Word("cockpit.lagging-table").Text(), RowHead: true, Empty: page.Empty{Why: page.Word("cockpit.lagging-none").Text()}, Columns: []page.Column{
		{Title: page.Word("cockpit.unit").Text()}, {Title: page.Word("cockpit.on-time-share").Text(), Numeric: true},
	}}
	for _, b := range bars[:min(mostBars, len(bars))] {
		t.Rows = append(t.Rows, []page.Cell{{Text: b.label}, {Text: percent(b.permille), Href: b.href, Sort: strconv.FormatFloat(float64(b.permille)/10, 'f', 1, 64)}})
	}
	return chart{"lagging", "bar", page.Word("cockpit.lagging"), t}
}

// categories are those of which most came, this month and the last, side by side.
func (s view) categories() chart {
	c := chart{name: "categories", kind: "bar", title: page.Word("cockpit.categories"), table: page.Table{Caption: page.Word("cockpit.categories-table").Text(), Columns: []page.Column{{Title: page.Word("cockpit.category").Text()}}}}
	return s.bars(c, s.category.counts("received"), func(code string) lang.Text { return s.c.Engine.Categories.Path(category.Code(code)) })
}

// ofKind is how many came of each kind, this month and the last.
func (s view) ofKind() chart {
	c := chart{name: "kinds", kind: "bar", title: page.Word("cockpit.kinds"), table: page.Table{Caption: page.Word("cockpit.kinds-table").Text(), Columns: []page.Column{{Title: page.Word("cockpit.kind").Text()}}}}
	return s.bars(c, s.kinds.counts("submitted"), func(value string) lang.Text {
		def, err := s.c.Engine.Process("people.request")
		if err != nil {
			return lang.Same(value)
		}
		if o := def.Field("kind").Option(value); o != nil {
			return o.Label
		}
		return lang.Same(value)
	})
}

// pair is how many there were in a period and in the one before it.
type pair struct{ now, before int64 }

// counts are how many of each there were by a measure.
func (t turn) counts(measure string) map[string]pair {
	out := map[string]pair{}
	for _, of := range []map[string]scorecard.Card{t.now, t.before} {
		for who := range of {
			if p := (pair{t.now[who].Numbers[measure].N, t.before[who].Numbers[measure].N}); p.now+p.before > 0 {
				out[who] = p
			}
		}
	}
	return out
}

// bars fills the table of a chart with the most frequent.
func (s view) bars(c chart, of map[string]pair, name func(string) lang.Text) chart {
	type row struct {
		label string
		pair
	}
	var rows []row
	for who, n := range of {
		rows = append(rows, row{name(who).In(s.Lang), n})
	}
	slices.SortFunc(rows, func(a, b row) int {
		return cmp.Or(cmp.Compare(b.now+b.before, a.now+a.before), strings.Compare(a.label, b.label))
	})
	c.table.RowHead = true
	c.table.Columns = append(c.table.Columns, page.Column{Title: page.Word("cockpit.this-month").Text(), Numeric: true}, page.Column{Title: page.Word("cockpit.last-month").Text(), Numeric: true})
	c.table.Empty = page.Empty{Why: page.Word("cockpit.nothing-came").Text()}
	for _, r := range rows[:min(mostBars, len(rows))] {
		c.table.Rows = append(c.table.Rows, page.Cells(r.label, strconv.FormatInt(r.now, 10), strconv.FormatInt(r.before, 10)))
	}
	return c
}

// tile is a district of the grid: how much came, and how much of it was answered on time.
type tile struct {
	name  lang.Text
	n     int64
	share string

	before int64  // came in the quarter before
	tone   string // good, fair, poor, or unknown
	href   string
}

// Of the districts' shares, from where on they are good and fair.
const (
	goodFrom = 950
	fairFrom = 850
)

// tiles are the districts in the order of their codes: they stand where they always
// stand, so that the grid is read like a map.
func (s view) tiles() []tile {
	dir := s.c.Org.Now()
	var out []tile
	for _, r := range dir.RegionChildren(dir.City().Code) {
		c := s.regions.now[string(r.Code)]
		t := tile{name: r.Name, n: c.Numbers["submitted"].N, before: s.regions.before[string(r.Code)].Numbers["submitted"].N, share: "—", tone: "unknown"}
		t.href = behindPath + "?" + url.Values{"by": {"region"}, "who": {string(r.Code)}, "measure": {"submitted"}, "period": {string(s.month.In(3))}}.Encode()
		if n := c.Numbers["on_time"]; n.Tells() {
			permille, _ := n.Permille()
			t.share = percent(permille)
			switch {
			case permille >= goodFrom:
				t.tone = "good"
			case permille >= fairFrom:
				t.tone = "fair"
			default:
				t.tone = "poor"
			}
		}
		out = append(out, t)
	}
	return out
}
