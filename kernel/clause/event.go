package clause

import (
	"shuniu/kernel/calendar"
	"shuniu/kernel/fold"
	"shuniu/kernel/ledger"
	"shuniu/kernel/matter"
	"shuniu/kernel/org"
	"shuniu/kernel/process"
	"shuniu/kernel/store"
)

// Event is an act as an expression sees it. Units are told by their codes, days as ISO
// dates; what does not apply is empty. Clock, Breach, Nature and Basis are of the clock
// that an act of the clockwork is about; Breach is what the definition says its breach is.
type Event struct {
	Act      string            `cel:"act"`
	Kind     string            `cel:"kind"` // staff, applicant, system, api
	Role     string            `cel:"role"`
	Person   int64             `cel:"person"`
	Unit     string            `cel:"unit"`
	Day      string            `cel:"day"`
	State    string            `cel:"state"`    // that it led to
	Assigned string            `cel:"assigned"` // unit that it was given to
	Clock    string            `cel:"clock"`
	Breach   string            `cel:"breach"`
	Nature   string            `cel:"nature"`
	Basis    string            `cel:"basis"`
	Late     []string          `cel:"late"`  // clocks that it stopped after they had run out
	Given    map[string]string `cel:"given"` // values in the clear that came with it
}

// Reader turns what the ledger holds into what expressions speak of.
type Reader struct {
	Directory  *org.Directory
	Day        func(at int64) calendar.Date
	Definition func(digest string) (*process.Definition, error)
}

// NewReader reads for the engine's city, by its register as it is now.
func NewReader(e *matter.Engine) Reader {
	return Reader{Directory: e.Org.Now(), Definition: func(digest string) (*process.Definition, error) {
		return e.Definition(&matter.Matter{Definition: digest})
	}, Day: func(at int64) calendar.Date { return calendar.DateOf(store.Moment(at).In(e.Zone)) }}
}

// Event is how an act of a process looks.
func (r Reader) Event(def *process.Definition, e *ledger.Event) *Event {
	out := &Event{
		Act: e.Act, Kind: e.Actor.Kind, Role: e.Actor.Role, Person: e.Actor.Person, Unit: r.Unit(e.Actor.Unit), Day: r.Day(e.Occurred).String(),
		State: e.Effects.State, Assigned: r.Unit(e.Effects.Assigned), Given: map[string]string{},
	}
	for _, f := range e.Effects.Fields {
		out.Given[f.Name] = f.Value
	}
	for _, c := range e.Effects.Clocks {
		if c.Phase == fold.Stopped && matter.Breached(c) {
			out.Late = append(out.Late, c.Name)
		}
	}
	if clocks := e.Effects.Clocks; def.Act(e.Act) == nil && len(clocks) == 1 {
		out.Clock = clocks[0].Name
		if spec := def.Clock(clocks[0].Name); spec != nil {
			out.Breach, out.Nature, out.Basis = spec.Breach.String(), string(spec.Nature), spec.Basis
			if n := matter.Escalated(clocks[0]); e.Act == matter.ActEscalate && n > 0 && n <= len(spec.Escalate) {
				out.Breach = spec.Escalate[n-1].To.String()
			}
		}
	}
	return out
}

// Unit is the code of a unit, "" for none.
func (r Reader) Unit(id int64) string {
	u, ok := r.Directory.Unit(org.UnitID(id))
	if !ok {
		return ""
	}
	return u.Code
}
