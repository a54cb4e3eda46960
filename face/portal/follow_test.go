package portal_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"shuniu/kernel/access"
	"shuniu/kernel/matter"
	"shuniu/kernel/number"
	"shuniu/kernel/process"
	definitions "shuniu/process"
	"shuniu/test/browse"
)

// does lets somebody of the city act on a matter.
func (c *town) does(who, number, act string, pairs ...string) {
	c.T.Helper()
	ctx := c.T.Context()
	id, err := c.Engine.Find(ctx, number)
	if err != nil {
		c.T.Fatal(err)
	}
	values := map[string]string{}
	for i := 0; i < len(pairs); i += 2 {
		values[pairs[i]] = pairs[i+1]
	}
	if _, err := c.Engine.Act(ctx, c.Staff(who), id, act, matter.Input{Values: values}); err != nil {
		c.T.Fatalf("%s by %s: %v", act, who, err)
	}
}

// child is the number of what came of a matter by a process.
func (c *town) child(of, name string) string {
	c.T.Helper()
	id, err := c.Engine.Find(c.T.Context(), of)
	if err != nil {
		c.T.Fatal(err)
	}
	v, err := c.Engine.View(c.T.Context(), access.TheSystem(), id)
	if err != nil {
		c.T.Fatal(err)
	}
	for _, child := range v.Matter.Children {
		if child.Process != name {
			continue
		}
		if v, err = c.Engine.View(c.T.Context(), access.TheSystem(), matter.ID(child.Matter)); err != nil {
			c.T.Fatal(err)
		}
		return v.Matter.Number
	}
	c.T.Fatalf("%s has no %s", of, name)
	return ""
}

const reply = "经核查，二号楼支管爆裂，已于今日修复并恢复供水。"

// answered takes a matter to its answer.
func (c *town) answered(number string) {
	c.T.Helper()
	c.does("dispatcher", number, "dispatch", "unit", "water", "urgency", "ordinary")
	c.does("water-handler", number, "sign")
	c.does("water-handler", number, "reply", "reply", reply, "outcome", "solved")
}

func TestFollowTellsWhatIsMalformedAndNeverWhatIsWrong(t *testing.T) {
	c := open(t)
	number, code := sends(c.resident(t))
	other, otherCode := sends(c.resident(t))
	r := c.resident(t)
	r.Goes("/follow").Presses("查看进展").Got(http.StatusUnprocessableEntity).Reads("请填写编号。", "请填写查询码。")
	r.Presses("查看进展", "number", number[:len(number)-1]+"!", "code", "ILOU").Got(http.StatusUnprocessableEntity)
	r.Reads("末位校验字符不对", "查询码应为12位")
	if r.Value("code") != "ILOU" {
		t.Error("what was typed is lost")
	}

	wrong := map[string][2]string{
		"another's code":     {number, otherCode},
		"a code of nobody":   {number, "0000-0000-0000"},
		"a number of nobody": {"Q990102-2026-00000000-" + check(t, "Q990102-2026-00000000"), code},
	}
	var first string
	for name, typed := range wrong {
		r.Goes("/follow").Presses("查看进展", "number", typed[0], "code", typed[1]).Got(http.StatusNotFound).Reads("没有找到与这个编号和查询码相符的诉求")
		page := strings.NewReplacer(typed[0], "NUMBER", typed[1], "CODE").Replace(r.Body)
		if first == "" {
			first = page
		}
		if page != first {
			t.Errorf("%s looks different from the others", name)
		}
	}
	if r.Goes("/follow/matter"); r.At != "/follow" {
		t.Errorf("nothing was proved, and yet at %s", r.At)
	}

	typed := strings.ToLower(strings.ReplaceAll(number, "-", " － "))
	r.Goes("/").Presses("查看进展", "number", typed, "code", strings.ToLower(strings.ReplaceAll(code, "-", " "))).Got(http.StatusOK)
	if r.At != "/follow/matter" {
		t.Errorf("number and code as somebody types them lead to %s", r.At)
	}
	r.Reads(number).Never(other, code)
}

// check finds the check character that fits.
func check(t *testing.T, bare string) string {
	t.Helper()
	for _, c := range "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ" {
		if _, ok := number.Clean(bare + "-" + string(c)); ok {
			return string(c)
		}
	}
	t.Fatal("no check character fits")
	return ""
}

