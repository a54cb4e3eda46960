package api

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"shuniu/face/docket"
	"shuniu/face/door"
	"shuniu/kernel/assessment"
	"shuniu/kernel/assessment/scorecard"
	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
	"shuniu/kernel/org"
	"shuniu/kernel/search"
	"shuniu/service/people/request"
)

// open are the endpoints for anybody.
type open struct{ *api }

const mostListed = 100

// openData are the endpoints for anybody: what was released to the public.
func (a open) openData() []endpoint {
	month := []param{
		{in: inQuery, name: "from", schema: words(7, 7), about: lang.T("第一个月，如2026-01；默认本月", "The first month, like 2026-01; this month if not given")},
		{in: inQuery, name: "to", schema: words(7, 7), about: lang.T("最后一个月；默认同第一个月", "The last month; the first if not given")},
	}
	return []endpoint{
		{
			method: http.MethodGet, path: "/answers", name: "answers", right: door.Anyone, gives: Answers{}, answer: a.answers,
			saying: saying{title: lang.T("公开的诉求与答复", "Published requests and answers"), about: lang.T("最近公开的在前；q 按词查找。", "The latest first; q looks for words.")},
			params: []param{
				{in: inQuery, name: "q", schema: words(0, 100), about: lang.T("要查找的词", "Words to look for")},
				{in: inQuery, name: "kind", schema: words(0, 40), about: lang.T("诉求类型", "Kind of request")},
				{in: inQuery, name: "unit", schema: words(0, 40), about: lang.T("承办单位代码", "Code of the unit in charge")},
				{in: inQuery, name: "region", schema: words(12, 12), about: lang.T("12位区划代码，包括其下各级", "12-digit region code, with all that lies in it")},
				{in: inQuery, name: "cursor", schema: words(0, 100), about: lang.T("上一页给出的 next", "The next of the page before")},
				{in: inQuery, name: "limit", schema: words(0, 3), about: lang.T("每页件数，1至100，默认20", "How many, 1 to 100; 20 if not given")},
			},
		},
		{
			method: http.MethodGet, path: "/answers/{id}", name: "answer", right: door.Anyone, gives: Answer{}, answer: a.oneAnswer,
			saying: saying{title: lang.T("一件公开的诉求", "One published request"), about: lang.T("撤回公开后不再能查到。", "Not found once it is withdrawn from publication.")},
		},
		{
			method: http.MethodGet, path: "/figures", name: "figures", right: door.Anyone, gives: Figures{}, answer: a.figures, params: month,
			saying: saying{title: lang.T("公开数据", "Public figures"), about: lang.T("按月、按单位，附每一项的计算规则；unit 为空的是全市。", "By month and unit with the rule of each measure; without a unit it is the whole city.")},
		},
		{
			method: http.MethodGet, path: "/figures.csv", name: "figures-csv", right: door.Anyone, gives: content(door.TableMedia), answer: a.figuresTable, params: month,
			saying: saying{title: lang.T("公开数据（CSV）", "Public figures as CSV"), about: lang.T("UTF-8，首行为列名。", "UTF-8; the first line names the columns.")},
		},
	}
}

// Answers is a page of published requests.
type Answers struct {
	Items []Answer `json:"items"`
	Next  string   `json:"next,omitempty" doc:"The cursor of the next page; absent at the end"`
}

// Answer is a published request in the words released by the reviewer.
type Answer struct {
	ID        string `json:"id"`
	Kind      Named  `json:"kind"`
	Unit      Named  `json:"unit"`
	Region    Named  `json:"region"`
	Question  string `json:"question"`
	Answer    string `json:"answer"`
	Opened    string `json:"opened" format:"date"`
	Answered  string `json:"answered" format:"date"`
	Published string `json:"published" format:"date"`
	Rating    string `json:"rating,omitempty" doc:"The first rating; absent if it was not rated"`
	Revised   string `json:"revised,omitempty" doc:"The last rating where it differs"`
}

