package desk_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"shuniu/test/browse"
	"shuniu/test/city"
)

func TestARequestIsHandledFromDispatchToReviewOnThePages(t *testing.T) {
	o := open(t, true)
	a := o.asks()

	o.as("dispatcher").Reads("待办", "1件等您办", leaking, "待派单", "剩余1个工作日").
		Follows(leaking).Reads("办件内容", "至今没有恢复", "周**", "138****1234", "榕荫社区").Never("周晓雯", "13800001234").
		Reads("承办单位", "紧急程度").
		Presses("派单").Got(http.StatusUnprocessableEntity).Reads("请选择“承办单位”", "请选择“紧急程度”").
		Presses("派单", "unit", "water", "urgency", "ordinary").Got(http.StatusOK).
		Reads("“派单”已完成", "待签收", "市水务局 经办人", "苏禾（派单员）")

	handler := o.as("water-handler").Reads(leaking).Follows(leaking).Presses("签收").
		Reads("“签收”已完成", "办理中", "市水务局 江渡", "为什么是这一天", "不计入")
	handler.Follows("申请延期").Presses("申请延期", "reason", "管道需要整体更换", "extra_days", "3").Reads("延期待批")

	o.as("water-head").Follows(leaking).Reads("管道需要整体更换").
		Presses("同意延期").Reads("办理中", "骆泉（负责人）", "5个工作日 + 3个工作日")

	handler.Goes(a.path()+"/reply").Presses("答复", "reply", "水管已修好，三月二日恢复供水。", "outcome", "solved").Reads("已答复", "水管已修好")
	a.resident("reject", map[string]string{"reason": "三楼还是没有水"})

	o.as("auditor").Follows(leaking).Reads("三楼还是没有水", "待复核").
		Presses("退回重办", "reason", "请逐户核实").Reads("待签收")
	o.as("water-handler").Reads(leaking).Follows(leaking).Reads("请逐户核实")
}

func TestOnlyTheActsPossibleNowAreOffered(t *testing.T) {
	o := open(t, true)
	a := o.asks().signed()
	acts := func(b *browse.Browser) string { return acting(b.Goes(a.path())) }
	if got := acts(o.as("water-handler")); got != "答复 找可引用的口径和答复 | 延期、挂起、疑难 申请延期 申请挂起 申请认定疑难 | 拟稿、送审、承诺 保存草稿 送负责人审核 申请承诺期限 | 协办 请求协办" {
		t.Errorf("the handler is offered %q", got)
	}
	if got := acts(o.as("water-head")); got != "| 转派、退单与会商 二级派单" {
		t.Errorf("the head is offered %q ", got)
	}
	if got := acts(o.as("supervisor")); got != "| 催办与补充 催办 | 批示与包案 督办，要求限期报告" {
		t.Errorf("the supervisor is offered %q", got)
	}
}

// acting is what the buttons for acts say, those in front before each heading with
// those folded under it.
func acting(b *browse.Browser) string {
	b.T.Helper()
	var acts []string
	for _, section := range browse.All(b.Main(), "section") {
		if !strings.Contains(browse.Attr(section, "class"), "sn-acts") {
			continue
		}
		for _, n := range browse.All(section, "a", "button", "summary") {
			if n.Data == "summary" {
				acts = append(acts, "|")
			}
			acts = append(acts, browse.Text(n))
		}
	}
	return strings.Join(acts, " ")
}

func TestWhatAColleagueDidMeanwhileIsShownAndNothingTypedIsLost(t *testing.T) {
	o := open(t, true)
	a := o.asks().signed()
	handler := o.as("water-handler").Goes(a.path()).Follows("申请承诺期限").Goes(a.path() + "/reply")
	a.resident("supplement", map[string]string{"note": "四楼也停水了"})
	const reply = "水管已修好，三月二日恢复供水。"
	handler.Presses("答复", "reply", reply, "outcome", "solved").Got(http.StatusConflict).
		Reads("在您填写期间发生了什么", "四楼也停水了", "补充情况")
	if got := handler.Value("reply"); got != reply {
		t.Errorf("what was typed is now %q", got)
	}
	handler.Presses("答复").Got(http.StatusOK).Reads("已答复")
}

