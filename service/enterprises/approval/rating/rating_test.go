package rating_test

import (
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"shuniu/kernel/access"
	"shuniu/kernel/assessment"
	"shuniu/kernel/fault"
	"shuniu/kernel/ledger"
	"shuniu/kernel/matter"
	"shuniu/service/enterprises/approval"
	"shuniu/service/enterprises/approval/rating"
	"shuniu/test/city"
	"shuniu/test/law"
)

type values map[string]string

func on(t *testing.T, test func(t *testing.T, c *city.City)) {
	city.On(t, city.Options{Followers: func(c *city.City) []ledger.Follower { return []ledger.Follower{rating.NewFigures(c.Engine)} }}, test)
}

// served is a licence that was issued, or whatever its window and head did with it.
type served struct {
	*city.City
	t  *testing.T
	id matter.ID
}

func apply(t *testing.T, c *city.City, who access.Actor, more values) *served {
	t.Helper()
	key := strconv.FormatInt(int64(len(t.Name()))+c.Clock.Now().UnixMicro(), 16) + strings.Repeat("0", 8) + t.Name()
	f, err := c.Engine.Tray(who, key).Put(t.Context(), "papers", "申请书.png", strings.NewReader("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"))
	if err != nil {
		t.Fatal(err)
	}
	v := values{"item": city.SewerPermit, "region": "990102001000", "holder_name": "澜湾潮味餐饮有限公司", "phone": "13800000000", "truthful": "true", "papers": string(f.ID)}
	for name, value := range more {
		v[name] = value
	}
	res, err := c.Engine.Open(t.Context(), who, approval.Licence, matter.Input{Key: key, Values: v})
	if err != nil {
		t.Fatal(err)
	}
	c.Clock.Set(c.Clock.Now().Add(1000000)) // another key for the next
	return &served{c, t, res.Matter.ID}
}

func (s *served) tries(who, act string, v values) error {
	actor := access.ByCode(int64(s.id))
	if who != "applicant" {
		actor = s.Staff(who)
	}
	_, err := s.Engine.Act(s.t.Context(), actor, s.id, act, matter.Input{Values: v})
	return err
}

func (s *served) does(who, act string, v values) *served {
	s.t.Helper()
	if err := s.tries(who, act, v); err != nil {
		s.t.Fatalf("%s by %s: %v", act, who, err)
	}
	return s
}

func (s *served) issued() *served {
	s.t.Helper()
	s.does("water-window", "accept", nil)
	s.does("water-handler", "propose", values{"opinion": "材料齐全。", "proposal": "grant"})
	s.does("water-head", "grant", values{"reply": "准予排水许可。"})
	return s.does("water-window", "deliver", values{"delivery": "window"})
}

func (s *served) slip() *rating.Slip {
	s.t.Helper()
	slip, err := rating.New(s.Engine).Of(s.t.Context(), s.id)
	if err != nil {
		s.t.Fatal(err)
	}
	return slip
}

func (s *served) rate(grade string) error {
	return rating.New(s.Engine).Rate(s.t.Context(), s.slip(), rating.Given{Grade: grade})
}

func (s *served) rated(grade string) *served {
	s.t.Helper()
	if err := s.rate(grade); err != nil {
		s.t.Fatal(err)
	}
	return s
}

// followUp is the matter that a low rating has begun.
func (s *served) followUp() *served {
	s.t.Helper()
	m := s.row()
	ups := slices.DeleteFunc(slices.Clone(m.Children), func(c ledger.Child) bool { return c.Process != rating.FollowUp })
	if len(ups) != 1 {
		s.t.Fatalf("follow-ups: %v", m.Children)
	}
	return &served{s.City, s.t, matter.ID(ups[0].Matter)}
}

func (s *served) row() *matter.Matter {
	s.t.Helper()
	v, err := s.Engine.View(s.t.Context(), access.TheSystem(), s.id)
	if err != nil {
		s.t.Fatal(err)
	}
	return v.Matter
}

