package request_test

import (
	"slices"
	"testing"

	"shuniu/kernel/access"
	"shuniu/kernel/fault"
	"shuniu/kernel/matter"
	"shuniu/test/city"
)

const reason = "这件事不属于本单位职责，请改派。"

// refused does an act that must fail, and returns the fields it was refused for.
func (s *story) refused(kind fault.Kind, who, act string, pairs ...string) (fields []string) {
	s.t.Helper()
	values := map[string]string{}
	for i := 0; i < len(pairs); i += 2 {
		values[pairs[i]] = pairs[i+1]
	}
	_, err := s.Engine.Act(s.t.Context(), s.Staff(who), s.id, act, matter.Input{Values: values})
	if !fault.Is(err, kind) {
		s.t.Fatalf("%s by %s: want %v, got %v", act, who, kind, err)
	}
	for _, d := range fault.As(err).Defects {
		fields = append(fields, d.Field)
	}
	return fields
}

func (s *story) state() string { return s.row().State }

func (s *story) row() *matter.Matter {
	s.t.Helper()
	v, err := s.Engine.View(s.t.Context(), access.TheSystem(), s.id)
	if err != nil {
		s.t.Fatal(err)
	}
	return v.Matter
}

func TestAReturnNeedsTheHotlineAndARulingEndsReturns(t *testing.T) {
	city.On(t, followed(), func(t *testing.T, c *city.City) {
		s := ask(t, c, "help", "990102001001")
		s.do("dispatcher", "dispatch", "unit", "water", "urgency", "ordinary")
		due, _ := s.row().Clock("handle")
		s.do("water-handler", "ask_return", "reason", reason)
		if now, _ := s.row().Clock("handle"); now.Phase != matter.Running || now.DueAt != due.DueAt {
			t.Errorf("handling runs on while the return is decided: %+v", now)
		}
		s.refused(fault.Denied, "water-handler", "agree_return")
		s.do("auditor", "decline_return", "reason", "职责清单写明由水务部门承办。")
		if s.state() != "dispatched" {
			t.Fatalf("after a declined return: %s", s.state())
		}
		s.do("water-handler", "ask_return", "reason", reason)
		s.do("auditor", "confer", "reason", "两个单位各执一词，提请会商。")
		s.do("hotline-head", "rule", "unit", "housing", "ruling", "会商裁定由住建部门承办，今后同类诉求照此派单。")
		if got := s.row(); got.State != "dispatched" || got.Assigned == 0 {
			t.Fatalf("after the ruling: %+v", got)
		}
		s.refused(fault.Conflict, "housing-head", "ask_return", "reason", reason)

		late := ask(t, c, "help", "990102001001")
		late.do("dispatcher", "dispatch", "unit", "water", "urgency", "ordinary")
		c.Move("2026-03-05 10:00") // the working day for returns has passed
		late.refused(fault.Late, "water-handler", "ask_return", "reason", reason)
		late.do("water-handler", "sign")
	})
}

func TestSecondDispatchStaysInsideTheUnit(t *testing.T) {
	city.On(t, followed(), func(t *testing.T, c *city.City) {
		s := ask(t, c, "help", "990102001001")
		s.do("dispatcher", "dispatch", "unit", "chaosheng", "urgency", "ordinary")
		if got := s.refused(fault.Invalid, "district-head", "forward", "unit", "water"); !slices.Equal(got, []string{"unit"}) {
			t.Errorf("refused for %v", got)
		}
		s.do("district-head", "forward", "unit", "nandi")
		s.do("nandi-handler", "sign")
	})
}

