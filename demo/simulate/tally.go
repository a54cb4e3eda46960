package simulate

import (
	"maps"
	"slices"
	"strings"

	"shuniu/kernel/calendar"
)

// tally counts what was done and what was sown, in all and since it was last taken.
type tally struct {
	Arrivals int            `json:"arrivals,omitempty"`
	Acts     int            `json:"acts,omitempty"`
	Opened   map[string]int `json:"opened,omitempty"`  // by process
	Sown     map[string]int `json:"sown,omitempty"`    // by "kind@unit"
	Refused  map[string]int `json:"refused,omitempty"` // by "process act: why"

	since *tally
}

func newTally() *tally {
	t := &tally{Opened: map[string]int{}, Sown: map[string]int{}, Refused: map[string]int{}}
	t.since = &tally{Opened: map[string]int{}, Sown: map[string]int{}, Refused: map[string]int{}}
	return t
}

func (t *tally) sow(kind, unit string) { t.note(&tally{Sown: map[string]int{kind + "@" + unit: 1}}) }

func (t *tally) refuse(process string, acts []string) {
	for _, act := range acts {
		t.note(&tally{Refused: map[string]int{process + " " + act: 1}})
	}
}

// note counts something new.
func (t *tally) note(o *tally) {
	t.add(o)
	t.since.add(o)
}

func (t *tally) add(o *tally) {
	if o == nil {
		return
	}
	t.Arrivals += o.Arrivals
	t.Acts += o.Acts
	for into, from := range map[*map[string]int]map[string]int{&t.Opened: o.Opened, &t.Sown: o.Sown, &t.Refused: o.Refused} {
		for k, n := range from {
			(*into)[k] += n
		}
	}
}

// take is what was counted since it was last taken.
func (t *tally) take() *tally {
	s := t.since
	t.since = newTally().since
	return s
}

// Report is what was done and what was sown.
type Report struct {
	Seed     uint64                    `json:"seed"`
	Since    calendar.Date             `json:"since"`
	At       string                    `json:"at"` // how far it came
	Arrivals int                       `json:"arrivals"`
	Acts     int                       `json:"acts"`
	Opened   map[string]int            `json:"opened"`
	Sown     map[string]map[string]int `json:"sown"` // by kind and unit; "" is the whole city
	Hot      []*hot                    `json:"hot"`
	Rises    []rise                    `json:"rises"`
	Events   []passing                 `json:"events"`
	Slow     map[string]float64        `json:"slow"` // units and by how much
	Refused  map[string]int            `json:"refused,omitempty"`
}

// passing is an event at its days.
type passing struct {
	Event string        `json:"event"`
	Title string        `json:"title"`
	Since calendar.Date `json:"since"`
	Until calendar.Date `json:"until"`
}

// report tells what was sown up to now.
func (s *stage) report() *Report {
	today := calendar.DateOf(s.now.In(s.zone))
	r := &Report{Seed: s.seed, Since: s.plan.Since, At: s.now.In(s.zone).Format("2006-01-02 15:04"), Arrivals: s.tally.Arrivals, Acts: s.tally.Acts, Opened: maps.Clone(s.tally.Opened),
		Sown: map[string]map[string]int{}, Slow: map[string]float64{}, Refused: maps.Clone(s.tally.Refused)}
	for k, n := range s.tally.Sown {
		kind, unit, _ := strings.Cut(k, "@")
		if r.Sown[kind] == nil {
			r.Sown[kind] = map[string]int{}
		}
		r.Sown[kind][unit] += n
	}
	for unit, m := range s.b.Manners {
		if _, known := s.org.Now().UnitByCode(unit); known && m.Slow > 1 {
			r.Slow[unit] = m.Slow
		}
	}
	seen := map[string]bool{}
	for day := s.plan.Since; day.Before(s.plan.Until) && !day.After(today); day = day.Add(1) {
		for _, h := range s.hotOn(day) {
			if !seen[h.ID] {
				seen[h.ID] = true
				r.Hot = append(r.Hot, h)
			}
		}
	}
	for year := s.plan.Since.Year(); year <= today.Year(); year++ {
		for _, e := range s.risesOf(year) {
			if !e.Until.Before(s.plan.Since) && !e.Since.After(today) {
				r.Rises = append(r.Rises, e)
			}
		}
		for _, e := range s.spellsOf(year) {
			if !e.until.Before(s.plan.Since) && !e.since.After(today) {
				r.Events = append(r.Events, passing{e.ID, e.Title, e.since, e.until})
			}
		}
	}
	return r
}

// count notes an act that was done.
func (s *stage) count(st *step) {
	n := &tally{Acts: 1, Sown: map[string]int{}}
	m := st.l.row
	unit := s.codeOf(m.Assigned)
	if st.before == nil {
		n.Arrivals, n.Opened = 1, map[string]int{m.Process: 1}
		if st.l.hot != nil {
			n.Sown["hot@"+st.l.unit]++
		}
	} else {
		unit = s.codeOf(st.before.Assigned)
		if o := st.in.options[0]; o.Sow != "" {
			n.Sown[o.Sow+"@"+unit]++
		}
		if breached(st.before) > 0 && st.before.State != m.State {
			n.Sown["late@"+unit]++
		}
	}
	for field, v := range st.values {
		switch {
		case field == "unit" && st.act == "dispatch" && v != st.l.unit:
			n.Sown["misdispatched@"+v]++
		case field == "rating" && (v == "poor" || v == "very_poor"):
			n.Sown["low_rating@"+unit]++
		case answering(field) && slices.Contains(s.b.phrases.Boilerplate, v):
			n.Sown["boilerplate@"+unit]++
		}
	}
	s.tally.note(n)
}
