package desk

import (
	"context"
	"net/http"
	"net/url"
	"slices"

	"shuniu/face/docket"
	"shuniu/face/door"
	"shuniu/face/page"
	"shuniu/kernel/access"
	"shuniu/kernel/lang"
	"shuniu/kernel/matter"
	"shuniu/kernel/org"
	"shuniu/kernel/process"
)

const (
	fromParam  = "from" // where a page of a list begins
	pageLength = 30

	mostOwed = 1000 // is counted of what somebody owes
)

// list is one of the desk's lists: the rows come from the engine, the order is the
// list's own.
type list struct {
	*door.Visitor
	*matter.Page
	desk   *desk
	read   func(context.Context, access.Actor, matter.Query) (*matter.Page, error)
	path   string
	title  lang.Text
	lead   lang.Text
	empty  page.Empty
	facets []facet
	query  url.Values
	owed   int // how much is owed, and how much of it late; of the list of that alone
	late   int
}

// list is the list at a path; nil if none is there.
func (k *desk) list(v *door.Visitor, path string, query url.Values) *list {
	l := &list{Visitor: v, desk: k, path: path, query: query}
	switch path {
	case owedPath:
		l.read, l.title = k.Engine.Owed, page.Word("desk.owed").Text()
		l.empty = page.Empty{Why: page.Word("desk.owed-empty").Text(), What: page.Word("desk.owed-empty-what").Text(), Href: allPath, Action: page.Word("desk.all").Text()}
	case latePath:
		l.read, l.title, l.lead = k.Engine.Late, page.Word("desk.late").Text(), page.Word("desk.late-lead").Text()
		l.empty = page.Empty{Why: page.Word("desk.late-empty").Text(), What: page.Word("desk.late-empty-what").Text()}
	case allPath:
		l.read, l.title, l.lead = k.Engine.All, page.Word("desk.all").Text(), page.Word("desk.all-lead").Text()
		l.empty = page.Empty{Why: page.Word("desk.all-empty").Text(), What: page.Word("desk.all-empty-what").Text()}
	default:
		return nil
	}
	l.facets = facets(l)
	return l
}

func (k *desk) showList(w http.ResponseWriter, r *http.Request, v *door.Visitor) error {
	l := k.list(v, r.URL.Path, r.URL.Query())
	if err := l.count(r.Context()); err != nil {
		return err
	}
	var err error
	if l.Page, err = l.read(r.Context(), l.Actor, l.asked(pageLength)); err != nil {
		return err
	}
	pg, err := k.page(r, l.Visitor, l.title, l.path)
	if err != nil {
		return err
	}
	return k.Show(w, pg.Desk(), l.page())
}

// count says how much is owed, and what lies behind the filters if they are open.
func (l *list) count(ctx context.Context) error {
	if l.path == owedPath {
		var err error
		if l.owed, l.late, err = l.desk.Engine.OwedCount(ctx, l.Actor, mostOwed); err != nil {
			return err
		}
		switch {
		case l.late == 0 && l.owed > 0:
			l.lead = page.Word("desk.owed-calm").Fill(page.Texts{"n": page.Word("desk.matters").Count(l.owed)})
		case l.owed > 0:
			l.lead = page.Word("desk.owed-lead").Fill(page.Texts{"n": page.Word("desk.matters").Count(l.owed), "late": page.Word("desk.matters-late").Count(l.late)})
		}
	}
	if !l.opened() {
		return nil
	}
	return l.countFacets(ctx)
}

// asked is the query of the page at the list's address.
func (l *list) asked(limit int) matter.Query {
	q := matter.Query{From: l.query.Get(fromParam), Limit: limit}
	if l.filtered() {
		q.Keep = func(m *matter.Matter) bool { return passes(l.facets, m) }
	}
	q.Process, q.State = stateOf(l.query.Get(stateParam))
	return q
}

// nothing says why the list is empty: because of the filters, or because there is
// nothing.
func (l *list) nothing() page.Empty {
	if l.filtered() {
		return page.Empty{Why: page.Word("desk.filter-empty").Text(), Href: l.path, Action: page.Word("desk.filter-drop").Text()}
	}
	return l.empty
}

func (l *list) queue() (page.Queue, error) {
	q := page.Queue{Caption: l.title, Empty: l.nothing()}
	several, back := together(l), l.address(l.query)
	if back == owedPath {
		back = "" // where everybody is led back to anyway
	}
	for _, line := range l.Lines {
		row, err := l.row(line)
		if err != nil {
			return q, err
		}
		if back != "" {
			row.Href += "?" + url.Values{listParam: {back}}.Encode()
		}
		if act := takes(l, line.Matter); act != nil && slices.ContainsFunc(several, func(a *process.Act) bool { return a.Name == act.Name }) {
			row.Pick = page.Pick{Name: pickField, Value: pickOf(line.Matter, act), Label: page.Word("desk.pick").Fill(page.Texts{"act": act.Title, "title": lang.Same(row.Title)})}
		}
		q.Rows = append(q.Rows, row)
	}
	return q, nil
}

func (l *list) row(line matter.Line) (page.QueueRow, error) {
	def, err := l.desk.Engine.Definition(line.Matter)
	if err != nil {
		return page.QueueRow{}, err
	}
	dir := l.desk.Org.Now()
	row := page.QueueRow{
		Number: line.Number, Title: line.Title, Href: matterPath + line.Number,
		Place: docket.Place(dir, org.RegionCode(line.Region)).In(l.Lang), Holder: holderText(dir, def, line.Matter).In(l.Lang),
		State: page.Tag{Text: def.State(line.State).Title, Tone: tone(def, line.Matter)},
	}
	if row.Title == "" {
		row.Title = def.Title.In(l.Lang)
	}
	if spec, c, ok := next(def, line.Matter); ok {
		row.Clock = l.desk.watch.Clock(spec, c)
		row.Cards = cards(spec, c)
	}
	return row, nil
}

// address is where the list stands with a query.
func (l *list) address(q url.Values) string {
	if len(q) == 0 {
		return l.path
	}
	return l.path + "?" + q.Encode()
}

// with is the list with one thing said otherwise, from its beginning.
func (l *list) with(name, value string) string {
	q := url.Values{}
	for key, values := range l.query {
		if key != fromParam && key != name && values[0] != "" {
			q.Set(key, values[0])
		}
	}
	if value != "" {
		q.Set(name, value)
	}
	return l.address(q)
}

// pager leads on, and back to the first page: a keyset knows no page before.
func (l *list) pager() page.Pager {
	var p page.Pager
	if l.Next != "" {
		p.Next = l.with(fromParam, l.Next)
	}
	return p
}

func (l *list) first() string {
	if l.query.Get(fromParam) == "" {
		return ""
	}
	return l.with(fromParam, "")
}
