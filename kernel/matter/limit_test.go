package matter_test

import (
	"slices"
	"testing"

	"shuniu/kernel/fault"
	"shuniu/kernel/ledger"
	"shuniu/kernel/matter"
	"shuniu/test/city"
)

func (s *story) clock(name string) ledger.Clock {
	s.t.Helper()
	c, ok := s.now().Clock(name)
	if !ok {
		s.t.Fatalf("clock %s never ran", name)
	}
	return c
}

// accepted is a permit on which the decision is due 2026-03-09.
func accepted(t *testing.T, c *city.City) *story {
	t.Helper()
	s := apply(t, c, "test.permit")
	s.do("dispatcher", "accept", "unit", "water")
	s.due("decide", "2026-03-09")
	return s
}

func TestASuspendedClockStandsStillAndGoesOnAfterwards(t *testing.T) {
	cases(t, func(t *testing.T, c *city.City) {
		s := accepted(t, c)
		c.Move("2026-03-03 15:00")
		s.do("water-handler", "correct", "missing", "缺少现场照片")
		if k := s.clock("decide"); k.Phase != matter.Paused || len(k.Pauses) != 1 || moment(k.Pauses[0].From) != "2026-03-03 15:00" {
			t.Errorf("paused as %+v", k)
		}
		if m := s.now(); moment(m.DueAt()) != "2026-03-19 00:00" { // the fifteen days of the applicant run instead
			t.Errorf("due %s", moment(m.DueAt()))
		}
		c.Move("2026-03-11 10:00")
		if got := s.fired(); len(got) > 0 {
			t.Errorf("while it stands still: %v", got)
		}
		s.do("resident", "complete", "papers", "现场照片三张")
		s.due("decide", "2026-03-17") // six working days were not counted: 3/4 to 3/11
		if k := s.clock("decide"); k.Phase != matter.Running || k.N != 1 || moment(k.Pauses[0].To) != "2026-03-11 10:00" {
			t.Errorf("resumed as %+v", k)
		}
		c.Move("2026-03-19 00:00")
		if got, want := s.fired(), []string{"clock:remind 2026-03-16 00:00", "clock:breach 2026-03-18 00:00", "clock:escalate 2026-03-19 00:00"}; !slices.Equal(got, want) {
			t.Errorf("fired %v, want %v", got, want)
		}
	})
}

func TestWhatIsNeverCompletedGoesOnByItself(t *testing.T) {
	cases(t, func(t *testing.T, c *city.City) {
		s := accepted(t, c)
		s.do("water-handler", "correct", "missing", "缺少现场照片")
		c.Clock.Set(city.At(t, "2026-03-25 09:00"))
		e := s.refused(fault.Conflict, "resident", "complete", "papers", "现场照片三张")
		contains(t, e.Person.Zh, "补正")
		c.Move("2026-03-25 09:00")
		s.in("examining")
		if k := s.clock("decide"); k.Phase != matter.Running || moment(k.Pauses[0].To) != "2026-03-18 00:00" {
			t.Errorf("resumed as %+v", k)
		}
	})
}

func TestAnExtensionIsBoundedInLengthAndNumber(t *testing.T) {
	cases(t, func(t *testing.T, c *city.City) {
		s := accepted(t, c)
		s.do("water-handler", "examine", "findings", "符合条件")
		s.refused(fault.Denied, "water-handler", "extend", "extra_days", "2")
		for _, days := range []string{"0", "-1", "6", "100", "", "two"} {
			e := s.refused(fault.Invalid, "water-head", "extend", "extra_days", days)
			if len(e.Defects) != 1 || e.Defects[0].Field != "extra_days" {
				t.Errorf("%q: %+v", days, e.Defects)
			}
		}
		s.do("water-head", "extend", "extra_days", "5")
		s.due("decide", "2026-03-16")
		s.do("water-head", "extend", "extra_days", "1")
		s.due("decide", "2026-03-17")
		e := s.refused(fault.Conflict, "water-head", "extend", "extra_days", "1")
		contains(t, e.Person.Zh, "延期次数已用完")
		if k := s.clock("decide"); !slices.Equal(k.Extends, []string{"5wd", "1wd"}) || k.N != 1 {
			t.Errorf("extended as %+v", k)
		}
	})
}

