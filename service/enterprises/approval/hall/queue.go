package hall

import (
	"context"
	"slices"
	"strings"
	"time"

	"shuniu/kernel/calendar"
	"shuniu/kernel/ledger"
	"shuniu/kernel/matter"
	"shuniu/kernel/store"
)

// Queue is the projection of who waits in the halls and what became of each visit.
type Queue struct{ engine *matter.Engine }

// NewQueue makes the projection of the engine's city.
func NewQueue(e *matter.Engine) *Queue { return &Queue{engine: e} }

// Name is the projection's name among the followers.
func (q *Queue) Name() string { return "visit.queue" }

// Visit is one visit as the projection knows it. Since is when the wait began,
// Called when it was called last, Took how long it was served.
type Visit struct {
	Matter matter.ID
	Number string
	Hall   string
	Day    string
	Slot   string
	Item   string
	Ticket string
	State  string
	Since  time.Time
	Called time.Time
	Window string
	Calls  int
	Took   time.Duration
}

// Follow takes in what happened to visits.
func (q *Queue) Follow(tx *store.Tx, records []ledger.Record) error {
	for _, r := range records {
		if r.Event.Process != Visits {
			continue
		}
		if err := follow(tx, r.Event); err != nil {
			return err
		}
	}
	return nil
}

func follow(tx *store.Tx, e *ledger.Event) error {
	given := map[string]string{}
	for _, f := range e.Effects.Fields {
		given[f.Name] = f.Value
	}
	if o := e.Effects.Opening; o != nil {
		return tx.Put(putVisitSQL, e.Matter, o.Number, given[FieldHall], given[FieldDay], given[FieldSlot], given[FieldItem], given[FieldTicket], e.Effects.State, e.Occurred)
	}
	switch e.Act {
	case Call:
		return tx.Put(callSQL, e.Matter, e.Occurred, given[FieldWindow])
	case Recall:
		return tx.Put(recallSQL, e.Matter, e.Occurred)
	}
	switch {
	case e.Effects.State == Waiting:
		return tx.Put(waitSQL, e.Matter, e.Occurred)
	case e.Effects.End != "":
		if err := tx.Put(endSQL, e.Matter, e.Effects.State, e.Occurred); err != nil {
			return err
		}
		return tx.Put(countSQL, e.Matter)
	}
	return nil
}

// Reset empties the projection.
func (q *Queue) Reset(tx *store.Tx) error {
	if _, err := tx.Exec(emptyVisitsSQL); err != nil {
		return err
	}
	_, err := tx.Exec(emptyDaysSQL)
	return err
}

// Standing is a hall at a moment. Waiting are in the order in which they are called.
// Pace is the median time of service today, 0 while nobody has been served.
type Standing struct {
	Waiting  []Visit
	Serving  []Visit
	Expected []Visit // booked for today and not there yet
	Pace     time.Duration
	Windows  int // that call now
}

// mostWaiting bounds one look at a queue; no hall seats as many.
const mostWaiting = 500

// Hall is how a hall stands now.
func (q *Queue) Hall(ctx context.Context, hall string) (*Standing, error) {
	day, now := q.now()
	r := q.engine.DB.Follow().Read(ctx)
	s := &Standing{}
	var err error
	if s.Waiting, err = visits(r, queueSQL, day.String(), Waiting, hall, mostWaiting); err != nil {
		return nil, err
	}
	for i := range s.Waiting {
		s.Waiting[i].Since = s.Waiting[i].Since.In(q.engine.Zone)
	}
	order(s.Waiting, now)
	if s.Serving, err = visits(r, queueSQL, day.String(), Serving, hall, mostWaiting); err != nil {
		return nil, err
	}
	slices.SortStableFunc(s.Serving, func(a, b Visit) int { return b.Called.Compare(a.Called) })
	if s.Expected, err = visits(r, queueSQL, day.String(), Booked, hall, mostWaiting); err != nil {
		return nil, err
	}
	slices.SortStableFunc(s.Expected, func(a, b Visit) int { return strings.Compare(a.Slot, b.Slot) })
	served, err := visits(r, servedSQL, day.String(), Served, hall, mostServed)
	if err != nil {
		return nil, err
	}
	s.Pace, s.Windows = median(served), windows(append(served, s.Serving...))
	return s, nil
}

// mostServed is of how many visits, the last ones of the day, the pace is told.
const mostServed = 50

func (q *Queue) now() (calendar.Date, Minute) {
	now := q.engine.DB.Now().In(q.engine.Zone)
	return calendar.DateOf(now), MinuteOf(now)
}

// order puts those first whose time has come, then who came without one or too late
// for it, then who came before their time; each by how long they have waited.
func order(waiting []Visit, now Minute) {
	slices.SortStableFunc(waiting, func(a, b Visit) int {
		if d := a.lane(now) - b.lane(now); d != 0 {
			return d
		}
		return a.Since.Compare(b.Since)
	})
}

func (v Visit) lane(now Minute) int {
	from, to, ok := span(v.Slot)
	switch {
	case !ok || MinuteOf(v.Since) >= to:
		return 1
	case from > now:
		return 2
	}
	return 0
}

// span reads a slot as it stands in a matter.
func span(slot string) (from, to Minute, ok bool) {
	var s Span
	ok = slot != "" && s.UnmarshalText([]byte(dashed(slot))) == nil
	return s.From, s.To, ok
}

func median(served []Visit) time.Duration {
	if len(served) == 0 {
		return 0
	}
	took := make([]time.Duration, len(served))
	for i, v := range served {
		took[i] = v.Took
	}
	slices.Sort(took)
	return took[len(took)/2]
}

// windows is how many windows served or serve.
func windows(visits []Visit) int {
	var seen []string
	for _, v := range visits {
		if !slices.Contains(seen, v.Window) {
			seen = append(seen, v.Window)
		}
	}
	return len(seen)
}

// Wait is how long whoever has so many before them will wait; ok is false while
// nobody has been served today.
func (s *Standing) Wait(before int) (d time.Duration, ok bool) {
	if s.Pace == 0 {
		return 0, false
	}
	return (s.Pace * time.Duration(before+1) / time.Duration(max(s.Windows, 1))).Round(time.Minute), true
}

// Before is how many are called before a visit; ok is false where it does not wait.
func (s *Standing) Before(id matter.ID) (n int, ok bool) {
	n = slices.IndexFunc(s.Waiting, func(v Visit) bool { return v.Matter == id })
	return n, n >= 0
}

// Lengths are how many wait in each hall today.
func (q *Queue) Lengths(ctx context.Context) (map[string]int, error) {
	day, _ := q.now()
	return counts(q.engine.DB.Follow().Read(ctx), lengthsSQL, day.String(), Waiting)
}

// Taken is how many have each time of a hall and day.
func (q *Queue) Taken(ctx context.Context, hall string, day calendar.Date) (map[string]int, error) {
	return counts(q.engine.DB.Read(ctx), takenSQL, hall, day.String())
}

// Count is what became of the visits of a hall and day: how many ended so, how long
// they had waited and how long they were served, taken together.
type Count struct {
	N            int
	Waited, Took time.Duration
}
