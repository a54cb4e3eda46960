package approval_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"shuniu/kernel/access"
	"shuniu/kernel/matter"
	"shuniu/service/enterprises/approval"
	"shuniu/test/city"
	"shuniu/test/law"
)

// joint is one joint approval on its way, opened on Monday, 2026-03-02, at 9. Its
// acts are those of a licence: only who does them and to what differs.
type joint struct{ *licence }

func openJoint(t *testing.T, c *city.City, who access.Actor, more values) (joint, error) {
	t.Helper()
	key := freshKey()
	f, err := c.Engine.Tray(who, key).Put(t.Context(), "papers", "申请书.png", strings.NewReader("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"))
	if err != nil {
		t.Fatal(err)
	}
	v := values{"theme": city.FitOut, "answers": "rebuild=yes noise=yes", "region": "990102001000", "holder_name": "澜湾潮味餐饮有限公司", "phone": "13800000000", "truthful": "true", "papers": string(f.ID)}
	maps.Copy(v, more)
	res, err := c.Engine.Open(t.Context(), who, approval.Joint, matter.Input{Key: key, Values: v})
	if err != nil {
		return joint{}, err
	}
	return joint{&licence{City: c, t: t, id: res.Matter.ID, num: res.Matter.Number, code: res.Code}}, nil
}

func applyJointly(t *testing.T, c *city.City, more values) joint {
	t.Helper()
	j, err := openJoint(t, c, access.Outsider(), more)
	if err != nil {
		t.Fatal(err)
	}
	return j
}

// part is what a department was asked last.
func (j joint) part(unit string) *licence {
	j.t.Helper()
	for _, c := range slices.Backward(j.row().Children) {
		v, err := j.Engine.View(j.t.Context(), access.TheSystem(), matter.ID(c.Matter))
		if err != nil {
			j.t.Fatal(err)
		}
		if v.Matter.Fields["unit"] == unit {
			return &licence{City: j.City, t: j.t, id: v.Matter.ID}
		}
	}
	j.t.Fatalf("%s has no part", unit)
	return nil
}

// circulated is one that the departments pre-check.
func (j joint) circulated() joint {
	j.t.Helper()
	j.does("water-window", "circulate", nil, "prechecking")
	return j
}

// examined is one on which all departments work.
func (j joint) examined() joint {
	j.t.Helper()
	j.circulated()
	j.part("water").staffDoes("water-handler", "complete", nil, "checked")
	j.part("housing").staffDoes("housing-head", "complete", nil, "checked")
	j.part("nandi").staffDoes("nandi-handler", "advise", values{"opinion": "夜间十点以后不得施工。"}, "checked")
	j.does("water-window", "accept", nil, "examining")
	return j
}

// staffDoes is does for a matter that nobody has a code of.
func (l *licence) staffDoes(who, act string, v values, state string) {
	l.t.Helper()
	if _, err := l.Engine.Act(l.t.Context(), l.Staff(who), l.id, act, matter.Input{Values: v}); err != nil {
		l.t.Fatalf("%s by %s: %v", act, who, err)
	}
	l.is(state)
}

// decides lets a department come to its decision.
func (l *licence) decides(handler, head, act string, v values, state string) {
	l.t.Helper()
	l.staffDoes(handler, "propose", values{"opinion": "材料齐全，符合条件。", "proposal": "grant"}, "deciding")
	l.staffDoes(head, act, v, state)
}

