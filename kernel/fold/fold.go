// Package fold is where a matter stands: the fold over its events, and nothing else.
// It decides nothing and reads nothing, so that whoever has the events of a matter
// comes to the same: the engine's rows are a cache of it, and replay compares them.
package fold

import (
	"maps"
	"slices"
	"strings"

	"shuniu/kernel/access"
	"shuniu/kernel/ledger"
	"shuniu/kernel/org"
	"shuniu/kernel/process"
)

// ID is the internal id of a matter; people see its Number.
type ID int64

// Matter is where a matter stands: the fold over its events, and nothing else.
// Moments are microseconds since 1970 UTC.
type Matter struct {
	ID         ID                       `json:"id"`
	Number     string                   `json:"number"`
	Process    string                   `json:"process"`
	Definition string                   `json:"definition"`
	Parent     ID                       `json:"parent,omitempty"`
	Root       ID                       `json:"root"`
	Region     string                   `json:"region,omitempty"`
	Owner      int64                    `json:"owner,omitempty"`
	Secrecy    int                      `json:"secrecy,omitempty"`
	State      string                   `json:"state"`
	End        string                   `json:"end,omitempty"`
	Holder     ledger.Holder            `json:"holder"`
	Assigned   int64                    `json:"assigned,omitempty"`
	Fields     map[string]string        `json:"fields,omitempty"` // values in the clear, the last given
	Given      map[string]int           `json:"given,omitempty"`  // sealed fields: event that last gave a value
	Clocks     []ledger.Clock           `json:"clocks,omitempty"` // last instance of each
	Did        map[string]int           `json:"did"`              // how often each act was done
	Since      []string                 `json:"since,omitempty"`  // acts done since the last reopening
	Past       map[string][]int64       `json:"past,omitempty"`   // people who acted in each role
	Claims     map[string]ledger.Holder `json:"claims,omitempty"` // who took it, by role
	Units      []int64                  `json:"units,omitempty"`  // units that held or opened it
	Shown      []int64                  `json:"shown,omitempty"`  // of those, the ones that see it because they take part in a child
	Children   []ledger.Child           `json:"children,omitempty"`
	Asked      []int64                  `json:"asked,omitempty"` // the children whose end is waited for: those opened last
	Links      []ledger.Link            `json:"links,omitempty"`
	Opened     int64                    `json:"opened"`
	Updated    int64                    `json:"updated"`
	Closed     int64                    `json:"closed,omitempty"`
	Recorded   int64                    `json:"recorded"`
	Seq        int                      `json:"seq"`
	Acted      int                      `json:"acted"` // last event that was not the system's
	Last       string                   `json:"last"`  // last act of the process: no clock or erasure
	LastAt     int64                    `json:"last_at"`
	Head       ledger.Hash              `json:"head"`
	Origin     ledger.Origin            `json:"origin"`
	Erased     bool                     `json:"erased,omitempty"`
}

// The phases of a clock.
const (
	Running = "running"
	Paused  = "paused"
	Stopped = "stopped"
)

// NoDue is the DueAt of a matter on which nothing runs; it sorts last.
const NoDue = int64(1) << 62

// Apply folds one event into the matter; it decides nothing. head is the hash of
// the event.
func (m *Matter) Apply(e *ledger.Event, head ledger.Hash) {
	if o := e.Effects.Opening; o != nil {
		*m = Matter{
			ID: ID(e.Matter), Number: o.Number, Process: e.Process, Parent: ID(o.Parent), Root: ID(o.Root),
			Region: o.Region, Owner: o.Owner, Secrecy: o.Secrecy, Opened: e.Occurred, Did: map[string]int{}, Origin: e.Origin,
		}
		m.join(o.Owner)
	}
	m.Definition, m.Seq, m.Head, m.Updated, m.Recorded = e.Definition, e.Seq, head, e.Occurred, e.Recorded
	m.Did[e.Act]++
	if !strings.Contains(e.Act, ":") {
		m.Last, m.LastAt = e.Act, e.Occurred
	}
	if e.Actor.Kind != string(access.System) {
		m.Acted = e.Seq
	}
	m.applyActor(e)
	m.applyAsked(e)
	m.applyState(e)
	for _, f := range e.Effects.Fields {
		m.Fields = put(m.Fields, f.Name, f.Value)
	}
	for _, c := range e.Sealed {
		m.Given = put(m.Given, c.Name, e.Seq)
	}
	for _, c := range e.Effects.Clocks {
		m.setClock(c)
	}
	for _, c := range e.Effects.Children {
		m.setChild(c)
	}
	for _, u := range e.Effects.Shown {
		m.join(u)
		if !slices.Contains(m.Shown, u) {
			m.Shown = append(m.Shown, u)
		}
	}
	for _, c := range e.Effects.Claims {
		m.Claims = put(m.Claims, c.Role, c)
	}
	m.Links = append(m.Links, e.Effects.Links...)
	m.Erased = m.Erased || e.Effects.Erased
}

