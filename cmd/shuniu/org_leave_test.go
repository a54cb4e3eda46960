package main

import (
	"context"
	"strings"
	"testing"

	"shuniu/kernel/access"
	"shuniu/kernel/calendar"
	"shuniu/kernel/fault"
	"shuniu/kernel/matter"
	"shuniu/kernel/org"
)

// signed brings the city's request to an officer of the Water Bureau who signs for it.
func (c *installed) signed(by string) {
	c.Helper()
	c.within(func(s *site) {
		ctx, dir := context.Background(), s.org.Now()
		id, err := s.engine.Find(ctx, c.number)
		for _, act := range []struct{ by, name string }{{"002", "dispatch"}, {by, "sign"}} {
			in := matter.Input{Values: map[string]string{}}
			if act.name == "dispatch" {
				in.Values = map[string]string{"unit": "water", "urgency": "ordinary"}
			}
			person := dir.Named(act.by, 0)[0].ID
			if err == nil {
				_, err = s.engine.Act(ctx, access.StaffActor(dir, person, dir.Stands(person, calendar.DateOf(monday()))), id, act.name, in)
			}
		}
		if err != nil {
			c.Fatal(err)
		}
	})
}

// holder is the code of whoever has taken the request.
func (c *installed) holder() (code string) {
	c.Helper()
	c.within(func(s *site) {
		id, err := s.engine.Find(context.Background(), c.number)
		if err != nil {
			c.Fatal(err)
		}
		v, err := s.engine.View(context.Background(), access.TheSystem(), id)
		if err != nil {
			c.Fatal(err)
		}
		person, _ := s.org.Now().Person(org.PersonID(v.Matter.Claims["handler"].Person))
		code = person.Code
	})
	return code
}

func TestNobodyLeavesBeforeTheirMattersAreHandedOver(t *testing.T) {
	onBoth(t, func(c *installed) {
		c.must("org", "import", "--posts", put(c.T, c.TempDir(), "posts.csv", townPosts+"water,handler,005,李静,2020-01-01,\n"))
		c.signed("004")
		last := calendar.DateOf(monday()).Add(-1).String()
		leave := []string{"org", "leave", "004", "--unit", "water", "--post", "handler", "--last", last, "--by", "003", "--reason", "轮岗"}
		if _, errs, exit := c.cli(leave...); exit != fault.Invalid.Exit() || !strings.Contains(errs, c.number) {
			c.Errorf("without a successor: %d %s", exit, errs)
		}
		if _, errs, exit := c.cli(append(leave, "--to", "王伟")...); exit != fault.NotFound.Exit() || !strings.Contains(errs, "工号") {
			c.Errorf("a name that two bear: %d %s", exit, errs)
		}
		if out := c.must(append(leave, "--to", "005", "--dry-run")...); !strings.Contains(out, c.number+"  李静") || c.holder() != "004" {
			c.Errorf("%s changed hands before it was ordered: %s", out, c.holder())
		}
		if out := c.must(append(leave, "--to", "005")...); !strings.Contains(out, "已交清") || c.holder() != "005" {
			c.Errorf("%s holds it, and it was said: %s", c.holder(), out)
		}
		again := []string{"org", "leave", "004", "--unit", "water", "--last", "2026-03-31", "--by", "003", "--to", "005"}
		if _, errs, exit := c.cli(again...); exit != fault.Invalid.Exit() {
			c.Errorf("somebody left twice: %d %s", exit, errs)
		}
	})
}
