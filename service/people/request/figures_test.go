package request_test

import (
	"slices"
	"testing"

	"shuniu/kernel/access"
	"shuniu/kernel/assessment"
	"shuniu/kernel/fault"
	"shuniu/kernel/matter"
	"shuniu/kernel/process"
	definitions "shuniu/process"
	"shuniu/service/people/request"
	"shuniu/test/city"
)

// TestFiguresCountByHand is six requests whose figures were counted by hand.
func TestFiguresCountByHand(t *testing.T) {
	city.On(t, followed(), func(t *testing.T, c *city.City) {
		const street = "990102001001"
		// 1: in time, rated
		first := ask(t, c, "help", street)
		first.answered("water", "water-handler")
		first.do("resident", "rate", "rating", "very_good")
		// 2: due on 9 March, extended after the breach: still late; rejected, sent
		// back and answered again, which counts no second answer
		second := ask(t, c, "complaint", street)
		second.do("dispatcher", "dispatch", "unit", "water", "urgency", "ordinary")
		second.do("water-handler", "sign")
		c.Move("2026-03-10 00:00")
		second.do("water-handler", "ask_extension", "reason", "需要更换管件", "extra_days", "5")
		second.do("water-head", "grant")
		second.do("water-handler", "reply", "reply", "已经修复，请您查看。谢谢。", "outcome", "solved")
		second.do("resident", "reject", "reason", "还是没有水")
		second.do("auditor", "redo", "reason", "现场仍未恢复供水")
		second.do("water-handler", "sign")
		second.do("water-handler", "reply", "reply", "这次确实已经修复。谢谢。", "outcome", "solved")
		second.do("resident", "rate", "rating", "poor")
		// 3: sent in March, dispatched and answered in April; promised and kept; never rated
		c.Move("2026-03-31 23:30")
		third := ask(t, c, "help", street)
		refused := ask(t, c, "help", street)     // 4: refused
		withdrawn := ask(t, c, "praise", street) // 5: withdrawn
		c.Move("2026-04-01 00:00")               // a month begins at midnight of the city, not of Greenwich
		third.do("dispatcher", "dispatch", "unit", "housing", "urgency", "ordinary")
		third.do("housing-head", "sign")
		third.do("housing-head", "ask_promise", "draft", "月中以前一定修好，请您放心。", "promised_by", "2026-04-15")
		third.do("housing-head", "promise", "reply", "月中以前一定修好，请您放心。")
		refused.do("dispatcher", "refuse", "ground", "concluded", "reply", "此事已经依法办结，不再受理。")
		withdrawn.do("resident", "withdraw", "reason", "不需要了")
		// 6: promised and broken
		sixth := ask(t, c, "help", street)
		sixth.do("dispatcher", "dispatch", "unit", "water", "urgency", "ordinary")
		sixth.do("water-handler", "sign")
		sixth.do("water-handler", "ask_promise", "draft", "后天以前一定修好，请您放心。", "promised_by", "2026-04-03")
		sixth.do("water-head", "promise", "reply", "后天以前一定修好，请您放心。")
		c.Move("2026-04-15 17:00")
		third.do("housing-head", "reply", "reply", "已按承诺修复，请您查看。", "outcome", "solved")
		sixth.do("water-handler", "reply", "reply", "晚了一些，现已修复。", "outcome", "solved")
		sixth.do("resident", "rate", "rating", "fair")
		c.Move("2026-05-02 00:00")
		c.Follow()

		f := request.NewFigures(c.Engine)
		water, _ := c.Org.Now().UnitByCode("water")
		housing, _ := c.Org.Now().UnitByCode("housing")
		want := []request.Figure{
			{Month: "2026-03", Unit: 0, Received: 5, Answered: 2, OnTime: 1, Rated: 2, Satisfied: 1, SatisfiedNow: 1, Reopened: 1},
			{Month: "2026-03", Unit: water.ID, Received: 2, Answered: 2, OnTime: 1, Rated: 2, Satisfied: 1, SatisfiedNow: 1, Reopened: 1},
			{Month: "2026-04", Unit: 0, Received: 1, Answered: 2, OnTime: 1, Rated: 1, Satisfied: 1, SatisfiedNow: 1},
			{Month: "2026-04", Unit: water.ID, Received: 1, Answered: 1, Rated: 1, Satisfied: 1, SatisfiedNow: 1},
			{Month: "2026-04", Unit: housing.ID, Received: 1, Answered: 1, OnTime: 1},
		}
		got, err := f.Months(t.Context(), "2026-01", "2026-12")
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("counted\n%+v, %v, want\n%+v", got, err, want)
		}
		if got, err = f.Months(t.Context(), "2026-04", "2026-04"); err != nil || !slices.Equal(got, want[2:]) {
			t.Errorf("April: %+v, %v", got, err)
		}
		if got := request.Sum(want[1], want[3]); got != (request.Figure{Month: "2026-03", Unit: water.ID, Received: 3, Answered: 3, OnTime: 1, Rated: 3, Satisfied: 2, SatisfiedNow: 2, Reopened: 1}) {
			t.Errorf("sum %+v", got)
		}
	})
}

