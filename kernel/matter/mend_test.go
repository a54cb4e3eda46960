package matter_test

import (
	"testing"

	"shuniu/kernel/matter"
	"shuniu/kernel/store"
	"shuniu/test/city"
)

// behind changes the database as its administrator could.
func behind(t *testing.T, c *city.City, statement string) {
	t.Helper()
	err := c.DB.Write(t.Context(), func(tx *store.Tx) error {
		n, err := tx.Exec(statement)
		if err == nil && n == 0 {
			t.Errorf("nothing was changed: %s", statement)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestAMissingTimerIsSetAnew(t *testing.T) {
	city.On(t, city.Options{}, func(t *testing.T, c *city.City) {
		s, whole := taken(t, c), request(t, c)
		behind(t, c, `DELETE FROM timer WHERE matter_id = (SELECT min(id) FROM matter)`)
		n, err := c.Engine.Recount(t.Context())
		if err != nil || n != (matter.Recounted{Timers: 1}) {
			t.Fatalf("%+v, %v", n, err)
		}
		if found := differences(t, c); len(found) > 0 {
			t.Errorf("after: %v", found)
		}
		if n, err := c.Engine.Recount(t.Context()); err != nil || n != (matter.Recounted{}) {
			t.Errorf("again: %+v, %v", n, err)
		}
		c.Move("2026-04-01 09:00")
		if m := s.now(); m.Did[matter.ActBreach] == 0 {
			t.Errorf("no limit was breached: %v", m.Did)
		}
		if m := whole.now(); m.Did[matter.ActBreach] == 0 {
			t.Errorf("no limit of the other was breached: %v", m.Did)
		}
	})
}

func TestATimerThatNoClockWaitsForWakesTheSweeperOnce(t *testing.T) {
	city.On(t, city.Options{}, func(t *testing.T, c *city.City) {
		s, ended := taken(t, c), request(t, c)
		ended.do("resident", "withdraw", "reason", "不需要了")
		before := s.now().Seq
		behind(t, c, `UPDATE timer SET due_at = 1`)
		behind(t, c, `INSERT INTO timer (matter_id, clock, instance, kind, due_at) SELECT max(id), 'dispatch', 1, 'breach', 1 FROM matter`)
		for _, want := range []int{2, 0} {
			if n, err := c.Engine.Sweep(t.Context()); err != nil || n != want {
				t.Errorf("%d of %d matters, %v", n, want, err)
			}
		}
		if found := differences(t, c); len(found) > 0 || s.now().Seq != before {
			t.Errorf("%d events of %d, %v", s.now().Seq, before, found)
		}
	})
}

func TestWhatAProcessCountedByAnOlderCalendarIsCountedAgain(t *testing.T) {
	city.On(t, city.Options{}, func(t *testing.T, c *city.City) {
		c.Move("2026-12-29 09:00")
		late := *c
		var err error
		if late.Engine, err = matter.New(t.Context(), c.Engine.Setup); err != nil {
			t.Fatal(err)
		}
		if _, err := c.Engine.LoadYear(t.Context(), year2027); err != nil {
			t.Fatal(err)
		}
		s := request(t, &late)
		s.do("dispatcher", "dispatch", "unit", "water", "urgency", "ordinary")
		if clock, _ := s.now().Clock("handle"); clock.Due != "2027-01-06" {
			t.Fatalf("before: due %s", clock.Due)
		}
		for range 2 {
			if err := late.Engine.FollowCalendar(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		if m := s.now(); m.Did[matter.ActRecount] != 1 {
			t.Errorf("counted again %d times", m.Did[matter.ActRecount])
		}
		if clock, _ := s.now().Clock("handle"); clock.Due != "2027-01-08" || clock.Provisional {
			t.Errorf("after: due %s", clock.Due)
		}
	})
}
