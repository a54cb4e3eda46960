// Package process is the process language: strict YAML read into types, the
// proofs that a definition keeps the product's promise, and the diagram.
//
// It promises that whatever Parse returns is well formed: every name resolves,
// every guard compiles, every text is in both languages. Check then proves P1
// to P9 (doc/process-language.md) or shows a path on which they fail: 件件有回音,
// every path from the start to an end passes an answer; 事事有着落, every waiting
// state has one holder and a running clock. Proofs take guards as free, able to
// go either way, so that nothing depends on what a form happens to hold.
//
// It is pure: it reads no file, no time and no database, so that an outsider can
// check a city's processes without the city's server. It never runs a matter;
// kernel/matter does, by these types.
//
// Definitions are read-only once parsed and may be shared between goroutines.
package process

import (
	"strconv"

	"shuniu/kernel/calendar"
	"shuniu/kernel/lang"
	"shuniu/kernel/process/source"
)

// Definition is how one kind of matter is handled, as data. Lists are in source
// order.
type Definition struct {
	Name   string // "people.request": area and noun
	Letter string // first letter of the public number, or two
	Digest string // SHA-256 in hex of Source with LF line ends
	File   string // as given to Parse
	Source []byte

	Title     lang.Text
	Word      lang.Text // what screens call such a matter: 工单, 办件, 案件
	Applicant lang.Text // what screens call whoever asks: 诉求人, 申请人

	Restricted bool   // only who holds such a matter sees it
	Recalled   string // act the system does when the parent has ended meanwhile; "" for none: it goes on
	Closed     string // act the system does when an act of the parent closes it; "" where none may

	Form   []*Field
	Roles  []*Role
	Clocks []*Clock
	States []*State
	Groups []*Group
	Acts   []*Act

	written
}

// written is the source as it was read, and where each part of it stands.
type written struct {
	root  *source.Node
	where map[string]Position
}

// The built-in roles: whoever asked, the engine itself, and the program of another
// system that a unit has given a token to.
const (
	Applicant = "applicant"
	System    = "system"
	Program   = "program"
)

// builtIn reports whether a role is there without being defined.
func builtIn(role string) bool { return role == Applicant || role == System || role == Program }

// Role says who may act: whoever holds the post in the unit.
type Role struct {
	Name   string
	Title  lang.Text
	Unit   string   // a unit's code, or one of the Unit… constants
	Post   string   // kind of post
	Not    []string // roles whose past actors in this matter are barred, by person
	Avoids []string // unit fields: those units, and what lies below them, never fill it; it falls to the superior unit
}

// OfAssigned reports whether the role is filled only once a unit is assigned.
func (r *Role) OfAssigned() bool { return r.Unit == UnitAssigned || r.Unit == UnitSuperior }

// The units a role may name besides a unit's code.
const (
	UnitAssigned = "$assigned" // the unit the last act with assigns: named
	UnitParent   = "$parent"   // the holder unit of the parent matter
	UnitOwn      = "$own"      // the unit of whoever opened the matter
	UnitSuperior = "$superior" // the superior of the unit assigned, which is its own at the top
)

// Severity is what a breach raises.
type Severity uint8

// Severities from none to the gravest.
const (
	None   Severity = iota
	Notice          // 提示
	Yellow          // 黄牌
	Red             // 红牌
)

var severities = [...]string{None: "none", Notice: "notice", Yellow: "yellow", Red: "red"}

// String is the severity's word in a definition.
func (s Severity) String() string { return severities[s] }

// MarshalText is String, for JSON.
func (s Severity) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// Nature is whose limit it is.
type Nature string

// Natures.
const (
	Statutory Nature = "statutory" // the law's
	Promised  Nature = "promised"  // published by the city, shorter than the law's
	Local     Nature = "local"     // the city's own; never called statutory
)

// Clock is a limit that runs while the matter is in a state that lists it. See
// Turn for how it starts, pauses and stops.
type Clock struct {
	Name     string
	Title    lang.Text
	Limit    calendar.Limit            // zero if By or Until is set
	Limits   map[string]calendar.Limit // by the value of the field By
	By       string                    // choice field that picks among Limits when the clock starts
	Until    string                    // date field: the clock runs to that fixed date
	IfGiven  bool                      // it does not run where no such date was given
	Given    string                    // number field that shortens Limit, in its unit; "" for none
	Basis    string                    // "local" or the article
	Nature   Nature
	Minimum  bool           // at least this long: what it protects may not be cut short
	Before   bool           // counts back from Until, the day of the event excluded
	Consent  string         // who agreed, and when, that a site shortened it
	Extend   *Extend        // nil: cannot be extended
	Remind   calendar.Limit // how long before the due date the holder is reminded; zero: never
	Breach   Severity
	Escalate []Escalate // what follows while a breach lasts, step by step
	Then     string     // act the system does when the clock runs out; "" for none
	Hard     bool       // late acts are refused, not only carded
	Window   bool       // only bounds acts that are possible within it; its end is no breach
	NoRoll   bool       // a due date on a rest day stays
}

