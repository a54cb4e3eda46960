package approval_test

import (
	"fmt"
	"testing"

	"shuniu/kernel/access"
	"shuniu/kernel/matter"
	"shuniu/service/enterprises/approval"
	"shuniu/test/city"
	"shuniu/test/law"
)

// of applies for another item than the usual one.
func of(t *testing.T, c *city.City, code string) *licence {
	t.Helper()
	l, err := open(t, c, access.Outsider(), values{"item": code})
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// child is the matter of a process that the licence has opened last, nil if none.
func (l *licence) child(process string) *licence {
	l.t.Helper()
	var found *licence
	for _, c := range l.row().Children {
		if c.Process == process {
			found = &licence{City: l.City, t: l.t, id: matter.ID(c.Matter), num: l.num, code: l.code}
		}
	}
	return found
}

func TestALowerBodyReviewsFirstAndSendsAllUp(t *testing.T) {
	law.Kept(t, "行政许可法第35条", "行政许可法第43条")
	on(t, func(t *testing.T, c *city.City) {
		l, silent := of(t, c, city.IntakePermit), of(t, c, city.IntakePermit)
		l.does("district-head", "accept_first", nil, "first") // the district has no window: its head stands in
		l.due("first", "2026-03-30")
		c.Move("2026-03-10 09:00")
		silent.does("district-head", "begin_first", nil, "first")
		silent.due("first", "2026-03-30") // as of the day of receipt
		l.does("district-head", "report_up", values{"first_opinion": "水源论证充分，材料齐全。", "first_proposal": "grant"}, "reviewing")
		says(t, l.last(access.TheSystem()), "行政许可初审意见书", "", "水源论证充分，材料齐全。", "建议准予", "市水务局")
		l.due("decide", "2026-04-08")
		if m := l.row(); m.Given["papers"] == 0 {
			t.Error("the papers did not go up")
		}
		l.does("water-handler", "propose", values{"opinion": "同意初审意见。", "proposal": "grant"}, "deciding")
		l.does("water-head", "grant", values{"reply": "准予取水许可。"}, "granted")
	})
}

func TestALowerBodyDoesNotDecideAndAnUpperOneAsksForNothingAgain(t *testing.T) {
	law.Broken(t, "行政许可法第35条", "行政许可法第43条")
	on(t, func(t *testing.T, c *city.City) {
		_, err := open(t, c, access.Outsider(), values{"item": city.IntakePermit, "region": "990103000000"})
		atFault(t, err, "region") // no first reviewer there
		l, late, deemed := of(t, c, city.IntakePermit), of(t, c, city.IntakePermit), of(t, c, city.IntakePermit)
		l.refused("water-window", "accept_first", nil)
		l.refused("district-head", "accept", nil)
		apply(t, c).refused("water-window", "accept_first", nil)
		l.does("district-head", "accept_first", nil, "first")
		late.does("district-head", "accept_first", nil, "first")
		l.refused("district-head", "report_up", nil, "first_opinion", "first_proposal")
		l.does("district-head", "report_up", values{"first_opinion": "材料齐全。", "first_proposal": "grant"}, "reviewing")
		l.refused("water-window", "notify", values{"missing": "请再交一份申请书。"})
		c.Move("2026-03-10 09:00")
		deemed.is("reviewing")
		deemed.refused("district-head", "propose", values{"opinion": "可以批。", "proposal": "grant"})
		late.late("first", "2026-03-30 23:59", "2026-03-31 00:01")
	})
}

func TestTwoInspectorsAreAssignedInFiveDaysAndNothingIsDecidedBefore(t *testing.T) {
	law.Kept(t, "行政许可法第55条")
	law.Broken(t, "行政许可法第55条")
	on(t, func(t *testing.T, c *city.City) {
		one, two := fmt.Sprint(c.People["water-handler"]), fmt.Sprint(c.People["water-head"])
		l, late := of(t, c, city.TankPermit).reviewing(), of(t, c, city.TankPermit).reviewing()
		if apply(t, c).reviewing().child(approval.Inspection) != nil {
			t.Error("what needs no inspection is inspected")
		}
		i := l.child(approval.Inspection)
		i.due("assign", "2026-03-09")
		i.refused("water-head", "assign", values{"officers": one, "standard": "GB 17051-1997"}, "officers")
		i.does("water-head", "assign", values{"officers": one + " " + two, "standard": "GB 17051-1997"}, "assigned")
		l.refused("water-handler", "propose", values{"opinion": "符合要求。", "proposal": "grant"})
		found := values{"inspected_on": "2026-03-03", "outcome": "meets", "found": "水箱材质、防污设施符合第5.2条。"}
		i.refused("water-colleague", "report", found)
		i.does("water-handler", "report", found, "reported")
		l.does("water-handler", "propose", values{"opinion": "检验合格。", "proposal": "grant"}, "deciding")
		late.child(approval.Inspection).late("assign", "2026-03-09 23:59", "2026-03-10 00:01")
		silent := of(t, c, city.TankPermit)
		c.Move("2026-03-18 09:00")
		if silent.is("reviewing"); silent.child(approval.Inspection) == nil {
			t.Error("what is deemed accepted is not inspected")
		}
	})
}
