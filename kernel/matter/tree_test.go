package matter_test

import (
	"context"
	"slices"
	"sync"
	"testing"

	"shuniu/kernel/access"
	"shuniu/kernel/fault"
	"shuniu/kernel/ledger"
	"shuniu/kernel/matter"
	"shuniu/kernel/org"
	"shuniu/test/city"
)

// partners are all units that can be asked; their opinions are held by whoever
// stands for the handler in each.
const partners = "water housing nandi hotline chaosheng"

// holderOf is somebody of the unit who may act as its handler.
func holderOf(t *testing.T, c *city.City, id int64) access.Actor {
	t.Helper()
	m := (&story{City: c, t: t, id: matter.ID(id)}).now()
	for name := range c.People {
		a := c.Staff(name)
		if slices.ContainsFunc(a.Stands, func(s org.Stand) bool { return int64(s.Unit) == m.Holder.Unit && string(s.Post) == m.Holder.Post }) {
			return a
		}
	}
	t.Fatalf("nobody stands for %+v", m.Holder)
	return access.Actor{}
}

func give(t *testing.T, c *city.City, id int64) error {
	t.Helper()
	_, err := c.Engine.Act(context.Background(), holderOf(t, c, id), matter.ID(id), "give", matter.Input{Values: map[string]string{"opinion": "同意"}})
	return err
}

// joint is a case in the hands of the water bureau.
func joint(t *testing.T, c *city.City, process string) *story {
	t.Helper()
	s := apply(t, c, process)
	s.do("dispatcher", "take", "unit", "water")
	return s
}

func (s *story) children() []ledger.Child {
	s.t.Helper()
	return s.now().Children
}

// answers gives the opinions of the children in turn and returns after how many
// of them the case went on.
func (s *story) answers(children []ledger.Child) int {
	s.t.Helper()
	waiting := s.now().State
	for i, c := range children {
		if err := give(s.t, s.City, c.Matter); err != nil {
			s.t.Fatal(err)
		}
		if s.now().State != waiting {
			return i + 1
		}
	}
	return 0
}

func TestAStateWaitsForAllAnyOrSeveralOfItsChildren(t *testing.T) {
	for ask, want := range map[string]int{"ask_all": 5, "ask_any": 1, "ask_two": 2} {
		t.Run(ask, func(t *testing.T) {
			cases(t, func(t *testing.T, c *city.City) {
				s := joint(t, c, "test.joint")
				s.do("water-handler", ask, "partners", partners)
				if n := len(s.children()); n != 5 {
					t.Fatalf("%d children", n)
				}
				if n := s.answers(s.children()); n != want {
					t.Errorf("went on after %d, want %d", n, want)
				}
				if m := s.in("working"); m.Did["gathered"] != 1 || m.Did["child:ended"] != want {
					t.Errorf("did %v", m.Did)
				}
			})
		})
	}
}

func TestAStateWaitsForTheLeadingUnit(t *testing.T) {
	cases(t, func(t *testing.T, c *city.City) {
		s := joint(t, c, "test.led")
		s.do("water-handler", "ask", "partners", partners, "lead", "nandi")
		children := s.children()
		lead := slices.IndexFunc(children, func(c ledger.Child) bool { return c.Lead })
		if lead < 0 || s.at(children[lead].Matter).now().Assigned != unit(t, c, "nandi") {
			t.Fatalf("children %+v", children)
		}
		rest := slices.Delete(slices.Clone(children), lead, lead+1)
		if n := s.answers(rest); n != 0 {
			t.Errorf("went on after %d others", n)
		}
		if n := s.answers(children[lead : lead+1]); n != 1 {
			t.Error("did not go on after the leading unit")
		}
	})
}

func TestALeadingUnitThatIsNotAskedIsADefect(t *testing.T) {
	cases(t, func(t *testing.T, c *city.City) {
		s := joint(t, c, "test.led")
		e := s.refused(fault.Invalid, "water-handler", "ask", "partners", "housing nandi", "lead", "hotline")
		if len(e.Defects) != 1 || e.Defects[0].Field != "lead" || e.Defects[0].Text.Zh == "" || e.Defects[0].Text.En == "" {
			t.Errorf("defects %+v", e.Defects)
		}
	})
}

