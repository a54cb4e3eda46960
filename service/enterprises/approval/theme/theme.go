// Package theme is what a city offers as one thing 一件事: opening a restaurant, a
// stage of a building project. Which departments take part follows from the
// applicant's situation and place; the items, their limits and papers are those of
// the catalogue, and a paper that several of them want is handed in once
// (国办发〔2022〕32号；行政许可法第26条).
package theme

import (
	"cmp"
	"slices"
	"strings"

	"shuniu/kernel/calendar"
	"shuniu/kernel/lang"
	"shuniu/kernel/org"
	"shuniu/service/enterprises/approval/item"
)

// Theme is one thing as people say it. Several units may lead it, each in its own
// area; Promised is how many working days the whole takes at most.
type Theme struct {
	Code      string          `json:"code"`
	Name      lang.Text       `json:"name"`
	Summary   lang.Text       `json:"summary"`
	Leads     []string        `json:"leads"`
	Promised  int             `json:"promised"`
	Questions []item.Question `json:"questions,omitzero"`
	Parts     []Part          `json:"parts"`
}

// Part is a department's part: an item it decides on, by its 基本编码, or a unit that
// is consulted. It belongs to a case that has one of the answers in When
// ("question=answer"); without any it belongs to each.
type Part struct {
	Item    item.Code `json:"item,omitzero"`
	Consult string    `json:"consult,omitzero"` // a unit's code
	About   lang.Text `json:"about,omitzero"`   // what it is consulted on
	When    []string  `json:"when,omitzero"`
}

// Book are the themes of a city over its catalogue of items.
type Book struct {
	Themes []Theme `json:"themes"`
	items  *item.Catalogue
}

// Find is the theme with a code, nil if there is none.
func (b *Book) Find(code string) *Theme {
	n := slices.IndexFunc(b.Themes, func(t Theme) bool { return t.Code == code })
	if n < 0 {
		return nil
	}
	return &b.Themes[n]
}

// Plan is a theme in one case: who leads, and what each department has to do.
type Plan struct {
	*Theme
	Lead    org.Unit
	Answers Answers
	Shares  []Share // by unit, those that decide before those that are consulted
}

// Share is what one department has to do in a case: decide on items, or be heard.
type Share struct {
	Unit  org.Unit
	Items []*item.Item
	About lang.Text
}

// Consulted reports whether the department is only heard.
func (s Share) Consulted() bool { return len(s.Items) == 0 }

// Name is what the share is about.
func (s Share) Name() lang.Text {
	if s.Consulted() {
		return s.About
	}
	var zh, en []string
	for _, i := range s.Items {
		zh, en = append(zh, i.Name.Zh), append(en, i.Name.En)
	}
	return lang.T(strings.Join(zh, "、"), strings.Join(en, ", "))
}

// Codes are the implementing codes of its items, with a space between.
func (s Share) Codes() string {
	var codes []string
	for _, i := range s.Items {
		codes = append(codes, i.Implementing())
	}
	return strings.Join(codes, " ")
}

// Longest are the statutory and promised limits of the share: those of the item that
// takes longest. All its items are counted in the same days, which Check sees to.
func (s Share) Longest() (statutory, promised calendar.Limit) {
	for _, i := range s.Items {
		if i.Statutory.N > statutory.N {
			statutory = i.Statutory
		}
		if i.Promised.N > promised.N {
			promised = i.Promised
		}
	}
	return statutory, promised
}

// Place is where and when a case is.
type Place struct {
	Dir    *org.Directory
	Region org.RegionCode
	Day    calendar.Date
}

