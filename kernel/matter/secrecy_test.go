package matter_test

import (
	"testing"

	"shuniu/kernel/access"
	"shuniu/kernel/fault"
	"shuniu/kernel/matter"
	"shuniu/test/city"
)

func secret(t *testing.T, c *city.City, level access.Secrecy) *story {
	t.Helper()
	res, err := c.Engine.Open(t.Context(), access.Outsider(), "test.joint", matter.Input{Secrecy: level, Values: map[string]string{"subject": "举报线索"}})
	if err != nil {
		t.Fatal(err)
	}
	return &story{City: c, t: t, id: res.Matter.ID, code: res.Code, num: res.Matter.Number}
}

func (s *story) seenBy(t *testing.T, who ...string) {
	t.Helper()
	seers := map[string]bool{}
	for _, name := range who {
		seers[name] = true
	}
	for name := range s.People {
		_, err := s.Engine.View(t.Context(), s.Staff(name), s.id)
		if seers[name] && err != nil || !seers[name] && !fault.Is(err, fault.Withheld) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestARestrictedMatterIsSeenOnlyByWhoHoldsItNow(t *testing.T) {
	cases(t, func(t *testing.T, c *city.City) {
		s := secret(t, c, access.Restricted)
		s.seenBy(t, "dispatcher")
		s.do("dispatcher", "take", "unit", "water")
		s.seenBy(t, "water-handler", "water-colleague")
	})
}

func TestAWorkSecretIsSeenByItsHolderAndByTheHeadsAboveWhoTookPart(t *testing.T) {
	cases(t, func(t *testing.T, c *city.City) {
		s := secret(t, c, access.WorkSecret)
		s.do("dispatcher", "take", "unit", "nandi")
		s.seenBy(t, "nandi-handler", "district-head", "hotline-head", "secretary", "supervisor")
	})
}

func TestChildrenAreHeldAsCloselyAsTheirParent(t *testing.T) {
	cases(t, func(t *testing.T, c *city.City) {
		s := secret(t, c, access.Restricted)
		s.do("dispatcher", "take", "unit", "water")
		s.do("water-handler", "ask_all", "partners", "housing nandi")
		for _, child := range s.children() {
			if m := s.at(child.Matter).now(); m.Secrecy != int(access.Restricted) {
				t.Errorf("child %d: %d", m.ID, m.Secrecy)
			}
		}
	})
}

func TestALevelOfSecrecyThatIsNoneIsRefused(t *testing.T) {
	cases(t, func(t *testing.T, c *city.City) {
		for _, level := range []access.Secrecy{-1, 3} {
			_, err := c.Engine.Open(t.Context(), access.Outsider(), "test.joint", matter.Input{Secrecy: level, Values: map[string]string{"subject": "举报线索"}})
			_ = is(t, err, fault.Invalid)
		}
	})
}

func TestWhatIsWithheldLooksLikeWhatIsNotThere(t *testing.T) {
	cases(t, func(t *testing.T, c *city.City) {
		s := secret(t, c, access.Restricted)
		for name, a := range map[string]access.Actor{"staff": c.Staff("nandi-handler"), "a stranger": access.Outsider(), "another applicant": apply(t, c, "test.permit").resident()} {
			_, hidden := c.Engine.View(t.Context(), a, s.id)
			_, absent := c.Engine.View(t.Context(), a, s.id+1000)
			if h, n := fault.As(hidden), fault.As(absent); h.Person != n.Person || h.Kind.Status() != n.Kind.Status() {
				t.Errorf("%s: a view tells %v from %v", name, h, n)
			}
			_, hidden = c.Engine.Act(t.Context(), a, s.id, "take", matter.Input{Values: map[string]string{"unit": "water"}})
			_, absent = c.Engine.Act(t.Context(), a, s.id+1000, "take", matter.Input{Values: map[string]string{"unit": "water"}})
			if h, n := fault.As(hidden), fault.As(absent); h.Person != n.Person || h.Kind.Status() != n.Kind.Status() {
				t.Errorf("%s: an act tells %v from %v", name, h, n)
			}
		}
		_, wrongCode := c.Engine.Prove(t.Context(), s.num, "0000-0000-0000")
		_, wrongNumber := c.Engine.Prove(t.Context(), "J990100-2026-00000000-0", s.code)
		if wrongCode.Error() != wrongNumber.Error() {
			t.Errorf("%v and %v", wrongCode, wrongNumber)
		}
	})
}