func TestAServiceIsRatedOnceByItsCode(t *testing.T) {
	on(t, func(t *testing.T, c *city.City) {
		s := apply(t, c, access.Outsider(), nil)
		k := rating.New(c.Engine)
		number, code := s.row().Number, k.Code(s.id)
		if slip, err := k.Find(t.Context(), strings.ToLower(number), strings.ToLower(code)); err != nil || slip.Stage != rating.Early {
			t.Fatalf("before the service: %+v, %v", slip, err)
		}
		if err := s.rate("good"); !fault.Is(err, fault.Conflict) {
			t.Errorf("rated before it was served: %v", err)
		}
		other := apply(t, c, access.Outsider(), nil)
		for _, wrong := range []string{"", "0000-0000-0000", k.Code(other.id)} {
			if _, err := k.Find(t.Context(), number, wrong); !fault.Is(err, fault.NotFound) {
				t.Errorf("code %q: %v", wrong, err)
			}
		}
		if _, err := c.Engine.Prove(t.Context(), number, code); !fault.Is(err, fault.NotFound) {
			t.Errorf("the code for rating opens the matter: %v", err)
		}
		s.issued().rated("good")
		if slip := s.slip(); slip.Stage != rating.Rated || slip.Rating != "good" {
			t.Errorf("after the rating: %+v", slip)
		}
		if err := s.rate("very_good"); !fault.Is(err, fault.Conflict) {
			t.Errorf("rated twice: %v", err)
		}
	})
}

func TestARefusalIsRatedToo(t *testing.T) {
	on(t, func(t *testing.T, c *city.City) {
		s := apply(t, c, access.Outsider(), nil)
		s.does("water-window", "refuse", values{"ground": "not_needed", "reply": "不需要许可；不服的可以申请行政复议或者提起行政诉讼。"})
		s.rated("very_poor")
		if s.row().End == "" || s.followUp().row().State != "opened" {
			t.Error("the refusal is open again, or nobody follows up")
		}
		if err := s.tries("applicant", "rate_decision", values{"rating": "good"}); err == nil {
			t.Error("rated twice")
		}
	})
}

func TestALowRatingIsPutRightReportedAndRatedOnceMore(t *testing.T) {
	law.Kept(t, "国办发〔2019〕51号")
	on(t, func(t *testing.T, c *city.City) {
		s := apply(t, c, access.Outsider(), nil).issued().rated("poor")
		up := s.followUp()
		if clock, _ := up.row().Clock("contact"); clock.Due != "2026-03-03" {
			t.Errorf("contact is due %s", clock.Due)
		}
		up.does("water-handler", "contact", values{"call": "reached", "found": "材料清单没有写复印件份数，多跑了一趟。"})
		if clock, _ := up.row().Clock("rectify"); clock.Due != "2026-03-09" {
			t.Errorf("to be put right by %s", clock.Due)
		}
		up.does("water-handler", "plan", values{"plan": "修改办事指南；培训窗口人员。", "plan_by": "2026-03-16"})
		up.does("water-handler", "report", values{"way": "fixed", "measures": "办事指南已写明复印件份数。"})
		if slip := s.slip(); slip.Stage != rating.Reported || slip.Told != "办事指南已写明复印件份数。" {
			t.Fatalf("after the report: %+v", slip)
		}
		s.rated("good")
		if slip := s.slip(); slip.Stage != rating.Over || slip.Rating != "poor" || slip.Revised != "good" {
			t.Errorf("both ratings: %+v", slip)
		}
		if err := s.rate("very_good"); !fault.Is(err, fault.Conflict) {
			t.Errorf("rated a third time: %v", err)
		}
	})
}