func TestChildrenOpenHoweverTheirUnitsAreTyped(t *testing.T) {
	cases(t, func(t *testing.T, c *city.City) {
		s := joint(t, c, "test.joint")
		s.do("water-handler", "ask_all", "partners", " housing、nandi，housing,hotline ")
		if n := len(s.children()); n != 3 {
			t.Errorf("%d children", n)
		}
	})
}

func TestAChildKnowsItsParentAndWhatItWasGiven(t *testing.T) {
	cases(t, func(t *testing.T, c *city.City) {
		s := joint(t, c, "test.joint")
		s.do("water-handler", "ask_all", "partners", "housing nandi")
		for _, child := range s.children() {
			v, err := c.Engine.View(t.Context(), access.TheSystem(), matter.ID(child.Matter))
			if err != nil {
				t.Fatal(err)
			}
			if m := v.Matter; m.Parent != s.id || m.Root != s.id || m.State != "asked" || child.Process != "test.opinion" || v.Values["subject"].Text != "占用道路许可" {
				t.Errorf("%+v, values %v", m, v.Values)
			}
		}
	})
}

func TestTheParentsUnitActsOnTheChild(t *testing.T) {
	cases(t, func(t *testing.T, c *city.City) {
		s := joint(t, c, "test.joint")
		s.do("water-handler", "ask_all", "partners", "housing nandi")
		child := s.at(s.children()[0].Matter)
		if v, err := c.Engine.View(t.Context(), c.Staff("supervisor"), child.id); err != nil || len(v.Possible) > 0 {
			t.Errorf("who has no part in it is offered %v, %v", v.Possible, err)
		}
		child.refused(fault.Withheld, "nandi-handler", "recall")
		child.refused(fault.Denied, "water-head", "recall")
		child.do("water-handler", "recall")
		child.in("recalled")
	})
}

// A child is due no later than what its parent had left when it was opened: also
// in its later states, after an extension of the parent, and in hours.
func TestAChildIsNeverDueLaterThanWhatItsParentHadLeft(t *testing.T) {
	cases(t, func(t *testing.T, c *city.City) {
		s := joint(t, c, "test.joint")
		s.due("total", "2026-03-16")
		early := s
		s.do("water-handler", "ask_all", "partners", "housing nandi")
		child := early.at(s.children()[0].Matter)
		child.due("accept", "2026-03-09") // its own five days are the shorter
		c.Move("2026-03-12 10:00")
		late := joint(t, c, "test.joint")
		late.due("total", "2026-03-26")
		if _, err := c.Engine.Act(t.Context(), holderOf(t, c, int64(child.id)), child.id, "accept", matter.Input{}); err != nil {
			t.Fatal(err)
		}
		child.due("answer", "2026-03-16") // thirty days of its own end in April
		if k := child.clock("answer"); k.DueAt != early.clock("total").DueAt || k.RawDue != "2026-04-24" {
			t.Errorf("%+v", k)
		}
		s = late
		s.do("water-handler", "ask_all", "partners", "housing nandi")
		s.at(s.children()[1].Matter).due("accept", "2026-03-19")
		c.Move("2026-03-17 00:00")
		if got := child.fired(); !slices.Equal(got, []string{"clock:breach 2026-03-10 00:00", "clock:breach 2026-03-17 00:00"}) {
			t.Errorf("fired %v", got)
		}
	})
}

func TestOpinionsOfAnEarlierRoundDoNotCountInALaterOne(t *testing.T) {
	cases(t, func(t *testing.T, c *city.City) {
		s := joint(t, c, "test.joint")
		s.do("water-handler", "ask_two", "partners", "housing nandi hotline")
		first := s.children()
		if n := s.answers(first); n != 2 {
			t.Fatalf("went on after %d", n)
		}
		s.do("water-handler", "ask_two", "partners", "housing chaosheng")
		second := s.children()[3:]
		if n := s.answers(first[2:]); n != 0 { // the last opinion of the first round comes late
			t.Error("went on for an opinion of the round before")
		}
		if n := s.answers(second); n != 2 {
			t.Errorf("went on after %d of the second round", n)
		}
		s.do("water-handler", "ask_any", "partners", "housing chaosheng")
		if n := s.answers(s.children()[5:]); n != 1 {
			t.Errorf("went on after %d of the third round", n)
		}
		s.do("water-handler", "ask_all", "partners", "housing chaosheng")
		if n := s.answers(s.children()[6:7]); n != 0 {
			t.Error("went on for the rest of the third round")
		}
		if n := s.answers(s.children()[7:]); n != 2 {
			t.Errorf("went on after %d of the fourth round", n)
		}
	})
}