func (a open) answers(c *call) (any, error) {
	dir := a.Org.Now()
	f := request.Filter{Kind: c.query("kind"), Region: org.RegionCode(c.query("region")), From: c.query("cursor"), Limit: c.number("limit", mostListed)}
	if kinds := a.def.Field("kind"); f.Kind != "" && (kinds == nil || kinds.Option(f.Kind) == nil) {
		c.wrong("kind", lang.T("没有这个诉求类型。", "There is no such kind of request."))
	}
	if code := c.query("unit"); code != "" {
		unit, ok := dir.UnitByCode(code)
		if f.Unit = unit.ID; !ok {
			c.wrong("unit", lang.T("没有这个单位。", "There is no such unit."))
		}
	}
	if _, ok := dir.Region(f.Region); f.Region != "" && !ok {
		c.wrong("region", lang.T("没有这个区划。", "There is no such region."))
	}
	asked := strings.TrimSpace(c.query("q"))
	if f.From != "" && !isCursor(f.From, asked != "") {
		c.wrong("cursor", lang.T("翻页位置无效，请原样使用上一页的 next，或从第一页开始。", "This is no cursor. Use next of the page before as it is, or begin with the first page."))
	}
	var query search.Query
	if asked != "" {
		var err error
		if query, err = search.Parse(asked); err != nil {
			c.wrong("q", fault.As(err).Person)
		}
	}
	if err := c.bad(); err != nil {
		return nil, err
	}
	if asked == "" {
		list, err := a.Published.List(c.r.Context(), f)
		if err != nil {
			return nil, err
		}
		return a.page(c, list.Items, list.Next), nil
	}
	found, err := a.Published.Find(c.r.Context(), query, f)
	if err != nil {
		return nil, err
	}
	var items []request.Publication
	for _, m := range found.Items {
		items = append(items, m.Publication)
	}
	return a.page(c, items, found.Next), nil
}

// isCursor tells what a list or a search may have given from what is made up.
func isCursor(s string, searched bool) bool {
	at, id, dotted := strings.Cut(s, ".")
	n, err := strconv.ParseInt(at, 36, 64)
	return err == nil && n >= 0 && dotted != searched && (searched || len(id) == 16)
}

func (a open) page(c *call, items []request.Publication, next string) Answers {
	out := Answers{Items: []Answer{}, Next: next}
	for _, one := range items {
		out.Items = append(out.Items, a.published(c, one))
	}
	return out
}

func (a open) published(c *call, p request.Publication) Answer {
	dir := a.Org.Now()
	unit, _ := dir.Unit(p.Unit)
	out := Answer{
		ID: string(p.ID), Question: p.Question, Answer: p.Answer, Opened: p.Opened.String(), Answered: p.Answered.String(), Published: p.Published.String(),
		Unit: Named{unit.Code, unit.Name.In(c.Lang)}, Region: Named{string(p.Region), docket.Place(dir, p.Region).In(c.Lang)},
		Rating: p.Rating, Revised: p.Revised, Kind: Named{Name: p.Kind},
	}
	if kinds := a.def.Field("kind"); kinds != nil {
		out.Kind.Title = docket.Value(dir, kinds, p.Kind).In(c.Lang)
	}
	return out
}

func (a open) oneAnswer(c *call) (any, error) {
	if err := c.bad(); err != nil {
		return nil, err
	}
	one, err := a.Published.One(c.r.Context(), request.PublicID(c.r.PathValue("id")))
	if err != nil {
		return nil, err
	}
	return a.published(c, one), nil
}

// Figures are public figures with the rules that count them.
type Figures struct {
	Measures []Measure `json:"measures"`
	Rows     []Figure  `json:"rows"`
}

// Measure is one way of counting.
type Measure struct {
	Name  string `json:"name"`
	Title string `json:"title"`
	Rule  string `json:"rule"`
}

// Figure is what was counted for a unit in a month.
type Figure struct {
	Month  string           `json:"month"`
	Unit   *Named           `json:"unit,omitempty" doc:"Absent: the whole city"`
	Counts map[string]int64 `json:"counts" doc:"By measure"`
	Of     map[string]int64 `json:"of,omitempty" doc:"What a count is a share of, by measure"`
	Out    map[string]int64 `json:"out,omitempty" doc:"What an appeal has taken out, in neither of the two"`
}

// counted is what was counted for a unit, or the city, in a month.
type counted struct {
	month              assessment.Month
	scorecard.UnitCard // the zero unit is the city
}

