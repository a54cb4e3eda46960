package org

import (
	"slices"
	"strings"
)

// Need is a post that the processes may ask for in a unit, by the unit's code;
// an empty code means in every unit, as for a role in the assigned unit. A needed
// post that nobody ever held is vacant, so that it falls to a head.
type Need struct {
	Unit string
	Post PostKind
}

// assemble makes the snapshot of what was read at the version.
func assemble(version int64, r records, needs []Need) *Directory {
	d := &Directory{
		version: version, geography: survey(r.regions), tree: grow(r.units),
		persons: make(map[PersonID]Person, len(r.persons)), posts: make(map[PostID]Post, len(r.posts)),
		seats: map[Seat][]Post{}, held: map[PersonID][]Post{}, given: map[PersonID][]Delegation{}, kept: map[UnitID][]kept{},
	}
	for _, p := range r.persons {
		d.persons[p.ID] = p
	}
	for _, p := range r.posts {
		d.posts[p.ID] = p
		if !p.Until.IsZero() && p.Until.Before(p.Since) { // cancelled
			continue
		}
		d.seats[p.Seat()] = append(d.seats[p.Seat()], p)
		d.held[p.Person] = append(d.held[p.Person], p)
		d.keep(p.Unit, kept{p.Kind, p.Since})
	}
	for _, g := range r.delegations {
		d.given[g.To] = append(d.given[g.To], g)
	}
	d.need(needs)
	return d
}

// survey makes the geography of regions given by code.
func survey(regions []Region) geography {
	g := geography{regions, map[RegionCode][]Region{}}
	for _, r := range regions {
		parent := r.Code.Parent()
		g.parts[parent] = append(g.parts[parent], r)
	}
	return g
}

// grow makes the tree of units given by id.
func grow(units []Unit) tree {
	t := tree{nodes: make(map[UnitID]*node, len(units)), codes: make(map[string]UnitID, len(units)), order: make([]UnitID, 0, len(units))}
	for _, u := range units {
		t.nodes[u.ID] = &node{Unit: u}
		t.codes[u.Code] = u.ID
	}
	var top *node
	for _, u := range units {
		if parent := t.nodes[u.Parent]; parent != nil {
			parent.children = append(parent.children, u.ID)
		} else {
			top = t.nodes[u.ID]
		}
	}
	if top != nil {
		t.walk(top)
	}
	return t
}

func (t *tree) walk(n *node) {
	n.first = len(t.order)
	t.order = append(t.order, n.ID)
	for _, child := range n.children {
		t.walk(t.nodes[child])
	}
	n.last = len(t.order)
}

// need gives each unit the posts it must have: a head, and what processes ask for.
func (d *Directory) need(needs []Need) {
	for id, n := range d.nodes {
		d.keep(id, kept{kind: Head})
		for _, need := range needs {
			if need.Unit == "" || need.Unit == n.Code {
				d.keep(id, kept{kind: need.Post})
			}
		}
		slices.SortFunc(d.kept[id], func(a, b kept) int { return strings.Compare(string(a.kind), string(b.kind)) })
	}
}

// keep notes that the unit has the kind of post from the day, or from an earlier
// one already noted.
func (d *Directory) keep(unit UnitID, k kept) {
	for i, old := range d.kept[unit] {
		if old.kind == k.kind {
			if k.since.Before(old.since) {
				d.kept[unit][i] = k
			}
			return
		}
	}
	d.kept[unit] = append(d.kept[unit], k)
}