func TestWhoIsAskedWhileAStateWaitsIsWaitedForToo(t *testing.T) {
	cases(t, func(t *testing.T, c *city.City) {
		s := joint(t, c, "test.joint")
		s.do("water-handler", "ask_all", "partners", "housing nandi")
		s.do("water-handler", "more", "partners", "hotline chaosheng")
		if n := s.answers(s.children()); n != 4 {
			t.Errorf("went on after %d", n)
		}
	})
}

func TestAStateDoesNotWaitForWhatHasEndedBeforeItIsEntered(t *testing.T) {
	cases(t, func(t *testing.T, c *city.City) {
		s := joint(t, c, "test.joint")
		s.do("water-handler", "ask_all", "partners", "housing nandi")
		s.do("water-handler", "stop")
		if n := s.answers(s.children()); n != 0 {
			t.Error("went on from a state that does not wait")
		}
		s.do("water-handler", "wait")
		if m := s.in("working"); m.Did["gathered"] != 1 {
			t.Errorf("did %v", m.Did)
		}
	})
}

func TestTheEndOfAChildIsRecordedWithAParentThatHasEnded(t *testing.T) {
	cases(t, func(t *testing.T, c *city.City) {
		s := joint(t, c, "test.joint")
		s.do("water-handler", "ask_any", "partners", "housing nandi")
		children := s.children()
		s.answers(children[:1])
		s.do("water-handler", "finish", "reply", "同意办理")
		if err := give(t, c, children[1].Matter); err != nil {
			t.Fatal(err)
		}
		if m := s.in("done"); m.Children[1].End != "answered" || m.End != "answered" {
			t.Errorf("%+v", m.Children)
		}
	})
}

// Many acts on the children of one parent, and on the parent itself, go through
// without any two waiting for each other in a circle.
func TestManyActsInOneTreeAtOnceAllHappen(t *testing.T) {
	cases(t, func(t *testing.T, c *city.City) {
		both := []*city.City{c, c.Sibling(t)}
		var trees []*story
		for range 4 {
			s := joint(t, c, "test.joint")
			s.do("water-handler", "ask_all", "partners", partners)
			trees = append(trees, s)
		}
		var done sync.WaitGroup
		start := make(chan struct{})
		for i, s := range trees {
			for k, child := range s.children() {
				a := holderOf(t, c, child.Matter)
				done.Go(func() {
					<-start
					p := both[(i+k)%2]
					if k%2 == 0 {
						if _, err := p.Engine.Act(context.Background(), a, matter.ID(child.Matter), "accept", matter.Input{}); err != nil {
							t.Errorf("accept: %v", err)
						}
					}
					if _, err := p.Engine.Act(context.Background(), a, matter.ID(child.Matter), "give", matter.Input{Values: map[string]string{"opinion": "同意"}}); err != nil {
						t.Errorf("give: %v", err)
					}
				})
			}
			done.Go(func() {
				<-start
				in := matter.Input{Values: map[string]string{"partners": "office water"}}
				// the case may have gone on by now
				if _, err := both[i%2].Engine.Act(context.Background(), c.Staff("water-handler"), s.id, "more", in); err != nil && !fault.Is(err, fault.Conflict) {
					t.Errorf("more: %v", err)
				}
			})
		}
		close(start)
		done.Wait()
		for _, s := range trees {
			for _, child := range s.children()[:5] {
				if child.End != "answered" {
					t.Errorf("child %+v", child)
				}
			}
			asked := len(s.children())
			if m := s.now(); m.State == "working" != (asked == 5) || m.Did["gathered"] > 1 {
				t.Errorf("%s with %d children, did %v", m.State, asked, m.Did)
			}
		}
	})
}
