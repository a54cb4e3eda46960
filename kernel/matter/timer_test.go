package matter_test

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"

	"shuniu/kernel/access"
	"shuniu/kernel/ledger"
	"shuniu/kernel/matter"
	"shuniu/test/city"
)

// history is what a matter's events say.
func (s *story) history() []*ledger.Event {
	s.t.Helper()
	v, err := s.Engine.View(s.t.Context(), access.TheSystem(), s.id)
	if err != nil {
		s.t.Fatal(err)
	}
	var events []*ledger.Event
	for _, e := range v.Timeline {
		events = append(events, e.Event)
	}
	return events
}

// fired are the moments, in the city, at which the timers of a matter fired.
func (s *story) fired() []string {
	s.t.Helper()
	var fired []string
	for _, e := range s.history() {
		if slices.Contains([]string{matter.ActRemind, matter.ActBreach, matter.ActEscalate}, e.Act) {
			fired = append(fired, e.Act+" "+moment(e.Occurred))
		}
	}
	return fired
}

func TestTimersFireOnceThoughManySweepAndActAtOnce(t *testing.T) {
	city.On(t, city.Options{}, func(t *testing.T, c *city.City) {
		processes := []*city.City{c, c.Sibling(t), c.Sibling(t)}
		var stories []*story
		for range 12 {
			s := request(t, c)
			s.do("dispatcher", "dispatch", "unit", "water", "urgency", "ordinary")
			s.do("water-handler", "sign")
			stories = append(stories, s)
		}
		c.Clock.Set(city.At(t, "2026-03-20 12:00"))
		var ready, done sync.WaitGroup
		const sweepers = 6
		ready.Add(sweepers + 1)
		for i := range sweepers {
			done.Go(func() {
				ready.Done()
				ready.Wait()
				for n := 1; n > 0; {
					var err error
					if n, err = processes[i%len(processes)].Engine.Sweep(context.Background()); err != nil {
						t.Error(err)
						return
					}
				}
			})
		}
		done.Go(func() {
			ready.Done()
			ready.Wait()
			for i, s := range stories[:6] { // an act settles what is due before it
				in := matter.Input{Values: map[string]string{"reply": answer, "outcome": "solved"}}
				if _, err := processes[i%len(processes)].Engine.Act(context.Background(), c.Staff("water-handler"), s.id, "reply", in); err != nil {
					t.Error(err)
				}
			}
		})
		done.Wait()
		want := []string{"clock:remind 2026-03-06 00:00", "clock:breach 2026-03-10 00:00", "clock:escalate 2026-03-12 00:00"}
		for i, s := range stories {
			if got := s.fired(); !slices.Equal(got, want) {
				t.Errorf("matter %d: fired %v, want %v", s.id, got, want)
			}
			if state := s.now().State; (state == "answered") != (i < 6) {
				t.Errorf("matter %d is %s", s.id, state)
			}
		}
	})
}

func TestATimedExitIsTakenOnceAndDatedWhenItWasDue(t *testing.T) {
	city.On(t, city.Options{}, func(t *testing.T, c *city.City) {
		other := c.Sibling(t)
		s := request(t, c)
		s.do("dispatcher", "dispatch", "unit", "water", "urgency", "emergency")
		s.do("water-handler", "sign")
		s.do("water-handler", "reply", "reply", answer, "outcome", "solved")
		c.Clock.Set(city.At(t, "2026-04-01 12:00"))
		_, errs := atOnce([]*city.City{c, other}, 8, func(c *city.City, _ int) (*matter.Result, error) {
			return nil, c.Engine.Settle(context.Background(), s.id)
		})
		for _, err := range errs {
			if err != nil {
				t.Error(err)
			}
		}
		m := s.in("closed")
		if m.Did["lapse"] != 1 || m.Did[matter.ActBreach] != 1 || moment(m.Closed) != "2026-03-10 00:00" {
			t.Errorf("did %v, closed %s", m.Did, moment(m.Closed))
		}
	})
}

func TestAnAlarmInMinutesFiresAtItsMinute(t *testing.T) {
	city.On(t, city.Options{}, func(t *testing.T, c *city.City) {
		s := request(t, c)
		s.do("dispatcher", "dispatch", "unit", "water", "urgency", "emergency")
		c.Move("2026-03-02 09:29")
		if got := s.fired(); len(got) > 0 {
			t.Errorf("fired %v", got)
		}
		c.Move("2026-03-02 11:30")
		if got, want := s.fired(), []string{"clock:breach 2026-03-02 09:30", "clock:escalate 2026-03-02 09:40", "clock:escalate 2026-03-02 10:00", "clock:escalate 2026-03-02 10:00", "clock:breach 2026-03-02 11:00"}; !slices.Equal(got, want) {
			t.Errorf("fired %v, want %v", got, want)
		}
	})
}

// What is found out late is dated when it was due, but never before what has been
// done since: the record of a matter does not go back in time.
func TestTheRecordOfAMatterNeverGoesBackInTime(t *testing.T) {
	city.On(t, city.Options{}, func(t *testing.T, c *city.City) {
		s := request(t, c)
		s.do("dispatcher", "dispatch", "unit", "water", "urgency", "ordinary")
		s.do("water-handler", "sign")
		c.Move("2026-03-09 17:00") // after the reminder, on the last day
		s.do("water-handler", "ask_extension", "reason", "需要更换管件", "extra_days", "1")
		s.do("water-head", "grant")
		c.Move("2026-03-20 17:00")
		last := int64(0)
		var told []string
		for _, e := range s.history() {
			told = append(told, e.Act+" "+moment(e.Occurred))
			if e.Occurred < last {
				t.Errorf("goes back in time: %v", told)
			}
			last = e.Occurred
		}
	})
}

func TestManyActsAtOnceAreRecordedInTheOrderInWhichTheyHappened(t *testing.T) {
	city.On(t, city.Options{RealTime: true}, func(t *testing.T, c *city.City) {
		both := []*city.City{c, c.Sibling(t)}
		s := request(t, c)
		resident := s.resident()
		_, errs := atOnce(both, 24, func(c *city.City, i int) (*matter.Result, error) {
			return c.Engine.Act(context.Background(), resident, s.id, "supplement", matter.Input{Values: map[string]string{"note": fmt.Sprintf("第%d次补充", i)}})
		})
		for _, err := range errs {
			if err != nil {
				t.Error(err)
			}
		}
		events := s.history()
		if len(events) != 25 {
			t.Errorf("%d events", len(events))
		}
		for i, e := range events[1:] {
			if e.Occurred < events[i].Occurred || e.Recorded < events[i].Recorded || e.Seq != i+2 {
				t.Errorf("event %d: occurred %d after %d", e.Seq, e.Occurred, events[i].Occurred)
			}
		}
	})
}