func TestALimitBegunAnewCountsFromThen(t *testing.T) {
	cases(t, func(t *testing.T, c *city.City) {
		s := accepted(t, c)
		s.do("water-handler", "examine", "findings", "符合条件")
		s.do("water-head", "extend", "extra_days", "1")
		c.Move("2026-03-05 09:00")
		s.do("water-head", "renew")
		k := s.clock("decide")
		if k.N != 2 || k.Due != "2026-03-12" || moment(k.Started) != "2026-03-05 09:00" || len(k.Extends)+len(k.Fired) > 0 {
			t.Errorf("begun anew as %+v", k)
		}
		s.in("deciding")
		c.Move("2026-03-20 09:00")
		want := []string{"clock:remind 2026-03-11 00:00", "clock:breach 2026-03-13 00:00", "clock:escalate 2026-03-14 00:00"}
		if got := s.fired(); !slices.Equal(got, want) {
			t.Errorf("fired %v, want %v", got, want)
		}
	})
}

func TestAfterAHardLimitNobodyMayActAndIsToldWhy(t *testing.T) {
	cases(t, func(t *testing.T, c *city.City) {
		s := apply(t, c, "test.permit")
		late := apply(t, c, "test.permit")
		c.Clock.Set(city.At(t, "2026-03-05 23:59"))
		s.do("dispatcher", "accept", "unit", "water")
		c.Clock.Set(city.At(t, "2026-03-06 00:00"))
		e := late.refused(fault.Late, "dispatcher", "accept", "unit", "water")
		for _, word := range []string{"受理", "2026-03-05", "行政许可法第32条"} {
			contains(t, e.Person.Zh, word)
		}
		contains(t, e.Person.En, "Accept")
		v, err := c.Engine.View(t.Context(), c.Staff("dispatcher"), late.id)
		if err != nil || len(v.Possible) > 0 {
			t.Errorf("offered %v, %v", v.Possible, err)
		}
		if m := late.in("received"); m.Seq != 1 {
			t.Errorf("%d events: a refused act leaves nothing", m.Seq)
		}
		c.Move("2026-03-06 00:00")
		if got, want := late.fired(), []string{"clock:breach 2026-03-06 00:00"}; !slices.Equal(got, want) {
			t.Errorf("fired %v, want %v", got, want)
		}
	})
}

func TestAfterAnyOtherLimitActsAreLateAndNotForbidden(t *testing.T) {
	cases(t, func(t *testing.T, c *city.City) {
		s := accepted(t, c)
		c.Move("2026-04-01 09:00")
		s.do("water-handler", "examine", "findings", "符合条件")
		s.do("water-head", "grant", "reply", "准予占用道路")
		if m := s.in("granted"); m.Did[matter.ActBreach] != 1 {
			t.Errorf("did %v", m.Did)
		}
	})
}

func TestWhatHasEndedHasNoClockAndNoHolder(t *testing.T) {
	cases(t, func(t *testing.T, c *city.City) {
		s := accepted(t, c)
		s.do("water-handler", "examine", "findings", "符合条件")
		s.do("water-head", "grant", "reply", "准予占用道路")
		c.Move("2026-06-01 09:00")
		m := s.in("granted")
		if m.DueAt() != matter.NoDue || m.Holder != (ledger.Holder{}) || len(s.fired()) > 0 {
			t.Errorf("due %d, holder %+v, fired %v", m.DueAt(), m.Holder, s.fired())
		}
		for _, k := range m.Clocks {
			if k.Phase != matter.Stopped {
				t.Errorf("%s is %s", k.Name, k.Phase)
			}
		}
	})
}
