package hall_test

import (
	"fmt"
	"maps"
	"slices"
	"sync"
	"testing"
	"time"

	"shuniu/kernel/access"
	"shuniu/kernel/calendar"
	"shuniu/kernel/fault"
	"shuniu/kernel/ledger"
	"shuniu/kernel/matter"
	"shuniu/service/enterprises/approval/hall"
	"shuniu/test/city"
)

type values map[string]string

// lobby is a hall at work. It is Monday, 2026-03-02, 9:00.
type lobby struct {
	*city.City
	t     *testing.T
	queue *hall.Queue
}

func scenario(t *testing.T, test func(l *lobby)) {
	t.Helper()
	o := city.Options{Followers: func(c *city.City) []ledger.Follower { return []ledger.Follower{hall.NewQueue(c.Engine)} }}
	city.On(t, o, func(t *testing.T, c *city.City) { test(&lobby{City: c, t: t, queue: hall.NewQueue(c.Engine)}) })
}

// visit is one on its way.
type visit struct {
	*lobby
	id        matter.ID
	num, code string
}

func (l *lobby) opens(who access.Actor, act string, more values) (*visit, error) {
	v := values{"hall": city.CentreHall, "item": city.SewerPermit}
	if act == hall.Book {
		maps.Copy(v, values{"day": "2026-03-03", "slot": "09.30-10.00", "phone": "13800000000"})
	}
	maps.Copy(v, more)
	res, err := l.Engine.Open(l.t.Context(), who, hall.Visits, matter.Input{Act: act, Values: v})
	if err != nil {
		return nil, err
	}
	return &visit{lobby: l, id: res.Matter.ID, num: res.Matter.Number, code: res.Code}, nil
}

func (l *lobby) begins(who access.Actor, act string, more values) *visit {
	l.t.Helper()
	v, err := l.opens(who, act, more)
	if err != nil {
		l.t.Fatal(err)
	}
	return v
}

func (l *lobby) books(more values) *visit {
	l.t.Helper()
	return l.begins(access.Outsider(), hall.Book, more)
}

func (l *lobby) draws() *visit { l.t.Helper(); return l.begins(access.Outsider(), hall.Draw, nil) }

func (v *visit) tries(who, act string, given values) error {
	v.t.Helper()
	actor, err := v.Engine.Prove(v.t.Context(), v.num, v.code)
	if err != nil {
		v.t.Fatal(err)
	}
	if who != "visitor" {
		actor = v.Staff(who)
	}
	_, err = v.Engine.Act(v.t.Context(), actor, v.id, act, matter.Input{Values: given})
	return err
}

func (v *visit) does(who, act string, given values, state string) {
	v.t.Helper()
	if err := v.tries(who, act, given); err != nil {
		v.t.Fatalf("%s by %s: %v", act, who, err)
	}
	v.is(state)
}

func (v *visit) row() *matter.Matter {
	v.t.Helper()
	view, err := v.Engine.View(v.t.Context(), access.TheSystem(), v.id)
	if err != nil {
		v.t.Fatal(err)
	}
	return view.Matter
}

func (v *visit) is(state string) {
	v.t.Helper()
	if is := v.row().State; is != state {
		v.t.Fatalf("it is %s, not %s", is, state)
	}
}

func (v *visit) ticket() string { v.t.Helper(); return v.row().Fields["ticket"] }

func atFault(t *testing.T, err error, fields ...string) {
	t.Helper()
	var found []string
	if err != nil {
		for _, d := range fault.As(err).Defects {
			found = append(found, d.Field)
		}
	}
	if !slices.Equal(found, fields) {
		t.Errorf("%v: at fault are %v, not %v", err, found, fields)
	}
}

func (l *lobby) stands() *hall.Standing {
	l.t.Helper()
	l.Follow()
	s, err := l.queue.Hall(l.t.Context(), city.CentreHall)
	if err != nil {
		l.t.Fatal(err)
	}
	return s
}

func (l *lobby) line() []string {
	l.t.Helper()
	var out []string
	for _, v := range l.stands().Waiting {
		out = append(out, v.Ticket)
	}
	return out
}