func TestAMergedRequestShowsWhatBecomesOfItsLead(t *testing.T) {
	c := open(t)
	later := c.resident(t)
	first, err := c.Engine.Open(t.Context(), access.Outsider(), "people.request", matter.Input{Values: map[string]string{
		"kind": "complaint", "title": "二号楼没有水", "body": "二号楼从三月一日起一直没有水。", "region": "990102001001", "name": "方晓棠", "phone": "13900002222", "consent": "true",
	}})
	if err != nil {
		t.Fatal(err)
	}
	lead := first.Matter.Number
	number, _ := sends(later)
	c.does("dispatcher", number, "merge", "lead", lead, "reply", "您反映的问题已有人反映，将一并答复。")
	later.Goes("/follow/matter").Reads("与同一件事的另一件诉求一起办理", "待派单", "市12345热线中心").Never("方晓棠", "13900002222")
	c.does("dispatcher", lead, "dispatch", "unit", "water", "urgency", "ordinary")
	later.Goes("/follow/matter").Reads("待签收", "市水务局", "3月9日", "为什么是")
	c.does("water-handler", lead, "sign")
	c.does("water-handler", lead, "reply", "reply", "方晓棠您好，方女士反映的二号楼支管已修复，有问题请用13900002222找我们。", "outcome", "solved")
	later.Goes("/follow/matter").Reads("二号楼支管已修复", "×××您好", "×女士", "已答复").Never("方晓棠", "方女士", "13900002222", "二号楼没有水")
}

func TestLeavingForgetsTheMatter(t *testing.T) {
	r := open(t).resident(t)
	sends(r)
	r.Goes("/follow/matter").Presses("退出查看").Got(http.StatusOK)
	if r.At != "/" {
		t.Errorf("left to %s", r.At)
	}
	for _, path := range []string{"/follow/matter", "/follow/receipt", "/follow/act/withdraw"} {
		if r.Goes(path); r.At != "/follow" {
			t.Errorf("%s leads to %s", path, r.At)
		}
	}
}

func TestReceiptNeverShowsTheCodeOfAnotherMatter(t *testing.T) {
	c := open(t)
	number, code := sends(c.resident(t))
	r := c.resident(t)
	_, mine := sends(r)
	r.Goes("/follow").Presses("查看进展", "number", number, "code", code).Goes("/follow/receipt").Reads(number).Never(mine, code)
}

func TestResidentReadsTheirOwnAndWhatAnswersThem(t *testing.T) {
	c := open(t)
	r := c.resident(t)
	number, _ := sends(r)
	r.Goes("/follow/act/supplement").Presses("补充情况", "note", "物业今早来看过。")
	c.does("dispatcher", number, "dispatch", "unit", "water", "urgency", "ordinary")
	c.does("water-handler", number, "sign")
	c.does("water-handler", number, "ask_extension", "reason", "管件缺货且人手不足", "extra_days", "3")
	c.does("water-head", number, "decline", "reason", "内部意见不予延期")
	r.Goes("/follow/matter").Reads("物业今早来看过", "申请延期 市水务局 经办人", "不同意 市水务局 负责人", "承办单位 市水务局", "为什么是这一天")
	r.Never("管件缺货", "内部意见", "江渡", "骆泉", "苏禾", "延长工作日")

	c.Move("2026-03-10 09:00")
	r.Goes("/follow/matter").Reads("“办理”逾期", "逾期1个工作日").Never("clock:", "提醒")
	c.does("water-handler", number, "reply", "reply", reply, "outcome", "solved")
	r.Goes("/follow/matter").Reads("已答复", reply, "办理结果 已解决", "请您评价")
	r.Follows("不认可答复").Reads(reply).Presses("不认可答复", "reason", "到现在还是没有水")
	c.does("auditor", number, "redo", "reason", "复核员给承办单位的话")
	r.Goes("/follow/matter").Reads("到现在还是没有水", "退回重办 市12345热线中心 复核员").Never("复核员给承办单位的话")
	if strings.Contains(browse.Text(browse.All(r.Main(), "header")[0]), "江渡") {
		t.Error("a person is named")
	}
}

func TestRefusalIsShownWithItsReasons(t *testing.T) {
	c := open(t)
	r := c.resident(t)
	number, _ := sends(r)
	c.does("dispatcher", number, "refuse", "ground", "litigation", "reply", "此事已由法院受理，应当通过诉讼解决。")
	r.Goes("/follow/matter").Reads("不予受理", "此事已由法院受理", "应当通过诉讼、仲裁、复议等法定途径", "这件事已经办结").Never("/follow/act/")
}

