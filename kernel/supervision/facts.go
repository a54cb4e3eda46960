package supervision

import (
	"shuniu/kernel/clause"
	"shuniu/kernel/fold"
	"shuniu/kernel/ledger"
)

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
	Event   *clause.Event
	Before  *Matter
	After   *Matter
	History []*clause.Event
	number  string
	secrecy int
	id      fold.ID
	record  ledger.Record
}

// reader reads what clause does, and the matter around it.
type reader struct{ clause.Reader }

// read makes the facts of the event at seq from the events of its matter.
func (r reader) read(history []ledger.Record, at ledger.Record) (*facts, error) {
	f := &facts{reader: r, record: at}
	var m fold.Matter
	for _, rec := range history {
		e := rec.Event
		if e.Seq > at.Event.Seq {
			break
		}
		def, err := r.Definition(e.Definition)
		if err != nil {
			return nil, err
		}
		if e.Seq < at.Event.Seq {
			m.Apply(e, rec.Hash)
			f.History = append(f.History, r.Event(def, e))
			continue
		}
		f.Before = r.matter(&m)
		m.Apply(e, rec.Hash)
		f.Event, f.After = r.Event(def, e), r.matter(&m)
	}
	f.number, f.id, f.secrecy = m.Number, m.ID, m.Secrecy
	return f, nil
}

func (r reader) matter(m *fold.Matter) *Matter {
	out := &Matter{
		Process: m.Process, State: m.State, End: m.End, Unit: r.Unit(m.Assigned), Holder: r.Unit(m.Holder.Unit), Region: m.Region,
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

// moment is when the event happened.
func (f *facts) moment() int64 { return f.record.Event.Occurred }