func TestWhoHasBookedIsCalledServedAndFiled(t *testing.T) {
	scenario(t, func(l *lobby) {
		v := l.books(nil)
		if v.ticket() != "Y001" {
			t.Errorf("the ticket is %s", v.ticket())
		}
		if err := v.tries("visitor", hall.CheckIn, nil); !fault.Is(err, fault.Conflict) {
			t.Errorf("checked in the day before: %v", err)
		}
		l.Move("2026-03-03 08:29")
		if err := v.tries("visitor", hall.CheckIn, nil); !fault.Is(err, fault.Conflict) {
			t.Errorf("checked in more than an hour before: %v", err)
		}
		l.Move("2026-03-03 09:10")
		walked := l.begins(l.Staff("water-window"), hall.Take, nil)
		v.does("visitor", hall.CheckIn, nil, hall.Waiting)
		if got := l.line(); !slices.Equal(got, []string{"A001", "Y001"}) {
			t.Errorf("before the time booked the line is %v", got)
		}
		l.Move("2026-03-03 09:30")
		if got := l.line(); !slices.Equal(got, []string{"Y001", "A001"}) {
			t.Errorf("at the time booked the line is %v", got)
		}
		atFault(t, v.tries("water-window", hall.Call, values{"window": "2"}), "window")
		atFault(t, v.tries("water-window", hall.Call, values{"window": "9"}), "window")
		v.does("water-window", hall.Call, values{"window": "3"}, hall.Serving)
		if err := v.tries("nandi-window", hall.Finish, nil); err == nil {
			t.Error("a clerk of another hall finishes it")
		}
		l.Move("2026-03-03 09:42")
		atFault(t, v.tries("water-window", hall.Finish, values{"filed": walked.num}), "filed")
		filed := l.files()
		v.does("water-window", hall.Finish, values{"filed": filed.Number}, hall.Served)
		if links := v.row().Links; len(links) != 1 || links[0].Matter != int64(filed.ID) {
			t.Errorf("it is linked with %v", links)
		}
		s := l.stands()
		if wait, ok := s.Wait(0); !ok || s.Pace != 12*time.Minute || wait != 12*time.Minute {
			t.Errorf("the pace is %v, the wait %v", s.Pace, wait)
		}
		if n, ok := s.Before(walked.id); !ok || n != 0 {
			t.Errorf("%d before whoever is next", n)
		}
		l.counts("2026-03-03", hall.Served, hall.Count{N: 1, Waited: 20 * time.Minute, Took: 12 * time.Minute})
		walked.does("water-window", hall.Call, values{"window": "1"}, hall.Serving)
		walked.does("water-window", hall.Finish, nil, hall.Served)
	})
}

// files takes in a case at the window, as a clerk does while somebody is served.
func (l *lobby) files() *matter.Matter {
	l.t.Helper()
	f := l.filing()
	res, err := l.Engine.Open(l.t.Context(), l.Staff("water-window"), "enterprises.licence", f)
	if err != nil {
		l.t.Fatal(err)
	}
	return res.Matter
}

func (l *lobby) counts(day, state string, want hall.Count) {
	l.t.Helper()
	d, err := calendar.ParseDate(day)
	if err != nil {
		l.t.Fatal(err)
	}
	got, err := l.queue.Counts(l.t.Context(), city.CentreHall, d)
	if err != nil || got[state] != want {
		l.t.Errorf("%s on %s: %+v %v, not %+v", state, day, got[state], err, want)
	}
}

func TestATimeIsNeverOversold(t *testing.T) {
	scenario(t, func(l *lobby) {
		others := []*lobby{l, {City: l.Sibling(t), t: t}}
		var mu sync.Mutex
		var wg sync.WaitGroup
		var kept []*visit
		for n := range 8 {
			wg.Go(func() {
				v, err := others[n%2].opens(access.Outsider(), hall.Book, nil)
				mu.Lock()
				defer mu.Unlock()
				if err == nil {
					kept = append(kept, v)
					return
				}
				atFault(t, err, "slot")
			})
		}
		wg.Wait()
		if len(kept) != 2 {
			t.Fatalf("%d have the two places", len(kept))
		}
		tickets := []string{kept[0].ticket(), kept[1].ticket()}
		if slices.Sort(tickets); !slices.Equal(tickets, []string{"Y001", "Y002"}) {
			t.Errorf("the tickets are %v: whoever got no place took a number", tickets)
		}
		kept[0].does("visitor", "cancel", nil, "cancelled")
		if err := kept[0].tries("visitor", hall.CheckIn, nil); !fault.Is(err, fault.Conflict) {
			t.Errorf("what was cancelled is checked in: %v", err)
		}
		if got := l.books(nil).ticket(); got != "Y003" {
			t.Errorf("the place given back has ticket %s", got)
		}
		_, err := l.opens(access.Outsider(), hall.Book, nil)
		atFault(t, err, "slot")
	})
}

