package desk_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"shuniu/kernel/matter"
	"shuniu/test/city"
)

// learns enters requests that were dispatched before, and lets the city learn from
// them.
func (o *office) learns() {
	o.t.Helper()
	for i := range 24 {
		title, unit, category := []string{"自来水停了没有水", "小区停水三天没人管", "家里停水，水压太低", "水管爆裂停水"}[i/2%4], "water", "020101"
		if i%2 == 1 {
			title, unit, category = []string{"物业乱收停车费", "停车位被物业锁住", "物业停车费涨价", "地下车库停车位不够"}[i/2%4], "housing", "010105"
		}
		_, err := o.Engine.Import(o.t.Context(), matter.History{Source: "mailbox", ID: fmt.Sprint(i), Process: "people.request", Acts: []matter.Past{
			{Act: "submit", Occurred: city.At(o.t, "2026-03-02 08:00"), Values: map[string]string{"kind": "help", "title": title, "body": fmt.Sprintf("%s，第%c次反映，请政府尽快处理。", title, '一'+rune(i)), "region": "990102001001"}},
			{Act: "dispatch", Occurred: city.At(o.t, "2026-03-02 08:10"), Values: map[string]string{"unit": unit, "urgency": "ordinary", "category": category}},
			{Act: "sign", Occurred: city.At(o.t, "2026-03-02 08:20")},
		}})
		if err != nil {
			o.t.Fatal(err)
		}
	}
	o.Follow()
	if err := o.advice.Tend(o.t.Context()); err != nil {
		o.t.Fatal(err)
	}
}

func TestADispatcherIsAdvisedAndChooses(t *testing.T) {
	o := open(t, true)
	a := o.asks()
	b := o.as("dispatcher").Goes(a.path()+"/dispatch").Got(http.StatusOK).Never("建议：", "填入")
	o.learns()
	b.Goes(a.path()+"/dispatch").Reads("建议：供水供电供气供热 › 供水 › 停水与恢复（把握", "建议：市水务局（把握", "因为：“", "仅供参考", "按本市24件往来件训练，检验时首选正确率", "训练于2026年3月2日")
	if unit, category := b.Value("unit"), b.Value("category"); unit+category != "" {
		t.Errorf("chosen beforehand: %q, %q", unit, category)
	}
	b.Presses("填入 建议：供水供电", "urgency", "emergency").Got(http.StatusOK).Presses("填入 建议：市水务局").Got(http.StatusOK)
	if v, err := o.Engine.View(t.Context(), o.Staff("dispatcher"), a.ID); err != nil || v.Matter.State != "submitted" {
		t.Errorf("filling in has done something: %v, %v", v.Matter.State, err)
	}
	b.Presses("派单").Got(http.StatusOK).Reads("“派单”已完成")
	v, err := o.Engine.View(t.Context(), o.Staff("dispatcher"), a.ID)
	if err != nil || v.Matter.Fields["category"] != "020101" || v.Matter.Fields["urgency"] != "emergency" || v.Matter.State != "dispatched" {
		t.Errorf("%+v, %v", v.Matter.Fields, err)
	}
	english := o.asks()
	b = o.as("dispatcher").Goes("/desk/matter/" + english.Number + "/refuse")
	if strings.Contains(b.Body, "sn-advice") {
		t.Error("advice beside an act that sorts nothing")
	}
}

func TestWhoeverRegistersACallMayAskForItsCategory(t *testing.T) {
	o := open(t, true)
	b := o.as("dispatcher").Goes("/desk/new/people.request").Got(http.StatusOK).Never("看分类建议")
	o.learns()
	b.Goes("/desk/new/people.request").Presses("按标题和详细情况看分类建议").Got(http.StatusOK).Never("填入 建议")
	b.Presses("按标题和详细情况看分类建议", "title", "小区停水三天", "body", "家里停水三天了，水压也低，没人管。").Got(http.StatusOK).Reads("建议：供水供电供气供热 › 供水 › 停水与恢复（把握", "因为：“", "仅供参考")
	if b.Value("category") != "" || b.Value("title") != "小区停水三天" {
		t.Errorf("chosen beforehand %q, or lost %q", b.Value("category"), b.Value("title"))
	}
	if b.Presses("填入 建议：供水供电").Got(http.StatusOK); b.Value("category") == "" || b.Value("title") != "小区停水三天" {
		t.Errorf("not filled in: %q, %q", b.Value("category"), b.Value("title"))
	}
}