func TestAnActThatCameTooLateHandsBackWhatWasTyped(t *testing.T) {
	o := open(t, true)
	a := o.asks()
	first, second := o.as("dispatcher").Goes(a.path()+"/refuse"), o.as("dispatcher").Goes(a.path()+"/dispatch")
	second.Presses("派单", "unit", "water", "urgency", "ordinary").Got(http.StatusOK)
	const why = "此事应当通过诉讼途径解决，特此告知。"
	first.Presses("不予受理", "ground", "litigation", "reply", why).Got(http.StatusConflict).
		Reads("情况已有变化", "在您填写期间发生了什么", "苏禾（派单员）", why)
	first.Goes(a.path() + "/refuse").Got(http.StatusConflict).Reads("现在不能办")
}

func TestSendingAFormTwiceActsOnce(t *testing.T) {
	o := open(t, true)
	a := o.asks()
	form := url.Values{"client_key": {"one"}, "seen": {"1"}, "unit": {"water"}, "urgency": {"ordinary"}}
	b := o.as("dispatcher")
	for range 2 {
		b.Posts(a.path()+"/dispatch", form).Got(http.StatusOK).Reads("待签收")
	}
}

func TestAWithheldMatterLooksLikeOneThatDoesNotExist(t *testing.T) {
	o := open(t, true)
	a := o.asks().dispatched()
	b := o.as("nandi-handler")
	pages := map[string]string{}
	for _, path := range []string{a.path(), a.path() + "/sign", "/desk/matter/Q990100-2026-00000000-0", "/desk/matter/nonsense"} {
		pages[browse.Text(b.Goes(path).Got(http.StatusNotFound).Main())] = path
	}
	if len(pages) != 1 {
		t.Errorf("the pages can be told apart: %v", pages)
	}
	b.Posts(a.path()+"/sign", url.Values{"seen": {"2"}}).Got(http.StatusNotFound)
	b.Goes("/desk/search?q=" + a.Number).Got(http.StatusNotFound).Never(leaking)
}

func TestAMatterIsFoundByItsNumberHoweverTyped(t *testing.T) {
	o := open(t, true)
	a := o.asks()
	b := o.as("dispatcher")
	typed := url.QueryEscape(" " + strings.ToLower(strings.ReplaceAll(a.Number, "-", " ")))
	b.Goes("/desk/search?q=" + typed).Got(http.StatusOK).Reads(leaking)
	wrong := []byte(a.Number)
	wrong[len(wrong)-1] ^= 1
	b.Goes("/desk/search?q=" + url.QueryEscape(string(wrong))).Reads("末位校验字符")
	b.Goes("/desk/search").Got(http.StatusOK).Reads("请输入要找的编号或词")
}

func TestWhatIsLateIsListedWithItsCard(t *testing.T) {
	o := open(t, true)
	o.asks().signed()
	b := o.as("water-handler")
	b.Goes("/desk/late").Reads("没有逾期的")
	o.Move("2026-03-11 09:00") // five working days and two
	b = o.as("water-handler")
	b.Reads("其中1件已逾期", "逾期2个工作日", "黄牌")
	b.Goes("/desk/late").Reads(leaking, "逾期2个工作日").Follows(leaking).Reads("到期提醒", "“办理”逾期", "黄牌")
	o.Move("2026-03-13 09:00")
	o.as("supervisor").Goes("/desk/late").Reads("红牌").Follows(leaking).Reads("升级督办")
	o.as("nandi-handler").Goes("/desk/late").Never(leaking)
}

func TestAListIsFilteredByTheStateInTheAddress(t *testing.T) {
	o := open(t, true)
	o.asks()
	b := o.as("dispatcher")
	b.Goes("/desk/all?state=people.request/submitted").Reads(leaking)
	b.Goes("/desk/all?state=people.request/*").Reads(leaking)
	b.Goes("/desk/all?state=people.request/closed").Never(leaking).Reads("没有符合这些条件的办件").Follows("去掉筛选").Reads(leaking)
}

