package approval_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"shuniu/kernel/access"
	"shuniu/kernel/fault"
	"shuniu/kernel/ledger"
	"shuniu/kernel/matter"
	"shuniu/service/enterprises/approval"
	"shuniu/test/city"
	"shuniu/test/law"
)

type values map[string]string

// licence is one case on its way. It is opened on Monday, 2026-03-02, at 9.
type licence struct {
	*city.City
	t         *testing.T
	id        matter.ID
	num, code string
}

func on(t *testing.T, test func(t *testing.T, c *city.City)) { city.On(t, city.Options{}, test) }

var keys atomic.Int64

// freshKey is one under which nothing was sent yet.
func freshKey() string { return fmt.Sprintf("%032x", keys.Add(1)) }

// open hands in an application, with what differs from a good one.
func open(t *testing.T, c *city.City, who access.Actor, more values) (*licence, error) {
	t.Helper()
	return openAs(t, c, who, approval.Licence, more)
}

// openAs hands in an application by one of the processes for that.
func openAs(t *testing.T, c *city.City, who access.Actor, process string, more values) (*licence, error) {
	t.Helper()
	key := freshKey()
	f, err := c.Engine.Tray(who, key).Put(t.Context(), "papers", "申请书.png", strings.NewReader("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"))
	if err != nil {
		t.Fatal(err)
	}
	v := values{"item": city.SewerPermit, "region": "990102001000", "holder_name": "澜湾潮味餐饮有限公司", "phone": "13800000000", "truthful": "true", "papers": string(f.ID)}
	maps.Copy(v, more)
	res, err := c.Engine.Open(t.Context(), who, process, matter.Input{Key: key, Values: v})
	if err != nil {
		return nil, err
	}
	return &licence{City: c, t: t, id: res.Matter.ID, num: res.Matter.Number, code: res.Code}, nil
}