func TestNothingIsBookedWhereOrWhenNobodyServes(t *testing.T) {
	scenario(t, func(l *lobby) {
		for wrong, fields := range map[string][]string{
			"hall nowhere":                {"hall"},
			"item nothing":                {"item"},
			"day 2026-03-01":              {"day"},  // yesterday
			"day 2026-03-07":              {"day"},  // Saturday
			"day 2026-04-01":              {"day"},  // too far ahead
			"slot 12.00-12.30":            {"slot"}, // at noon
			"slot 09.15-09.45":            {"slot"}, // no such time
			"item nothing hall none":      {"hall"}, // the item cannot be judged
			"item nothing day 2026-03-07": {"item", "day"},
		} {
			more, words := values{}, append([]string{}, fieldsOf(wrong)...)
			for i := 0; i < len(words); i += 2 {
				more[words[i]] = words[i+1]
			}
			_, err := l.opens(access.Outsider(), hall.Book, more)
			atFault(t, err, fields...)
		}
		_, err := l.opens(access.Outsider(), hall.Book, values{"hall": city.NandiHall})
		atFault(t, err, "day") // this hall books nothing
		_, err = l.opens(access.Outsider(), hall.Book, values{"day": "2026-03-02", "slot": "09.00-09.30"})
		atFault(t, err, "slot") // it has begun
		l.Move("2026-04-03 09:00")
		_, err = l.opens(access.Outsider(), hall.Book, values{"day": "2026-04-06"})
		atFault(t, err, "day") // Qingming, a Monday
		_, err = l.opens(access.Outsider(), hall.Book, values{"phone": "", "slot": ""})
		atFault(t, err, "slot", "phone")
	})
}

func fieldsOf(s string) []string {
	var out []string
	for len(s) > 0 {
		var w string
		if _, err := fmt.Sscan(s, &w); err != nil {
			break
		}
		out = append(out, w)
		s = s[min(len(w)+1, len(s)):]
	}
	return out
}

func TestTicketsAreGivenOnTheSpotWhileTheHallIsOpen(t *testing.T) {
	scenario(t, func(l *lobby) {
		for n := 1; n <= 3; n++ {
			if got, want := l.draws().ticket(), fmt.Sprintf("A%03d", n); got != want {
				t.Errorf("ticket %s, not %s", got, want)
			}
		}
		_, err := l.opens(access.Outsider(), hall.Draw, nil)
		atFault(t, err, "hall") // the machine has given all of this half hour
		if got := l.begins(l.Staff("water-window"), hall.Take, nil).ticket(); got != "A004" {
			t.Errorf("the window gives %s", got)
		}
		_, err = l.opens(access.Outsider(), hall.Draw, values{"hall": city.NandiHall})
		atFault(t, err, "hall") // it has no machine
		if _, err = l.opens(access.Outsider(), hall.Take, nil); err == nil {
			t.Error("somebody gives themselves the window's ticket")
		}
		l.Move("2026-03-02 09:30")
		l.draws()
		for _, closed := range []string{"2026-03-02 12:10", "2026-03-02 17:00", "2026-03-07 10:00"} {
			l.Move(closed)
			_, err := l.opens(access.Outsider(), hall.Draw, nil)
			atFault(t, err, "hall")
		}
		l.Move("2026-03-09 09:00")
		if got := l.draws().ticket(); got != "A001" {
			t.Errorf("a new day begins with %s", got)
		}
	})
}

func TestWhoDoesNotComeIsPassedAfterThreeCalls(t *testing.T) {
	scenario(t, func(l *lobby) {
		v := l.draws()
		v.does("water-window", hall.Call, values{"window": "1"}, hall.Serving)
		for n := range 2 {
			if err := v.tries("water-window", hall.Pass, nil); !fault.Is(err, fault.Conflict) {
				t.Fatalf("passed after %d calls: %v", n+1, err)
			}
			v.does("water-window", hall.Recall, nil, hall.Serving)
		}
		if err := v.tries("water-window", hall.Recall, nil); !fault.Is(err, fault.Conflict) {
			t.Errorf("called a fourth time: %v", err)
		}
		if s := l.stands(); len(s.Serving) != 1 || s.Serving[0].Calls != 3 || s.Serving[0].Window != "1" {
			t.Errorf("called are %+v", s.Serving)
		}
		v.does("water-window", hall.Pass, nil, "missed")
		if s := l.stands(); len(s.Serving)+len(s.Waiting) != 0 || s.Pace != 0 {
			t.Errorf("after that %+v", s)
		}
		l.counts("2026-03-02", "missed", hall.Count{N: 1})
	})
}

func TestWhatIsNotUsedThatDayLapsesAndALongWaitIsCarded(t *testing.T) {
	scenario(t, func(l *lobby) {
		booked, waiting := l.books(nil), l.draws()
		l.Move("2026-03-02 10:01")
		if c, _ := waiting.row().Clock("wait"); !slices.Contains(c.Fired, "breach") {
			t.Error("an hour in the queue is not carded")
		}
		l.Move("2026-03-03 00:00")
		waiting.is("lapsed")
		booked.is(hall.Booked)
		l.Move("2026-03-03 16:59")
		booked.does("water-head", hall.CheckIn, nil, hall.Waiting) // late, but the hall is open; the post of the guide is vacant
		other := l.books(values{"day": "2026-03-04"})
		l.Move("2026-03-04 17:00")
		booked.is("lapsed")
		if err := other.tries("visitor", hall.CheckIn, nil); !fault.Is(err, fault.Conflict) {
			t.Errorf("checked in after hours: %v", err)
		}
		l.Move("2026-03-05 00:00")
		other.is("lapsed")
	})
}
