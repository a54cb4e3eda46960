package matter_test

import (
	"fmt"
	"testing"

	"shuniu/kernel/access"
	"shuniu/kernel/fault"
	"shuniu/kernel/matter"
	"shuniu/test/city"
)

// register applies under an item on Monday, 2026-03-02.
func register(t *testing.T, c *city.City, item string) (*story, error) {
	t.Helper()
	res, err := c.Engine.Open(t.Context(), access.Outsider(), "test.licence", matter.Input{Values: map[string]string{"subject": "取水登记", "item": item}})
	if err != nil {
		return nil, err
	}
	return &story{City: c, t: t, id: res.Matter.ID, code: res.Code, num: res.Matter.Number}, nil
}

func registered(t *testing.T, c *city.City) *story {
	t.Helper()
	s, err := register(t, c, "water.7")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestARuleFillsWhatNobodyIsAskedFor(t *testing.T) {
	cases(t, func(t *testing.T, c *city.City) {
		m := registered(t, c).now()
		if m.Fields["promise_days"] != "7" || m.Assigned == 0 {
			t.Errorf("filled: %v, assigned %d", m.Fields, m.Assigned)
		}
		if _, err := register(t, c, "nobody.1"); !fault.Is(err, fault.Internal) {
			t.Errorf("a rule that leaves a field empty: %v", err)
		}
		_, err := c.Engine.Open(t.Context(), access.Outsider(), "test.licence", matter.Input{Values: map[string]string{"subject": "取水登记", "item": "water.7", "promise_days": "99"}})
		_ = is(t, err, fault.Invalid)
	})
}

func TestAPromiseIsTheItemsAndTheLawsLimitRunsBesideIt(t *testing.T) {
	cases(t, func(t *testing.T, c *city.City) {
		s := registered(t, c)
		s.do("dispatcher", "accept")
		s.due("promise", "2026-03-11")
		s.due("decide", "2026-03-30")
	})
}

func TestSilenceAcceptsAsOfTheReceipt(t *testing.T) {
	cases(t, func(t *testing.T, c *city.City) {
		s := registered(t, c)
		c.Move("2026-03-10 09:00")
		if _, err := c.Engine.Sweep(t.Context()); err != nil {
			t.Fatal(err)
		}
		m := s.now()
		if m.State != "deciding" {
			t.Fatalf("stands at %s", m.State)
		}
		s.due("promise", "2026-03-11")
		s.due("decide", "2026-03-30")
		if k := s.clock("decide"); moment(k.Started) != moment(m.Opened) {
			t.Errorf("counted from %s, received %s", moment(k.Started), moment(m.Opened))
		}
	})
}

func TestTwoOfficersAreTwoKnownPersons(t *testing.T) {
	cases(t, func(t *testing.T, c *city.City) {
		s := registered(t, c)
		s.do("dispatcher", "accept")
		one, other := fmt.Sprint(int64(c.People["water-handler"])), fmt.Sprint(int64(c.People["water-head"]))
		s.refused(fault.Invalid, "water-handler", "check", "officers", one)
		s.refused(fault.Invalid, "water-handler", "check", "officers", one+" "+one)
		s.refused(fault.Invalid, "water-handler", "check", "officers", one+" 987654")
		s.do("water-handler", "check", "officers", one+" "+other)
	})
}
