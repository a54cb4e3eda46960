package portal

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"shuniu/face/docket"
	"shuniu/face/door"
	"shuniu/face/page"
	"shuniu/kernel/calendar"
	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
	"shuniu/kernel/org"
	"shuniu/kernel/process"
	"shuniu/kernel/search"
	"shuniu/service/people/request"
)

const answersPath = "/answers"

// The parameters of the address of the list.
const (
	askedParam = "q"
	kindParam  = "kind"
	unitParam  = "unit"
	fromParam  = "from"
)

// reading is the public answers in one visitor's language.
type reading struct {
	*door.Visitor
	def  *process.Definition
	dir  *org.Directory
	kind string
	unit org.Unit
	from string

	typed    string
	asked    search.Query
	excerpts map[request.PublicID]page.Excerpt
	unasked  lang.Text // why what was typed was not looked for
	list     *request.Page
	cut      bool
}

func (p *portal) reading(v *door.Visitor) (reading, error) {
	def, err := p.Engine.Process(requests)
	return reading{Visitor: v, def: def, dir: p.Org.Now()}, err
}

// answers lists what was published. A filter that names nothing is a page that is
// not there, so that a list never shows something else than its address says.
func (p shelf) answers(w http.ResponseWriter, r *http.Request, v *door.Visitor) error {
	a, err := p.reading(v)
	if err != nil {
		return err
	}
	q := r.URL.Query()
	if err := a.narrow(q); err != nil {
		return err
	}
	a.from, a.typed = q.Get(fromParam), strings.TrimSpace(q.Get(askedParam))
	w.Header().Set("Link", "<"+feedPath+`>; rel="alternate"; type="`+feedType+`"`)
	err = p.look(r, &a)
	pg := p.page(r, v, page.Word("portal.answers-title").Text(), answersPath)
	switch {
	case err == nil:
		return p.Show(w, pg.Portal(), a.page())
	case !a.unasked.IsZero():
		pg.Failed = true
		return p.Again(w, err, pg.Portal(), a.page())
	}
	return err
}

// narrow reads which kind and unit the address asks for.
func (a *reading) narrow(q url.Values) error {
	a.kind = q.Get(kindParam)
	if a.kind != "" && a.kinds().Option(a.kind) == nil {
		return fault.Of(fault.NotFound, "no such kind")
	}
	if code := q.Get(unitParam); code != "" {
		unit, ok := a.dir.UnitByCode(code)
		if !ok {
			return fault.Of(fault.NotFound, "no such unit")
		}
		a.unit = unit
	}
	return nil
}

// look fills the list, with what contains the words asked for if any are.
func (p shelf) look(r *http.Request, a *reading) error {
	f := request.Filter{Kind: a.kind, Unit: a.unit.ID, From: a.from}
	var err error
	if a.typed == "" {
		a.list, err = p.Published.List(r.Context(), f)
		return err
	}
	a.list = &request.Page{}
	if a.asked, err = search.Parse(a.typed); err != nil {
		a.unasked = fault.As(err).Person
		return err
	}
	found, err := p.Published.Find(r.Context(), a.asked, f)
	if err != nil {
		return err
	}
	a.list.Next, a.cut, a.excerpts = found.Next, found.Cut, map[request.PublicID]page.Excerpt{}
	for _, m := range found.Items {
		a.list.Items = append(a.list.Items, m.Publication)
		a.excerpts[m.ID] = page.Excerpt(a.asked.Snippet(m.Text))
	}
	return nil
}

// searchBox asks for words, and keeps what the list is narrowed by.
func (a reading) searchBox() (page.Input, []page.Hidden) {
	in := page.Input{Name: askedParam, Type: process.FieldText, Label: page.Word("portal.search-answers").Text(), Value: a.typed, Autofill: "off", Error: a.unasked}
	var keep []page.Hidden
	if a.kind != "" {
		keep = append(keep, page.Hidden{Name: kindParam, Value: a.kind})
	}
	if a.unit.ID != 0 {
		keep = append(keep, page.Hidden{Name: unitParam, Value: a.unit.Code})
	}
	return in, keep
}

// nothing says why the list is empty.
func (a reading) nothing() page.Empty {
	e := page.Empty{Why: page.Word("portal.answers-none").Text(), What: page.Word("portal.answers-none-what").Text(), Href: answersPath, Action: page.Word("portal.answers-all").Text()}
	if a.typed != "" {
		e.Why, e.What = page.Word("portal.search-none").Text(), page.Word("portal.search-none-what").Text()
	}
	return e
}

func (p shelf) answer(w http.ResponseWriter, r *http.Request, v *door.Visitor) error {
	a, err := p.reading(v)
	if err != nil {
		return err
	}
	one, err := p.Published.One(r.Context(), request.PublicID(r.PathValue("id")))
	if err != nil {
		return err
	}
	title, rest := headline(one.Question)
	return p.Show(w, p.page(r, v, lang.Same(title), answersPath).Portal(), a.one(one, title, rest))
}

// kinds is the choice field of the process that the list is filtered by.
func (a reading) kinds() *process.Field {
	return a.choice(func(f *process.Field) bool { return f.Name == "kind" })
}

func (a reading) choice(is func(*process.Field) bool) *process.Field {
	i := slices.IndexFunc(a.def.Form, is)
	if i < 0 {
		return &process.Field{Type: process.FieldChoice}
	}
	return a.def.Form[i]
}

