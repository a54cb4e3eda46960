package api

import (
	"slices"
	"time"

	"shuniu/face/docket"
	"shuniu/face/page"
	"shuniu/kernel/calendar"
	"shuniu/kernel/lang"
	"shuniu/kernel/ledger"
	"shuniu/kernel/matter"
	"shuniu/kernel/org"
	"shuniu/kernel/process"
)

// Named is a thing with its code and what it is called.
type Named struct {
	Name  string `json:"name" doc:"Its code, the same in every language"`
	Title string `json:"title" doc:"What it is called"`
}

// Request is a request as the person it belongs to reads it.
type Request struct {
	Number   string  `json:"number"`
	Title    string  `json:"title"`
	Opened   string  `json:"opened" format:"date-time"`
	Region   *Named  `json:"region,omitempty" doc:"Where it happened, by region code"`
	State    Named   `json:"state"`
	Ended    bool    `json:"ended" doc:"Nothing more is owed"`
	Holder   string  `json:"holder,omitempty" doc:"The unit and role that owe the next act; no person is named"`
	Clocks   []Clock `json:"clocks" doc:"The limits that run now"`
	Answer   *Event  `json:"answer,omitempty" doc:"The answer that stands"`
	Timeline []Event `json:"timeline" doc:"What was done, the latest first"`
	Acts     []Act   `json:"acts" doc:"What the person can do now"`
}

// Clock is a limit with the count behind it.
type Clock struct {
	Name        string `json:"name"`
	Title       string `json:"title"`
	State       string `json:"state" enum:"ok,soon,late,paused" doc:"soon: its last day; paused: it stands still and has no due date"`
	Words       string `json:"words" doc:"How much is left, in words"`
	Due         string `json:"due,omitempty" format:"date" doc:"The last day"`
	DueAt       string `json:"due_at,omitempty" format:"date-time" doc:"The moment after which it is late"`
	Limit       string `json:"limit,omitempty" doc:"Its length"`
	Basis       string `json:"basis,omitempty" doc:"The article, or that the limit is the city's own"`
	Provisional bool   `json:"provisional,omitempty" doc:"Days off of the year are not arranged yet"`
	Days        []Day  `json:"days,omitempty" doc:"The count, day by day"`
}

// Day is one day of a count.
type Day struct {
	Date    string `json:"date" format:"date"`
	Counted bool   `json:"counted"`
	N       int    `json:"n,omitempty" doc:"The n-th day counted"`
	Why     string `json:"why,omitempty" doc:"Why it is counted or not"`
}

// Event is one thing that was done.
type Event struct {
	At     string  `json:"at" format:"date-time"`
	Act    string  `json:"act"`
	Title  string  `json:"title"`
	By     string  `json:"by,omitempty" doc:"The unit and role; no person is named"`
	Values []Value `json:"values,omitempty"`
}

// Value is what an act gave to a field.
type Value struct {
	Field  string `json:"field"`
	Label  string `json:"label"`
	Value  string `json:"value,omitempty" doc:"As it is stored"`
	Text   string `json:"text,omitempty" doc:"As people read it"`
	Files  []File `json:"files,omitempty"`
	Erased bool   `json:"erased,omitempty" doc:"It was erased by law"`
}

// Act is what can be done now, with the fields that it takes.
type Act struct {
	Name   string  `json:"name"`
	Title  string  `json:"title"`
	URL    string  `json:"url" doc:"Where it is posted"`
	Fields []Field `json:"fields"`
}

// Field is what an act takes.
type Field struct {
	Name     string  `json:"name"`
	Label    string  `json:"label"`
	Type     string  `json:"type"`
	Required bool    `json:"required"`
	Options  []Named `json:"options,omitempty"`
}

// sight is a matter as the person it belongs to sees it.
type sight struct {
	*matter.View
	a   *api
	tag lang.Tag
}