func (m *Matter) applyActor(e *ledger.Event) {
	if e.Effects.Reopened {
		m.Since = nil
	}
	if !slices.Contains(m.Since, e.Act) {
		m.Since = append(m.Since, e.Act)
	}
	for _, p := range []int64{e.Actor.Person, e.Actor.For} {
		if p != 0 && !slices.Contains(m.Past[e.Actor.Role], p) {
			m.Past = put(m.Past, e.Actor.Role, append(slices.Clone(m.Past[e.Actor.Role]), p))
		}
	}
}

// applyAsked begins a new round with the children that an act opens on the way to
// another state; those it opens without leaving the state join the round.
func (m *Matter) applyAsked(e *ledger.Event) {
	first := e.Effects.State != "" && e.Effects.State != m.State
	for _, c := range e.Effects.Children {
		if c.End != "" {
			continue
		}
		if first {
			m.Asked, first = nil, false
		}
		m.Asked = append(m.Asked, c.Matter)
	}
}

func (m *Matter) applyState(e *ledger.Event) {
	if e.Effects.State != "" {
		m.State = e.Effects.State
	}
	if e.Effects.End != "" {
		m.End, m.Closed = e.Effects.End, e.Occurred
	}
	if e.Effects.Assigned != 0 {
		m.Assigned = e.Effects.Assigned
	}
	if h := e.Effects.Holder; h != nil {
		m.Holder = *h
		m.join(h.Unit)
		if h.Person != 0 {
			m.Claims = put(m.Claims, h.Role, *h)
		}
	}
}

func (m *Matter) join(unit int64) {
	if unit != 0 && !slices.Contains(m.Units, unit) {
		m.Units = append(m.Units, unit)
	}
}

func (m *Matter) setClock(c ledger.Clock) {
	for i := range m.Clocks {
		if m.Clocks[i].Name == c.Name {
			m.Clocks[i] = c
			return
		}
	}
	m.Clocks = append(m.Clocks, c)
}

func (m *Matter) setChild(c ledger.Child) {
	for i := range m.Children {
		if m.Children[i].Matter == c.Matter {
			m.Children[i] = c
			return
		}
	}
	m.Children = append(m.Children, c)
}

// Clock is the last instance of the named clock.
func (m *Matter) Clock(name string) (ledger.Clock, bool) {
	for _, c := range m.Clocks {
		if c.Name == name {
			return c, true
		}
	}
	return ledger.Clock{}, false
}

// DueAt is the moment of the next breach among the running clocks, NoDue if none
// runs.
func (m *Matter) DueAt() int64 {
	due := NoDue
	for _, c := range m.Clocks {
		if c.Phase == Running && c.DueAt != 0 {
			due = min(due, c.DueAt)
		}
	}
	return due
}

// Object is what access looks at.
func (m *Matter) Object() access.Object {
	units := make([]org.UnitID, len(m.Units))
	for i, u := range m.Units {
		units[i] = org.UnitID(u)
	}
	return access.Object{
		Matter: int64(m.ID), Secrecy: access.Secrecy(m.Secrecy), Units: units, Past: m.Origin == ledger.Import,
		Holder: access.Duty{Unit: org.UnitID(m.Holder.Unit), Post: org.PostKind(m.Holder.Post), Person: org.PersonID(m.Holder.Person)},
	}
}

// Barred are those of the roles that a person may not have in a matter, because
// they acted in a role it must be independent of.
func (m *Matter) Barred(def *process.Definition, roles []string, person org.PersonID) []string {
	return slices.DeleteFunc(slices.Clone(roles), func(name string) bool {
		role := def.Role(name)
		return role == nil || !slices.ContainsFunc(role.Not, func(other string) bool { return slices.Contains(m.Past[other], int64(person)) })
	})
}

// ActedOn reports whether the person has acted on the matter, or been acted for.
func (m *Matter) ActedOn(person int64) bool {
	for _, people := range m.Past {
		if person != 0 && slices.Contains(people, person) {
			return true
		}
	}
	return false
}

// Clone copies what Apply may change, so that a refused act leaves no trace.
func (m *Matter) Clone() *Matter {
	c := *m
	c.Fields, c.Given, c.Did = maps.Clone(m.Fields), maps.Clone(m.Given), maps.Clone(m.Did)
	c.Past, c.Claims = maps.Clone(m.Past), maps.Clone(m.Claims)
	c.Clocks, c.Children = slices.Clone(m.Clocks), slices.Clone(m.Children)
	c.Asked, c.Shown = slices.Clone(m.Asked), slices.Clone(m.Shown)
	c.Since, c.Units, c.Links = slices.Clone(m.Since), slices.Clone(m.Units), slices.Clone(m.Links)
	return &c
}

func put[V any](m map[string]V, k string, v V) map[string]V {
	if m == nil {
		m = map[string]V{}
	}
	m[k] = v
	return m
}
