package org

import "shuniu/kernel/calendar"

// Resolve says who owes what is asked of a post on the day: the holders of the
// post; if it is vacant, the head of the unit; if there is none, the head of the
// nearest superior unit that has one. Unit and Post of the answer are the seat
// that is responsible, Principal is its holder if there is exactly one, and Why is
// ByPost or ByVacancy. It is false for an unknown unit, and when there is no head
// up to the top.
func (d *Directory) Resolve(unit UnitID, kind PostKind, on calendar.Date) (Stand, bool) {
	n := d.nodes[unit]
	if n == nil {
		return Stand{}, false
	}
	if holder, ok := d.holder(Seat{unit, kind}, on); ok {
		return Stand{unit, kind, holder, ByPost}, true
	}
	for ; n != nil; n = d.nodes[n.Parent] {
		if holder, ok := d.holder(Seat{n.ID, Head}, on); ok {
			return Stand{n.ID, Head, holder, ByVacancy}, true
		}
	}
	return Stand{}, false
}

// holder reports whether the seat is held on the day, and by whom if by one.
func (d *Directory) holder(seat Seat, on calendar.Date) (one PersonID, held bool) {
	posts := d.seats[seat]
	for i := range posts {
		if posts[i].On(on) {
			if held {
				return 0, true
			}
			one, held = posts[i].Person, true
		}
	}
	return one, held
}

// Stands is every seat in which the person may act on the day, as matters name
// it: the person's own posts; the posts of those who delegated to the person; and
// for whoever stands as a head the vacant posts of the unit and of the units below
// that have no head themselves. A post counts as vacant in a unit that has it:
// that held it before, that the processes need there (Need), or head. Own posts
// come first and vacancies last; the list may name a seat twice, with different
// principals.
func (d *Directory) Stands(person PersonID, on calendar.Date) []Stand {
	var stands []Stand
	for _, p := range d.held[person] {
		if p.On(on) {
			stands = append(stands, Stand{p.Unit, p.Kind, person, ByPost})
		}
	}
	for _, g := range d.given[person] {
		if d.valid(g, on) {
			p := d.posts[g.Post]
			stands = append(stands, Stand{p.Unit, p.Kind, p.Person, g.why()})
		}
	}
	for _, s := range stands {
		if s.Post == Head {
			stands = append(stands, d.vacancies(s, s.Unit, on)...)
		}
	}
	return stands
}

// vacancies is what falls to the head from the unit and, below it, from units
// that have no head.
func (d *Directory) vacancies(head Stand, unit UnitID, on calendar.Date) []Stand {
	var vacant []Stand
	for _, k := range d.kept[unit] {
		if _, held := d.holder(Seat{unit, k.kind}, on); !held && !on.Before(k.since) {
			vacant = append(vacant, Stand{unit, k.kind, head.Principal, ByVacancy})
		}
	}
	for _, child := range d.nodes[unit].children {
		if _, held := d.holder(Seat{child, Head}, on); !held {
			vacant = append(vacant, d.vacancies(head, child, on)...)
		}
	}
	return vacant
}

// StandAs decides whether the person may act in the seat on the day, and by what
// right: the person's own before another's. It agrees with Stands; besides, the
// responsible head may act in a post that the unit never had.
func (d *Directory) StandAs(person PersonID, seat Seat, on calendar.Date) (Stand, bool) {
	if s, ok := d.holds(person, seat, on); ok {
		return s, true
	}
	owes, ok := d.Resolve(seat.Unit, seat.Post, on)
	if !ok || owes.Why != ByVacancy {
		return Stand{}, false
	}
	s, ok := d.holds(person, owes.Seat(), on)
	return Stand{seat.Unit, seat.Post, s.Principal, ByVacancy}, ok
}

// holds is StandAs without vacancies.
func (d *Directory) holds(person PersonID, seat Seat, on calendar.Date) (Stand, bool) {
	posts := d.seats[seat]
	for i := range posts {
		if posts[i].Person == person && posts[i].On(on) {
			return Stand{seat.Unit, seat.Post, person, ByPost}, true
		}
	}
	for _, g := range d.given[person] {
		if p := d.posts[g.Post]; p.Seat() == seat && d.valid(g, on) {
			return Stand{seat.Unit, seat.Post, p.Person, g.why()}, true
		}
	}
	return Stand{}, false
}

func (d Delegation) why() Why {
	if d.Kind == Grant {
		return ByGrant
	}
	return BySubstitute
}