func TestResidentRatesAndIsToldSo(t *testing.T) {
	c := open(t)
	r := c.resident(t)
	number, _ := sends(r)
	c.answered(number)
	r.Goes("/follow/matter").Follows("评价").Reads("非常满意", "非常不满意", reply)
	r.Presses("评价").Got(http.StatusUnprocessableEntity).Reads("请选择“评价”")
	form := browse.Values(r.Form("评价"))
	form.Set("rating", "good")
	r.Presses("评价", "rating", "good").Got(http.StatusOK).Reads("“评价”已完成。", "已办结", "满意")
	if r.At != "/follow/matter?done=rate" {
		t.Errorf("at %s", r.At)
	}
	r.Posts("/follow/act/rate", form).Got(http.StatusOK).Reads("“评价”已完成。") // the same form sent again
	form.Set("client_key", "another")
	r.Posts("/follow/act/rate", form).Got(http.StatusConflict).Reads("查看最新状态", "您刚才填写的内容", "满意")
	r.Goes("/follow/matter?done=withdraw").Never("已完成。</p>")
	r.Goes("/follow/act/rate").Got(http.StatusConflict)
	r.Goes("/follow/act/dispatch").Got(http.StatusNotFound)
	r.Goes("/follow/act/nonsense").Got(http.StatusNotFound)
	r.Posts("/follow/act/dispatch", url.Values{"unit": {"water"}, "urgency": {"ordinary"}}).Got(http.StatusNotFound)
}

func TestWithdrawnForGood(t *testing.T) {
	r := open(t).resident(t)
	sends(r)
	r.Goes("/follow/matter").Follows("撤回").Presses("撤回").Reads("“撤回”已完成。", "诉求人自行撤回").Never("/follow/act/")
}

func TestWhatHappenedMeanwhileIsToldAndWhatWasTypedIsKept(t *testing.T) {
	c := open(t)
	r := c.resident(t)
	number, _ := sends(r)
	r.Goes("/follow/act/supplement")
	c.does("dispatcher", number, "dispatch", "unit", "water", "urgency", "ordinary")
	r.Presses("补充情况", "note", "物业今早来看过。").Got(http.StatusConflict).Reads("派单")
	if r.Value("note") != "物业今早来看过。" {
		t.Error("what was typed is lost")
	}
	r.Presses("补充情况").Got(http.StatusOK).Reads("物业今早来看过。")
}

func TestClockOfHoursIsToldByTheMinute(t *testing.T) {
	c := open(t)
	r := c.resident(t)
	number, _ := sends(r)
	c.does("dispatcher", number, "dispatch", "unit", "water", "urgency", "emergency")
	r.Goes("/follow/matter").Reads("09:30前", "11:00前", "2026年3月2日 11:00")
	c.Move("2026-03-02 11:30")
	r.Goes("/follow/matter").Reads("逾期")
}

func TestProcessIsDrawnWithThePresentState(t *testing.T) {
	r := open(t).resident(t)
	sends(r)
	r.Goes("/follow/matter")
	svg := browse.All(r.Main(), "details")
	if len(svg) == 0 || !strings.Contains(browse.Text(r.Main()), "当前") {
		t.Error("the diagram does not show where the matter stands")
	}
}

func TestClockThatStandsStillSaysSo(t *testing.T) {
	defs, findings := definitions.All()
	if len(findings) > 0 {
		t.Fatal(findings)
	}
	for i, d := range defs {
		if d.Name != "people.request" {
			continue
		}
		source := strings.Replace(string(d.Source), "extending: {title: {zh: 延期待批, en: Extension asked}, holder: head, clocks: [handle, approve]", "extending: {title: {zh: 延期待批, en: Extension asked}, holder: head, clocks: [approve], suspends: [handle]", 1)
		if defs[i], findings = process.Parse("request.yaml", []byte(source)); len(findings) > 0 {
			t.Fatal(findings)
		}
	}
	c := openWith(t, false, defs...)
	r := c.resident(t)
	number, _ := sends(r)
	c.does("dispatcher", number, "dispatch", "unit", "water", "urgency", "ordinary")
	c.does("water-handler", number, "sign")
	c.does("water-handler", number, "ask_extension", "reason", "管件缺货且人手不足", "extra_days", "3")
	r.Goes("/follow/matter").Reads("已暂停计时", "负责人审批 剩余1个工作日")
}
