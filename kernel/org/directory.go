package org

import (
	"slices"
	"sort"
	"strings"

	"shuniu/kernel/calendar"
)

// Directory is the organisation at one version, held in memory and never changed.
// Lookups by an id or code that is not there give false or nothing. Slices are
// the caller's own.
type Directory struct {
	geography
	tree
	version int64
	persons map[PersonID]Person
	posts   map[PostID]Post
	seats   map[Seat][]Post
	held    map[PersonID][]Post
	given   map[PersonID][]Delegation
	kept    map[UnitID][]kept
}

// geography is the regions, by code.
type geography struct {
	regions []Region
	parts   map[RegionCode][]Region // by the region they lie in
}

// tree is the units with their superiors.
type tree struct {
	nodes map[UnitID]*node
	codes map[string]UnitID
	order []UnitID // each unit before those below it, which follow it at once
}

type node struct {
	Unit
	children    []UnitID
	first, last int // what lies below it, itself first: order[first:last]
}

// kept is a kind of post that a unit has, from the day it was first held.
type kept struct {
	kind  PostKind
	since calendar.Date
}

// Version is the number of changes made to the organisation before this snapshot.
func (d *Directory) Version() int64 { return d.version }

// Region is the region with the code.
func (g geography) Region(code RegionCode) (Region, bool) {
	i, ok := sort.Find(len(g.regions), func(i int) int { return strings.Compare(string(code), string(g.regions[i].Code)) })
	if !ok {
		return Region{}, false
	}
	return g.regions[i], true
}

// Regions is every region by code, so that each comes before what lies in it.
func (g geography) Regions() []Region { return slices.Clone(g.regions) }

// City is the region of the whole city; without a name before the regions are
// loaded.
func (g geography) City() Region {
	if len(g.regions) == 0 {
		return Region{}
	}
	return g.regions[0]
}

// RegionChildren is the regions one level below, by code.
func (g geography) RegionChildren(code RegionCode) []Region { return slices.Clone(g.parts[code]) }

// Unit is the unit with the id.
func (t tree) Unit(id UnitID) (Unit, bool) {
	if n := t.nodes[id]; n != nil {
		return n.Unit, true
	}
	return Unit{}, false
}

// UnitByCode is the unit with the code.
func (t tree) UnitByCode(code string) (Unit, bool) { return t.Unit(t.codes[code]) }

// Top is the unit that has no superior.
func (t tree) Top() (Unit, bool) {
	if len(t.order) == 0 {
		return Unit{}, false
	}
	return t.Unit(t.order[0])
}

// Units is every unit, each before those below it.
func (t tree) Units() []Unit {
	units := make([]Unit, 0, len(t.order))
	for _, id := range t.order {
		units = append(units, t.nodes[id].Unit)
	}
	return units
}

// UnitsIn is the units of the region and of the regions in it, each before those
// below it.
func (d *Directory) UnitsIn(code RegionCode) []Unit {
	if _, ok := d.Region(code); !ok {
		return nil
	}
	return slices.DeleteFunc(d.Units(), func(u Unit) bool { return !code.Contains(u.Region) })
}

// Children is the units right below the unit, by id.
func (t tree) Children(id UnitID) []UnitID {
	if n := t.nodes[id]; n != nil {
		return slices.Clone(n.children)
	}
	return nil
}

// Descendants is the unit and all below it, each before those below it.
func (t tree) Descendants(id UnitID) []UnitID {
	if n := t.nodes[id]; n != nil {
		return slices.Clone(t.order[n.first:n.last])
	}
	return nil
}

// Ancestors is the superiors of the unit, the nearest first.
func (t tree) Ancestors(id UnitID) []UnitID {
	var up []UnitID
	for n := t.nodes[id]; n != nil && n.Parent != 0; n = t.nodes[n.Parent] {
		up = append(up, n.Parent)
	}
	return up
}

// Within reports whether the unit is the ancestor or lies below it.
func (t tree) Within(unit, ancestor UnitID) bool {
	u, a := t.nodes[unit], t.nodes[ancestor]
	return u != nil && a != nil && a.first <= u.first && u.first < a.last
}

// Person is the person with the id.
func (d *Directory) Person(id PersonID) (Person, bool) {
	p, ok := d.persons[id]
	return p, ok
}

// Named is the people with the code or, if there is none, of the Chinese or English
// name; with a unit, only those who hold or held a post there.
func (d *Directory) Named(who string, unit UnitID) []Person {
	var byName []Person
	for _, p := range d.persons {
		if p.Code == who && who != "" {
			return []Person{p}
		}
		if p.Name.Zh != who && p.Name.En != who {
			continue
		}
		if unit == 0 || slices.ContainsFunc(d.held[p.ID], func(h Post) bool { return h.Unit == unit }) {
			byName = append(byName, p)
		}
	}
	return byName
}

// Post is the post with the id, past ones too.
func (d *Directory) Post(id PostID) (Post, bool) {
	p, ok := d.posts[id]
	return p, ok
}

// PostsOf is the posts the person holds on the day, the longest held first.
func (d *Directory) PostsOf(person PersonID, on calendar.Date) []Post {
	return held(d.held[person], on)
}

// HoldersOf is the posts of this kind held in the unit on the day, the longest
// held first.
func (d *Directory) HoldersOf(unit UnitID, kind PostKind, on calendar.Date) []Post {
	return held(d.seats[Seat{unit, kind}], on)
}

// Seated reports whether anybody holds or ever held a post of the kind in the unit.
func (d *Directory) Seated(unit UnitID, kind PostKind) bool {
	return len(d.seats[Seat{unit, kind}]) > 0
}

// Delegations is the delegations to the person that are valid on the day.
func (d *Directory) Delegations(person PersonID, on calendar.Date) []Delegation {
	var valid []Delegation
	for _, g := range d.given[person] {
		if d.valid(g, on) {
			valid = append(valid, g)
		}
	}
	return valid
}

func (d *Directory) valid(g Delegation, on calendar.Date) bool {
	return g.On(on) && d.posts[g.Post].On(on)
}

func held(posts []Post, on calendar.Date) []Post {
	var now []Post
	for _, p := range posts {
		if p.On(on) {
			now = append(now, p)
		}
	}
	return now
}
