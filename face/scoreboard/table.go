package scoreboard

import (
	"net/url"
	"slices"
	"strconv"

	"shuniu/face/page"
	"shuniu/kernel/assessment"
	"shuniu/kernel/assessment/scorecard"
	"shuniu/kernel/lang"
)

// table is the scorecards as a page shows them: what makes up the score first. Each number
// opens to the matters behind it.
func (s sheet) table() page.Table {
	t := page.Table{
		Caption: page.Word("scoreboard.table").Fill(page.Texts{"period": s.period.Text()}), RowHead: true, Sortable: len(s.rows) > 1,
		Columns: []page.Column{{Title: s.head()}},
		Empty:   page.Empty{Why: page.Word("scoreboard.none").Text()},
	}
	if s.scores() {
		t.Columns = append(t.Columns, page.Column{Title: page.Word("scoreboard.score").Text(), Numeric: true})
	}
	for _, m := range s.shown() {
		t.Columns = append(t.Columns, page.Column{Title: m.Title, Numeric: true})
	}
	for _, r := range s.rows {
		t.Rows = append(t.Rows, s.cells(r))
	}
	if all := s.all(); len(all) > len(s.rows) {
		t.Total = s.cells(all[0])
	}
	return t
}

// cells are a row of the table.
func (s sheet) cells(r row) []page.Cell {
	out := []page.Cell{{Text: r.name.In(s.Lang)}}
	if s.scores() {
		out = append(out, page.Cell{Text: r.told(), Sort: strconv.FormatInt(r.sortable(), 10)})
	}
	for _, m := range s.shown() {
		out = append(out, s.cell(m, r))
	}
	return out
}

// all is the rows with that of the city before them, but for persons, of whom a visitor
// sees some only.
func (s sheet) all() []row {
	if s.axis == scorecard.Person || len(s.rows) == 0 {
		return s.rows
	}
	return slices.Concat([]row{{Card: s.city, name: page.Word("scoreboard.city").Text()}}, s.rows)
}

// scores tells whether scores are told: of persons there are none.
func (s sheet) scores() bool { return s.axis != scorecard.Person }

// shown are the measures of which anybody on this axis has a number.
func (s sheet) shown() scorecard.Measures {
	var weighted, other scorecard.Measures
	for _, m := range s.measures {
		there := false
		for _, r := range s.rows {
			_, ok := r.Numbers[m.Name]
			there = there || ok
		}
		switch {
		case !there:
		case m.Weight > 0:
			weighted = append(weighted, m)
		default:
			other = append(other, m)
		}
	}
	return append(weighted, other...)
}

func (s sheet) head() lang.Text { return axisName(s.axis).Text() }

func axisName(a scorecard.Axis) page.Word {
	switch a {
	case scorecard.Region:
		return page.Word("scoreboard.region")
	case scorecard.Person:
		return page.Word("scoreboard.person")
	}
	return page.Word("scoreboard.unit")
}

// told is the score as people read it, a dash where there is too little to tell.
func (r row) told() string {
	if !r.scored {
		return "—"
	}
	return tenths(r.score)
}

func (r row) sortable() int64 {
	if !r.scored {
		return -1
	}
	return r.score
}

func tenths(n int64) string { return strconv.FormatFloat(float64(n)/10, 'f', 1, 64) }

// cell is one number, which opens to its matters. A column put in order by it keeps apart
// what is told of too few.
func (s sheet) cell(m *scorecard.Measure, r row) page.Cell {
	n, ok := r.Numbers[m.Name]
	if !ok {
		return page.Cell{Text: "—", Sort: "-1"}
	}
	text, sort := figure(m, n)
	return page.Cell{Text: text, Sort: strconv.FormatInt(sort, 10), Href: s.opens(m, r.id)}
}

// figure is a number as people read it, and by what it is sorted.
func figure(m *scorecard.Measure, n scorecard.Number) (text string, sort int64) {
	count := strconv.FormatInt(n.N, 10)
	switch m.Kind {
	case scorecard.Share:
		text, sort = strconv.FormatInt(n.Value, 10)+"/"+count, -1
		if permille, ok := n.Permille(); ok && n.Tells() {
			text, sort = tenths(permille)+"% · "+text, permille
		}
	case scorecard.Mean:
		if n.N > 0 {
			sort = (20*n.Value + n.N) / (2 * n.N)
			text = tenths(sort) + " · " + count
		}
	case scorecard.Sum:
		text, sort = strconv.FormatInt(n.Value, 10), n.Value
	default:
		text, sort = count, n.N
	}
	if n.Dropped > 0 {
		text += " (−" + strconv.FormatInt(n.Dropped, 10) + ")"
	}
	return text, sort
}

// opens is the address of the matters behind a number.
func (s sheet) opens(m *scorecard.Measure, who string) string {
	return listPath + "?" + url.Values{byParam: {string(s.axis)}, periodParam: {string(s.period)}, whoParam: {who}, measureParam: {m.Name}}.Encode()
}

