package org

import (
	"slices"

	"shuniu/kernel/calendar"
	"shuniu/kernel/lang"
)

// roll is the people by what files call them, and the posts they hold.
type roll struct {
	byCode map[string]PersonID
	byName map[string][]PersonID
	people map[PersonID]Person
	posts  map[postKey]Post
	units  map[PersonID][]UnitID // in which each was ever seen
}

type postKey struct {
	Seat
	person PersonID
	since  string
}

func keyOf(p Post) postKey { return postKey{p.Seat(), p.Person, p.Since.String()} }

func newRoll(persons []Person, posts []Post) roll {
	r := roll{map[string]PersonID{}, map[string][]PersonID{}, map[PersonID]Person{}, map[postKey]Post{}, map[PersonID][]UnitID{}}
	for _, p := range persons {
		r.join(p)
	}
	for _, p := range posts {
		r.hold(p)
	}
	return r
}

// join puts a person on the roll, or what has changed of one.
func (r roll) join(p Person) {
	if old, there := r.people[p.ID]; there {
		r.byName[old.Name.Zh] = slices.DeleteFunc(r.byName[old.Name.Zh], func(id PersonID) bool { return id == p.ID })
	}
	r.people[p.ID] = p
	r.byName[p.Name.Zh] = append(r.byName[p.Name.Zh], p.ID)
	if p.Code != "" {
		r.byCode[p.Code] = p.ID
	}
}

func (r roll) hold(p Post) {
	r.posts[keyOf(p)] = p
	r.attach(p.Person, p.Unit)
}

func (r roll) attach(person PersonID, unit UnitID) {
	if !slices.Contains(r.units[person], unit) {
		r.units[person] = append(r.units[person], unit)
	}
}

func (r roll) post(p Post) (Post, bool) {
	old, there := r.posts[keyOf(p)]
	return old, there
}

// who is the person that a row means; false: somebody new. The text says why that
// cannot be known.
func (r roll) who(p postRow) (Person, bool, lang.Text) {
	if p.person.Code != "" {
		if id, known := r.byCode[p.person.Code]; known {
			if one := r.people[id]; one.Name.Zh != p.person.Name.Zh {
				return one, false, lang.T("人员编号 {code} 是 {name}。", "The code {code} is that of {name}.").With("code", one.Code, "name", one.Name.Zh)
			}
			return r.people[id], true, lang.Text{}
		}
	}
	elsewhere, coded := false, false
	for _, id := range r.byName[p.person.Name.Zh] {
		one := r.people[id]
		here := slices.Contains(r.units[id], p.Unit)
		switch {
		case p.person.Code != "":
			// a code may be given later to somebody whose post this is
			held := p.Post
			held.Person = id
			if _, same := r.post(held); same && one.Code == "" {
				return one, true, lang.Text{}
			}
		case one.Code == "" && here:
			return one, true, lang.Text{}
		case one.Code == "":
			elsewhere = true
		case here:
			coded = true
		}
	}
	if elsewhere || coded {
		return Person{}, false, lang.T("已有同名的 {name}；请在 person 列写明人员编号，以示区别。", "There is a {name} already; give a code in the column person to say who this is.").With("name", p.person.Name.Zh)
	}
	return Person{}, false, lang.Text{}
}

// named is the one person with the code or name, one of the unit before others.
func (r roll) named(who string, unit UnitID) (Person, bool) {
	if id, known := r.byCode[who]; known {
		return r.people[id], true
	}
	all := r.byName[who]
	here := slices.DeleteFunc(slices.Clone(all), func(id PersonID) bool { return !slices.Contains(r.units[id], unit) })
	switch {
	case len(here) == 1:
		return r.people[here[0]], true
	case len(here) == 0 && len(all) == 1:
		return r.people[all[0]], true
	}
	return Person{}, false
}

// kept reports whether anybody holds the seat on the day.
func (r roll) kept(seat Seat, on calendar.Date) bool {
	for _, p := range r.posts {
		if p.Seat() == seat && p.On(on) {
			return true
		}
	}
	return false
}

// heldBy is the post of the seat that the person holds on the day.
func (r roll) heldBy(seat Seat, who string, on calendar.Date) (Post, bool) {
	person, ok := r.named(who, seat.Unit)
	if !ok {
		return Post{}, false
	}
	for _, p := range r.posts {
		if p.Seat() == seat && p.Person == person.ID && p.On(on) {
			return p, true
		}
	}
	return Post{}, false
}