func TestAChangedRatingIsCountedBesideTheFirst(t *testing.T) {
	city.On(t, followed(), func(t *testing.T, c *city.City) {
		s := ask(t, c, "help", "990102001001")
		s.answered("water", "water-handler")
		s.do("resident", "rate", "rating", "very_poor", "note", "还是没有水")
		c.Follow()
		c.Move("2026-04-02 09:00")
		s.do("resident", "rate_again", "rating", "good")
		c.Follow()
		water, _ := c.Org.Now().UnitByCode("water")
		got, err := request.NewFigures(c.Engine).Months(t.Context(), "2026-03", "2026-04")
		counted := request.Figure{Month: "2026-03", Received: 1, Answered: 1, OnTime: 1, Rated: 1, SatisfiedNow: 1}
		of := counted
		of.Unit = water.ID
		if err != nil || !slices.Equal(got, []request.Figure{counted, of}) {
			t.Errorf("counted %+v, %v", got, err)
		}
		s.publish("榕荫社区停水三天，请尽快恢复。")
		c.Follow()
		items := list(t, request.NewPublished(c.Engine), request.Filter{})
		if len(items) != 1 || items[0].Rating != "very_poor" || items[0].Revised != "good" {
			t.Errorf("published %+v", items)
		}
		s.do("resident", "rate_again", "rating", "fair")
		if _, err := c.Engine.Act(t.Context(), access.ByCode(int64(s.id)), s.id, "rate_again", matter.Input{Values: map[string]string{"rating": "poor"}}); !fault.Is(err, fault.Conflict) {
			t.Errorf("changed a third time: %v", err)
		}
	})
}

func TestMeasuresSayTheirRule(t *testing.T) {
	f := request.Figure{Received: 10, Answered: 8, OnTime: 7, Rated: 3, Satisfied: 2, SatisfiedNow: 1, Reopened: 1}
	want := map[string]struct{ count, share int64 }{
		"received": {10, -1}, "answered": {8, -1}, "on_time": {7, 875}, "rated": {3, 375}, "satisfied": {2, 667}, "satisfied_now": {1, 333}, "reopened": {1, 125},
	}
	for _, m := range request.Measures() {
		if m.Title.Zh == "" || m.Title.En == "" || m.Rule.Zh == "" || m.Rule.En == "" {
			t.Errorf("%s has no words", m.Name)
		}
		share, ok := m.Share(f)
		if !ok {
			share = -1
		}
		if got := want[m.Name]; m.Count(f) != got.count || share != got.share {
			t.Errorf("%s: %d and %d, want %+v", m.Name, m.Count(f), share, got)
		}
		if _, ok := m.Share(request.Figure{}); ok {
			t.Errorf("%s is a share of nothing", m.Name)
		}
		delete(want, m.Name)
	}
	if len(want) > 0 {
		t.Errorf("no measures %v", want)
	}
}

func TestMonthsAreWrittenOneWay(t *testing.T) {
	if m, err := assessment.ParseMonth("2026-03"); err != nil || m != "2026-03" {
		t.Errorf("%q, %v", m, err)
	}
	for _, s := range []string{"", "2026", "2026-3", "2026-13", "2026-03-01", "3/2026"} {
		if _, err := assessment.ParseMonth(s); !fault.Is(err, fault.Invalid) {
			t.Errorf("%q: %v", s, err)
		}
	}
}

// TestDefinitionHasTheNamesLookedFor keeps the projections from looking for what
// the definition calls otherwise.
func TestDefinitionHasTheNamesLookedFor(t *testing.T) {
	defs, findings := definitions.All()
	if len(findings) > 0 {
		t.Fatal(findings)
	}
	d := defs[slices.IndexFunc(defs, func(d *process.Definition) bool { return d.Name == "people.request" })]
	for _, act := range []string{"submit", "dispatch", "sign", "reply", "publish"} {
		if d.Act(act) == nil {
			t.Errorf("no act %s", act)
		}
	}
	for _, field := range []string{"kind", "title", "body", "region", "unit", "urgency", "reply", "outcome", "rating", "public_question", "public_answer"} {
		if d.Field(field) == nil {
			t.Errorf("no field %s", field)
		}
	}
	for _, field := range []string{"public_question", "public_answer"} {
		if f := d.Field(field); f != nil && (!f.Public || f.Personal) {
			t.Errorf("%s may not be published", field)
		}
	}
	for _, clock := range []string{"handle", "promise"} {
		if d.Clock(clock) == nil {
			t.Errorf("no clock %s", clock)
		}
	}
}