func TestDepartmentsWorkAtTheSameTimeEachWithItsClock(t *testing.T) {
	law.Kept(t, "行政许可法第26条", "行政许可法第42条", "行政许可法第38条", "行政许可法第40条", "行政许可法第44条")
	on(t, func(t *testing.T, c *city.City) {
		j := applyJointly(t, c, nil)
		for field, value := range map[string]string{"unit": "water", "departments": "water housing nandi", "deciders": "water housing", "promise_days": "15"} {
			if got := words(j.row().Fields[field]); !slices.Equal(got, words(value)) {
				t.Errorf("%s is %v, not %q", field, got, value)
			}
		}
		j.examined()
		says(t, j.last(j.applicant()), "并联审批受理通知书", "市水务局联受字〔2026〕1号", "市住房和城乡建设局、市水务局同时审查", "2026年3月23日", "2026年5月8日")
		j.due("decide", "2026-05-08")  // 45 working days over Qingming and the first of May
		j.due("promise", "2026-03-23") // 15
		water, housing := j.part("water"), j.part("housing")
		water.due("promise", "2026-03-11")
		housing.due("promise", "2026-03-12") // 10 calendar days
		housing.due("decide", "2026-03-23")  // 20 calendar days end on a Sunday
		for _, who := range []string{"housing-head", "water-handler"} {
			if _, err := c.Engine.Unmask(t.Context(), c.Staff(who), j.id); err != nil {
				t.Errorf("%s does not read the one set of papers: %v", who, err)
			}
		}
		housing.late("promise", "2026-03-12 23:59", "2026-03-13 00:01")
		if slices.Contains(water.clock("decide").Fired, "breach") || slices.Contains(j.clock("promise").Fired, "breach") {
			t.Error("one department's lateness is another's")
		}
		housing.decides("housing-head", "housing-head", "agree", values{"reply": "准予改变房屋结构。"}, "agreed")
		j.is("examining")
		water.decides("water-handler", "water-head", "agree", values{"reply": "准予排水许可。"}, "agreed")
		j.is("concluding")
		if n := j.row().Fields["refusals"]; n != "0" {
			t.Errorf("%s refusals", n)
		}
		says(t, water.last(access.TheSystem()), "准予行政许可决定书", "市水务局许准字〔2026〕1号", "准予排水许可。")
		if all := j.text("results"); !strings.Contains(all, "同意。准予排水许可。（市水务局许准字〔2026〕1号）") {
			t.Errorf("what the departments decided does not name their documents: %s", all)
		}
		j.does("water-head", "decide", values{"reply": "两项许可均予准予。"}, "decided")
		says(t, j.last(j.applicant()), "并联审批综合答复书", "市水务局联复字〔2026〕1号", "两项许可均予准予。", "六十日内")
		j.does("water-window", "deliver", values{"delivery": "electronic"}, "delivered")
		j.does("applicant", "rate", values{"rating": "good"}, "closed")
	})
}

func words(s string) []string { return slices.Sorted(strings.FieldsSeq(s)) }

func TestOnlyWhoIsConcernedTakesPart(t *testing.T) {
	law.Broken(t, "行政许可法第26条")
	on(t, func(t *testing.T, c *city.City) {
		j := applyJointly(t, c, values{"answers": "noise=no rebuild=no"})
		if got := j.row().Fields["departments"]; got != "water" {
			t.Errorf("%s take part", got)
		}
		for answers, fields := range map[string][]string{"rebuild=maybe noise=no": {"answers"}, "rebuild=no": {"answers"}, "rebuild=no rebuild=yes noise=no": {"answers"}} {
			_, err := openJoint(t, c, access.Outsider(), values{"answers": answers})
			atFault(t, err, fields...)
		}
		_, err := openJoint(t, c, access.Outsider(), values{"theme": "party"})
		atFault(t, err, "theme")
		_, err = openJoint(t, c, access.Outsider(), values{"region": "990200000000"})
		atFault(t, err, "region")
		j.does("water-window", "circulate", nil, "prechecking")
		if _, err := c.Engine.View(t.Context(), c.Staff("housing-head"), j.id); err == nil {
			t.Error("a department that has no part sees the case")
		}
	})
}

func TestRequestsOfAllDepartmentsAreToldInOneNotice(t *testing.T) {
	law.Kept(t, "行政许可法第32条")
	law.Broken(t, "行政许可法第32条")
	on(t, func(t *testing.T, c *city.City) {
		j := applyJointly(t, c, nil).circulated()
		j.part("water").staffDoes("water-handler", "want", values{"missing": "缺排水管线图（条例第二十一条）。"}, "checked")
		j.part("housing").staffDoes("housing-head", "want", values{"missing": "缺结构安全鉴定。"}, "checked")
		j.is("prechecking")
		c.Move("2026-03-04 23:59")
		j.is("prechecking")
		c.Move("2026-03-05 00:00") // Nandi says nothing within two working days
		j.is("gathered")
		j.refused("water-window", "accept", nil)
		j.refused("water-window", "notify", values{"missing": "缺排水管线图（条例第二十一条）。"}, "missing")
		v, err := c.Engine.View(t.Context(), c.Staff("water-window"), j.id)
		if err != nil {
			t.Fatal(err)
		}
		j.does("water-window", "notify", approval.PrefillNotice(v), "correcting")
		says(t, j.last(j.applicant()), "并联审批申请材料补正告知书", "市水务局联补字〔2026〕1号", "缺排水管线图", "缺结构安全鉴定。", "2026年4月7日")
		j.supplies()
		j.does("water-window", "circulate", nil, "prechecking")
		for unit, who := range map[string]string{"water": "water-handler", "housing": "housing-head", "nandi": "nandi-handler"} {
			j.part(unit).staffDoes(who, "complete", nil, "checked")
		}
		j.refused("water-window", "notify", values{"missing": "还缺一份承诺书。"})
		j.does("water-window", "accept", nil, "examining")
	})
}

