package portal

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"shuniu/face/docket"
	"shuniu/face/door"
	"shuniu/face/page"
	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
	"shuniu/kernel/org"
	"shuniu/service/enterprises/approval"
	"shuniu/service/enterprises/approval/theme"
)

const (
	themesPath   = "/themes/"
	togetherPath = "/together/"
)

// whole is a theme with what the visitor has answered about their case: who takes
// part, which papers all of them need, and how long it takes. Until the place is
// known it is that of the city as a whole.
type whole struct {
	services
	theme.Plan
}

// themed are the themes, for the head of the list of services.
func (s services) themed(b *theme.Book) []theme.Theme {
	if b == nil || s.words != "" {
		return nil
	}
	return b.Themes
}

// whole is the theme of an address, with the answers in it.
func (p *portal) whole(r *http.Request, v *door.Visitor) (whole, error) {
	w := whole{services: p.services(r, v)}
	if p.Themes == nil {
		return w, fault.Of(fault.NotFound, "no themes")
	}
	t := p.Themes.Find(r.PathValue("theme"))
	if t == nil {
		return w, fault.Of(fault.NotFound, "no such theme")
	}
	answers := theme.Answers{}
	for _, q := range t.Questions {
		if given := r.URL.Query().Get(q.Key); slices.Contains(q.Options, given) {
			answers[q.Key] = given
		}
	}
	w.Plan, _, _ = p.Themes.Plan(t, answers, theme.Place{Dir: w.dir, Region: w.dir.City().Code, Day: w.day})
	return w, nil
}

// theme shows one theme, with exactly the departments and papers of the case.
func (p shelf) theme(w http.ResponseWriter, r *http.Request, v *door.Visitor) error {
	one, err := p.whole(r, v)
	if err != nil {
		return err
	}
	return p.showTheme(w, r, one)
}

func (p *portal) showTheme(w http.ResponseWriter, r *http.Request, one whole) error {
	return p.Show(w, p.page(r, one.Visitor, one.Name, itemsPath).Portal(), one.page())
}

// together does one step of an application for the theme in the address. All its
// questions have to be answered: they say who takes part.
func (p *portal) together(step func(intake, http.ResponseWriter, *http.Request, *door.Visitor) error) door.Answer {
	return func(w http.ResponseWriter, r *http.Request, v *door.Visitor) error {
		one, err := p.whole(r, v)
		if err != nil {
			return err
		}
		if one.unanswered() > 0 {
			return p.showTheme(w, r, one)
		}
		return step(intake{p, one.lane()}, w, r, v)
	}
}

// lane is how the theme is applied for.
func (o whole) lane() lane {
	return lane{process: approval.Joint, path: togetherPath + o.Code, query: o.query(), applies: &application{
		name: o.Name, papers: o.wants(),
		told: map[string]string{approval.FieldTheme: o.Code, approval.FieldAnswers: o.Answers.String()},
	}}
}

func (o whole) query() string {
	q := url.Values{}
	for key, value := range o.Answers {
		q.Set(key, value)
	}
	if len(q) == 0 {
		return ""
	}
	return "?" + q.Encode()
}

func (o whole) unanswered() int { return len(o.Questions) - len(o.Answers) }

// questions are those that say who takes part, with what was answered.
func (o whole) questions() []page.Input { return docket.Guide(o.Questions, o.Answers) }

// shares is the table of who takes part with what.
func (o whole) shares() page.Table {
	t := page.Table{Caption: page.Word("portal.theme-table").Text(), RowHead: true, Stacks: true}
	for _, c := range []page.Word{page.Word("portal.theme-unit"), page.Word("portal.theme-does"), page.Word("portal.theme-within")} {
		t.Columns = append(t.Columns, page.Column{Title: c.Text()})
	}
	for _, s := range o.Shares {
		within := page.Word("portal.theme-consulted").Text()
		if _, promised := s.Longest(); !s.Consulted() {
			within = page.Word("portal.item-within").Fill(page.Texts{"limit": docket.Limit(promised)})
		}
		t.Rows = append(t.Rows, page.Cells(s.Unit.Name.In(o.Lang), s.Name().In(o.Lang), within.In(o.Lang)))
	}
	return t
}

// times compares what is promised for the whole with one after the other.
func (o whole) times() []page.Fact {
	sum := 0
	for _, s := range o.Shares {
		_, promised := s.Longest()
		sum += promised.N
	}
	day := func(n int) string { return page.Word("portal.theme-days").Count(n).In(o.Lang) }
	return []page.Fact{
		{Key: page.Word("portal.theme-promised").Text(), Value: day(o.Promised)},
		{Key: page.Word("portal.theme-apart").Text(), Value: strconv.Itoa(sum) + page.Word("portal.theme-apart-days").In(o.Lang)},
		{Key: page.Word("portal.item-statutory").Text(), Value: page.Word("portal.theme-statutory").In(o.Lang)},
	}
}

// users says which departments use a paper.
func (o whole) users(p theme.Paper) string {
	var names []lang.Text
	for _, u := range p.Units {
		names = append(names, u.Name)
	}
	return page.Word("portal.theme-used-by").Fill(page.Texts{"units": docket.Listed(names)}).In(o.Lang)
}

func (o whole) lead() org.Unit { return o.Plan.Lead }
