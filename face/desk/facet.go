package desk

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"shuniu/face/page"
	"shuniu/kernel/calendar"
	"shuniu/kernel/category"
	"shuniu/kernel/lang"
	"shuniu/kernel/matter"
	"shuniu/kernel/org"
	"shuniu/kernel/process"
)

// The parameters by which a list is narrowed. They live in the address, so that a
// list can be kept and handed on.
const (
	stateParam    = "state" // process/state
	dueParam      = "due"
	regionParam   = "region"
	categoryParam = "category"
	unitParam     = "unit"
	filterParam   = "filter" // the filters stand open
)

// The values of dueParam.
const (
	dueLate  = "late"
	dueToday = "today"
	dueWeek  = "week" // within seven days, today with them
)

// facet is one way of narrowing a list: a question about its matters with the
// answers there may be.
type facet struct {
	name    string
	label   lang.Text
	any     lang.Text
	options func() []page.Option          // made only where they are shown
	of      func(*matter.Matter) []string // what a matter answers
	value   string                        // what is asked for; "" for all

	counts map[string]int // by answer; nil if it was not counted
	more   bool           // there are more than were counted
}

func (f *facet) passes(m *matter.Matter) bool {
	return f.value == "" || slices.Contains(f.of(m), f.value)
}

func passes(fs []facet, m *matter.Matter) bool {
	for i := range fs {
		if !fs[i].passes(m) {
			return false
		}
	}
	return true
}

// facets are those of a list, with what its address asks of each.
func facets(l *list) []facet {
	fs := []facet{dueFacet(l), stateFacet(l)}
	for _, name := range []string{"kind", "urgency", "channel"} {
		fs = append(fs, l.fieldFacet(name))
	}
	fs = append(fs, categoryFacet(l), regionFacet(l), unitFacet(l))
	for i := range fs {
		fs[i].value = l.query.Get(fs[i].name)
		if fs[i].any.IsZero() {
			fs[i].any = page.Word("desk.any").Text()
		}
	}
	return fs
}

// dueFacet is by when a matter is due: what is late is due neither today nor within
// seven days.
func dueFacet(l *list) facet {
	now := l.desk.watch.Now()
	today := calendar.DateOf(now)
	until := func(d calendar.Date) int64 { return d.Add(1).Start(now.Location()).UnixMicro() }
	late, endToday, endWeek := now.UnixMicro(), until(today), until(today.Add(6))
	return facet{name: dueParam, label: page.Word("desk.due").Text(), options: dueOptions, of: func(m *matter.Matter) []string {
		switch due := m.DueAt(); {
		case due <= late:
			return []string{dueLate}
		case due <= endToday:
			return []string{dueToday, dueWeek}
		case due <= endWeek:
			return []string{dueWeek}
		}
		return nil
	}}
}

func dueOptions() []page.Option {
	return []page.Option{
		{Value: dueLate, Label: page.Word("desk.due-late").Text()},
		{Value: dueToday, Label: page.Word("desk.due-today").Text()},
		{Value: dueWeek, Label: page.Word("desk.due-week").Text()},
	}
}

func stateFacet(l *list) facet {
	return facet{
		name: stateParam, label: page.Word("desk.state").Text(), any: page.Word("desk.state-any").Text(),
		of: func(m *matter.Matter) []string {
			if m.End == "" {
				return []string{m.Process + "/" + m.State, m.Process + "/" + anyOpen}
			}
			return []string{m.Process + "/" + m.State}
		},
		options: func() []page.Option {
			var out []page.Option
			for _, def := range l.desk.Engine.Definitions {
				if l.path == allPath {
					out = append(out, page.Option{Value: def.Name + "/" + anyOpen, Label: page.Word("desk.any-open").Text(), Group: def.Title})
				}
				for _, st := range def.States {
					if st.End == "" || l.path == allPath { // what has ended is owed by nobody
						out = append(out, page.Option{Value: def.Name + "/" + st.Name, Label: st.Title, Group: def.Title})
					}
				}
			}
			return out
		},
	}
}

// anyOpen stands for every state of a process that is no end.
const anyOpen = "*"

// stateOf reads the value of stateParam.
func stateOf(value string) (proc, state string) {
	proc, state, _ = strings.Cut(value, "/")
	return proc, strings.TrimSuffix(state, anyOpen)
}

// fieldFacet is a choice that processes ask; the first of them says what it is
// called.
func (l *list) fieldFacet(name string) facet {
	f := facet{name: name, of: func(m *matter.Matter) []string { return []string{m.Fields[name]} }}
	var fields []*process.Field
	for _, def := range l.desk.Engine.Definitions {
		if field := def.Field(name); field != nil && field.Type == process.FieldChoice {
			fields = append(fields, field)
		}
	}
	if len(fields) > 0 {
		f.label = fields[0].Label
	}
	f.options = func() []page.Option {
		var out []page.Option
		for _, field := range fields {
			for _, o := range field.Options {
				if !slices.ContainsFunc(out, func(known page.Option) bool { return known.Value == o.Value }) {
					out = append(out, page.Option{Value: o.Value, Label: o.Label})
				}
			}
		}
		return out
	}
	return f
}

func categoryFacet(l *list) facet {
	return facet{
		name: categoryParam, label: page.Word("desk.category").Text(), options: func() []page.Option { return categoryGroups(l.desk.Engine.Categories) },
		of: func(m *matter.Matter) []string {
			code := category.Code(m.Fields["category"])
			for code.Level() > 1 {
				code = code.Parent()
			}
			return []string{string(code)}
		},
	}
}

