package org

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"shuniu/kernel/calendar"
)

var dayZero = calendar.DateOf(time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC))

var kinds = []PostKind{Head, "handler", "auditor"}

// city draws an organisation of up to twelve units, eight persons and posts and
// delegations within thirty days.
func city(t *rapid.T) records {
	var r records
	for i := range rapid.IntRange(1, 12).Draw(t, "units") {
		u := Unit{ID: UnitID(i + 1)}
		if i > 0 {
			u.Parent = UnitID(rapid.IntRange(1, i).Draw(t, "parent"))
		}
		r.units = append(r.units, u)
	}
	day := func(label string) calendar.Date { return dayZero.Add(rapid.IntRange(0, 30).Draw(t, label)) }
	for i := range rapid.IntRange(0, 15).Draw(t, "posts") {
		p := Post{
			ID: PostID(i + 1), Unit: UnitID(rapid.IntRange(1, len(r.units)).Draw(t, "unit")), Kind: rapid.SampledFrom(kinds).Draw(t, "kind"),
			Person: PersonID(rapid.IntRange(1, 8).Draw(t, "person")), Since: day("since"),
		}
		if rapid.Bool().Draw(t, "ends") {
			p.Until = day("until")
		}
		r.posts = append(r.posts, p)
	}
	for i := range rapid.IntRange(0, 5).Draw(t, "delegations") {
		if len(r.posts) == 0 {
			break
		}
		r.delegations = append(r.delegations, Delegation{
			ID: DelegationID(i + 1), Post: rapid.SampledFrom(r.posts).Draw(t, "post").ID, To: PersonID(rapid.IntRange(1, 8).Draw(t, "to")),
			Kind: rapid.SampledFrom([]DelegationKind{Substitute, Grant}).Draw(t, "by"), Since: day("from"), Until: day("to day"),
		})
	}
	return r
}

func TestStandsAndStandAsAgree(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := city(t)
		d := assemble(1, r, []Need{{Post: "handler"}, {Post: "auditor"}})
		on := dayZero.Add(rapid.IntRange(-1, 31).Draw(t, "on"))
		for person := PersonID(1); person <= 8; person++ {
			stands := d.Stands(person, on)
			for _, u := range r.units {
				for _, kind := range kinds {
					s, ok := d.StandAs(person, Seat{u.ID, kind}, on)
					listed := slices.IndexFunc(stands, func(s Stand) bool { return s.Seat() == Seat{u.ID, kind} })
					if ok != (listed >= 0) || ok && stands[listed] != s {
						t.Fatalf("person %d in %s of unit %d: StandAs %+v %v, Stands %+v", person, kind, u.ID, s, ok, stands)
					}
				}
			}
		}
	})
}

// A day with a head at the top leaves nothing undone: each seat has somebody who
// may act in it, and that is the holder or else the head that Resolve names.
func TestNoSeatIsNobodys(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := city(t)
		r.posts = append(r.posts, Post{ID: 99, Unit: 1, Kind: Head, Person: 8, Since: dayZero})
		d := assemble(1, r, []Need{{Post: "handler"}, {Post: "auditor"}})
		on := dayZero.Add(rapid.IntRange(0, 31).Draw(t, "on"))
		for _, u := range r.units {
			for _, kind := range kinds {
				seat := Seat{u.ID, kind}
				owes, ok := d.Resolve(u.ID, kind, on)
				if !ok {
					t.Fatalf("%+v is nobody's", seat)
				}
				if (owes.Why == ByPost) != (len(d.HoldersOf(u.ID, kind, on)) > 0) || !d.Within(u.ID, owes.Unit) {
					t.Fatalf("%+v falls to %+v", seat, owes)
				}
				for _, p := range d.HoldersOf(owes.Unit, owes.Post, on) {
					if s, ok := d.StandAs(p.Person, seat, on); !ok || s.Principal != p.Person {
						t.Fatalf("person %d owes %+v and may not act: %+v", p.Person, seat, s)
					}
				}
				for up := u.ID; owes.Why == ByVacancy && up != owes.Unit; up = d.nodes[up].Parent {
					if len(d.HoldersOf(up, Head, on)) > 0 {
						t.Fatalf("%+v passes over the head of unit %d", seat, up)
					}
				}
			}
		}
	})
}

func TestNobodyStandsOutsideTheDays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := city(t)
		d := assemble(1, r, nil)
		on := dayZero.Add(rapid.IntRange(-1, 31).Draw(t, "on"))
		for person := PersonID(1); person <= 8; person++ {
			right := slices.ContainsFunc(r.posts, func(p Post) bool { return p.Person == person && p.On(on) }) ||
				slices.ContainsFunc(r.delegations, func(g Delegation) bool {
					return g.To == person && g.On(on) && r.posts[g.Post-1].On(on)
				})
			if stands := d.Stands(person, on); (len(stands) > 0) != right {
				t.Fatalf("person %d on %s: %+v", person, on, stands)
			}
		}
	})
}

func TestTheTreeIsItsParents(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := city(t)
		d := assemble(1, r, nil)
		for _, u := range r.units {
			for _, o := range r.units {
				above := u.ID == o.ID || slices.Contains(d.Ancestors(u.ID), o.ID)
				if d.Within(u.ID, o.ID) != above || slices.Contains(d.Descendants(o.ID), u.ID) != above {
					t.Fatalf("unit %d and %d: above %v", u.ID, o.ID, above)
				}
			}
		}
	})
}

// large is a city of 400 units under 20 districts, each with a head and ten
// handlers who changed twice.
func large() (*Directory, calendar.Date) {
	r := records{units: []Unit{{ID: 1}}}
	for i := UnitID(2); i <= 421; i++ {
		r.units = append(r.units, Unit{ID: i, Parent: max(1, (i-2)/20)})
	}
	on := dayZero.Add(300)
	for _, u := range r.units {
		for i := range 31 {
			p := Post{ID: PostID(len(r.posts) + 1), Unit: u.ID, Kind: "handler", Person: PersonID(len(r.posts) + 1), Since: dayZero.Add(i / 10 * 100)}
			if i/10 < 2 {
				p.Until = p.Since.Add(99)
			}
			if i == 30 {
				p.Kind = Head
			}
			r.posts = append(r.posts, p)
		}
	}
	return assemble(1, r, []Need{{Post: "handler"}}), on
}

func BenchmarkResolveVacant(b *testing.B) {
	d, on := large()
	for b.Loop() {
		if s, ok := d.Resolve(421, "auditor", on); !ok || s.Why != ByVacancy {
			b.Fatal(s)
		}
	}
}

func BenchmarkResolveHeld(b *testing.B) {
	d, on := large()
	for b.Loop() {
		if s, ok := d.Resolve(421, "handler", on); !ok || s.Why != ByPost {
			b.Fatal(s)
		}
	}
}

func BenchmarkStandAs(b *testing.B) {
	d, on := large()
	person := d.HoldersOf(421, "handler", on)[5].Person
	for b.Loop() {
		if _, ok := d.StandAs(person, Seat{421, "handler"}, on); !ok {
			b.Fatal("refused")
		}
	}
}

func BenchmarkStandsOfTheMayor(b *testing.B) {
	d, on := large()
	person := d.HoldersOf(1, Head, on)[0].Person
	for b.Loop() {
		if len(d.Stands(person, on)) == 0 {
			b.Fatal("nothing")
		}
	}
}
