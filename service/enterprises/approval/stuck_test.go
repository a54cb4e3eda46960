package approval_test

import (
	"maps"
	"testing"

	"shuniu/kernel/access"
	"shuniu/kernel/matter"
	"shuniu/test/city"
)

// stuck is a report of what could not be got done, on Monday, 2026-03-02.
func stuck(t *testing.T, c *city.City, who access.Actor, more values) *licence {
	t.Helper()
	v := values{"trouble": "pushed", "title": "给店面接上下水", "body": "水务说找城管，城管说找水务，跑了三趟。", "region": "990102001000", "phone": "13800000000"}
	maps.Copy(v, more)
	res, err := c.Engine.Open(t.Context(), who, "enterprises.stuck", matter.Input{Key: freshKey(), Values: v})
	if err != nil {
		t.Fatal(err)
	}
	return &licence{City: c, t: t, id: res.Matter.ID, num: res.Matter.Number, code: res.Code}
}

func TestWhatCouldNotBeDoneHasSomebodyWhoSettlesIt(t *testing.T) {
	on(t, func(t *testing.T, c *city.City) {
		l, noted := stuck(t, c, access.Outsider(), nil), stuck(t, c, c.Staff("nandi-window"), values{"channel": "window"})
		l.due("contact", "2026-03-03")
		l.due("settle", "2026-03-09")
		l.does("hall-window", "contact", values{"contact": "已通话，约定周三一起到现场。"}, "working")
		l.does("hall-window", "pass", values{"unit": "water", "finding": "请明确接管由谁审批。"}, "passed")
		l.refused("hall-window", "report", values{"report": "替水务写的。"})
		l.does("water-handler", "report", values{"report": "由我局办理，已受理。"}, "reported")
		l.does("hall-window", "settle", values{"outcome": "done", "reply": "水务局已受理，编号已短信告知。"}, "answered")
		l.does("applicant", "rate", values{"rating": "poor", "note": "拖了三天。"}, "closed")
		if l.child("people.followup") == nil {
			t.Error("a low rating is not followed up")
		}
		noted.refused("hall-window", "explain", values{"reply": "办不了。"}, "legal")
		noted.does("hall-window", "explain", values{"legal": "城镇排水与污水处理条例第21条", "reply": "这类排放依法不能接入雨水管。"}, "answered")
	})
}

func TestAReportThatIsNotTakenUpIsCardedAndARuleIsChangedByItsUnit(t *testing.T) {
	on(t, func(t *testing.T, c *city.City) {
		l, gone := stuck(t, c, access.Outsider(), nil), stuck(t, c, access.Outsider(), nil)
		gone.does("applicant", "withdraw", nil, "withdrawn")
		l.refused("water-handler", "contact", values{"contact": "打过电话。"})
		l.late("contact", "2026-03-03 23:59", "2026-03-04 00:01")
		l.does("hall-window", "contact", values{"contact": "已道歉并了解情况。"}, "working")
		amended := values{"change": "接管审批的分工表要写明由谁受理。", "reply": "规定确有冲突，已请水务局修改。"}
		l.refused("hall-window", "amend", amended)
		l.does("hall-window", "pass", values{"unit": "water", "finding": "分工表自相矛盾。"}, "passed")
		l.does("water-head", "report", values{"report": "属实，本月修订。"}, "reported")
		l.does("hall-window", "amend", amended, "answered")
		l.Move("2026-03-13 09:00")
		l.is("closed")
	})
}
