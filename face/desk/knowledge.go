package desk

import (
	"net/http"
	"net/url"
	"strconv"

	"shuniu/face/docket"
	"shuniu/face/door"
	"shuniu/face/page"
	"shuniu/kernel/calendar"
	"shuniu/kernel/category"
	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
	"shuniu/kernel/matter"
	"shuniu/kernel/number"
	"shuniu/kernel/org"
	"shuniu/kernel/process"
	"shuniu/service/people/knowledge"
)

const (
	knowledgePath    = "/desk/knowledge"
	knowledgeProcess = "people.knowledge"

	wordsParam = "q"

	// dueSoon is how long before its review an entry is shown as due for it, in days.
	dueSoon = 30
)

// shelf is the list of entries that may be quoted today.
type shelf struct {
	*door.Visitor
	desk  *desk
	dir   *org.Directory
	query url.Values
	list  *knowledge.Page
	write bool // the reader may draft an entry
}

// library is the desk's pages of the knowledge base.
type library struct{ *desk }

func (k library) list(w http.ResponseWriter, r *http.Request, v *door.Visitor) error {
	s := shelf{Visitor: v, desk: k.desk, dir: k.Org.Now(), query: r.URL.Query()}
	f := knowledge.Filter{Words: s.query.Get(wordsParam), Category: s.query.Get(categoryParam), From: s.query.Get(fromParam), Limit: pageLength}
	if code := s.query.Get(unitParam); code != "" {
		unit, ok := s.dir.UnitByCode(code)
		if !ok {
			return fault.Of(fault.NotFound, "no such unit")
		}
		f.Unit = unit.ID
	}
	if s.query.Get(dueParam) != "" {
		f.ReviewBy = calendar.DateOf(k.Now().In(k.Zone)).Add(dueSoon)
	}
	var err error
	if s.list, err = k.Knowledge.List(r.Context(), f); err != nil {
		return err
	}
	_, act, err := matter.Openable(k.Engine.Reader, v.Actor, knowledgeProcess)
	if err != nil {
		return err
	}
	s.write = act != nil
	pg, err := k.page(r, v, page.Word("desk.knowledge").Text(), knowledgePath)
	if err != nil {
		return err
	}
	return k.Show(w, pg.Desk(), s.page())
}

func (s shelf) filters() page.Filters {
	groups, units := categoryGroups(s.desk.Engine.Categories), unitOptions(s.dir)
	f := page.Filters{Action: knowledgePath, Inputs: []page.Input{
		{Name: wordsParam, Type: process.FieldText, Label: page.Word("desk.knowledge-words").Text(), Value: s.query.Get(wordsParam)},
		{Name: categoryParam, Type: process.FieldChoice, Label: page.Word("desk.knowledge-category").Text(), Value: s.query.Get(categoryParam), Options: groups, Unchosen: page.Word("desk.any").Text()},
		{Name: unitParam, Type: process.FieldChoice, Label: page.Word("desk.knowledge-unit").Text(), Value: s.query.Get(unitParam), Options: units, Unchosen: page.Word("desk.any").Text()},
		{Name: dueParam, Type: process.FieldBool, Label: page.Word("desk.knowledge-due").Text(), Value: s.query.Get(dueParam)},
	}}
	for _, in := range f.Inputs {
		if in.Value == "" {
			continue
		}
		text := in.Label
		switch in.Name {
		case wordsParam:
			text = lang.Same(in.Value)
		case categoryParam:
			text = s.desk.Engine.Categories.Path(category.Code(in.Value))
		case unitParam:
			text = docket.Units(s.dir, in.Value)
		}
		f.Active = append(f.Active, page.Chip{Text: text, Remove: s.without(in.Name)})
	}
	if len(f.Active) > 1 {
		f.Clear = knowledgePath
	}
	return f
}

// without is the list with one filter less, from its beginning.
func (s shelf) without(name string) string { return s.with(name, "") }

func (s shelf) with(name, value string) string {
	q := url.Values{}
	for _, p := range []string{wordsParam, categoryParam, unitParam, dueParam} {
		if v := s.query.Get(p); v != "" {
			q.Set(p, v)
		}
	}
	if q.Del(name); value != "" {
		q.Set(name, value)
	}
	if len(q) == 0 {
		return knowledgePath
	}
	return knowledgePath + "?" + q.Encode()
}

