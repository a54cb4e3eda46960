package rating

import (
	"cmp"
	"database/sql"
	"maps"
	"slices"
	"strconv"
	"strings"

	"shuniu/kernel/assessment"
	"shuniu/kernel/fault"
	"shuniu/kernel/ledger"
	"shuniu/kernel/matter"
	"shuniu/kernel/process"
	"shuniu/kernel/store"
)

// Name is the projection's name among the followers.
func (f *Figures) Name() string { return "approval.ratings" }

// service is what has to be remembered of a matter to count its ratings. That of a
// follow-up only names the service it is of.
type service struct {
	of      int64
	item    string
	unit    int64
	window  int64
	served  bool
	rated   string // the month of the first rating
	last    string // the grade that counts now
	touched bool
}

type cell struct {
	month   assessment.Month
	by      By
	subject string
}

type tally struct {
	f     *Figures
	tx    *store.Tx
	known map[int64]*service
	added map[cell]Figure
}

// Follow counts records, each once.
func (f *Figures) Follow(tx *store.Tx, records []ledger.Record) error {
	t := &tally{f: f, tx: tx, known: map[int64]*service{}, added: map[cell]Figure{}}
	var ids []int64
	for _, r := range records {
		if strings.HasPrefix(r.Event.Process, area) {
			ids = append(ids, r.Event.Matter)
			if o := r.Event.Effects.Opening; o != nil && o.Parent != 0 {
				ids = append(ids, o.Parent)
			}
		}
	}
	if err := t.recall(ids); err != nil {
		return err
	}
	for _, r := range records {
		if !strings.HasPrefix(r.Event.Process, area) {
			continue
		}
		if err := t.count(r.Event); err != nil {
			return err
		}
	}
	return t.write()
}

// recall reads what is remembered of the matters, and of the services that those
// among them follow up.
func (t *tally) recall(ids []int64) error {
	for len(ids) > 0 {
		slices.Sort(ids)
		rows, err := t.tx.Query(recallSQL, store.List(slices.Compact(ids)))
		ids = nil
		err = store.Scan(rows, err, func(rows *sql.Rows) error {
			var id int64
			s := &service{}
			err := rows.Scan(&id, &s.of, &s.item, &s.unit, &s.window, &s.served, &s.rated, &s.last)
			t.known[id] = s
			if s.of != 0 && t.known[s.of] == nil {
				ids = append(ids, s.of)
			}
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// count applies the rules of Measures to one event.
func (t *tally) count(e *ledger.Event) error {
	def, err := t.f.engine.Definition(&matter.Matter{Definition: e.Definition})
	if err != nil {
		return err
	}
	if def.Name == FollowUp {
		return t.countFollowUp(e)
	}
	if !Rateable(def) {
		return nil
	}
	s := t.known[e.Matter]
	if s == nil {
		s = &service{}
		t.known[e.Matter] = s
	}
	t.learn(s, e)
	if !s.served && e.Effects.State != "" && rates(def, e.Effects.State) != nil {
		s.served, s.touched = true, true
		t.add(s, t.month(e), Figure{Served: 1})
	}
	grade := slices.Index(Grades, given(e, FieldRating))
	if grade < 0 || s.rated != "" || !ratedBy(def, e.Act) {
		return nil
	}
	s.rated, s.last, s.touched = string(t.month(e)), Grades[grade], true
	n := Figure{Rated: 1}
	n.First[grade], n.Last[grade] = 1, 1
	t.add(s, t.month(e), n)
	return nil
}

func ratedBy(def *process.Definition, act string) bool {
	a := def.Act(act)
	return a != nil && a.Allows(process.Applicant)
}

// learn takes down what a service is counted by.
func (t *tally) learn(s *service, e *ledger.Event) {
	if o := e.Effects.Opening; o != nil {
		s.window, s.touched = o.Owner, true
	}
	if item := given(e, fieldItem); item != "" {
		s.item, s.touched = item, true
	}
	if e.Effects.Assigned != 0 && !s.served {
		s.unit, s.touched = e.Effects.Assigned, true
	}
}

// countFollowUp changes the last rating of a service, where the first was counted.
func (t *tally) countFollowUp(e *ledger.Event) error {
	if o := e.Effects.Opening; o != nil {
		t.known[e.Matter] = &service{of: o.Parent, touched: true}
		return nil
	}
	grade := slices.Index(Grades, given(e, fieldRevised))
	if e.Act != actUphold && grade < 0 {
		return nil
	}
	up := t.known[e.Matter]
	if up == nil || t.known[up.of] == nil {
		return fault.Of(fault.Internal, "follow-up %d is of no service", e.Matter)
	}
	s := t.known[up.of]
	n := Figure{False: 1}
	if last := slices.Index(Grades, s.last); last >= 0 {
		n.Last[last]--
	}
	s.last, s.touched = "", true
	if grade >= 0 {
		n.False, n.Again, s.last = 0, 1, Grades[grade]
		n.Last[grade]++
	}
	t.add(s, assessment.Month(s.rated), n)
	return nil
}

// add counts for the city and for whatever the service belongs to.
func (t *tally) add(s *service, month assessment.Month, n Figure) {
	cells := []cell{{month, City, ""}}
	if s.unit != 0 {
		cells = append(cells, cell{month, ByUnit, strconv.FormatInt(s.unit, 10)})
	}
	if s.item != "" {
		cells = append(cells, cell{month, ByItem, s.item})
	}
	if s.window != 0 {
		cells = append(cells, cell{month, ByWindow, strconv.FormatInt(s.window, 10)})
	}
	for _, c := range cells {
		t.added[c] = t.added[c].plus(n)
	}
}

func (t *tally) month(e *ledger.Event) assessment.Month {
	return assessment.MonthOf(store.Moment(e.Occurred).In(t.f.engine.Zone))
}

// given is the value in the clear that an event gave to a field.
func given(e *ledger.Event, field string) string {
	for _, f := range e.Effects.Fields {
		if f.Name == field {
			return f.Value
		}
	}
	return ""
}

// write stores a batch, always in the same order, so that two databases come to the
// same content.
func (t *tally) write() error {
	for _, id := range slices.Sorted(maps.Keys(t.known)) {
		s := t.known[id]
		if !s.touched {
			continue
		}
		if err := t.tx.Put(rememberSQL, id, s.of, s.item, s.unit, s.window, s.served, s.rated, s.last); err != nil {
			return err
		}
	}
	cells := slices.SortedFunc(maps.Keys(t.added), func(a, b cell) int {
		return cmp.Or(cmp.Compare(a.month, b.month), cmp.Compare(a.by, b.by), cmp.Compare(a.subject, b.subject))
	})
	for _, c := range cells {
		n := t.added[c]
		args := []any{string(c.month), string(c.by), c.subject, n.Served, n.Rated, n.Again, n.False}
		for _, count := range slices.Concat(n.First[:], n.Last[:]) {
			args = append(args, count)
		}
		if err := t.tx.Put(addSQL, args...); err != nil {
			return err
		}
	}
	return nil
}

// Reset empties the projection.
func (f *Figures) Reset(tx *store.Tx) error {
	for _, text := range []string{emptyServicesSQL, emptyFiguresSQL} {
		if _, err := tx.Exec(text); err != nil {
			return err
		}
	}
	return nil
}