// Plan finds who takes part in a case: of each item the body nearest to the place.
// Gaps names the items that nobody there is competent for; lead is false where
// nobody leads the theme at that place.
func (b *Book) Plan(t *Theme, answers Answers, at Place) (p Plan, gaps []item.Code, lead bool) {
	p = Plan{Theme: t, Answers: answers}
	p.Lead, lead = at.nearest(t.Leads)
	for _, part := range t.Parts {
		if !answers.fit(part.When) {
			continue
		}
		if part.Consult != "" {
			if u, ok := at.Dir.UnitByCode(part.Consult); ok {
				p.add(Share{Unit: u, About: part.About})
			}
			continue
		}
		i, ok := b.competent(part.Item, at)
		if !ok {
			gaps = append(gaps, part.Item)
			continue
		}
		u, _ := at.Dir.UnitByCode(i.Unit)
		p.add(Share{Unit: u, Items: []*item.Item{i}})
	}
	slices.SortStableFunc(p.Shares, func(a, b Share) int {
		return cmp.Or(cmp.Compare(len(b.Items), len(a.Items)), cmp.Compare(a.Unit.Code, b.Unit.Code))
	})
	return p, gaps, lead
}

// add gives a department one share, whatever it has to do: who decides is not
// consulted besides.
func (p *Plan) add(s Share) {
	n := slices.IndexFunc(p.Shares, func(o Share) bool { return o.Unit.ID == s.Unit.ID })
	if n < 0 {
		p.Shares = append(p.Shares, s)
		return
	}
	p.Shares[n].Items = append(p.Shares[n].Items, s.Items...)
}

// nearest is the unit of the smallest area among those whose area holds the place.
func (at Place) nearest(codes []string) (org.Unit, bool) {
	var best org.Unit
	found := false
	for _, code := range codes {
		u, ok := at.Dir.UnitByCode(code)
		if ok && u.Region.Contains(at.Region) && (!found || best.Region.Contains(u.Region) && best.Region != u.Region) {
			best, found = u, true
		}
	}
	return best, found
}

// competent is the item of the body nearest to the place.
func (b *Book) competent(code item.Code, at Place) (*item.Item, bool) {
	byUnit, units := map[string]*item.Item{}, []string{}
	for _, i := range b.items.On(at.Day) {
		if i.Code == code && !i.Listed() {
			byUnit[i.Unit] = i
			units = append(units, i.Unit)
		}
	}
	u, ok := at.nearest(units)
	return byUnit[u.Code], ok
}

// Of is the share of a unit.
func (p Plan) Of(unit string) (Share, bool) {
	n := slices.IndexFunc(p.Shares, func(s Share) bool { return s.Unit.Code == unit })
	if n < 0 {
		return Share{}, false
	}
	return p.Shares[n], true
}

// Units are the codes of the departments: all, and those that decide.
func (p Plan) Units() (all, deciders []string) {
	for _, s := range p.Shares {
		all = append(all, s.Unit.Code)
		if !s.Consulted() {
			deciders = append(deciders, s.Unit.Code)
		}
	}
	return all, deciders
}

// Paper is a paper of the case with the departments that use it.
type Paper struct {
	item.Material
	Units []org.Unit
}

// Papers are those that the applicant hands in, each once, however many departments
// want it; what a department in the case gives out itself is not asked for.
func (p Plan) Papers() []Paper {
	var out []Paper
	for _, s := range p.Shares {
		for _, i := range s.Items {
			for _, m := range i.Papers(p.Answers) {
				n := slices.IndexFunc(out, func(o Paper) bool { return o.Name.Zh == m.Name.Zh })
				switch {
				case p.gives(m.Name.Zh):
				case n < 0:
					out = append(out, Paper{m, []org.Unit{s.Unit}})
				default:
					out[n] = out[n].with(m, s.Unit)
				}
			}
		}
	}
	return out
}

// with is a paper that one more department uses: it is as necessary, and as many
// copies are handed in, as the strictest of them wants.
func (o Paper) with(m item.Material, u org.Unit) Paper {
	if m.Need == item.Necessary {
		o.Need = m.Need
	}
	o.Copies = max(o.Copies, m.Copies)
	if !slices.ContainsFunc(o.Units, func(x org.Unit) bool { return x.ID == u.ID }) {
		o.Units = append(o.Units, u)
	}
	return o
}

// gives reports whether a paper of that name is what an item of the case results in.
func (p Plan) gives(paper string) bool {
	return slices.ContainsFunc(p.Shares, func(s Share) bool {
		return slices.ContainsFunc(s.Items, func(i *item.Item) bool {
			return slices.ContainsFunc(i.Results, func(r item.Result) bool { return r.Name.Zh == paper })
		})
	})
}