func (s sight) whole() (any, error) {
	m := s.Matter
	st := s.Definition.State(m.State)
	out := Request{
		Number: m.Number, Title: s.Values["title"].Text, Opened: s.a.stamp(m.Opened), State: Named{st.Name, st.Title.In(s.tag)}, Ended: m.End != "",
		Clocks: []Clock{}, Timeline: []Event{}, Acts: s.possible(),
	}
	if m.Region != "" {
		out.Region = &Named{m.Region, docket.Place(s.a.Org.Now(), org.RegionCode(m.Region)).In(s.tag)}
	}
	if m.End == "" {
		out.Holder = s.role(m.Holder.Role, org.UnitID(m.Holder.Unit))
	}
	for _, e := range slices.Backward(s.Timeline) {
		if docket.Told(e) {
			out.Timeline = append(out.Timeline, s.event(e))
		}
	}
	out.Answer = s.answer()
	for _, name := range slices.Concat(st.Clocks, st.Suspends) {
		c, ok := m.Clock(name)
		if !ok || c.Phase == matter.Stopped {
			continue
		}
		clock, err := s.clock(s.Definition.Clock(name), c)
		if err != nil {
			return nil, err
		}
		out.Clocks = append(out.Clocks, clock)
	}
	return out, nil
}

// answer is the last one given since the matter was last opened again.
func (s sight) answer() *Event {
	for _, e := range slices.Backward(s.Timeline) {
		if e.Event.Effects.Reopened {
			break
		}
		if e.Act != nil && e.Act.Answers == process.ToApplicant {
			told := s.event(e)
			return &told
		}
	}
	return nil
}

func (s sight) event(e matter.Entry) Event {
	actor := e.Event.Actor
	out := Event{At: s.a.stamp(e.Event.Occurred), Act: e.Event.Act, By: s.role(actor.Role, org.UnitID(actor.Unit))}
	if e.Act == nil {
		out.Title = docket.Missed(s.Definition, e.Event).In(s.tag)
		return out
	}
	out.Title = e.Act.Title.In(s.tag)
	for _, f := range s.Definition.Form {
		if v, ok := e.Values[f.Name]; ok && docket.ToldValue(e, f) {
			out.Values = append(out.Values, s.value(f, v))
		}
	}
	return out
}

func (s sight) value(f *process.Field, v matter.Value) Value {
	out := Value{Field: f.Name, Label: f.Label.In(s.tag), Erased: v.Erased}
	for _, file := range v.Files {
		out.Files = append(out.Files, fileOf(file))
	}
	if f.Type != process.FieldFile && !v.Erased {
		out.Value, out.Text = v.Text, docket.Value(s.a.Org.Now(), f, v.Text).In(s.tag)
	}
	return out
}

func (s sight) role(name string, unit org.UnitID) string {
	return docket.Holder(s.Definition, s.a.Org.Now(), ledger.Holder{Role: name, Unit: int64(unit)}).In(s.tag)
}

func (s sight) clock(spec *process.Clock, c ledger.Clock) (Clock, error) {
	shown := s.a.watch.Clock(spec, c)
	out := Clock{Name: spec.Name, Title: spec.Title.In(s.tag), State: string(shown.State), Words: shown.Words.In(s.tag), Basis: docket.Basis(spec).In(s.tag)}
	if shown.State == page.ClockPaused {
		return out, nil
	}
	why, err := s.a.watch.Why(s.Matter, spec, c)
	if err != nil {
		return out, err
	}
	out.Due, out.DueAt, out.Limit, out.Provisional = c.Due, s.a.stamp(c.DueAt), why.Limit.In(s.tag), c.Provisional
	for _, step := range why.Steps {
		out.Days = append(out.Days, s.day(step))
	}
	return out, nil
}

func (s sight) day(step calendar.Step) Day {
	return Day{Date: step.Date.String(), Counted: step.Counted, N: step.N, Why: step.Why.In(s.tag)}
}

// stamp is a moment of the ledger as RFC 3339, in the city's zone.
func (a *api) stamp(us int64) string { return a.watch.Moment(us).Format(time.RFC3339) }