// mostMonths is how many months are given at once.
const mostMonths = 60

func (a open) months(c *call) ([]counted, error) {
	month := func(name string, otherwise assessment.Month) assessment.Month {
		typed := c.query(name)
		if typed == "" {
			return otherwise
		}
		m, err := assessment.ParseMonth(typed)
		if err != nil {
			c.wrong(name, fault.As(err).Person)
		}
		return m
	}
	first := month("from", assessment.MonthOf(a.watch.Now()))
	last := month("to", first)
	if len(c.defects) == 0 && last < first {
		c.wrong("to", lang.T("最后一个月早于第一个月。", "The last month is before the first."))
	}
	if len(c.defects) == 0 && last >= first.Plus(mostMonths) {
		c.wrong("to", lang.T("一次最多取60个月。", "60 months at most are given at once."))
	}
	if err := c.bad(); err != nil {
		return nil, err
	}
	var all []counted
	for m := first; m <= last; m = m.Plus(1) {
		some, err := a.month(c.r.Context(), m)
		if err != nil {
			return nil, err
		}
		all = append(all, some...)
	}
	return all, nil
}

// month is what was counted in one: for the city, then for its units.
func (a open) month(ctx context.Context, month assessment.Month) ([]counted, error) {
	cities, err := a.Book.Cards(ctx, scorecard.City, month, month)
	if err != nil || len(cities) == 0 {
		return nil, err
	}
	units, err := a.Book.Units(ctx, month, month)
	out := []counted{{month, scorecard.UnitCard{Card: cities[""]}}}
	for _, u := range units {
		out = append(out, counted{month, u})
	}
	return out, err
}

func (a open) figures(c *call) (any, error) {
	all, err := a.months(c)
	if err != nil {
		return nil, err
	}
	out := Figures{Rows: []Figure{}}
	measures := a.Book.Measures().Public()
	for _, m := range measures {
		out.Measures = append(out.Measures, Measure{m.Name, m.Title.In(c.Lang), m.Rule.In(c.Lang)})
	}
	for _, f := range all {
		row := Figure{Month: string(f.month), Counts: map[string]int64{}, Of: map[string]int64{}, Out: map[string]int64{}}
		if f.Unit.ID != 0 {
			row.Unit = &Named{f.Unit.Code, f.Unit.Name.In(c.Lang)}
		}
		for _, m := range measures {
			if !f.Has(m.Name) {
				continue
			}
			row.Counts[m.Name] = m.Count(f.Card)
			if m.Of != nil {
				row.Of[m.Name] = m.Of(f.Card)
			}
			if n := m.Out(f.Card); n > 0 {
				row.Out[m.Name] = n
			}
		}
		if len(row.Counts) > 0 {
			out.Rows = append(out.Rows, row)
		}
	}
	return out, nil
}

// figuresTable has of each share what it is of in the column after it.
func (a open) figuresTable(c *call) (any, error) {
	all, err := a.months(c)
	if err != nil {
		return nil, err
	}
	head := []string{"month", "unit", "unit_name"}
	measures := a.Book.Measures().Public()
	for _, m := range measures {
		head = append(head, m.Name)
		if m.Of != nil {
			head = append(head, m.Name+"_of")
		}
	}
	rows := [][]string{head}
	for _, f := range all {
		row := []string{string(f.month), f.Unit.Code, f.Unit.Name.In(c.Lang)}
		for _, m := range measures {
			row = append(row, f.cells(m)...)
		}
		if slices.ContainsFunc(row[3:], func(cell string) bool { return cell != "" }) {
			rows = append(rows, row)
		}
	}
	return nil, door.SendTable(c.w, rows)
}

// cells are the columns of a measure, empty where it has counted nothing.
func (f counted) cells(m assessment.Measure[scorecard.Card]) []string {
	count, of := "", ""
	if f.Has(m.Name) {
		count = strconv.FormatInt(m.Count(f.Card), 10)
	}
	if m.Of == nil {
		return []string{count}
	}
	if count != "" {
		of = strconv.FormatInt(m.Of(f.Card), 10)
	}
	return []string{count, of}
}