// grid is the table as rows of text for a file: each number as the page tells it, then
// what it is made of and how many were taken out, each in a column of its own.
func (s sheet) grid() [][]string {
	head := []string{s.head().In(s.Lang), page.Word("scoreboard.period").In(s.Lang)}
	if s.scores() {
		head = append(head, page.Word("scoreboard.score").In(s.Lang))
	}
	for _, m := range s.shown() {
		for _, column := range columns(m) {
			if name := column.name.In(s.Lang); name != "" {
				head = append(head, m.Title.In(s.Lang)+" · "+name)
			} else {
				head = append(head, m.Title.In(s.Lang))
			}
		}
	}
	rows := [][]string{head}
	for _, r := range s.all() {
		cells := []string{r.name.In(s.Lang), string(s.period)}
		if s.scores() {
			cells = append(cells, r.told())
		}
		for _, m := range s.shown() {
			n, ok := r.Numbers[m.Name]
			for _, column := range columns(m) {
				text := ""
				if ok {
					text = column.of(n)
				}
				cells = append(cells, text)
			}
		}
		rows = append(rows, cells)
	}
	return rows
}

// column is one of those that a measure has in a file.
type column struct {
	name lang.Text // after that of the measure
	of   func(scorecard.Number) string
}

// columns are what a file tells of a measure: a share where there is enough for one, a
// mean, a count or a sum; what a share or a mean is of; what was taken out.
func columns(m *scorecard.Measure) []column {
	number := func(n int64) string { return strconv.FormatInt(n, 10) }
	value := func(n scorecard.Number) string { return number(n.Value) }
	of := column{page.Word("scoreboard.of").Text(), func(n scorecard.Number) string { return number(n.N) }}
	out := column{page.Word("scoreboard.dropped").Text(), func(n scorecard.Number) string { return number(n.Dropped) }}
	switch m.Kind {
	case scorecard.Share:
		return []column{{lang.Same("%"), func(n scorecard.Number) string {
			if permille, ok := n.Permille(); ok && n.Tells() {
				return tenths(permille)
			}
			return ""
		}}, {page.Word("scoreboard.of-them").Text(), value}, of, out}
	case scorecard.Mean:
		return []column{{lang.Text{}, func(n scorecard.Number) string {
			if n.N == 0 {
				return ""
			}
			return tenths((20*n.Value + n.N) / (2 * n.N))
		}}, of, out}
	case scorecard.Sum:
		return []column{{lang.Text{}, value}, out}
	}
	return []column{{lang.Text{}, of.of}, out}
}

// tabs lead to the other axes.
func (s sheet) tabs() page.Tabs {
	t := page.Tabs{Label: page.Word("scoreboard.by").Text()}
	for _, a := range axes {
		t.Items = append(t.Items, page.NavItem{Href: s.href(a, s.period, ""), Text: axisName(a).Text(), Current: a == s.axis})
	}
	return t
}

// spans lead to the month, the quarter and the year of the period.
func (s sheet) spans() []page.NavItem {
	_, last := s.period.Months()
	if last > s.now {
		last = s.now
	}
	var items []page.NavItem
	for _, span := range []int{1, 3, 12} {
		p := last.In(span)
		items = append(items, page.NavItem{Href: s.href(s.axis, p, ""), Text: p.Text(), Current: p == s.period})
	}
	return items
}

// turns lead to the period before and after; none to one that has not begun.
func (s sheet) turns() []page.NavItem {
	items := []page.NavItem{{Href: s.href(s.axis, s.period.Plus(-1), ""), Text: s.period.Plus(-1).Text()}}
	if first, _ := s.period.Plus(1).Months(); first <= s.now {
		items = append(items, page.NavItem{Href: s.href(s.axis, s.period.Plus(1), ""), Text: s.period.Plus(1).Text()})
	}
	return items
}

// note says of how many nothing more is told.
func note() lang.Text {
	return page.Word("scoreboard.note").With("few", strconv.Itoa(assessment.Fewest))
}

// table is every measure with its rule and what it makes up of a score.
func (r ruling) table() page.Table {
	t := page.Table{Caption: page.Word("scoreboard.rules-table").Text(), RowHead: true, Stacks: true, Columns: []page.Column{
		{Title: page.Word("scoreboard.measure").Text()}, {Title: page.Word("scoreboard.rule").Text()}, {Title: page.Word("scoreboard.weight").Text(), Numeric: true}, {Title: page.Word("scoreboard.since").Text()},
	}}
	for _, m := range r.measures {
		weight := "—"
		if m.Weight > 0 {
			weight = strconv.FormatInt(m.Weight, 10)
		}
		t.Rows = append(t.Rows, page.Cells(m.Title.In(r.Lang), m.Rule.In(r.Lang), weight, m.Since.String()))
	}
	return t
}

// unseen says how many matters of the page the visitor may not see.
func (l behind) unseen() lang.Text {
	return page.Word("scoreboard.hidden").With("n", strconv.Itoa(l.hidden))
}