// categoryGroups are the broadest categories.
func categoryGroups(all *category.List) []page.Option {
	var groups []page.Option
	for _, e := range all.Entries() {
		if e.Code.Level() == 1 && !e.Retired {
			groups = append(groups, page.Option{Value: string(e.Code), Label: e.Name})
		}
	}
	return groups
}

// regionFacet is the county or township in which a matter lies.
func regionFacet(l *list) facet {
	return facet{
		name: regionParam, label: page.Word("desk.place").Text(),
		of: func(m *matter.Matter) []string {
			var codes []string
			for code := org.RegionCode(m.Region); code != "" && code.Level() > org.City; code = code.Parent() {
				codes = append(codes, string(code))
			}
			return codes
		},
		options: func() []page.Option {
			return slices.DeleteFunc(regionOptions(l.desk.Org.Now()), func(o page.Option) bool {
				level := org.RegionCode(o.Value).Level()
				return level != org.County && level != org.Township
			})
		},
	}
}

// unitFacet is the unit in charge; before there is one, the unit that has the matter.
func unitFacet(l *list) facet {
	dir := l.desk.Org.Now()
	return facet{name: unitParam, label: page.Word("desk.unit").Text(), options: func() []page.Option { return unitOptions(dir) }, of: func(m *matter.Matter) []string {
		id := m.Assigned
		if id == 0 {
			id = m.Holder.Unit
		}
		u, _ := dir.Unit(org.UnitID(id))
		return []string{u.Code}
	}}
}

// mostCounted is where the counts of filters stop, so that their cost does not grow
// with the list.
const mostCounted = 99

// countFacets counts what each answer would leave, the other filters as they are,
// among the first matters of the list.
func (l *list) countFacets(ctx context.Context) error {
	for i := range l.facets {
		l.facets[i].counts = map[string]int{}
	}
	counted := 0
	q := matter.Query{Limit: mostCounted, Keep: func(m *matter.Matter) bool {
		if counted++; counted > mostCounted {
			return true
		}
		for i := range l.facets {
			f := &l.facets[i]
			asked := f.value
			f.value = ""
			if passes(l.facets, m) {
				for _, v := range f.of(m) {
					f.counts[v]++
				}
			}
			f.value = asked
		}
		return true
	}}
	p, err := l.read(ctx, l.Actor, q)
	for i := range l.facets {
		l.facets[i].more = err == nil && p.Next != ""
	}
	return err
}

// input asks for an answer. Where all was counted, answers that no matter gives are
// left out.
func (f *facet) input() page.Input {
	in := page.Input{Name: f.name, Type: process.FieldChoice, Label: f.label, Unchosen: f.any, Value: f.value}
	for _, o := range f.options() {
		n := f.counts[o.Value]
		if n == 0 && !f.more && f.counts != nil && o.Value != f.value {
			continue
		}
		if n > 0 {
			word := page.Word("desk.counted")
			if f.more {
				word = page.Word("desk.counted-more")
			}
			o.Label = word.Fill(page.Texts{"what": o.Label, "n": lang.Same(strconv.Itoa(n))})
		}
		in.Options = append(in.Options, o)
	}
	return in
}

// filtered reports whether anything is asked of the list.
func (l *list) filtered() bool {
	return slices.ContainsFunc(l.facets, func(f facet) bool { return f.value != "" })
}

// narrowed reports whether anything else is asked than by when they are due.
func (l *list) narrowed() bool {
	return slices.ContainsFunc(l.facets, func(f facet) bool { return f.name != dueParam && f.value != "" })
}

// opened reports whether the filters stand open.
func (l *list) opened() bool { return l.query.Get(filterParam) != "" }

// tabs are the list by when matters are due.
func (l *list) tabs() page.Tabs {
	t := page.Tabs{Label: page.Word("desk.due").Text()}
	for _, f := range l.facets {
		if f.name != dueParam {
			continue
		}
		all, late := l.owed, l.late
		if l.narrowed() { // they were counted without it
			all, late = 0, f.counts[dueLate]
		}
		t.Items = append(t.Items, page.NavItem{Text: page.Word("desk.any").Text(), Href: l.with(dueParam, ""), Current: f.value == "", Count: all})
		for _, o := range f.options() {
			item := page.NavItem{Text: o.Label, Href: l.with(dueParam, o.Value), Current: f.value == o.Value, Count: f.counts[o.Value]}
			if o.Value == dueLate {
				item.Count, item.Late = late, true
			}
			t.Items = append(t.Items, item)
		}
	}
	return t
}

// filters ask for the answers where they stand open, and show those that are set.
func (l *list) filters() page.Filters {
	f := page.Filters{Action: l.path}
	for i := range l.facets {
		one := &l.facets[i]
		if one.name == dueParam && l.path != allPath { // a tab, or what the list is about
			if one.value != "" {
				f.Keep = append(f.Keep, page.Hidden{Name: one.name, Value: one.value})
			}
			continue
		}
		if one.value != "" {
			f.Active = append(f.Active, page.Chip{Text: one.text(), Remove: l.with(one.name, "")})
		}
		if in := one.input(); l.opened() && len(in.Options) > 0 {
			f.Inputs = append(f.Inputs, in)
		}
	}
	if l.opened() {
		f.Keep = append(f.Keep, page.Hidden{Name: filterParam, Value: "open"})
	}
	if len(f.Active) > 1 {
		f.Clear = l.path
	}
	return f
}

// text is what is asked for, in words.
func (f *facet) text() lang.Text {
	for _, o := range f.options() {
		if o.Value == f.value {
			return o.Label
		}
	}
	return lang.Same(f.value)
}