func TestSilenceOfTheLeadIsAcceptanceForAllDepartments(t *testing.T) {
	on(t, func(t *testing.T, c *city.City) {
		j := applyJointly(t, c, nil)
		c.Move("2026-03-09 23:59")
		j.is("received")
		c.Move("2026-03-10 00:00")
		j.is("examining")
		if at := j.clock("decide").Started; at != j.row().Opened {
			t.Errorf("deemed accepted as of %d, not of its receipt %d", at, j.row().Opened)
		}
		j.part("water").is("examining")
		j.part("housing").is("examining")
	})
}

func TestTheWholeIsExtendedOnceByTheHeadOfGovernment(t *testing.T) {
	law.Broken(t, "行政许可法第42条")
	on(t, func(t *testing.T, c *city.City) {
		j := applyJointly(t, c, nil).examined()
		j.refused("water-handler", "ask_extension", values{"reason": "需要专家论证。", "extra_days": "16"}, "extra_days")
		j.does("water-handler", "ask_extension", values{"reason": "需要专家论证。", "extra_days": "15"}, "extending")
		j.refused("water-head", "extend", values{"notice": "延长十五个工作日。"})
		j.does("secretary", "extend", values{"notice": "因需专家论证，延长十五个工作日。"}, "examining")
		says(t, j.last(j.applicant()), "并联审批延期办理通知书", "市水务局联延字〔2026〕1号", "第四十二条第二款", "2026年5月28日")
		j.due("decide", "2026-05-28")
		j.refused("water-handler", "ask_extension", values{"reason": "还需要时间。", "extra_days": "5"})
		j.late("decide", "2026-05-28 23:59", "2026-05-29 00:01")
	})
}

func TestARefusalByOneDepartmentIsToldWithItsReasons(t *testing.T) {
	law.Broken(t, "行政许可法第38条", "行政许可法第40条", "行政许可法第44条")
	on(t, func(t *testing.T, c *city.City) {
		j := applyJointly(t, c, nil).examined()
		housing := j.part("housing")
		housing.staffDoes("housing-head", "propose", values{"opinion": "承重墙不得拆除。", "proposal": "deny"}, "deciding")
		if _, err := c.Engine.Act(t.Context(), c.Staff("housing-head"), housing.id, "refuse", matter.Input{Values: values{"reply": "不予改变房屋结构。"}}); err == nil {
			t.Error("refused without reasons")
		}
		housing.staffDoes("housing-head", "refuse", values{"reply": "不予改变房屋结构；可以申请行政复议或者提起行政诉讼。", "reason": "承重墙不得拆除。"}, "refused")
		says(t, housing.last(access.TheSystem()), "不予行政许可决定书", "市住房和城乡建设局许不准字〔2026〕1号", "承重墙不得拆除。", "六个月内")
		j.part("water").decides("water-handler", "water-head", "agree", values{"reply": "准予排水许可。"}, "agreed")
		j.is("concluding")
		v, err := c.Engine.View(t.Context(), access.TheSystem(), j.id)
		if err != nil {
			t.Fatal(err)
		}
		if results := v.Values["results"].Text; v.Matter.Fields["refusals"] != "1" || !strings.Contains(results, "市住房和城乡建设局：不予。") || !strings.Contains(results, "市水务局：同意。") {
			t.Errorf("%s refusals: %s", v.Matter.Fields["refusals"], results)
		}
		j.does("water-head", "decide", approval.PrefillReply(v), "decided")
		housing.publication().late("publish", "2026-03-11 23:59", "2026-03-12 00:01")
		j.late("issue", "2026-03-16 23:59", "2026-03-17 00:01")
	})
}

func TestASpecialProcedureStopsOneDepartmentAlone(t *testing.T) {
	on(t, func(t *testing.T, c *city.City) {
		j := applyJointly(t, c, nil).examined()
		water := j.part("water")
		water.staffDoes("water-handler", "begin_special", values{"procedure": "testing", "procedure_by": "2026-03-20", "reason": "送检水样。"}, "special")
		j.is("examining")
		c.Move("2026-03-16 09:00")
		water.staffDoes("water-handler", "end_special", values{"found": "水样合格。"}, "examining")
		water.due("promise", "2026-03-23") // not 2026-03-11, and not later than the whole
		j.due("promise", "2026-03-23")
	})
}

func TestAWithdrawnCaseRecallsWhatDepartmentsStillDo(t *testing.T) {
	on(t, func(t *testing.T, c *city.City) {
		early := applyJointly(t, c, nil).circulated()
		early.does("applicant", "withdraw", nil, "withdrawn")
		early.part("nandi").is("recalled")
		j := applyJointly(t, c, nil).examined()
		j.part("water").decides("water-handler", "water-head", "agree", values{"reply": "准予排水许可。"}, "agreed")
		j.does("applicant", "withdraw", values{"reason": "门店不开了。"}, "withdrawn")
		j.part("housing").is("recalled")
		j.part("water").is("agreed")
		for _, c := range j.row().Children {
			if c.End == "" {
				t.Errorf("%d goes on", c.Matter)
			}
		}
	})
}
