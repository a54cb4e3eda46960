package scorecard

import (
	"encoding/json"
	"slices"
	"strings"

	"shuniu/kernel/calendar"
	"shuniu/kernel/clause"
	"shuniu/kernel/fault"
	"shuniu/kernel/ledger"
	"shuniu/kernel/matter"
)

// Matter is where a matter stands before an act, as a measure sees it. Did, Days and
// Fields hold what some measure speaks of.
type Matter struct {
	Process string            `cel:"process"`
	Unit    string            `cel:"unit"` // it is assigned to
	Region  string            `cel:"region"`
	Late    []string          `cel:"late"`   // clocks that have run out since it was opened or reopened
	Fields  map[string]string `cel:"fields"` // the last value of each
	Did     map[string]int64  `cel:"did"`    // how often each act was done
	Days    map[string]int64  `cel:"days"`   // working days since each act was first done
}

// memory is what is kept of a matter to count the rest of it: the JSON of its row.
type memory struct {
	Region  string           `json:"r,omitempty"`
	Unit    int64            `json:"u,omitempty"`
	Person  int64            `json:"p,omitempty"` // of that unit who acted last
	Late    []string         `json:"l,omitempty"`
	Fields  map[string]value `json:"f,omitempty"`
	Did     map[string]did   `json:"d,omitempty"`
	About   int64            `json:"a,omitempty"` // what an appeal is about
	Counted []counted        `json:"c,omitempty"`

	touched bool
}

type (
	value = string
	did   struct {
		N     int64 `json:"n"`
		First int64 `json:"f"` // moment
	}
)

// counted is one act that a measure has counted.
type counted struct {
	Measure string            `json:"m"`
	Value   int64             `json:"v,omitempty"`
	Dropped bool              `json:"x,omitempty"`
	Split   map[string]string `json:"s,omitempty"`
	cell
}

// cell is where an act is counted.
type cell struct {
	Unit   int64  `json:"u,omitempty"`
	Person int64  `json:"p,omitempty"`
	Day    string `json:"d"`
}

func (c cell) month() string { return c.Day[:len("2006-01")] }

func recalled(text string) (*memory, error) {
	m := &memory{}
	return m, fault.Wrap(fault.Internal, json.Unmarshal([]byte(text), m), "memory of a matter")
}

// looking is what measures look at, found once from what they say.
type looking struct {
	measures Measures
	by       map[[2]string][]*Measure // process, act
	text     map[string]string        // all expressions about a process
}

func look(ms Measures) *looking {
	l := &looking{ms, map[[2]string][]*Measure{}, map[string]string{}}
	for _, m := range ms {
		acts := slices.Clone(m.Acts)
		texts := []string{m.When, m.Unit, m.Value}
		if m.Revise != nil {
			acts, texts = append(acts, m.Revise.Acts...), append(texts, m.Revise.Value)
		}
		texts = append(texts, m.Split...)
		slices.Sort(acts)
		for _, p := range m.Processes {
			l.text[p] += "\n" + strings.Join(texts, "\n")
			for _, act := range slices.Compact(acts) {
				l.by[[2]string{p, act}] = append(l.by[[2]string{p, act}], m)
			}
		}
	}
	return l
}

// speaks tells whether some measure about a process may speak of an act or a field. It
// may say so of one that only looks like it, which costs room and changes nothing.
func (l *looking) speaks(process, name string) bool { return strings.Contains(l.text[process], name) }

// matter is how the matter stands before an act.
func (m *memory) matter(r clause.Reader, e *ledger.Event, cal *calendar.Calendar) *Matter {
	out := &Matter{Process: e.Process, Unit: r.Unit(m.Unit), Region: m.Region, Late: m.Late, Fields: m.Fields, Did: map[string]int64{}, Days: map[string]int64{}}
	if out.Fields == nil {
		out.Fields = map[string]string{}
	}
	for act, d := range m.Did {
		out.Did[act] = d.N
		out.Days[act] = int64(cal.Remaining(r.Day(d.First), r.Day(e.Occurred)))
	}
	return out
}

// apply takes in what an act changed, as far as measures speak of it.
func (m *memory) apply(l *looking, e *ledger.Event) {
	if e.Effects.Reopened && len(m.Late) > 0 {
		m.Late, m.touched = nil, true
	}
	if e.Effects.Assigned != 0 && e.Effects.Assigned != m.Unit {
		m.Unit, m.Person, m.touched = e.Effects.Assigned, 0, true
	}
	if e.Actor.Person != 0 && e.Actor.Unit == m.Unit && e.Actor.Person != m.Person {
		m.Person, m.touched = e.Actor.Person, true
	}
	if e.Act == matter.ActBreach {
		for _, c := range e.Effects.Clocks {
			if !slices.Contains(m.Late, c.Name) {
				m.Late, m.touched = append(m.Late, c.Name), true
			}
		}
	}
	if l.speaks(e.Process, e.Act) {
		d := m.Did[e.Act]
		if d.N++; d.N == 1 {
			d.First = e.Occurred
		}
		m.Did, m.touched = put(m.Did, e.Act, d), true
	}
	for _, f := range e.Effects.Fields {
		if l.speaks(e.Process, f.Name) && m.Fields[f.Name] != f.Value {
			m.Fields, m.touched = put(m.Fields, f.Name, f.Value), true
		}
	}
}

func put[V any](m map[string]V, key string, v V) map[string]V {
	if m == nil {
		m = map[string]V{}
	}
	m[key] = v
	return m
}
