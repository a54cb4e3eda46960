package desk

import (
	"context"
	"net/http"
	"net/url"
	"strings"

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
	fromParam  = "from"  // where a page of a list begins
	stateParam = "state" // process/state
	pageLength = 30

	mostCounted = 1000 // of what somebody owes
)

// list is one of the desk's lists: the rows come from the engine, the order is the
// list's own.
type list struct {
	*door.Visitor
	*matter.Page
	desk  *desk
	read  func(context.Context, access.Actor, matter.Query) (*matter.Page, error)
	path  string
	title lang.Text
	lead  lang.Text
	empty page.Empty
	query url.Values
}

// owed lists what the reader owes the next act on, what is due first at the top.
func (k *desk) owed(w http.ResponseWriter, r *http.Request, v *door.Visitor) error {
	owed, late, err := k.Engine.OwedCount(r.Context(), v.Actor, mostCounted)
	if err != nil {
		return err
	}
	l := list{Visitor: v, read: k.Engine.Owed, path: owedPath, title: page.Word("desk.owed").Text(), empty: page.Empty{
		Why: page.Word("desk.owed-empty").Text(), What: page.Word("desk.owed-empty-what").Text(), Href: allPath, Action: page.Word("desk.all").Text(),
	}}
	switch {
	case late == 0 && owed > 0:
		l.lead = page.Word("desk.owed-calm").Fill(page.Texts{"n": page.Word("desk.matters").Count(owed)})
	case owed > 0:
		l.lead = page.Word("desk.owed-lead").Fill(page.Texts{"n": page.Word("desk.matters").Count(owed), "late": page.Word("desk.matters-late").Count(late)})
	}
	return k.showList(w, r, l)
}

func (k *desk) late(w http.ResponseWriter, r *http.Request, v *door.Visitor) error {
	return k.showList(w, r, list{Visitor: v, read: k.Engine.Late, path: latePath, title: page.Word("desk.late").Text(), lead: page.Word("desk.late-lead").Text(), empty: page.Empty{
		Why: page.Word("desk.late-empty").Text(), What: page.Word("desk.late-empty-what").Text(),
	}})
}

func (k *desk) all(w http.ResponseWriter, r *http.Request, v *door.Visitor) error {
	return k.showList(w, r, list{Visitor: v, read: k.Engine.All, path: allPath, title: page.Word("desk.all").Text(), lead: page.Word("desk.all-lead").Text(), empty: page.Empty{
		Why: page.Word("desk.all-empty").Text(), What: page.Word("desk.all-empty-what").Text(),
	}})
}

func (k *desk) showList(w http.ResponseWriter, r *http.Request, l list) error {
	l.desk, l.query = k, r.URL.Query()
	q := matter.Query{From: l.query.Get(fromParam), Limit: pageLength}
	q.Process, q.State, _ = strings.Cut(l.query.Get(stateParam), "/")
	var err error
	if l.Page, err = l.read(r.Context(), l.Actor, q); err != nil {
		return err
	}
	pg, err := k.page(r, l.Visitor, l.title, l.path)
	if err != nil {
		return err
	}
	return k.Show(w, pg.Desk(), l.page())
}

// filters choose a state. They live in the address, so that a list can be kept and
// handed on.
func (l list) filters() page.Filters {
	in := page.Input{Name: stateParam, Type: process.FieldChoice, Label: page.Word("desk.state").Text(), Unchosen: page.Word("desk.state-any").Text(), Value: l.query.Get(stateParam)}
	f := page.Filters{Action: l.path}
	for _, def := range l.desk.Engine.Definitions {
		for _, st := range def.States {
			if st.End != "" && l.path != allPath {
				continue // what has ended is owed by nobody
			}
			o := page.Option{Value: def.Name + "/" + st.Name, Label: st.Title, Group: def.Title}
			in.Options = append(in.Options, o)
			if o.Value == in.Value {
				f.Active = []page.Chip{{Text: st.Title, Remove: l.path}}
			}
		}
	}
	f.Inputs = []page.Input{in}
	return f
}

func (l list) filtered() bool { return l.query.Get(stateParam) != "" }

// nothing says why the list is empty: because of the filter, or because there is
// nothing.
func (l list) nothing() page.Empty {
	if l.filtered() {
		return page.Empty{Why: page.Word("desk.filter-empty").Text(), Href: l.path, Action: page.Word("desk.filter-drop").Text()}
	}
	return l.empty
}

func (l list) queue() (page.Queue, error) {
	q := page.Queue{Caption: l.title, Empty: l.nothing()}
	for _, line := range l.Lines {
		row, err := l.row(line)
		if err != nil {
			return q, err
		}
		q.Rows = append(q.Rows, row)
	}
	return q, nil
}

func (l list) row(line matter.Line) (page.QueueRow, error) {
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

// pager leads on, and back to the first page: a keyset knows no page before.
func (l list) pager() page.Pager {
	var p page.Pager
	if l.Next != "" {
		p.Next = l.path + "?" + l.with(fromParam, l.Next)
	}
	return p
}

func (l list) with(key, value string) string {
	q := url.Values{key: {value}}
	if l.filtered() {
		q.Set(stateParam, l.query.Get(stateParam))
	}
	return q.Encode()
}

func (l list) first() string {
	if l.query.Get(fromParam) == "" {
		return ""
	}
	if l.filtered() {
		return l.path + "?" + url.Values{stateParam: {l.query.Get(stateParam)}}.Encode()
	}
	return l.path
}