func TestAListIsNarrowedByWhatItsMattersAre(t *testing.T) {
	o := open(t, true)
	a := o.asks().dispatched()
	o.asksIn("990103000000")
	b := o.as("dispatcher")
	b.Goes("/desk/all?filter=open").Reads("投诉（2）", "一般（1）", "市水务局（1）", "潮生区南堤街道（1）")
	b.Goes("/desk/all?filter=open&urgency=ordinary").Reads(a.Number, "一般（1）", "待签收（1）").Never("待派单（1）")
	for query, found := range map[string]bool{
		"kind=complaint": true, "kind=praise": false, "urgency=emergency": false, "unit=water": true, "unit=housing": false,
		"region=990102001000": true, "region=990102000000": true, "region=990103000000": false, "category=01": false, "channel=phone": false,
		"due=late": false, "due=today": false, "due=week": true, "urgency=ordinary&unit=water&due=week": true, "urgency=nonsense": false,
	} {
		if b.Goes("/desk/all?" + query); strings.Contains(b.Body, a.Number) != found {
			t.Errorf("%s: found is %v", query, !found)
		}
	}
	o.Move("2026-03-11 09:00")
	o.as("water-handler").Goes("/desk?due=late").Reads(a.Number).Goes("/desk?due=today").Never(a.Number)
}

func TestTheReaderFindsBackToTheirPlaceInTheList(t *testing.T) {
	o := open(t, true)
	first, second := o.asks().dispatched(), o.asks().dispatched()
	other := o.asks()
	other.staff("dispatcher", "dispatch", map[string]string{"unit": "water", "urgency": "emergency"})
	b := o.as("water-handler").Goes("/desk?urgency=ordinary").Never(other.Number).Reads(first.Number, second.Number)
	b.Follows(leaking).Reads("待办 · 一般").Presses("签收").Reads("“签收”已完成", "回到：待办 · 一般")
	b.Follows("下一件").Reads(second.Number).Follows("申请退单").Reads(second.Number).Follows("取消").Reads("待办 · 一般").Presses("签收")
	b.Follows("回到：待办 · 一般").Never(other.Number).Reads(first.Number, second.Number)
	b.Goes(first.path() + "?list=https%3A%2F%2Felsewhere.example%2Fdesk").Never("https://elsewhere").Goes(first.path() + "?list=%2Fdesk%2Faccount").Never("account · ")
}

func TestALongListIsReadPageByPage(t *testing.T) {
	o := open(t, true)
	for range 31 {
		o.asks()
	}
	b := o.as("dispatcher").Reads("31件等您办")
	rows := len(browse.All(b.Main(), "tr"))
	b.Follows("下一页").Reads("回到第一页")
	if more := len(browse.All(b.Main(), "tr")); rows != 31 || more != 2 { // with the heads
		t.Errorf("%d and %d rows", rows, more)
	}
}

func TestWhatIsPublishedIsDraftedWithoutPersonalDetails(t *testing.T) {
	o := open(t, true)
	a := o.asks().replied()
	a.resident("rate", map[string]string{"rating": "good"})
	b := o.as("publisher").Goes(a.path()).Reads("逐句核对")
	if q := b.Value("public_question"); !strings.Contains(q, leaking) || strings.Contains(q, "13912345678") {
		t.Errorf("drafted question: %q", q)
	}
	if answer := b.Value("public_answer"); answer != "水管已修好，三月二日恢复供水。" {
		t.Errorf("drafted answer: %q", answer)
	}
	b.Reads("原文（标出的像是个人信息）")
	b.Presses("公开", "secrecy_reviewed", "true", "public_question", leaking+"，请拨13912345670").Got(http.StatusUnprocessableEntity).Reads("还有像是个人信息的", "13912345670", "疑似之处已逐一核对")
	b.Presses("公开", "secrecy_reviewed", "true", "public_question", leaking+"，请拨×××").Got(http.StatusOK).Reads("“公开”已完成")
}

func TestTheRecordNamesWhomADelegateStoodFor(t *testing.T) {
	o := open(t, true)
	a := o.asks()
	a.staff("dispatcher", "dispatch", map[string]string{"unit": "housing", "urgency": "ordinary"}) // it has no handler
	o.as("housing-head").Reads(leaking).Follows(leaking).Presses("签收").Reads("市住房和城乡建设局 方厦（经办人）")
}

func TestClocksInHoursAreToldInHours(t *testing.T) {
	o := open(t, true)
	a := o.asks()
	a.staff("dispatcher", "dispatch", map[string]string{"unit": "water", "urgency": "emergency"})
	o.Clock.Set(city.At(t, "2026-03-02 09:00").Add(10 * time.Minute))
	o.as("water-handler").Reads("剩余20分钟").Goes(a.path()).Reads("剩余1小时50分钟", "2026年3月2日 11:00")
}
