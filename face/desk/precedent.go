package desk

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"shuniu/face/docket"
	"shuniu/face/door"
	"shuniu/face/page"
	"shuniu/kernel/category"
	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
	"shuniu/kernel/process"
	"shuniu/kernel/search"
	"shuniu/service/people/request"
)

const (
	precedentsPath = "/desk/precedents"
	likeParam      = "like" // number of the matter that precedents are like

	rulingField = "ruling"
	mostLike    = 10
)

// rules reports whether an act says who handles a request that nobody has yet.
func rules(act *process.Act) bool {
	return act.Assigns != "" && (slices.Contains(act.Needs, rulingField) || slices.Contains(act.Needs, "urgency"))
}

// bench is the page of the precedents that the reader may read.
type bench struct {
	*door.Visitor
	desk  *desk
	query url.Values
	like  lang.Text // what they are like; zero for all
	words *search.Query
	found request.PrecedentPage
	err   error
}

// precedents lists rulings by their words, or those that are like a matter.
func (k library) precedents(w http.ResponseWriter, r *http.Request, v *door.Visitor) error {
	b := bench{Visitor: v, desk: k.desk, query: r.URL.Query()}
	err := b.look(r)
	if err != nil && !fault.Is(err, fault.Invalid) {
		return err
	}
	pg, pageErr := k.page(r, v, page.Word("desk.precedents").Text(), precedentsPath)
	if pageErr != nil {
		return pageErr
	}
	if b.err = err; err != nil {
		return k.Again(w, err, pg.Desk(), b.page())
	}
	return k.Show(w, pg.Desk(), b.page())
}

func (b *bench) look(r *http.Request) error {
	if like := b.query.Get(likeParam); like != "" {
		s, err := b.desk.sight(r, b.Visitor, like)
		if err != nil {
			return err
		}
		b.like = page.Word("desk.precedents-for").Fill(page.Texts{"title": lang.Same(s.title())})
		b.found.Items, err = b.desk.Precedents.Similar(r.Context(), b.Actor, s.View, mostLike)
		return err
	}
	f := request.PrecedentFilter{From: b.query.Get(fromParam)}
	if words := strings.TrimSpace(b.query.Get(wordsParam)); words != "" {
		q, err := search.Parse(words)
		if err != nil {
			return err
		}
		b.words, f.Words = &q, &q
	}
	if code := b.query.Get(unitParam); code != "" {
		unit, ok := b.desk.Org.Now().UnitByCode(code)
		if !ok {
			return fault.Of(fault.NotFound, "no such unit")
		}
		f.Unit = unit.ID
	}
	found, err := b.desk.Precedents.List(r.Context(), b.Actor, f)
	if err == nil {
		b.found = *found
	}
	return err
}

func (b bench) filters() page.Filters {
	f := page.Filters{Action: precedentsPath, Inputs: []page.Input{
		{Name: wordsParam, Type: process.FieldText, Label: page.Word("desk.precedents-words").Text(), Value: b.query.Get(wordsParam)},
		{Name: unitParam, Type: process.FieldChoice, Label: page.Word("desk.precedents-unit").Text(), Value: b.query.Get(unitParam), Options: unitOptions(b.desk.Org.Now()), Unchosen: page.Word("desk.any").Text()},
	}}
	if b.err != nil {
		f.Inputs[0].Error = fault.As(b.err).Person
	}
	for _, in := range f.Inputs {
		if in.Value != "" {
			f.Clear = precedentsPath
		}
	}
	return f
}

// next is the address of the next page, "" at the end.
func (b bench) next() string {
	if b.found.Next == "" {
		return ""
	}
	q := url.Values{fromParam: {b.found.Next}}
	for _, name := range []string{wordsParam, unitParam} {
		if v := b.query.Get(name); v != "" {
			q.Set(name, v)
		}
	}
	return precedentsPath + "?" + q.Encode()
}

// ruling is what was ruled, with what was searched for marked.
func (b bench) ruling(p request.Precedent) page.Excerpt {
	if b.words == nil {
		return page.Excerpt{{Text: p.Ruling}}
	}
	return page.Excerpt(b.words.Mark(p.Ruling))
}

// about says where a precedent is from.
func (b bench) about(p request.Precedent) string {
	dir := b.desk.Org.Now()
	parts := []string{page.Date(p.Ruled).In(b.Lang), docket.Place(dir, p.Region).In(b.Lang), p.Number}
	if p.Category != "" {
		parts = slices.Insert(parts, 2, b.desk.Engine.Categories.Path(category.Code(p.Category)).In(b.Lang))
	}
	return strings.Join(parts, " · ")
}
