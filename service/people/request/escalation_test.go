package request_test

import (
	"testing"

	"shuniu/kernel/access"
	"shuniu/kernel/matter"
	"shuniu/test/city"
)

// calls are the states of the matters that a request has opened, by who is called.
func (s *story) calls() map[string]*matter.Matter {
	s.t.Helper()
	out := map[string]*matter.Matter{}
	for _, c := range s.row().Children {
		v, err := s.Engine.View(s.t.Context(), access.TheSystem(), matter.ID(c.Matter))
		if err != nil {
			s.t.Fatal(err)
		}
		for _, who := range []string{"water-head", "hotline-head", "secretary"} {
			for _, stand := range s.Staff(who).Stands {
				if int64(stand.Unit) == v.Matter.Holder.Unit && string(stand.Post) == v.Matter.Holder.Post {
					out[who] = v.Matter
				}
			}
		}
	}
	return out
}

func TestAnEmergencyNobodySignsForCallsTheHeadAndThenThoseAbove(t *testing.T) {
	city.On(t, city.Options{}, func(t *testing.T, c *city.City) {
		c.Move("2026-05-02 20:00") // a holiday, in the evening
		s := ask(t, c, "help", "990102001001")
		s.do("dispatcher", "dispatch", "unit", "water", "urgency", "emergency")
		calm := ask(t, c, "help", "990102001001")
		calm.do("dispatcher", "dispatch", "unit", "water", "urgency", "ordinary")
		c.Move("2026-05-02 20:39")
		if n := len(s.calls()); n != 0 {
			t.Fatalf("%d were called before ten minutes were over", n)
		}
		c.Move("2026-05-02 20:50")
		called := s.calls()
		if len(called) != 1 || called["water-head"] == nil || called["water-head"].State != "unsigned" {
			t.Fatalf("called after forty minutes: %v", called)
		}
		if opened := called["water-head"].Opened; opened != city.At(t, "2026-05-02 20:40").UnixMicro() {
			t.Errorf("the call is not dated when it was due: %d", opened)
		}
		c.Move("2026-05-02 21:05")
		called = s.calls()
		if len(s.row().Children) != 3 || called["hotline-head"] == nil || called["secretary"] == nil || called["secretary"].State != "unsigned_above" {
			t.Fatalf("called after an hour: %v", called)
		}
		if len(calm.row().Children) != 0 {
			t.Error("an ordinary request called somebody")
		}
		owed, err := c.Engine.Owed(t.Context(), c.Staff("water-head"), matter.Query{Process: "people.alert"})
		if err != nil || len(owed.Lines) != 1 {
			t.Fatalf("the head's list has %d: %v", len(owed.Lines), err)
		}
		(&story{City: c, t: t, id: called["water-head"].ID}).do("water-head", "take_up", "measures", "已派抢修队到场。")
		s.do("water-handler", "sign")
		late := ask(t, c, "help", "990102001001")
		late.do("dispatcher", "dispatch", "unit", "water", "urgency", "emergency")
		c.Clock.Set(city.At(t, "2026-05-02 22:30")) // no sweeper ran: the signature itself settles what was due
		late.do("water-handler", "sign")
		if n := len(late.row().Children); n != 3 {
			t.Errorf("%d were called where nobody swept", n)
		}
	})
}

func TestASupervisorsDemandHasADateAndIsClosedByTheSupervisor(t *testing.T) {
	city.On(t, city.Options{}, func(t *testing.T, c *city.City) {
		s := ask(t, c, "help", "990102001001")
		s.do("dispatcher", "dispatch", "unit", "water", "urgency", "ordinary")
		s.do("water-handler", "sign")
		c.Move("2026-03-16 10:00") // late by days
		s.do("supervisor", "demand", "demand", "请说明逾期原因和办结时间。", "report_by", "2026-03-18")
		d := s.calls()["water-head"]
		if clock, ok := d.Clock("report"); !ok || clock.Due != "2026-03-18" {
			t.Fatalf("the report is due %+v", clock)
		}
		child := &story{City: c, t: t, id: d.ID}
		child.do("water-head", "report", "report", "管件缺货，3月17日到货，当日办结。")
		if _, err := c.Engine.Act(t.Context(), c.Staff("water-head"), d.ID, "close", matter.Input{}); err == nil {
			t.Error("the unit closed the demand itself")
		}
		child.do("supervisor", "send_back", "reason", "没有写明责任人。", "report_by", "2026-03-20")
		child.do("water-head", "report", "report", "责任人为经办人，3月17日办结。")
		child.do("supervisor", "close")
		if child.state() != "closed" {
			t.Errorf("it is %s", child.state())
		}
	})
}