func TestADuplicateIsTiedToItsLeadAndAnswered(t *testing.T) {
	city.On(t, followed(), func(t *testing.T, c *city.City) {
		lead, again := ask(t, c, "help", "990102001001"), ask(t, c, "help", "990102001001")
		const told = "您反映的问题已由水务局办理，结果一并答复。"
		for _, number := range []string{"Q990102-2026-00000000-0", again.num} {
			if got := again.refused(fault.Invalid, "dispatcher", "merge", "lead", number, "reply", told); !slices.Equal(got, []string{"lead"}) {
				t.Errorf("%s: refused for %v", number, got)
			}
		}
		again.do("dispatcher", "merge", "lead", lead.num, "reply", told)
		if got := again.row(); got.State != "merged" || len(got.Links) != 1 || matter.ID(got.Links[0].Matter) != lead.id {
			t.Errorf("merged: %+v", got)
		}
	})
}

func TestALowRatingOpensAFollowUpAndAGoodOneDoesNot(t *testing.T) {
	city.On(t, followed(), func(t *testing.T, c *city.City) {
		for rating, want := range map[string]int{"very_poor": 1, "good": 0} {
			s := ask(t, c, "help", "990102001001")
			s.answered("water", "water-handler")
			s.do("resident", "rate", "rating", rating, "note", "水压还是很小")
			children := s.row().Children
			if len(children) != want {
				t.Fatalf("%s: %d children", rating, len(children))
			}
			if want == 0 {
				continue
			}
			child := &story{City: c, t: t, id: matter.ID(children[0].Matter)}
			if got := child.row(); got.Process != "people.followup" || got.DueAt() == matter.NoDue {
				t.Errorf("follow-up: %+v", got)
			}
			child.do("hotline-head", "pass", "call", "reached", "found", "家住五楼，早晚没有水。", "unit", "water") // the post of callback is vacant
			child.do("water-handler", "report", "measures", "已加装增压泵，水压正常。")
			if got := s.row(); got.Children[0].End == "" {
				t.Error("the ticket does not know that its follow-up has ended")
			}
		}
	})
}

func TestAnAssistingUnitGivesItsOpinionInTime(t *testing.T) {
	city.On(t, followed(), func(t *testing.T, c *city.City) {
		s := ask(t, c, "help", "990102001001")
		s.do("dispatcher", "dispatch", "unit", "water", "urgency", "emergency", "co_units", "housing nandi")
		children := s.row().Children
		if len(children) != 2 {
			t.Fatalf("%d children", len(children))
		}
		for _, child := range children {
			m := (&story{City: c, t: t, id: matter.ID(child.Matter)}).row()
			if own, _ := s.row().Clock("handle"); m.DueAt() > own.DueAt {
				t.Errorf("%s is due after the ticket", m.Number)
			}
		}
	})
}

func TestAReportOfWrongdoingIsSeenByItsKeeperAlone(t *testing.T) {
	city.On(t, followed(), func(t *testing.T, c *city.City) {
		res, err := c.Engine.Open(t.Context(), access.Outsider(), "people.tip", matter.Input{Values: map[string]string{
			"title": "举报有人收受好处", "body": "水务局有人在支管工程验收时收受好处费。", "region": "990102001001", "reported": "water",
		}})
		if err != nil {
			t.Fatal(err)
		}
		s := &story{City: c, t: t, id: res.Matter.ID, num: res.Matter.Number, code: res.Code}
		for _, who := range []string{"supervisor", "dispatcher", "water-head", "secretary"} {
			if _, err := c.Engine.View(t.Context(), c.Staff(who), s.id); !fault.Is(err, fault.Withheld) {
				t.Errorf("%s: %v", who, err)
			}
		}
		if got := s.refused(fault.Invalid, "hotline-head", "inquire", "unit", "water"); !slices.Equal(got, []string{"unit"}) { // the keeper's post is vacant
			t.Errorf("refused for %v", got)
		}
		s.do("hotline-head", "hand_over", "route", "discipline", "reason", "涉嫌违纪，移交纪检监察机关。")
		if s.row().DueAt() == matter.NoDue {
			t.Error("nothing waits for the acknowledgement")
		}
		s.do("hotline-head", "acknowledged", "receipt", "纪收〔2026〕12号", "reply", "您的举报已移交纪检监察机关，由其依法处理并答复。")
	})
}
