package approval_test

import (
	"testing"

	"shuniu/test/city"
	"shuniu/test/law"
)

const toldOfHearing = "拟作出的决定与您有重大利益关系，您有权在五个工作日内要求听证。"

// informed is a licence whose applicant was told of the right to be heard, on
// Monday, 2026-03-02.
func informed(t *testing.T, c *city.City) *licence {
	t.Helper()
	l := apply(t, c).reviewing()
	l.does("water-handler", "tell_hearing", values{"notice": toldOfHearing}, "informed")
	return l
}

// convened is one whose hearing may be held, on Monday, 2026-03-16.
func convened(t *testing.T, c *city.City) *licence {
	t.Helper()
	l := informed(t, c)
	l.does("applicant", "ask_hearing", values{"reason": "对排放口的认定有异议。"}, "arranging")
	l.does("water-legal", "notify_hearing", values{"held_on": "2026-03-16", "place": "水务局二楼会议室", "notice": "请携带证据参加，可以委托代理人。"}, "notified")
	c.Move("2026-03-16 09:00")
	l.is("convened")
	return l
}

func TestTheApplicantIsToldOfTheRightToAHearingAndAsksInTime(t *testing.T) {
	law.Kept(t, "行政许可法第47条")
	on(t, func(t *testing.T, c *city.City) {
		own, third, silent, waived := informed(t, c), informed(t, c), informed(t, c), informed(t, c)
		own.due("request", "2026-03-09")
		waived.does("applicant", "waive_hearing", nil, "reviewing")
		c.Move("2026-03-09 16:00")
		own.does("applicant", "ask_hearing", values{"reason": "对排放口的认定有异议。"}, "arranging")
		own.due("organise", "2026-04-07") // over Qingming
		third.does("water-window", "note_hearing", values{"asked_by": "third", "reason": "相邻商户担心倒灌。"}, "arranging")
		c.Move("2026-03-10 00:01")
		silent.is("reviewing")
		if due := silent.clock("decide").Due; due <= "2026-03-30" {
			t.Errorf("the time of the procedure is counted: due %s", due)
		}
	})
}

func TestAHearingAskedForLateIsRefusedAndOneHeldLateCarded(t *testing.T) {
	law.Broken(t, "行政许可法第47条")
	on(t, func(t *testing.T, c *city.City) {
		l, late := informed(t, c), informed(t, c)
		l.refused("water-window", "note_hearing", values{"reason": "相邻商户担心倒灌。"}, "asked_by")
		l.does("applicant", "ask_hearing", values{"reason": "对认定有异议。"}, "arranging")
		c.Clock.Set(city.At(t, "2026-03-10 00:01")) // no sweeper ran: the limit holds all the same
		late.refused("applicant", "ask_hearing", values{"reason": "刚想起来。"})
		c.Move("2026-03-10 09:00")
		late.is("reviewing")
		late.refused("water-handler", "tell_hearing", values{"notice": toldOfHearing})
		l.late("organise", "2026-03-30 23:59", "2026-03-31 00:01")
	})
}

func TestAHearingIsAnnouncedHeldByAnotherAndDecidedOnItsRecord(t *testing.T) {
	law.Kept(t, "行政许可法第48条")
	on(t, func(t *testing.T, c *city.City) {
		l := convened(t, c)
		l.does("water-legal", "hold_hearing", values{"attended": "申请人、相邻商户代表、审查人员"}, "hearing")
		l.does("water-handler", "present", values{"evidence": "现场照片、管线图；条例第二十一条。"}, "recording")
		l.hands("water-legal", "sign_record", "record", nil, "heard")
		l.does("water-handler", "conclude", values{"on_record": "采纳申请人第二点意见，见笔录第3页。", "opinion": "符合要求。", "proposal": "grant"}, "resolving")
		l.does("water-head", "redo", values{"reason": "请补充对第三方意见的回应。"}, "heard")
		l.does("water-handler", "conclude", values{"on_record": "不采纳第三方意见，见笔录第4页。", "opinion": "符合要求。", "proposal": "grant"}, "resolving")
		l.does("water-head", "grant", values{"reply": "根据听证笔录，准予排水许可。"}, "granted")
	})
}

func TestAHearingIsNotHurriedNorIgnored(t *testing.T) {
	law.Broken(t, "行政许可法第48条")
	on(t, func(t *testing.T, c *city.City) {
		hurried := informed(t, c)
		hurried.does("applicant", "ask_hearing", values{"reason": "对认定有异议。"}, "arranging")
		notice := values{"held_on": "2026-03-09", "place": "会议室", "notice": "请准时参加。"}
		hurried.refused("water-legal", "notify_hearing", notice)
		notice["held_on"] = "2026-03-16"
		hurried.refused("water-handler", "notify_hearing", notice) // who examines does not preside
		hurried.does("water-legal", "notify_hearing", notice, "notified")
		hurried.refused("water-legal", "hold_hearing", values{"attended": "申请人"})
		c.Move("2026-03-12 09:00") // the seven working days are over, the day has not come
		hurried.refused("water-legal", "hold_hearing", values{"attended": "申请人"})
		c.Move("2026-03-16 09:00")
		hurried.does("water-legal", "hold_hearing", values{"attended": "申请人"}, "hearing")
		hurried.does("water-handler", "present", values{"evidence": "现场照片。"}, "recording")
		hurried.refused("water-legal", "sign_record", nil, "record")
		hurried.hands("water-legal", "sign_record", "record", nil, "heard")
		hurried.refused("water-handler", "propose", values{"opinion": "不看笔录。", "proposal": "deny"})
		hurried.refused("water-handler", "conclude", values{"opinion": "不看笔录。", "proposal": "deny"}, "on_record")
		hurried.refused("water-head", "grant", values{"reply": "准予。"})
	})
}

func TestAHearingIsWaivedByAbsenceOrWithdrawn(t *testing.T) {
	on(t, func(t *testing.T, c *city.City) {
		dropped := informed(t, c)
		dropped.does("applicant", "ask_hearing", values{"reason": "对认定有异议。"}, "arranging")
		dropped.does("applicant", "drop_hearing", nil, "reviewing")
		l := convened(t, c)
		l.refused("water-handler", "absent", values{"reason": "没有来。"})
		l.does("water-legal", "absent", values{"reason": "到场时间过后三十分钟仍未出席，未说明理由。"}, "reviewing")
	})
}

func TestAHearingInThePublicInterestIsAnnouncedAndNotWithdrawn(t *testing.T) {
	law.Kept(t, "行政许可法第46条")
	law.Broken(t, "行政许可法第46条")
	on(t, func(t *testing.T, c *city.City) {
		l := apply(t, c).reviewing()
		l.refused("water-handler", "announce_hearing", nil, "announcement")
		l.does("water-handler", "announce_hearing", values{"announcement": "就该排放口的设置公开听证，市民可以报名参加。"}, "arranging")
		l.refused("applicant", "drop_hearing", nil)
		l.does("water-legal", "notify_hearing", values{"held_on": "2026-03-16", "place": "会议室", "notice": "公开举行，可以旁听。"}, "notified")
		c.Move("2026-03-16 09:00")
		l.refused("water-legal", "absent", values{"reason": "申请人没有来。"})
		l.does("water-legal", "hold_hearing", values{"attended": "市民代表五人"}, "hearing")
	})
}
