package portal

import (
	"net/http"
	"net/url"

	"shuniu/face/door"
	"shuniu/face/page"
	"shuniu/kernel/calendar"
	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
	"shuniu/kernel/number"
	"shuniu/kernel/org"
	"shuniu/service/people/knowledge"
)

const (
	guidePath  = "/guide"
	wordsParam = "q"
)

// guide is the public part of the knowledge base in one visitor's language.
type guide struct {
	*door.Visitor
	dir   *org.Directory
	words string
	from  string
	list  *knowledge.Page
}

func (p shelf) guide(w http.ResponseWriter, r *http.Request, v *door.Visitor) error {
	g := guide{Visitor: v, dir: p.Org.Now(), words: r.URL.Query().Get(wordsParam), from: r.URL.Query().Get(fromParam)}
	var err error
	if g.list, err = p.Knowledge.List(r.Context(), knowledge.Filter{Words: g.words, Public: true, From: g.from}); err != nil {
		return err
	}
	return p.Show(w, p.page(r, v, page.Word("portal.guide-title").Text(), guidePath).Portal(), g.page())
}

// guideEntry shows one entry; one that is not public looks like one that does not
// exist.
func (p shelf) guideEntry(w http.ResponseWriter, r *http.Request, v *door.Visitor) error {
	number, ok := number.Clean(r.PathValue("number"))
	if !ok {
		return fault.Of(fault.NotFound, "no number")
	}
	e, err := p.Knowledge.One(r.Context(), number)
	if err != nil {
		return err
	}
	if !e.Public {
		return fault.Of(fault.NotFound, "entry not public")
	}
	g := guide{Visitor: v, dir: p.Org.Now()}
	return p.Show(w, p.page(r, v, lang.Same(e.Title), guidePath).Portal(), g.entry(e))
}

func (g guide) next() string {
	q := url.Values{fromParam: {g.list.Next}}
	if g.words != "" {
		q.Set(wordsParam, g.words)
	}
	return guidePath + "?" + q.Encode()
}

func (g guide) unit(e knowledge.Entry) lang.Text {
	u, _ := g.dir.Unit(e.Unit)
	return u.Name
}

func (g guide) line(e knowledge.Entry) string {
	return page.Word("portal.guide-until").Fill(page.Texts{"unit": g.unit(e), "day": page.Date(e.Since)}).In(g.Lang)
}

// facts say on what an entry rests. It holds for the last time on the day before
// its expiry.
func (g guide) facts(e knowledge.Entry) []page.Fact {
	day := func(d calendar.Date) string { return page.Date(d).In(g.Lang) }
	return []page.Fact{
		{Key: page.Word("portal.guide-basis").Text(), Value: e.Basis},
		{Key: page.Word("portal.guide-unit").Text(), Value: g.unit(e).In(g.Lang)},
		{Key: page.Word("portal.guide-since").Text(), Value: day(e.Since)},
		{Key: page.Word("portal.guide-expiry").Text(), Value: day(e.ExpiresOn.Add(-1))},
		{Key: page.Word("portal.guide-number").Text(), Value: e.Number},
	}
}
