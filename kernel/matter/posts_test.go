package matter_test

import (
	"slices"
	"testing"

	"shuniu/kernel/access"
	"shuniu/kernel/calendar"
	"shuniu/kernel/fault"
	"shuniu/kernel/matter"
	"shuniu/kernel/org"
	"shuniu/kernel/store"
	"shuniu/test/city"
)

func day(t *testing.T, s string) calendar.Date {
	t.Helper()
	if s == "" {
		return calendar.Date{}
	}
	d, err := calendar.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// change changes the register and lets the city know.
func change(t *testing.T, c *city.City, fn func(tx *store.Tx) error) {
	t.Helper()
	if err := c.DB.Write(t.Context(), fn); err != nil {
		t.Fatal(err)
	}
	if err := c.Org.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func appoint(t *testing.T, c *city.City, who, unitCode string, kind org.PostKind) {
	t.Helper()
	id, err := org.NewIDs(c.DB).Post(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	change(t, c, func(tx *store.Tx) error {
		return org.Appoint(tx, org.Post{ID: id, Unit: org.UnitID(unit(t, c, unitCode)), Kind: kind, Person: c.People[who], Since: day(t, "2026-01-01")})
	})
}

// post is the one post that somebody holds.
func post(t *testing.T, c *city.City, who string) org.Post {
	t.Helper()
	held := c.Org.Now().PostsOf(c.People[who], day(t, "2026-03-02"))
	if len(held) != 1 {
		t.Fatalf("%s holds %v", who, held)
	}
	return held[0]
}

func delegate(t *testing.T, c *city.City, from, to string, days ...string) {
	t.Helper()
	id, err := org.NewIDs(c.DB).Delegation(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	of := post(t, c, from)
	change(t, c, func(tx *store.Tx) error {
		return org.Delegate(tx, org.Delegation{ID: id, Post: of.ID, To: c.People[to], Kind: org.Substitute, Since: day(t, days[0]), Until: day(t, days[1])})
	})
}

// leaves ends the post that somebody holds.
func leaves(t *testing.T, c *city.City, who, last string) {
	t.Helper()
	of := post(t, c, who)
	change(t, c, func(tx *store.Tx) error { return org.EndPost(tx, of.ID, day(t, last)) })
}

// owes reports whether the matter is on somebody's list of what is owed.
func (s *story) owes(who string) bool {
	s.t.Helper()
	p, err := s.Engine.Owed(s.t.Context(), s.Staff(who), matter.Query{})
	if err != nil {
		s.t.Fatal(err)
	}
	return slices.ContainsFunc(p.Lines, func(l matter.Line) bool { return l.ID == s.id })
}

func taken(t *testing.T, c *city.City) *story {
	t.Helper()
	s := request(t, c)
	s.do("dispatcher", "dispatch", "unit", "water", "urgency", "ordinary")
	if !s.owes("water-handler") || !s.owes("water-colleague") {
		t.Error("what nobody has taken is owed by each")
	}
	s.do("water-handler", "sign")
	return s
}

func TestWhatOneHasTakenIsOwedByNoColleague(t *testing.T) {
	city.On(t, city.Options{}, func(t *testing.T, c *city.City) {
		s := taken(t, c)
		if !s.owes("water-handler") || s.owes("water-colleague") || s.owes("water-head") {
			t.Error("only who has taken it owes it")
		}
		e := s.refused(fault.Denied, "water-colleague", "reply", "reply", answer, "outcome", "solved")
		contains(t, e.Person.Zh, "同事承接")
	})
}

func TestASubstituteOwesWhatTheAbsentColleagueHasTakenAndOnlyMeanwhile(t *testing.T) {
	city.On(t, city.Options{}, func(t *testing.T, c *city.City) {
		s := taken(t, c)
		delegate(t, c, "water-handler", "water-colleague", "2026-03-03", "2026-03-05")
		if s.owes("water-colleague") {
			t.Error("owed before the first day")
		}
		c.Clock.Set(city.At(t, "2026-03-03 00:00"))
		if !s.owes("water-colleague") || !s.owes("water-handler") {
			t.Error("a substitute owes it too")
		}
		s.do("water-colleague", "ask_extension", "reason", "需要更换管件", "extra_days", "1")
		s.do("water-head", "grant")
		m := s.in("handling")
		if m.Holder.Person != int64(c.People["water-handler"]) {
			t.Errorf("held by %d: a substitute does not take it away", m.Holder.Person)
		}
		e := s.history()[3]
		if e.Rule != "act:substitute" || e.Actor.Person != int64(c.People["water-colleague"]) || e.Actor.For != int64(c.People["water-handler"]) {
			t.Errorf("recorded as %s by %+v", e.Rule, e.Actor)
		}
		c.Clock.Set(city.At(t, "2026-03-06 00:00"))
		if s.owes("water-colleague") {
			t.Error("owed after the last day")
		}
		s.refused(fault.Denied, "water-colleague", "reply", "reply", answer, "outcome", "solved")
	})
}

func TestWhatSomebodyHadTakenIsEverybodysWhenTheyLeaveThePost(t *testing.T) {
	city.On(t, city.Options{}, func(t *testing.T, c *city.City) {
		s := taken(t, c)
		leaves(t, c, "water-handler", "2026-03-03")
		c.Clock.Set(city.At(t, "2026-03-03 17:00"))
		if s.owes("water-colleague") {
			t.Error("owed while the post is still held")
		}
		c.Clock.Set(city.At(t, "2026-03-04 09:00"))
		if !s.owes("water-colleague") || s.owes("water-handler") {
			t.Error("owed by nobody")
		}
		s.do("water-colleague", "reply", "reply", answer, "outcome", "solved")
	})
}

func TestWhatTheLastHolderOfAPostHadTakenFallsToTheHead(t *testing.T) {
	city.On(t, city.Options{}, func(t *testing.T, c *city.City) {
		s := taken(t, c)
		leaves(t, c, "water-handler", "2026-03-03")
		leaves(t, c, "water-colleague", "2026-03-03")
		c.Clock.Set(city.At(t, "2026-03-04 09:00"))
		if !s.owes("water-head") {
			t.Error("owed by nobody")
		}
		owed, _, err := c.Engine.OwedCount(t.Context(), c.Staff("water-head"), 1000)
		if err != nil || owed != 1 {
			t.Errorf("counted %d, %v", owed, err)
		}
		s.do("water-head", "reply", "reply", answer, "outcome", "solved")
	})
}

func TestADelegateCountsAsThePrincipalWhereActsMustBeKeptApart(t *testing.T) {
	cases(t, func(t *testing.T, c *city.City) {
		grant := func(s *story, who string) error { return s.try(who, "grant", "reply", "准予占用道路") }
		examined := func(who string) *story {
			s := accepted(t, c)
			s.do(who, "examine", "findings", "符合条件")
			return s
		}
		appoint(t, c, "water-head", "water", "handler") // who heads the bureau may examine too
		e := is(t, grant(examined("water-head"), "water-head"), fault.Denied)
		contains(t, e.Person.Zh, "经办过本件")
		if err := grant(examined("water-colleague"), "water-head"); err != nil {
			t.Errorf("who did not examine: %v", err)
		}
		delegate(t, c, "water-colleague", "auditor", "2026-03-02", "2026-03-31")
		id, err := org.NewIDs(c.DB).Delegation(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		head := c.Org.Now().HoldersOf(org.UnitID(unit(t, c, "water")), org.Head, day(t, "2026-03-02"))[0]
		change(t, c, func(tx *store.Tx) error {
			return org.Delegate(tx, org.Delegation{ID: id, Post: head.ID, To: c.People["auditor"], Kind: org.Grant, Since: day(t, "2026-03-02"), Until: day(t, "2026-03-31")})
		})
		_ = is(t, grant(examined("auditor"), "auditor"), fault.Denied)    // in person
		_ = is(t, grant(examined("water-head"), "auditor"), fault.Denied) // for a principal who did
		if err := grant(examined("auditor"), "water-head"); err != nil {  // by a delegate of another
			t.Errorf("the head, of what a colleague's delegate examined: %v", err)
		}
	})
}

func TestWhoHasPostsInTwoUnitsOpensForTheOneThatMay(t *testing.T) {
	cases(t, func(t *testing.T, c *city.City) {
		appoint(t, c, "auditor", "water", "handler")
		res, err := c.Engine.Open(t.Context(), c.Staff("auditor"), "test.memo", matter.Input{Values: map[string]string{"subject": "供水情况"}})
		if err != nil {
			t.Fatal(err)
		}
		if m := res.Matter; m.Owner != unit(t, c, "water") || m.Holder.Unit != m.Owner || m.Holder.Post != "head" {
			t.Errorf("opened for %d, held by %+v", m.Owner, m.Holder)
		}
		for who, a := range map[string]access.Actor{"nobody's handler": c.Staff("dispatcher"), "a stranger": access.Outsider(), "the system": access.TheSystem()} {
			if _, err := c.Engine.Open(t.Context(), a, "test.memo", matter.Input{Values: map[string]string{"subject": "供水情况"}}); !fault.Is(err, fault.Denied) {
				t.Errorf("%s: %v", who, err)
			}
		}
	})
}