// LimitFor is the limit when the field By holds value; value is ignored by a
// clock with a single limit. It is false for a clock that runs until a date and
// for a value without a limit (none), for which the clock does not run at all.
func (c *Clock) LimitFor(value string) (calendar.Limit, bool) {
	if c.By != "" {
		l, ok := c.Limits[value]
		return l, ok
	}
	return c.Limit, !c.Limit.IsZero()
}

// Optional reports whether the clock does not run for some value of its field By, or
// without the date in Until.
func (c *Clock) Optional(by *Field) bool {
	return c.IfGiven || c.By != "" && len(c.Limits) < len(by.Options)
}

// Shortened is the limit where the field Given holds value: a number of its unit, if
// that is less.
func (c *Clock) Shortened(limit calendar.Limit, value string) calendar.Limit {
	if n, err := strconv.Atoi(value); c.Given != "" && err == nil && n > 0 && n < limit.N {
		limit.N = n
	}
	return limit
}

// Extend bounds how a clock may be extended: at most Times, each time by at most
// Max, by a person in the role By.
type Extend struct {
	Times int
	Max   calendar.Limit
	By    string
}

// Escalate is one step of what follows when a breach has lasted After: it becomes
// graver, or the system does an act, or both.
type Escalate struct {
	After  calendar.Limit            // zero if Afters is set
	Afters map[string]calendar.Limit // by the value of the clock's field By; a value may have none
	To     Severity                  // None: no graver than before
	Then   string                    // act the system does, which leaves the matter where it is; "" for none
}

// AfterFor is how long the breach has lasted when the step is taken, where the
// clock's field By holds value; false if it is not taken for that value.
func (e Escalate) AfterFor(value string) (calendar.Limit, bool) {
	if e.Afters != nil {
		l, ok := e.Afters[value]
		return l, ok
	}
	return e.After, true
}

// Gravity is what a breach is after so many steps of escalation.
func (c *Clock) Gravity(steps int) Severity {
	grave := c.Breach
	for _, e := range c.Escalate[:min(steps, len(c.Escalate))] {
		grave = max(grave, e.To)
	}
	return grave
}

// End says how a state ends a matter.
type End string

// Ends; the empty End is a waiting state.
const (
	Answered End = "answered" // the answer was given
	Ground   End = "ground"   // ended without one, on a recorded ground
)

// State is where a matter stands (环节).
type State struct {
	Name     string
	Title    lang.Text
	Holder   string    // role that owes the next act; "" for an end
	Clocks   []string  // run here
	Suspends []string  // are held paused here
	NoClock  lang.Text // why no clock runs here, where none does
	End      End
	Ground   lang.Text // of an end with End == Ground
	Basis    string    // of that ground
	Waits    *Waits    // nil: waits for nobody's children
}

// Runs reports whether the clock runs here.
func (s *State) Runs(clock string) bool { return has(s.Clocks, clock) }

// Holds reports whether the clock is held paused here.
func (s *State) Holds(clock string) bool { return has(s.Suspends, clock) }

// Waits makes a state wait for child matters; when they have ended the system
// does Then.
type Waits struct {
	For     WaitFor
	N       int    // how many, for WaitN
	Process string // the children's process
	Then    string
}

// WaitFor says which children must have ended.
type WaitFor string

// What a state may wait for.
const (
	WaitAll  WaitFor = "all"  // each child opened
	WaitAny  WaitFor = "any"  // the first
	WaitN    WaitFor = "n"    // N of them
	WaitLead WaitFor = "lead" // the child of the lead unit
)

// Group is a heading under which screens fold acts that the state does not wait for
// by itself: extensions, returns, urging.
type Group struct {
	Name  string
	Title lang.Text
}

// Act is one thing one person does to a matter (动作).
type Act struct {
	Name     string
	Title    lang.Text
	Group    string    // "": one of those the state waits for
	From     []string  // Start: the act opens the matter
	To       string    // "" : the matter stays where it is
	By       []string  // roles; any one of them
	Needs    []string  // fields that must be given
	Fills    []string  // fields that the rule in Hook gives, always
	Asks     []string  // fields that may be given
	Guard    *Guard    // nil: none
	Within   string    // clock that must be running and not yet due; "" for none
	Refusal  lang.Text // what a person is told whom the guard refuses
	Answers  Party     // "": no answer
	Assigns  string    // unit field that becomes $assigned
	Pins     bool      // what it gives stands at the head of the matter until it ends
	Claims   bool      // the actor becomes the holder in person
	Extends  *Extends  // nil: no
	Restarts []string  // clocks that begin anew
	AsOf     string    // clock from whose start those that start now count; "" for none
	Reopens  bool      // what was answered is open again
	Reviews  []string  // roles whose work this act judges
	Opens    []*Opens  // children it opens
	Closes   string    // process whose open children end with it, each by its Closed; "" for none
	After    []string  // gates: acts that must have been done since the last reopening
	Hook     string    // name of the service's rule; "" for none
	Basis    string
}

