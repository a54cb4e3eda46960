package matter_test

import (
	"slices"
	"testing"

	"shuniu/kernel/access"
	"shuniu/kernel/fault"
	"shuniu/kernel/matter"
	"shuniu/kernel/store"
	"shuniu/test/city"
)

// story carries one matter through a scenario.
type story struct {
	*city.City
	t    *testing.T
	id   matter.ID
	code string
	num  string
}

func request(t *testing.T, c *city.City) *story {
	t.Helper()
	res, err := c.Engine.Open(t.Context(), access.Outsider(), "people.request", matter.Input{Values: map[string]string{
		"kind": "complaint", "title": "榕荫社区停水三天", "body": "三月一日起榕荫社区二号楼停水，至今没有恢复。",
		"region": "990102001001", "name": "周某", "phone": "13800000000", "consent": "true",
	}})
	if err != nil {
		t.Fatal(err)
	}
	return &story{City: c, t: t, id: res.Matter.ID, code: res.Code, num: res.Matter.Number}
}

func (s *story) resident() access.Actor {
	s.t.Helper()
	a, err := s.Engine.Prove(s.t.Context(), s.num, s.code)
	if err != nil {
		s.t.Fatal(err)
	}
	return a
}

func (s *story) try(who, act string, pairs ...string) error {
	s.t.Helper()
	actor := access.TheSystem()
	switch who {
	case "resident":
		actor = s.resident()
	case "system":
	default:
		actor = s.Staff(who)
	}
	values := map[string]string{}
	for i := 0; i < len(pairs); i += 2 {
		values[pairs[i]] = pairs[i+1]
	}
	_, err := s.Engine.Act(s.t.Context(), actor, s.id, act, matter.Input{Values: values})
	return err
}

func (s *story) do(who, act string, pairs ...string) {
	s.t.Helper()
	if err := s.try(who, act, pairs...); err != nil {
		s.t.Fatalf("%s by %s: %v", act, who, err)
	}
}

func (s *story) refused(kind fault.Kind, who, act string, pairs ...string) *fault.Error {
	s.t.Helper()
	err := s.try(who, act, pairs...)
	if !fault.Is(err, kind) {
		s.t.Fatalf("%s by %s: want %s, got %v", act, who, kind, err)
	}
	return fault.As(err)
}

func (s *story) now() *matter.Matter {
	s.t.Helper()
	v, err := s.Engine.View(s.t.Context(), access.TheSystem(), s.id)
	if err != nil {
		s.t.Fatal(err)
	}
	return v.Matter
}

func (s *story) in(state string) *matter.Matter {
	s.t.Helper()
	m := s.now()
	if m.State != state {
		s.t.Fatalf("state %s, want %s", m.State, state)
	}
	return m
}

func (s *story) due(clock, date string) {
	s.t.Helper()
	c, ok := s.now().Clock(clock)
	if !ok || c.Due != date {
		s.t.Fatalf("clock %s is due %q, want %q", clock, c.Due, date)
	}
}

const answer = "经核查，二号楼支管爆裂，已于今日修复并恢复供水。"

func TestRequestFromWordsToClosed(t *testing.T) {
	city.On(t, city.Options{}, func(t *testing.T, c *city.City) {
		s := request(t, c)
		s.in("submitted")
		s.do("dispatcher", "dispatch", "unit", "water", "urgency", "ordinary")
		s.due("sign", "2026-03-03")
		s.due("handle", "2026-03-09")
		s.do("water-handler", "sign")
		s.do("water-handler", "ask_extension", "reason", "需要更换管件", "extra_days", "3")
		s.do("water-head", "grant")
		s.due("handle", "2026-03-12")
		s.do("water-handler", "reply", "reply", answer, "outcome", "solved")
		if m := s.in("answered"); m.Holder.Role != "applicant" {
			t.Fatalf("held by %v", m.Holder)
		}
		s.do("resident", "rate", "rating", "very_good")
		if m := s.in("closed"); m.End != "answered" || m.DueAt() != matter.NoDue {
			t.Fatalf("end %q, due %d", m.End, m.DueAt())
		}
	})
}