func (a reading) href(kind, unit, from string) string {
	q := url.Values{}
	for name, value := range map[string]string{askedParam: a.typed, kindParam: kind, unitParam: unit, fromParam: from} {
		if value != "" {
			q.Set(name, value)
		}
	}
	if len(q) == 0 {
		return answersPath
	}
	return answersPath + "?" + q.Encode()
}

func (a reading) tabs() page.Tabs {
	t := page.Tabs{Label: page.Word("portal.by-kind").Text(), Items: []page.NavItem{
		{Href: a.href("", a.unit.Code, ""), Text: page.Word("portal.all-kinds").Text(), Current: a.kind == ""},
	}}
	for _, o := range a.kinds().Options {
		t.Items = append(t.Items, page.NavItem{Href: a.href(o.Value, a.unit.Code, ""), Text: o.Label, Current: a.kind == o.Value})
	}
	return t
}

func (a reading) filters() page.Filters {
	in := page.Input{Name: unitParam, Type: process.FieldUnit, Label: page.Word("portal.by-unit").Text(), Value: a.unit.Code, Unchosen: page.Word("portal.all-units").Text(), Options: unitOptions(a.dir)}
	f := page.Filters{Action: answersPath, Inputs: []page.Input{in}}
	if a.kind != "" {
		f.Keep = append(f.Keep, page.Hidden{Name: kindParam, Value: a.kind})
	}
	if a.typed != "" {
		f.Keep = append(f.Keep, page.Hidden{Name: askedParam, Value: a.typed})
	}
	if a.unit.ID != 0 {
		f.Active = []page.Chip{{Text: a.unit.Name, Remove: a.href(a.kind, "", "")}}
	}
	return f
}

// unitOptions are all units, those of the city first, then county by county.
func unitOptions(dir *org.Directory) []page.Option {
	units := dir.Units()
	county := func(u org.Unit) org.RegionCode {
		code := u.Region
		for code != "" && code.Level() > org.County {
			code = code.Parent()
		}
		return code
	}
	slices.SortStableFunc(units, func(a, b org.Unit) int { return strings.Compare(string(county(a)), string(county(b))) })
	options := make([]page.Option, len(units))
	for i, u := range units {
		region, _ := dir.Region(county(u))
		options[i] = page.Option{Value: u.Code, Label: u.Name, Group: region.Name}
	}
	return options
}

func (a reading) story(one request.Publication) page.Story {
	title, _ := headline(one.Question)
	return page.Story{
		Href:     answersPath + "/" + string(one.ID),
		Question: title, Answer: one.Answer, Excerpt: a.excerpts[one.ID],
		Place: docket.Place(a.dir, one.Region).In(a.Lang), By: a.unitName(one.Unit),
		Took: took(one.Days), Rating: a.rating(one),
	}
}

func (a reading) unitName(id org.UnitID) string {
	unit, _ := a.dir.Unit(id)
	return unit.Name.In(a.Lang)
}

// took is how long the answer took, in calendar days.
func took(days int) lang.Text {
	if days == 0 {
		return page.Word("portal.took-none").Text()
	}
	return page.Word("portal.took").Count(days)
}

// rating is the first rating, and the last where the resident has changed it: a
// better one later does not replace the first.
func (a reading) rating(one request.Publication) lang.Text {
	if one.Rating == "" {
		return page.Word("portal.unrated").Text()
	}
	f := a.choice(func(f *process.Field) bool { return f.Option(one.Rating) != nil })
	label := func(value string) lang.Text { return docket.Value(a.dir, f, value) }
	if one.Revised == "" {
		return page.Word("portal.rated").Fill(page.Texts{"rating": label(one.Rating)})
	}
	return page.Word("portal.rated-anew").Fill(page.Texts{"rating": label(one.Rating), "last": label(one.Revised)})
}

func (a reading) facts(one request.Publication) []page.Fact {
	day := func(d calendar.Date) string { return page.Date(d).In(a.Lang) }
	facts := []page.Fact{}
	if o := a.kinds().Option(one.Kind); o != nil {
		facts = append(facts, page.Fact{Key: a.kinds().Label, Value: o.Label.In(a.Lang)})
	}
	if where := docket.Place(a.dir, one.Region).In(a.Lang); where != "" {
		facts = append(facts, page.Fact{Key: page.Word("portal.where").Text(), Value: where})
	}
	return append(facts,
		page.Fact{Key: page.Word("portal.received-on").Text(), Value: day(one.Opened)},
		page.Fact{Key: page.Word("portal.answered-on").Text(), Value: day(one.Answered) + " · " + took(one.Days).In(a.Lang)},
		page.Fact{Key: page.Word("portal.rating").Text(), Value: a.rating(one).In(a.Lang)})
}

// titleLength is how much of a question stands for it in lists and titles.
const titleLength = 48

// headline is the first line of a question, at most titleLength characters of it,
// and what the question says besides.
func headline(question string) (title, rest string) {
	question = strings.TrimSpace(question)
	title, rest, _ = strings.Cut(question, "\n")
	if utf8.RuneCountInString(title) > titleLength {
		return string([]rune(title)[:titleLength]) + "…", question
	}
	return title, strings.TrimSpace(rest)
}