// Sets reports whether the field is surely given once the act is done: by whoever
// acts, or by the rule in Hook.
func (a *Act) Sets(field string) bool { return has(a.Needs, field) || has(a.Fills, field) }

// Opening reports whether the act opens a matter.
func (a *Act) Opening() bool { return has(a.From, Start) }

// Allows reports whether the role may do the act.
func (a *Act) Allows(role string) bool { return has(a.By, role) }

// Party is who is owed an answer.
type Party string

// Parties.
const (
	ToApplicant Party = "applicant" // who asked
	ToParent    Party = "parent"    // the parent matter
	ToIssuer    Party = "issuer"    // who set the task
)

// Extends makes an act extend a clock by as many units of Extend.Max as the
// number field Days holds.
type Extends struct{ Clock, Days string }

// Opens makes an act open a child matter for each unit in the field Units, or for
// Unit; with Each, one for each value in that field, which gives passes singly. The child's opening act by the system gets the unit in the field it assigns and
// the parent's values as Gives says: child field to parent field.
type Opens struct {
	Process string
	Units   string // "" where Unit is set
	Unit    string // a unit's code, or UnitAssigned, UnitSuperior or UnitOwn
	Each    string // field of several values; "" for none
	Act     string // the act by which the child is opened; "" where its process has but one
	When    *Guard // nil: always
	Lead    string // unit field that names the lead among them; "" for none
	Shows   bool   // the units asked see this matter too, with all that was given
	To      Party  // ToApplicant: it is handed over, and stands on its own
	Gives   map[string]string
	path    []string // where it is written
}

// Field returns the form field of that name, or nil.
func (d *Definition) Field(name string) *Field {
	return find(d.Form, func(f *Field) bool { return f.Name == name })
}

// Sorted is the definition with the options of its category fields, which are a
// city's and not the definition's own. Source and digest stay the same.
func (d *Definition) Sorted(categories []Option) *Definition {
	with := *d
	with.Form = append([]*Field(nil), d.Form...)
	for i, f := range with.Form {
		if f.Type == FieldCategory {
			field := *f
			field.Options = categories
			with.Form[i] = &field
		}
	}
	return &with
}

// Role returns the role of that name, or nil; the built-in roles are not in it.
func (d *Definition) Role(name string) *Role {
	return find(d.Roles, func(r *Role) bool { return r.Name == name })
}

// Clock returns the clock of that name, or nil.
func (d *Definition) Clock(name string) *Clock {
	return find(d.Clocks, func(c *Clock) bool { return c.Name == name })
}

// State returns the state of that name, or nil; Start is not one.
func (d *Definition) State(name string) *State {
	return find(d.States, func(s *State) bool { return s.Name == name })
}

// Group returns the group of that name, or nil.
func (d *Definition) Group(name string) *Group {
	return find(d.Groups, func(g *Group) bool { return g.Name == name })
}

// Act returns the act of that name, or nil.
func (d *Definition) Act(name string) *Act {
	return find(d.Acts, func(a *Act) bool { return a.Name == name })
}

// ActsFrom returns the acts possible in a state, or with Start those that open a
// matter, in source order; guards, gates and roles are not looked at.
func (d *Definition) ActsFrom(state string) []*Act {
	var acts []*Act
	for _, a := range d.Acts {
		if has(a.From, state) {
			acts = append(acts, a)
		}
	}
	return acts
}

// Pos is where a part of the definition is written, as in
// Pos("acts", "reply", "needs"); the nearest enclosing part if that one is not
// written out.
func (d *Definition) Pos(path ...string) Position {
	for n := len(path); n > 0; n-- {
		if p, ok := d.where[join(path[:n])]; ok {
			return p
		}
	}
	return Position{File: d.File, Line: 1, Col: 1}
}

// MarshalJSON writes the definition with the keys of the language, in source
// order, after its digest.
func (d *Definition) MarshalJSON() ([]byte, error) {
	digest := source.Pair{Key: "digest", Value: &source.Node{Text: d.Digest}}
	n := source.Node{Kind: source.Mapping, Keys: append([]source.Pair{digest}, d.root.Keys...)}
	return n.AppendJSON(nil), nil
}