func TestRejectedAnswerIsReviewedByAnother(t *testing.T) {
	city.On(t, city.Options{}, func(t *testing.T, c *city.City) {
		s := request(t, c)
		s.do("dispatcher", "dispatch", "unit", "water", "urgency", "ordinary")
		s.do("water-handler", "sign")
		s.do("water-handler", "reply", "reply", answer, "outcome", "solved")
		s.do("resident", "reject", "reason", "到现在还是没有水")
		s.refused(fault.Denied, "water-handler", "redo", "reason", "重新办理一次")
		s.do("auditor", "redo", "reason", "现场仍未恢复供水")
		if m := s.in("dispatched"); m.Holder.Person != int64(c.People["water-handler"]) {
			t.Fatalf("back to %d", m.Holder.Person)
		}
		if c, _ := s.now().Clock("handle"); c.N != 2 {
			t.Fatalf("handling clock instance %d, want a new one", c.N)
		}
	})
}

func TestUnansweredLimitBreachesOnceAndEscalates(t *testing.T) {
	city.On(t, city.Options{}, func(t *testing.T, c *city.City) {
		s := request(t, c)
		s.do("dispatcher", "dispatch", "unit", "water", "urgency", "ordinary")
		s.do("water-handler", "sign")
		c.Move("2026-03-09 23:59")
		if n := s.now().Did[matter.ActBreach]; n != 0 {
			t.Fatalf("breached %d times on the last day", n)
		}
		c.Move("2026-03-10 00:00")
		c.Move("2026-03-20 12:00")
		m := s.now()
		if m.Did[matter.ActRemind] != 1 || m.Did[matter.ActBreach] != 1 || m.Did[matter.ActEscalate] != 1 {
			t.Fatalf("fired %v", m.Did)
		}
		s.do("water-handler", "reply", "reply", answer, "outcome", "solved") // late work is carded, not forbidden
	})
}

func TestUnratedAnswerClosesByItself(t *testing.T) {
	city.On(t, city.Options{}, func(t *testing.T, c *city.City) {
		s := request(t, c)
		s.do("dispatcher", "dispatch", "unit", "water", "urgency", "ordinary")
		s.do("water-handler", "sign")
		s.do("water-handler", "reply", "reply", answer, "outcome", "explained")
		c.Clock.Set(city.At(t, "2026-03-20 09:00"))
		// the resident comes too late: the act settles the clock first, as of when it ran out
		e := s.refused(fault.Conflict, "resident", "reject", "reason", "不满意这个答复")
		if e.Person.Zh == "" || e.Person.En == "" {
			t.Fatal("a conflict says what happened")
		}
		c.Move("2026-03-20 09:00")
		if m := s.in("closed"); m.Closed != city.At(t, "2026-03-10 00:00").UnixMicro() {
			t.Fatalf("closed at %d", m.Closed)
		}
	})
}

func TestVacantPostFallsToTheHead(t *testing.T) {
	city.On(t, city.Options{}, func(t *testing.T, c *city.City) {
		s := request(t, c)
		s.do("dispatcher", "dispatch", "unit", "housing", "urgency", "ordinary")
		if m := s.now(); m.Holder.Post != "head" {
			t.Fatalf("held by %v", m.Holder)
		}
		s.do("housing-head", "sign")
		s.do("housing-head", "reply", "reply", answer, "outcome", "solved")
	})
}

func TestOutsidersAndOtherUnitsSeeNothing(t *testing.T) {
	city.On(t, city.Options{}, func(t *testing.T, c *city.City) {
		s := request(t, c)
		if _, err := c.Engine.View(t.Context(), c.Staff("water-handler"), s.id); !fault.Is(err, fault.Withheld) {
			t.Fatalf("before dispatch: %v", err)
		}
		s.refused(fault.Withheld, "water-handler", "sign")
		s.do("dispatcher", "dispatch", "unit", "water", "urgency", "ordinary")
		v, err := c.Engine.View(t.Context(), c.Staff("water-handler"), s.id)
		if err != nil {
			t.Fatal(err)
		}
		if got := v.Values["phone"]; !got.Masked || got.Text != "138****0000" {
			t.Fatalf("phone shown as %+v", got)
		}
		var names []string
		for _, act := range v.Possible {
			names = append(names, act.Name)
		}
		if !slices.Equal(names, []string{"ask_return", "sign"}) {
			t.Fatalf("possible: %v", names)
		}
		if _, err := c.Engine.Prove(t.Context(), s.num, "0000-0000-0000"); !fault.Is(err, fault.NotFound) {
			t.Fatalf("wrong code: %v", err)
		}
		if _, err := c.Engine.View(t.Context(), access.Outsider(), s.id); !fault.Is(err, fault.Withheld) {
			t.Fatalf("without code: %v", err)
		}
	})
}