func apply(t *testing.T, c *city.City) *licence {
	t.Helper()
	l, err := open(t, c, access.Outsider(), nil)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func (l *licence) tries(who, act string, v values) error {
	l.t.Helper()
	actor, err := l.Engine.Prove(l.t.Context(), l.num, l.code)
	if err != nil {
		l.t.Fatal(err)
	}
	if who != "applicant" {
		actor = l.Staff(who)
	}
	_, err = l.Engine.Act(l.t.Context(), actor, l.id, act, matter.Input{Values: v})
	return err
}

// does performs an act and looks which state it leads to.
func (l *licence) does(who, act string, v values, state string) {
	l.t.Helper()
	if err := l.tries(who, act, v); err != nil {
		l.t.Fatalf("%s by %s: %v", act, who, err)
	}
	l.is(state)
}

// refused looks that an act is not done, and, where fields are named, that exactly
// they are at fault.
func (l *licence) refused(who, act string, v values, fields ...string) {
	l.t.Helper()
	err := l.tries(who, act, v)
	if err == nil {
		l.t.Fatalf("%s by %s is done", act, who)
	}
	if len(fields) > 0 {
		atFault(l.t, err, fields...)
	}
}

func atFault(t *testing.T, err error, fields ...string) {
	t.Helper()
	var found []string
	if err != nil {
		for _, d := range fault.As(err).Defects {
			found = append(found, d.Field)
		}
	}
	slices.Sort(found)
	if slices.Sort(fields); !slices.Equal(found, fields) {
		t.Errorf("%v: at fault are %v, not %v", err, found, fields)
	}
}

func (l *licence) row() *matter.Matter {
	l.t.Helper()
	v, err := l.Engine.View(l.t.Context(), access.TheSystem(), l.id)
	if err != nil {
		l.t.Fatal(err)
	}
	return v.Matter
}

func (l *licence) is(state string) {
	l.t.Helper()
	if is := l.row().State; is != state {
		l.t.Fatalf("it is %s, not %s", is, state)
	}
}

func (l *licence) clock(name string) ledger.Clock {
	l.t.Helper()
	c, ok := l.row().Clock(name)
	if !ok {
		l.t.Fatalf("no clock %s", name)
	}
	return c
}

// due looks by which day something has to be done.
func (l *licence) due(name, day string) {
	l.t.Helper()
	if c := l.clock(name); c.Due != day {
		l.t.Errorf("%s is due %s, not %s", name, c.Due, day)
	}
}

// late moves to a moment and looks that a clock is carded there, and was not before.
func (l *licence) late(name, before, after string) {
	l.t.Helper()
	for _, at := range []string{before, after} {
		l.Move(at)
		if carded := slices.Contains(l.clock(name).Fired, "breach"); carded != (at == after) {
			l.t.Errorf("%s at %s: carded %v", name, at, carded)
		}
	}
}

func (l *licence) reviewing() *licence {
	l.t.Helper()
	l.does("water-window", "accept", nil, "reviewing")
	return l
}

func (l *licence) proposed(proposal string) *licence {
	l.t.Helper()
	l.reviewing().does("water-handler", "propose", values{"opinion": "材料齐全，排放口符合要求。", "proposal": proposal}, "deciding")
	return l
}

func (l *licence) granted() *licence {
	l.t.Helper()
	l.proposed("grant").does("water-head", "grant", values{"reply": "准予排水许可。", "valid_until": "2031-03-01"}, "granted")
	return l
}

func TestAnApplicationIsTakenInOnlineAndAtAnyWindow(t *testing.T) {
	law.Kept(t, "行政许可法第29条", "行政许可法第31条")
	on(t, func(t *testing.T, c *city.City) {
		filed, err := open(t, c, c.Staff("nandi-window"), values{"channel": "window"})
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range []*licence{apply(t, c), filed} {
			m := l.row()
			for field, value := range map[string]string{"unit": "water", "statutory_days": "20", "promise_days": "7"} {
				if m.Fields[field] != value {
					t.Errorf("%s is %q, not %q", field, m.Fields[field], value)
				}
			}
			l.due("accept", "2026-03-09")
			l.does("water-window", "accept", nil, "reviewing")
		}
	})
}

func TestWhatCannotBeAppliedForIsRefusedWithEveryDefect(t *testing.T) {
	law.Broken(t, "行政许可法第29条", "行政许可法第31条")
	on(t, func(t *testing.T, c *city.City) {
		_, err := open(t, c, access.Outsider(), values{"item": "11990100MB00010113" + "3" + "990134009000"})
		atFault(t, err, "item")
		_, err = open(t, c, access.Outsider(), values{"region": "990200000000"})
		atFault(t, err, "region")
		_, err = open(t, c, access.Outsider(), values{"truthful": "", "papers": "", "holder_name": ""})
		atFault(t, err, "holder_name", "papers", "truthful")
		_, err = open(t, c, c.Staff("water-handler"), values{"channel": "window"})
		if err == nil {
			t.Error("somebody who is no window takes in")
		}
	})
}

func TestWhatIsMissingIsToldOnceAndSilenceIsAcceptance(t *testing.T) {
	law.Kept(t, "行政许可法第32条")
	on(t, func(t *testing.T, c *city.City) {
		silent := apply(t, c)
		told := apply(t, c)
		told.does("water-window", "notify", values{"missing": "缺排水管线图，请补正（条例第二十一条）。"}, "correcting")
		told.due("correct", "2026-04-01")
		c.Move("2026-03-04 10:00")
		c.Move("2026-03-09 23:59")
		silent.is("received")
		c.Move("2026-03-10 00:00")
		silent.is("reviewing")
		if at := silent.clock("decide"); at.Started != silent.row().Opened {
			t.Errorf("deemed accepted as of %d, not of its receipt %d", at.Started, silent.row().Opened)
		}
		silent.due("decide", "2026-03-30")
		c.Move("2026-04-02 00:00")
		told.is("lapsed")
	})
}

func TestNothingIsToldTwiceNorRefusedWithoutGround(t *testing.T) {
	law.Broken(t, "行政许可法第32条")
	on(t, func(t *testing.T, c *city.City) {
		l := apply(t, c)
		l.refused("water-window", "refuse", values{"reply": "不归我们管。"}, "ground")
		l.refused("nandi-window", "accept", nil)
		l.does("water-window", "notify", values{"missing": "缺排水管线图。"}, "correcting")
		l.supplies()
		l.refused("water-window", "notify", values{"missing": "还缺一份承诺书。"})
		l.does("water-window", "refuse", values{"ground": "not_needed", "reply": "该排水户不需要许可，可以直接接管；对本决定不服的，可以申请行政复议或者提起行政诉讼。"}, "rejected")
	})
}

// supplies hands in what was missing.
func (l *licence) supplies() {
	l.t.Helper()
	l.hands("applicant", "correct", "papers", nil, "received")
}

// hands does an act that brings a file.
func (l *licence) hands(who, act, field string, v values, state string) {
	l.t.Helper()
	actor, err := l.Engine.Prove(l.t.Context(), l.num, l.code)
	if err != nil {
		l.t.Fatal(err)
	}
	if who != "applicant" {
		actor = l.Staff(who)
	}
	key := freshKey()
	f, err := l.Engine.Tray(actor, key).Put(l.t.Context(), field, "材料.png", strings.NewReader("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"))
	if err != nil {
		l.t.Fatal(err)
	}
	all := values{field: string(f.ID)}
	maps.Copy(all, v)
	if _, err := l.Engine.Act(l.t.Context(), actor, l.id, act, matter.Input{Key: key, Values: all}); err != nil {
		l.t.Fatalf("%s by %s: %v", act, who, err)
	}
	l.is(state)
}

func TestFactsAreCheckedByTwo(t *testing.T) {
	law.Kept(t, "行政许可法第34条")
	law.Broken(t, "行政许可法第34条")
	on(t, func(t *testing.T, c *city.City) {
		l := apply(t, c).reviewing()
		one, two := fmt.Sprint(c.People["water-handler"]), fmt.Sprint(c.People["water-colleague"])
		l.refused("water-handler", "check", values{"officers": one, "found": "排放口已建隔油池。"}, "officers")
		l.refused("water-handler", "check", values{"officers": one + " " + one, "found": "排放口已建隔油池。"}, "officers")
		l.does("water-handler", "check", values{"officers": one + " " + two, "found": "排放口已建隔油池。"}, "reviewing")
		l.refused("water-handler", "propose", nil, "opinion", "proposal")
		l.refused("water-handler", "grant", values{"reply": "准予许可。"})
	})
}

func TestThirdPartiesAreHeard(t *testing.T) {
	law.Kept(t, "行政许可法第36条")
	law.Broken(t, "行政许可法第36条")
	on(t, func(t *testing.T, c *city.City) {
		l := apply(t, c).reviewing()
		l.refused("water-handler", "hear", nil, "notice")
		l.does("water-handler", "hear", values{"notice": "已书面告知相邻商户，听取其陈述申辩。"}, "reviewing")
	})
}

func TestARefusalGivesItsReasons(t *testing.T) {
	law.Kept(t, "行政许可法第38条")
	law.Broken(t, "行政许可法第38条")
	on(t, func(t *testing.T, c *city.City) {
		l := apply(t, c).proposed("deny")
		l.refused("water-head", "deny", values{"reply": "不予许可。"}, "reason")
		l.refused("water-handler", "deny", values{"reply": "不予许可。", "reason": "排放口不符合要求。"})
		l.does("water-head", "deny", values{"reply": "不予许可；可以在六十日内申请行政复议，或者在六个月内提起行政诉讼。", "reason": "排放口不符合条例第二十一条的要求。"}, "denied")
	})
}

func TestTheDecisionIsExtendedOnce(t *testing.T) {
	law.Kept(t, "行政许可法第42条")
	on(t, func(t *testing.T, c *city.City) {
		l := apply(t, c).reviewing()
		l.due("decide", "2026-03-30")
		l.does("water-handler", "ask_extension", values{"reason": "需要会同燃气公司核对管位。", "extra_days": "10"}, "extending")
		l.does("water-head", "extend", values{"notice": "因需核对管位，延长十个工作日。"}, "reviewing")
		l.due("decide", "2026-04-14") // over Qingming
	})
}

func TestAnExtensionBeyondTheLawIsRefusedAndALateDecisionCarded(t *testing.T) {
	law.Broken(t, "行政许可法第42条")
	on(t, func(t *testing.T, c *city.City) {
		l := apply(t, c).reviewing()
		l.refused("water-handler", "ask_extension", values{"reason": "人手紧张。", "extra_days": "11"}, "extra_days")
		l.does("water-handler", "ask_extension", values{"reason": "需要核对管位。", "extra_days": "2"}, "extending")
		l.refused("water-handler", "extend", values{"notice": "延长两个工作日。"})
		l.does("water-head", "extend", values{"notice": "延长两个工作日。"}, "reviewing")
		l.refused("water-handler", "ask_extension", values{"reason": "还是没有核对完。", "extra_days": "2"})
		l.late("decide", "2026-04-01 23:59", "2026-04-02 00:01")
	})
}

func TestThePromiseIsShorterThanTheLaw(t *testing.T) {
	law.Kept(t, "优化营商环境条例第35条")
	law.Broken(t, "优化营商环境条例第35条")
	on(t, func(t *testing.T, c *city.City) {
		l := apply(t, c).reviewing()
		l.due("promise", "2026-03-11")
		l.late("promise", "2026-03-11 23:59", "2026-03-12 00:01")
		if slices.Contains(l.clock("decide").Fired, "breach") {
			t.Error("the statutory limit is taken for broken with the promise")
		}
	})
}

func TestASpecialProcedureStopsTheClock(t *testing.T) {
	law.Kept(t, "行政许可法第45条")
	law.Broken(t, "行政许可法第45条")
	on(t, func(t *testing.T, c *city.City) {
		l := apply(t, c).reviewing()
		told := values{"procedure": "testing", "notice": "送检水样，检测时间不计入办理时限。", "procedure_by": "2026-03-20"}
		for _, day := range []string{"2026-03-02", "2026-07-01"} {
			l.refused("water-handler", "begin_special", values{"procedure": "testing", "notice": "送检水样。", "procedure_by": day})
		}
		l.refused("water-handler", "begin_special", values{"procedure": "testing", "procedure_by": "2026-03-20"}, "notice")
		l.does("water-handler", "begin_special", told, "special")
		l.late("special", "2026-03-20 23:59", "2026-03-21 00:01")
		l.does("water-handler", "end_special", values{"found": "水样合格。"}, "reviewing")
		if due := l.clock("decide").Due; due <= "2026-03-30" {
			t.Errorf("the time of the procedure is counted: due %s", due)
		}
	})
}

func TestADecisionIsPublishedAndIssued(t *testing.T) {
	law.Kept(t, "行政许可法第40条", "行政许可法第44条", "国办发〔2018〕118号")
	on(t, func(t *testing.T, c *city.City) {
		l := apply(t, c).granted()
		l.publication().due("publish", "2026-03-11")
		l.due("issue", "2026-03-16")
		l.publication().does("water-window", "publish", nil, "published")
		l.does("water-window", "deliver", values{"delivery": "electronic"}, "delivered")
	})
}

func TestLateIssueAndLatePublicationAreCarded(t *testing.T) {
	law.Broken(t, "行政许可法第40条", "行政许可法第44条", "国办发〔2018〕118号")
	on(t, func(t *testing.T, c *city.City) {
		l := apply(t, c).granted()
		l.publication().late("publish", "2026-03-11 23:59", "2026-03-12 00:01")
		l.late("issue", "2026-03-16 23:59", "2026-03-17 00:01")
	})
}

func TestALowRatingIsFollowedUp(t *testing.T) {
	law.Kept(t, "国办发〔2019〕51号")
	law.Broken(t, "国办发〔2019〕51号")
	on(t, func(t *testing.T, c *city.City) {
		for rating, children := range map[string]int{"good": 0, "poor": 1} {
			l := apply(t, c).granted()
			l.does("water-window", "deliver", values{"delivery": "window"}, "delivered")
			l.refused("applicant", "rate", nil, "rating")
			l.does("applicant", "rate", values{"rating": rating, "note": "多跑了一趟。"}, "closed")
			followed := 0
			for _, child := range l.row().Children {
				if child.Process == "enterprises.followup" {
					followed++
				}
			}
			if followed != children {
				t.Errorf("rated %s: %d follow-ups", rating, followed)
			}
			l.refused("applicant", "rate", values{"rating": "very_good"})
		}
		unrated := apply(t, c).granted()
		unrated.does("water-window", "deliver", values{"delivery": "window"}, "delivered")
		c.Move("2026-04-02 00:01")
		unrated.is("closed")
		if unrated.row().Did["rate"] != 0 {
			t.Error("silence is taken for satisfaction")
		}
	})
}

func TestPapersMayFollowOnAPromise(t *testing.T) {
	on(t, func(t *testing.T, c *city.City) {
		l := apply(t, c)
		promise := values{"tolerated": "排水水质检测报告，补交扫描件即可；逾期终止办理。", "tolerated_by": "2026-03-12"}
		l.refused("water-window", "tolerate", values{"tolerated": promise["tolerated"], "tolerated_by": "2026-05-01"})
		l.does("water-window", "tolerate", promise, "tolerating")
		l.refused("water-handler", "propose", values{"opinion": "材料齐全。", "proposal": "grant"})
		c.Move("2026-03-13 00:01")
		l.is("terminated")
	})
}

func TestAnApplicantMayWithdrawUntilTheDecision(t *testing.T) {
	on(t, func(t *testing.T, c *city.City) {
		l := apply(t, c).reviewing()
		l.does("applicant", "withdraw", nil, "withdrawn")
		late := apply(t, c).granted()
		late.refused("applicant", "withdraw", nil)
	})
}
