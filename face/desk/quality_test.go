package desk_test

import (
	"net/http"
	"testing"

	"shuniu/kernel/access"
	"shuniu/kernel/matter"
)

const (
	mended   = "经市水务局工作人员3月2日现场核实，漏点在小区二号楼前的阀门井内，抢修班组已更换管箍并试压合格，当天18时恢复供水，后续如有问题请拨打供水热线电话87654321反映。"
	hollow   = "您的留言已收悉，已转相关部门处理，请您耐心等待。"
	charging = "小区充电桩长期被占用"
)

// asksOf is a request about something else, which a unit has signed for.
func (o *office) asksOf(title, unit string) asked {
	o.t.Helper()
	res, err := o.Engine.Open(o.t.Context(), access.Outsider(), "people.request", matter.Input{Values: map[string]string{
		"kind": "complaint", "title": title, "body": title + "，物业不管，请协调安排错峰使用并清理占位车辆。", "region": "990102001001",
	}})
	if err != nil {
		o.t.Fatal(err)
	}
	a := asked{o, res.Matter}
	a.staff("dispatcher", "dispatch", map[string]string{"unit": unit, "urgency": "ordinary"})
	a.staff(unit+"-handler", "sign", nil)
	return a
}

func (a asked) toBeChecked(by, draft string) asked {
	a.t.Helper()
	a.staff(by, "ask_check", map[string]string{"draft": draft, "outcome": "explained"})
	return a
}

func TestWhoeverApprovesAnAnswerSeesWhatToLookAt(t *testing.T) {
	o := open(t, true)
	first := o.asks().signed()
	first.staff("water-handler", "reply", map[string]string{"reply": mended, "outcome": "solved"})
	o.Follow()
	if err := o.answers.Tend(t.Context(), o.Engine); err != nil {
		t.Fatal(err)
	}
	copied := o.asksOf(charging, "water").toBeChecked("water-handler", mended)
	o.as("water-head").Goes(copied.path()).Reads("看一看这份答复", "与另一件的答复有99%相同，所问不同", "查看"+first.Number, "请留意", "没有写依据", "写明了日期", "不计入考核")

	elsewhere := o.asksOf(charging, "nandi").toBeChecked("nandi-handler", mended)
	o.as("district-head").Goes(elsewhere.path() + "/approve_reply").Got(http.StatusOK).Reads("与另一件的答复有99%相同").Never(first.Number)

	empty := o.asksOf(charging, "water").toBeChecked("water-handler", hollow)
	b := o.as("water-head").Goes(empty.path()+"/approve_reply").Reads("没有发现与其他答复雷同", "只说已收到、已转办或请等待", "没有提到“小区充电桩长期被占用”")
	b.Presses("审核通过并答复", "reply", "根据《电动汽车充电设施管理办法》第十二条，已于3月2日清理。", "outcome", "").Got(http.StatusUnprocessableEntity).Reads("依据《电动汽车充电设施管理办法》第十二条")
	o.as("water-handler").Goes(first.path()).Never("看一看这份答复")
}

func TestWhoInspectsSeesTheAnswerAndWhatToLookAt(t *testing.T) {
	o := open(t, true)
	first := o.asks()
	first.staff("agent", "answer", map[string]string{"reply": hollow, "outcome": "explained"})
	first.resident("rate", map[string]string{"rating": "good"})
	first.staff("inspector", "inspect", map[string]string{"sample": "三月办结件，种子20260301"})
	v, err := o.Engine.View(t.Context(), o.Staff("inspector"), first.ID)
	if err != nil {
		t.Fatal(err)
	}
	number, err := matter.NumberOf(t.Context(), o.Engine.Reader, matter.ID(v.Matter.Children[len(v.Matter.Children)-1].Matter))
	if err != nil {
		t.Fatal(err)
	}
	o.as("inspector").Goes("/desk/matter/"+number).Reads("看一看这份答复", "只说已收到、已转办或请等待")
}

func TestAnErasedAnswerIsComparedWithNoLonger(t *testing.T) {
	o := open(t, true)
	first := o.asks().signed()
	first.staff("water-handler", "reply", map[string]string{"reply": mended, "outcome": "solved"})
	second := o.asksOf(charging, "water")
	v, err := o.Engine.View(t.Context(), o.Staff("water-handler"), second.ID)
	if err != nil {
		t.Fatal(err)
	}
	like := func() string {
		t.Helper()
		o.Follow()
		if err := o.answers.Tend(t.Context(), o.Engine); err != nil {
			t.Fatal(err)
		}
		q, ok := o.answers.Read(v, mended)
		if !ok {
			t.Fatal("nothing is said")
		}
		return q.Like
	}
	if got := like(); got != first.Number {
		t.Errorf("like %q", got)
	}
	if err := o.Engine.Erase(t.Context(), o.Staff("supervisor"), first.ID, "个人信息保护法第四十七条"); err != nil {
		t.Fatal(err)
	}
	if got := like(); got != "" {
		t.Errorf("like the erased %q", got)
	}
}