func TestEveryDefectIsNamedAtOnce(t *testing.T) {
	city.On(t, city.Options{}, func(t *testing.T, c *city.City) {
		_, err := c.Engine.Open(t.Context(), access.Outsider(), "people.request", matter.Input{Values: map[string]string{
			"kind": "nonsense", "title": "水", "phone": "12", "region": "000000000000", "surprise": "x",
		}})
		e := fault.As(err)
		var fields []string
		for _, d := range e.Defects {
			fields = append(fields, d.Field)
		}
		slices.Sort(fields)
		if want := []string{"body", "kind", "phone", "region", "surprise", "title"}; !slices.Equal(fields, want) {
			t.Fatalf("defects %v, want %v", fields, want)
		}
	})
}

func TestSameKeyActsOnce(t *testing.T) {
	city.On(t, city.Options{}, func(t *testing.T, c *city.City) {
		in := matter.Input{Key: "k-1", Values: map[string]string{
			"kind": "praise", "title": "感谢热线中心", "body": "反映的路灯第二天就修好了，谢谢。", "region": "990102001001",
		}}
		first, err := c.Engine.Open(t.Context(), access.Outsider(), "people.request", in)
		if err != nil {
			t.Fatal(err)
		}
		again, err := c.Engine.Open(t.Context(), access.Outsider(), "people.request", in)
		if err != nil || !again.Repeated || again.Matter.ID != first.Matter.ID || again.Code != first.Code {
			t.Fatalf("again: %+v, %v", again, err)
		}
		in.Values["title"] = "另一件事情"
		if _, err := c.Engine.Open(t.Context(), access.Outsider(), "people.request", in); !fault.Is(err, fault.Conflict) {
			t.Fatalf("same key, other body: %v", err)
		}
	})
}

func TestErasureKeepsTheChain(t *testing.T) {
	city.On(t, city.Options{}, func(t *testing.T, c *city.City) {
		s := request(t, c)
		s.do("resident", "withdraw", "reason", "不需要了")
		if err := c.Engine.Erase(t.Context(), c.Staff("supervisor"), s.id, "个人信息保护法第四十七条"); err != nil {
			t.Fatal(err)
		}
		v, err := c.Engine.View(t.Context(), access.TheSystem(), s.id)
		if err != nil {
			t.Fatal(err)
		}
		if !v.Values["phone"].Erased || !v.Values["body"].Erased || !v.Matter.Erased {
			t.Fatalf("left: %+v", v.Values)
		}
	})
}

func TestWhatTheGuardRefusesIsNotOfferedAndSaysWhy(t *testing.T) {
	city.On(t, city.Options{}, func(t *testing.T, c *city.City) {
		res, err := c.Engine.Open(t.Context(), access.Outsider(), "people.request", matter.Input{Values: map[string]string{
			"kind": "complaint", "title": "楼上漏水", "body": "楼上住户漏水到我家，已经三天了。", "region": "990102001001", "no_publish": "true",
		}})
		if err != nil {
			t.Fatal(err)
		}
		s := &story{City: c, t: t, id: res.Matter.ID, code: res.Code, num: res.Matter.Number}
		s.do("dispatcher", "dispatch", "unit", "water", "urgency", "ordinary")
		s.do("water-handler", "sign")
		s.do("water-handler", "reply", "reply", answer, "outcome", "solved")
		s.do("resident", "rate", "rating", "good")
		v, err := c.Engine.View(t.Context(), c.Staff("publisher"), s.id)
		if err != nil || len(v.Possible) != 0 {
			t.Fatalf("offered %v: %v", v.Possible, err)
		}
		e := s.refused(fault.Conflict, "publisher", "publish", "public_question", "楼上漏水怎么办", "public_answer", answer, "secrecy_reviewed", "true")
		if e.Person.Zh != "诉求人要求不公开，不能公开。" {
			t.Fatalf("told %+v", e.Person)
		}
	})
}

