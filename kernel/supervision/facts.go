package supervision

import (
	"shuniu/kernel/calendar"
	"shuniu/kernel/fold"
	"shuniu/kernel/ledger"
	"shuniu/kernel/matter"
	"shuniu/kernel/org"
	"shuniu/kernel/process"
)

// Event is an act as a rule sees it. Units are told by their codes, days as ISO dates;
// what does not apply is empty. Clock, Breach, Nature and Basis are of the clock that an
// act of the clockwork is about; Breach is what the definition says its breach is.
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
	Given    map[string]string `cel:"given"` // values in the clear that came with it
}

// Matter is where a matter stands, before or after the act. Due is the first day on
// which a running clock runs out.
type Matter struct {
	Process string            `cel:"process"`
	State   string            `cel:"state"`
	End     string            `cel:"end"`
	Unit    string            `cel:"unit"`   // it is assigned to
	Holder  string            `cel:"holder"` // unit that owes the next act
	Region  string            `cel:"region"`
	Due     string            `cel:"due"`
	Fields  map[string]string `cel:"fields"`
	Did     map[string]int64  `cel:"did"` // how often each act was done
}

// facts is what a rule is tried on: an event, the matter around it, and what came
// before in it.
type facts struct {
	reader  reader
	Event   *Event
	Before  *Matter
	After   *Matter
	History []*Event
	number  string
	secrecy int
	id      fold.ID
	record  ledger.Record
}

// reader turns what the ledger holds into what rules speak of.
type reader struct {
	dir        *org.Directory
	day        func(at int64) calendar.Date
	definition func(digest string) (*process.Definition, error)
}

// read makes the facts of the event at seq from the events of its matter.
func (r reader) read(history []ledger.Record, at ledger.Record) (*facts, error) {
	f := &facts{reader: r, record: at}
	var m fold.Matter
	for _, rec := range history {
		e := rec.Event
		if e.Seq > at.Event.Seq {
			break
		}
		def, err := r.definition(e.Definition)
		if err != nil {
			return nil, err
		}
		if e.Seq < at.Event.Seq {
			m.Apply(e, rec.Hash)
			f.History = append(f.History, r.event(def, e))
			continue
		}
		f.Before = r.matter(&m)
		m.Apply(e, rec.Hash)
		f.Event, f.After = r.event(def, e), r.matter(&m)
	}
	f.number, f.id, f.secrecy = m.Number, m.ID, m.Secrecy
	return f, nil
}

func (r reader) event(def *process.Definition, e *ledger.Event) *Event {
	out := &Event{
		Act: e.Act, Kind: e.Actor.Kind, Role: e.Actor.Role, Person: e.Actor.Person, Unit: r.unit(e.Actor.Unit), Day: r.day(e.Occurred).String(),
		State: e.Effects.State, Assigned: r.unit(e.Effects.Assigned), Given: map[string]string{},
	}
	for _, f := range e.Effects.Fields {
		out.Given[f.Name] = f.Value
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

func (r reader) matter(m *fold.Matter) *Matter {
	out := &Matter{
		Process: m.Process, State: m.State, End: m.End, Unit: r.unit(m.Assigned), Holder: r.unit(m.Holder.Unit), Region: m.Region,
		Fields: map[string]string{}, Did: map[string]int64{},
	}
	for name, value := range m.Fields {
		out.Fields[name] = value
	}
	for act, n := range m.Did {
		out.Did[act] = int64(n)
	}
	for _, c := range m.Clocks {
		if c.Phase == fold.Running && c.Due != "" && (out.Due == "" || c.Due < out.Due) {
			out.Due = c.Due
		}
	}
	return out
}

func (r reader) unit(id int64) string {
	u, ok := r.dir.Unit(org.UnitID(id))
	if !ok {
		return ""
	}
	return u.Code
}

// moment is when the event happened.
func (f *facts) moment() int64 { return f.record.Event.Occurred }
