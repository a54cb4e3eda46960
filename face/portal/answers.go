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
	"shuniu/service/people/request"
)

const answersPath = "/answers"

// The parameters of the address of the list.
const (
	kindParam = "kind"
	unitParam = "unit"
	fromParam = "from"
)

// reading is the public answers in one visitor's language.
type reading struct {
	*door.Visitor
	def  *process.Definition
	dir  *org.Directory
	kind string
	unit org.Unit
	from string
	list *request.Page
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
	a.kind, a.from = q.Get(kindParam), q.Get(fromParam)
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
	if a.list, err = p.Published.List(r.Context(), request.Filter{Kind: a.kind, Unit: a.unit.ID, From: a.from}); err != nil {
		return err
	}
	return p.Show(w, p.page(r, v, page.Word("portal.answers-title").Text(), answersPath).Portal(), a.page())
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
	for name, value := range map[string]string{kindParam: kind, unitParam: unit, fromParam: from} {
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
		f.Keep = []page.Hidden{{Name: kindParam, Value: a.kind}}
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
		Question: title, Answer: one.Answer,
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