func TestAFollowUpSkipsNothingAndItsUnitJudgesNoAppeal(t *testing.T) {
	law.Broken(t, "国办发〔2019〕51号")
	on(t, func(t *testing.T, c *city.City) {
		s := apply(t, c, access.Outsider(), nil).issued().rated("very_poor")
		up := s.followUp()
		told := values{"way": "explained", "measures": "该要求没有依据，已经解释。"}
		if up.tries("water-handler", "report", told) == nil {
			t.Error("reported before anybody was contacted")
		}
		c.Move("2026-03-04 00:00")
		if clock, _ := up.row().Clock("contact"); !slices.Contains(clock.Fired, "breach") {
			t.Error("a late contact is not carded")
		}
		up.does("water-handler", "contact", values{"call": "unreachable", "found": "三次拨打未接。"})
		if up.tries("water-handler", "appeal", values{"grounds": "评价人不是申请人。"}) == nil {
			t.Error("an appeal without the head")
		}
		if up.tries("water-handler", "plan", values{"plan": "以后再说。", "plan_by": "2026-06-30"}) == nil {
			t.Error("put off for months")
		}
		up.does("water-head", "appeal", values{"grounds": "评价内容是另一个事项。"})
		for _, who := range []string{"water-head", "water-handler"} {
			if up.tries(who, "uphold", values{"ruling": "成立。"}) == nil {
				t.Errorf("%s rules on the own appeal", who)
			}
		}
		up.does("supervisor", "dismiss", values{"ruling": "评价针对本次办理，申诉不成立。"})
		if up.tries("water-head", "appeal", values{"grounds": "再次申诉。"}) == nil {
			t.Error("a second appeal")
		}
		up.does("water-handler", "report", told)
		c.Move("2026-04-01 00:00")
		if slip := s.slip(); slip.Stage != rating.Over || slip.Revised != "" {
			t.Errorf("silence: %+v", slip)
		}
	})
}

// TestFiguresCountFirstAndLastByHand is five services whose figures were counted by
// hand: one unrated, one good, one poor made good, one poor ruled false, one refused at
// another window and rated poor.
func TestFiguresCountFirstAndLastByHand(t *testing.T) {
	on(t, func(t *testing.T, c *city.City) {
		apply(t, c, access.Outsider(), nil).issued()
		apply(t, c, access.Outsider(), nil).issued().rated("good")
		better := apply(t, c, access.Outsider(), nil).issued().rated("poor")
		wrong := apply(t, c, c.Staff("nandi-window"), values{"channel": "window"}).issued().rated("very_poor")
		refused := apply(t, c, c.Staff("nandi-window"), values{"channel": "window"})
		refused.does("water-window", "refuse", values{"ground": "not_needed", "reply": "不需要许可。"}).rated("poor")
		for _, s := range []*served{better, wrong} {
			s.followUp().does("water-handler", "contact", values{"call": "reached", "found": "已联系核实。"})
		}
		c.Move("2026-03-31 23:30")
		better.followUp().does("water-handler", "report", values{"way": "fixed", "measures": "已经整改。"})
		wrong.followUp().does("water-head", "appeal", values{"grounds": "评价的不是本次服务。"})
		c.Move("2026-04-01 00:00")
		c.Follow()
		better.rated("very_good")
		wrong.followUp().does("supervisor", "uphold", values{"ruling": "评价内容与本次服务无关。"})
		c.Follow()

		f := rating.NewFigures(c.Engine)
		all := rating.Figure{Month: "2026-03", By: rating.City, Served: 5, Rated: 4, Again: 1, False: 1, First: rating.Graded{0, 1, 0, 2, 1}, Last: rating.Graded{1, 1, 0, 1, 0}}
		for _, by := range []rating.By{rating.City, rating.ByItem, rating.ByUnit} {
			got, next, err := f.Month(t.Context(), "2026-03", by, "")
			if err != nil || next != "" || len(got) != 1 {
				t.Fatalf("by %s: %+v, %q, %v", by, got, next, err)
			}
			want := all
			want.By, want.Subject = by, got[0].Subject
			if got[0] != want {
				t.Errorf("by %s counted\n%+v, want\n%+v", by, got[0], want)
			}
		}
		nandi, _ := c.Org.Now().UnitByCode("nandi")
		got, err := f.Months(t.Context(), rating.ByWindow, strconv.FormatInt(int64(nandi.ID), 10), [2]assessment.Month{"2026-01", "2026-12"})
		want := rating.Figure{Month: "2026-03", By: rating.ByWindow, Subject: strconv.FormatInt(int64(nandi.ID), 10), Served: 2, Rated: 2, False: 1, First: rating.Graded{0, 0, 0, 1, 1}, Last: rating.Graded{0, 0, 0, 1, 0}}
		if err != nil || len(got) != 1 || got[0] != want {
			t.Errorf("the window counted %+v, %v, want %+v", got, err, want)
		}
		if got, _, err := f.Month(t.Context(), "2026-04", rating.City, ""); err != nil || len(got) > 0 {
			t.Errorf("what changed in April is counted in April: %+v, %v", got, err)
		}
		byName := map[string]assessment.Measure[rating.Figure]{}
		for _, m := range rating.Measures() {
			byName[m.Name] = m
		}
		if n := byName["satisfied"].Count(all); n != 1 {
			t.Errorf("%d satisfied at first", n)
		}
		if m := byName["satisfied_now"]; m.Count(all) != 2 || m.Of(all) != 3 {
			t.Errorf("%d of %d satisfied at last", m.Count(all), m.Of(all))
		}
	})
}

