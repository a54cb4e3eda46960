package desk_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"shuniu/kernel/matter"
	"shuniu/service/people/knowledge"
)

const saying = "拨打12345或水务局热线，登记地址后2小时内到场抢修。"

// entry is an entry of the knowledge base that has come into force.
func (o *office) entry(title, expires string) string {
	o.t.Helper()
	res, err := o.Engine.Open(o.t.Context(), o.Staff("keeper"), "people.knowledge", matter.Input{Values: map[string]string{
		"title": title, "body": saying, "keywords": string([]rune(title)[:4]), "category": "020101", "unit": "water",
		"basis": "澜湾市供水条例第20条", "review_on": "2026-03-03", "expires_on": expires,
	}})
	if err == nil {
		_, err = o.Engine.Act(o.t.Context(), o.Staff("auditor"), res.Matter.ID, "approve", matter.Input{})
	}
	if err != nil {
		o.t.Fatal(err)
	}
	o.Follow()
	return res.Matter.Number
}

func TestAnEntryIsQuotedIntoAReplyAndCounted(t *testing.T) {
	o := open(t, true)
	number, other := o.entry("社区停水了怎么报修", "2026-09-01"), o.entry("水费怎么查询", "2026-09-01")
	a := o.asks().signed()
	b := o.as("water-handler").Follows(leaking)
	b.Presses("找可引用的口径和答复", "reply", "您好。").Got(http.StatusOK).
		Reads("可以引用", "社区停水了怎么报修", "2026年9月1日", "引用过0次").Never("水费怎么查询")
	b.Presses("引用 社区停水").Got(http.StatusOK).Reads("已引用")
	if reply := b.Value("reply"); reply != "您好。\n\n"+saying {
		t.Errorf("the draft is %q", reply)
	}
	b.Presses("查知识库", "seek", "水费").Reads("水费怎么查询").Presses("引用 水费")
	if quoted := b.Value("knowledge"); quoted != number+" "+other {
		t.Errorf("quoted is %q", quoted)
	}
	b.Presses("答复", "outcome", "solved").Got(http.StatusOK).Reads("“答复”已完成")
	o.Follow()
	e, err := knowledge.New(o.Engine).One(t.Context(), number)
	if err != nil || e.Uses != 1 {
		t.Errorf("used %d times: %v", e.Uses, err)
	}
	if v, err := o.Engine.View(t.Context(), o.Staff("water-handler"), a.ID); err != nil || v.Matter.Did["reply"] != 1 {
		t.Errorf("replied %d times: %v", v.Matter.Did["reply"], err)
	}
}

func TestAnExpiredEntryCannotBeQuoted(t *testing.T) {
	o := open(t, true)
	number := o.entry("社区停水了怎么报修", "2026-03-04")
	a := o.asks().signed()
	o.Move("2026-03-04 09:00")
	b := o.as("water-handler").Goes(a.path() + "/reply").Reads("可以引用").Never("社区停水了怎么报修")
	b.Posts(a.path()+"/reply", url.Values{"quote": {number}, "reply": {"您好。"}}).Got(http.StatusUnprocessableEntity).Reads("不能引用").Never(saying)
	if reply := b.Value("reply"); reply != "您好。" {
		t.Errorf("what was typed is now %q", reply)
	}
	b.Presses("答复", "knowledge", number, "reply", saying, "outcome", "solved").Got(http.StatusUnprocessableEntity).Reads(number + "不是有效的知识条目")
}

func TestAPublishedAnswerIsQuoted(t *testing.T) {
	o := open(t, true)
	first := o.asks().replied()
	first.resident("rate", map[string]string{"rating": "good"})
	first.staff("publisher", "publish", map[string]string{"public_question": "榕荫社区停水三天", "public_answer": "水管已修好，恢复供水。", "secrecy_reviewed": "true"})
	o.Follow()
	a := o.asks()
	b := o.as("dispatcher").Goes(a.path()+"/answer").Reads("相似的已公开答复", "水管已修好，恢复供水。")
	b.Presses("引用 榕荫社区")
	if reply := b.Value("reply"); reply != "水管已修好，恢复供水。" {
		t.Errorf("the draft is %q", reply)
	}
	b.Posts(a.path()+"/answer", url.Values{"quote": {"answer.nothing"}}).Got(http.StatusNotFound)
	if b.Goes(a.path() + "/refuse"); strings.Contains(b.Body, "可以引用") {
		t.Error("an act that quotes nothing offers something")
	}
}
