package matter_test

import (
	"testing"

	"shuniu/kernel/access"
	"shuniu/kernel/fault"
	"shuniu/kernel/matter"
	"shuniu/test/city"
)

// passed is what the system of another unit passes on.
func passed() matter.Input {
	return matter.Input{Key: "k1", Values: map[string]string{
		"channel": "system", "kind": "complaint", "title": "榕荫社区停水三天", "body": "三月一日起榕荫社区二号楼停水，至今没有恢复。",
		"region": "990102001001", "name": "周某", "phone": "13800000000", "consent": "true",
	}}
}

func TestAProgramPassesARequestOnForItsUnit(t *testing.T) {
	city.On(t, city.Options{}, func(t *testing.T, c *city.City) {
		water, ok := c.Org.Now().UnitByCode("water")
		if !ok {
			t.Fatal("no unit")
		}
		mine, other := access.ByToken(41, water.ID), access.ByToken(42, water.ID)
		first, err := c.Engine.Open(t.Context(), mine, "people.request", passed())
		if err != nil {
			t.Fatal(err)
		}
		again, err := c.Engine.Open(t.Context(), mine, "people.request", passed())
		if err != nil || !again.Repeated || again.Code != first.Code || again.Matter.ID != first.Matter.ID {
			t.Errorf("repeated: %+v, %v", again, err)
		}
		// the keys of one token say nothing to another
		theirs, err := c.Engine.Open(t.Context(), other, "people.request", passed())
		if err != nil || theirs.Repeated || theirs.Matter.ID == first.Matter.ID {
			t.Errorf("under another token: %+v, %v", theirs, err)
		}
		v, err := c.Engine.View(t.Context(), mine, first.Matter.ID)
		if err != nil {
			t.Fatal(err)
		}
		e := v.Timeline[0].Event
		if e.Act != "register" || e.Rule != "act:token" || e.Actor.Kind != "api" || e.Actor.Program != 41 || e.Actor.Unit != int64(water.ID) || e.Actor.Role != "program" {
			t.Errorf("recorded as %+v", e)
		}
		if !v.Values["phone"].Masked {
			t.Error("a program reads personal data whole")
		}
		if _, err := c.Engine.Act(t.Context(), mine, first.Matter.ID, "withdraw", matter.Input{}); !fault.Is(err, fault.Denied) {
			t.Errorf("withdrawn by the program: %v", err)
		}
		if _, err := c.Engine.Open(t.Context(), mine, "people.knowledge", matter.Input{}); !fault.Is(err, fault.Denied) {
			t.Errorf("opened what is not for programs: %v", err)
		}
	})
}