func TestManyRatingsFromOneDeviceAreMarkedForSupervisorsForADay(t *testing.T) {
	on(t, func(t *testing.T, c *city.City) {
		k := rating.New(c.Engine)
		const here, there = "203.0.113.7/32 Mozilla/5.0", "203.0.113.7/32 Mozilla/6.0"
		marks := func() []rating.Mark {
			all, _, err := k.Marks(t.Context(), c.Staff("supervisor"), "", 50)
			if err != nil {
				t.Fatal(err)
			}
			return all
		}
		came := func(device string) *served {
			s := apply(t, c, access.Outsider(), nil).issued()
			if err := k.Came(t.Context(), s.id, device); err != nil {
				t.Fatal(err)
			}
			return s.rated("very_good")
		}
		came(there)
		for range rating.Together - 1 {
			came(here)
		}
		if all := marks(); len(all) > 0 {
			t.Errorf("marked too early: %+v", all)
		}
		fifth := came(here)
		if all := marks(); len(all) != rating.Together || all[0].Together != rating.Together || fifth.row().Fields["together"] != "5" {
			t.Errorf("marked: %+v, %v", all, fifth.row().Fields)
		}
		if v, err := c.Engine.View(t.Context(), access.ByCode(int64(fifth.id)), fifth.id); err != nil || v.Values["together"].Text != "" {
			t.Errorf("whoever rated reads it: %+v, %v", v.Values["together"], err)
		}
		if s := apply(t, c, access.Outsider(), nil).issued().rated("good"); s.row().Fields["together"] != "0" {
			t.Errorf("of no device: %v", s.row().Fields)
		}
		c.Clock.Set(c.Clock.Now().Add(time.Hour + time.Minute))
		came(there)
		came(here)
		if all := marks(); len(all) != rating.Together {
			t.Errorf("an hour later: %+v", all)
		}
		if _, _, err := k.Marks(t.Context(), c.Staff("water-handler"), "", 50); !fault.Is(err, fault.Denied) {
			t.Errorf("the handler sees marks: %v", err)
		}
		c.Clock.Set(c.Clock.Now().Add(25 * time.Hour))
		if err := k.Forget(t.Context()); err != nil {
			t.Fatal(err)
		}
		var left int
		if err := c.DB.Read(t.Context()).QueryRow("SELECT COUNT(*) FROM rating_source").Scan(&left); err != nil || left != 0 {
			t.Errorf("%d traces of devices after a day, %v", left, err)
		}
	})
}