func TestReadingPersonalDataIsForThoseWhoHandleItAndIsRecorded(t *testing.T) {
	city.On(t, city.Options{}, func(t *testing.T, c *city.City) {
		s := request(t, c)
		s.do("dispatcher", "dispatch", "unit", "water", "urgency", "ordinary")
		for _, who := range []string{"supervisor", "water-head"} { // they may see the matter, not the person
			if _, err := c.Engine.Unmask(t.Context(), c.Staff(who), s.id); !fault.Is(err, fault.Denied) {
				t.Errorf("%s: %v", who, err)
			}
		}
		if _, err := c.Engine.Unmask(t.Context(), c.Staff("nandi-handler"), s.id); !fault.Is(err, fault.Withheld) {
			t.Errorf("another unit: %v", err)
		}
		before := s.now().Seq
		for range 2 {
			got, err := c.Engine.Unmask(t.Context(), c.Staff("water-handler"), s.id)
			if err != nil || got["phone"] != "13800000000" || got["name"] != "周某" {
				t.Fatalf("%v, %v", got, err)
			}
		}
		read, err := c.Engine.Readings(t.Context(), s.id)
		if err != nil || len(read) != 2 || read[1].Person != int64(c.People["water-handler"]) || !slices.Equal(read[0].Fields, []string{"name", "phone"}) {
			t.Fatalf("%+v, %v", read, err)
		}
		if s.now().Seq != before {
			t.Error("reading is no act on the matter")
		}
	})
}

func TestAReadingTakenOutIsFound(t *testing.T) {
	city.On(t, city.Options{}, func(t *testing.T, c *city.City) {
		s := request(t, c)
		for range 3 {
			if _, err := c.Engine.Unmask(t.Context(), c.Staff("dispatcher"), s.id); err != nil {
				t.Fatal(err)
			}
		}
		tamper := func(text string) {
			t.Helper()
			err := c.DB.Write(t.Context(), func(tx *store.Tx) error {
				_, err := tx.Exec(text, int64(s.id))
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		tamper(`UPDATE reading SET n = n + 10 WHERE matter_id = $1 AND n = 2`)
		r, err := c.Engine.Replay(t.Context(), func(int64) {})
		if err != nil || len(r.Differences) != 1 {
			t.Fatalf("%+v, %v", r, err)
		}
		tamper(`UPDATE reading SET n = n - 10 WHERE matter_id = $1 AND n = 12`)
	})
}

func TestPersonalDataIsNotPublished(t *testing.T) {
	city.On(t, city.Options{}, func(t *testing.T, c *city.City) {
		s := request(t, c)
		s.do("dispatcher", "dispatch", "unit", "water", "urgency", "ordinary")
		s.do("water-handler", "sign")
		s.do("water-handler", "reply", "reply", answer, "outcome", "solved")
		s.do("resident", "rate", "rating", "good")
		e := s.refused(fault.Invalid, "publisher", "publish", "public_question", "反映停水，电话１３8-0000 0000", "public_answer", answer, "secrecy_reviewed", "true")
		if len(e.Defects) != 2 || e.Defects[0].Field != "public_question" || e.Defects[1].Field != "public_question" {
			t.Fatalf("told %+v", e.Defects)
		}
		s.do("publisher", "publish", "public_question", "某社区停水三天，何时恢复？", "public_answer", answer, "secrecy_reviewed", "true")
		s.do("publisher", "unpublish", "reason", "答复内容需要更正")
		s.refused(fault.Conflict, "publisher", "unpublish", "reason", "再撤回一次")
	})
}

func TestAPromiseIsWithinAYearAndAnExtensionNotTwice(t *testing.T) {
	city.On(t, city.Options{}, func(t *testing.T, c *city.City) {
		s := request(t, c)
		s.do("dispatcher", "dispatch", "unit", "water", "urgency", "ordinary")
		s.do("water-handler", "sign")
		s.refused(fault.Invalid, "water-handler", "ask_promise", "draft", answer, "promised_by", "2026-03-01")
		s.refused(fault.Invalid, "water-handler", "ask_promise", "draft", answer, "promised_by", "2226-01-01")
		s.do("water-handler", "ask_extension", "reason", "需要更换管件", "extra_days", "3")
		s.do("water-head", "grant")
		s.refused(fault.Conflict, "water-handler", "ask_extension", "reason", "还要再延一次", "extra_days", "3")
	})
}