func (s shelf) table() page.Table {
	t := page.Table{Caption: page.Word("desk.knowledge").Text(), RowHead: true, Stacks: true, Columns: []page.Column{
		{Title: page.Word("desk.knowledge-title").Text()}, {Title: page.Word("desk.knowledge-category").Text()}, {Title: page.Word("desk.knowledge-unit").Text()},
		{Title: page.Word("desk.knowledge-review").Text()}, {Title: page.Word("desk.knowledge-expiry").Text()}, {Title: page.Word("desk.knowledge-uses").Text(), Numeric: true},
	}, Empty: page.Empty{Why: page.Word("desk.knowledge-none").Text(), What: page.Word("desk.knowledge-none-what").Text()}}
	for _, e := range s.list.Items {
		t.Rows = append(t.Rows, []page.Cell{
			{Text: e.Title, Href: knowledgePath + "/" + e.Number}, {Text: s.desk.Engine.Categories.Path(category.Code(e.Category)).In(s.Lang)},
			{Text: unitName(s.dir, e.Unit).In(s.Lang)}, {Text: e.ReviewOn.String(), Sort: e.ReviewOn.String()},
			{Text: e.ExpiresOn.String(), Sort: e.ExpiresOn.String()}, {Text: strconv.Itoa(e.Uses)},
		})
	}
	return t
}

func unitName(dir *org.Directory, id org.UnitID) lang.Text {
	u, _ := dir.Unit(id)
	return u.Name
}

// leaf is one entry that may be quoted today.
type leaf struct {
	*door.Visitor
	desk *desk
	dir  *org.Directory
	one  knowledge.Entry
	acts []*process.Act // what the reader may do with it; nil where they may not see its record
	seen bool           // the reader may see its record
}

func (k library) entry(w http.ResponseWriter, r *http.Request, v *door.Visitor) error {
	number, ok := number.Clean(r.PathValue("number"))
	if !ok {
		return fault.Of(fault.NotFound, "no number")
	}
	e := leaf{Visitor: v, desk: k.desk, dir: k.Org.Now()}
	var err error
	if e.one, err = k.Knowledge.One(r.Context(), number); err != nil {
		return err
	}
	s, err := k.sight(r, v, number)
	switch {
	case err == nil:
		e.acts, e.seen = s.Possible, true
	case !fault.Is(err, fault.Withheld):
		return err
	}
	pg, err := k.page(r, v, lang.Same(e.one.Title), knowledgePath)
	if err != nil {
		return err
	}
	return k.Show(w, pg.Desk(), e.page())
}

func (e leaf) facts() []page.Fact {
	day := func(d calendar.Date) string { return page.Date(d).In(e.Lang) }
	shown := page.Word("docket.no")
	if e.one.Public {
		shown = page.Word("docket.yes")
	}
	return []page.Fact{
		{Key: page.Word("desk.knowledge-basis").Text(), Value: e.one.Basis},
		{Key: page.Word("desk.knowledge-unit").Text(), Value: unitName(e.dir, e.one.Unit).In(e.Lang)},
		{Key: page.Word("desk.knowledge-category").Text(), Value: e.desk.Engine.Categories.Path(category.Code(e.one.Category)).In(e.Lang)},
		{Key: page.Word("desk.knowledge-keywords").Text(), Value: e.one.Keywords},
		{Key: page.Word("desk.knowledge-since").Text(), Value: day(e.one.Since)},
		{Key: page.Word("desk.knowledge-review").Text(), Value: day(e.one.ReviewOn)},
		{Key: page.Word("desk.knowledge-expiry").Text(), Value: day(e.one.ExpiresOn)},
		{Key: page.Word("desk.knowledge-uses").Text(), Value: strconv.Itoa(e.one.Uses)},
		{Key: page.Word("desk.knowledge-public").Text(), Value: shown.In(e.Lang)},
	}
}

func (e leaf) buttons() page.Buttons {
	var b page.Buttons
	for i, act := range e.acts {
		b.Items = append(b.Items, page.Button{Text: act.Title, Href: matterPath + e.one.Number + "/" + act.Name, Plain: i > 0})
	}
	return b
}
