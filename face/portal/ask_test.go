package portal_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"shuniu/test/browse"
)

const (
	askTitle = "榕荫社区停水三天"
	askBody  = "三月一日起榕荫社区二号楼停水，至今没有恢复。\n希望尽快抢修。"
)

// asks goes through every question and stops at the summary.
func asks(r *browse.Browser) *browse.Browser {
	r.T.Helper()
	r.Goes("/").Follows("我要说")
	r.Presses("继续", "kind", "complaint")
	r.Presses("继续", "title", askTitle, "body", askBody)
	r.Presses("继续", "region", "990102000000")
	r.Presses("继续", "region", "990102001000")
	r.Presses("继续", "region", "990102001001")
	return r.Presses("继续", "name", "周小雯", "phone", "13800138000", "consent", "true")
}

// sends asks and sends; the number and the code stand on the receipt.
func sends(r *browse.Browser) (number, code string) {
	r.T.Helper()
	asks(r).Presses("提交诉求").Got(http.StatusOK)
	return receipt(r)
}

func receipt(r *browse.Browser) (number, code string) {
	r.T.Helper()
	if r.At != "/follow/receipt" {
		r.T.Fatalf("at %s:\n%s", r.At, browse.Text(r.Main()))
	}
	for _, dd := range browse.All(r.Main(), "dd") {
		switch {
		case strings.Contains(browse.Attr(dd, "class"), "number"):
			number = browse.Text(dd)
		case strings.Contains(browse.Attr(dd, "class"), "code"):
			code = browse.Text(dd)
		}
	}
	return number, code
}

func TestAskedWithoutScriptsAndFollowed(t *testing.T) {
	r := open(t).resident(t)
	asks(r).Got(http.StatusOK).Reads("投诉", askTitle, "潮生区南堤街道榕荫社区", "周小雯", "13800138000", "不要公开我的诉求 否")
	r.Presses("提交诉求").Got(http.StatusOK)
	number, code := receipt(r)
	if n := strings.Count(r.Body, code); n != 1 || code == "" {
		t.Errorf("the query code %q stands %d times in the receipt", code, n)
	}
	r.Reads("诉求已收到", number, "2026年3月3日（周二）", "市12345热线中心 派单员负责派单", "一般5个工作日，紧急2小时", "起算日，不计入")
	slip := r.Body
	if r.Goes("/follow/receipt"); r.Body != slip {
		t.Error("the receipt read again is another one")
	}
	r.Follows("查看进展").Got(http.StatusOK).Never(code)
	r.Reads(askTitle, "待派单", "市12345热线中心 派单员", "希望尽快抢修", "13800138000", "剩余1个工作日", "本市自行设定的时限，不是法定期限")
	if strings.Contains(r.At, number) {
		t.Errorf("the number stands in the address %s", r.At)
	}
}

func TestDefectsAreNamedAtOnceAndNothingTypedIsLost(t *testing.T) {
	r := open(t).resident(t)
	r.Goes("/ask").Presses("继续").Got(http.StatusUnprocessableEntity).Reads("请选择“诉求类型”")
	r.Presses("继续", "kind", "help").Got(http.StatusOK)
	r.Presses("继续", "title", "停水", "body", "没有水").Got(http.StatusUnprocessableEntity)
	r.Reads("标题至少写4个字，现有2个", "详细情况至少写10个字，现有3个")
	if title := browse.Text(browse.All(r.Doc, "title")[0]); !strings.HasPrefix(title, "有误：") {
		t.Errorf("the title says nothing of the errors: %s", title)
	}
	for name, want := range map[string]string{"title": "停水", "body": "没有水", "kind": "help"} {
		if got := r.Value(name); got != want {
			t.Errorf("%s: %q came back as %q", name, want, got)
		}
	}
	r.Presses("继续", "title", askTitle, "body", askBody).Got(http.StatusOK)
	r.Presses("继续").Got(http.StatusUnprocessableEntity).Reads("请选择“事发地”")
	r.Presses("继续", "region", "990100000000").Got(http.StatusOK)
	r.Presses("继续", "name", "周小雯", "phone", "138").Got(http.StatusUnprocessableEntity).Reads("联系电话应为11位手机号码")
	if r.Value("name") != "周小雯" || r.Value("phone") != "138" || r.Value("body") != askBody {
		t.Error("what was typed is lost")
	}
	r.Presses("继续", "phone", "").Got(http.StatusUnprocessableEntity).Reads("须勾选同意使用")
	r.Presses("继续", "consent", "true").Got(http.StatusOK).Reads("事发地 澜湾市", "联系电话 未填写")
	r.Presses("提交诉求").Got(http.StatusOK)
}

func TestPlaceIsAskedLevelByLevel(t *testing.T) {
	r := open(t).resident(t)
	r.Goes("/ask").Presses("继续", "kind", "consult")
	r.Presses("继续", "title", askTitle, "body", askBody).Reads("潮生区", "望澜县").Never("榕荫社区</label>")
	r.Presses("继续", "region", "990102000000").Reads("在潮生区的哪个乡镇（街道）？", "不清楚，或涉及整个潮生区")
	r.Presses("继续", "region", "990102001000").Reads("在南堤街道的哪个村（社区）？")
	r.Presses("上一步").Reads("在潮生区的哪个乡镇（街道）？").Presses("继续", "region", "990102001000")
	r.Presses("继续", "region", "990102001000").Reads("怎样联系您") // the subdistrict is as much as is known
	r.Presses("上一步").Reads("在南堤街道的哪个村（社区）？")
	if got := r.Value("region"); got != "990102001000" {
		t.Errorf("chosen before: %q", got)
	}
	r.Presses("上一步").Presses("上一步").Reads("哪个县（市、区）？").Presses("上一步").Reads("是什么事？")
	if got := r.Value("region"); got != "990102001000" {
		t.Errorf("after going back the place is %q", got)
	}
	r.Presses("继续").Presses("继续", "region", "990103000000").Reads("怎样联系您") // no parts are known of it
	r.Presses("继续").Reads("事发地 望澜县")
}

func TestChangingLeadsBackToTheSummary(t *testing.T) {
	r := open(t).resident(t)
	asks(r).Presses("修改 标题").Reads("是什么事？")
	r.Presses("继续", "title", "停水四天了").Reads("请核对", "停水四天了", "周小雯")
	r.Presses("修改 事发地").Presses("继续").Presses("上一步").Presses("上一步").Reads("请核对", "榕荫社区")
	r.Presses("修改 事发地").Presses("继续").Presses("继续").Presses("继续", "region", "990102001000").Reads("请核对", "潮生区南堤街道")
	r.Presses("修改 不要公开").Presses("继续", "no_publish", "true").Reads("不要公开我的诉求 是")
	r.Presses("修改 不要公开").Presses("继续", "no_publish", "").Reads("不要公开我的诉求 否")
}

// TestWhatNoPageSentIsRefused sends what only a made-up form can hold.
func TestWhatNoPageSentIsRefused(t *testing.T) {
	r := open(t).resident(t)
	form := browse.Values(asks(r).Form("提交诉求"))
	form.Set("region", "990199000000")
	form.Set("title", "x")
	r.Posts("/ask/send", form).Got(http.StatusUnprocessableEntity).Reads("是什么事？", "标题至少写4个字")
	r.Presses("继续", "title", askTitle).Reads("请核对")
	r.Presses("提交诉求").Got(http.StatusUnprocessableEntity).Reads("“事发地”不在本市名录中", "哪个县（市、区）？")
	r.Presses("继续", "region", "990102001001").Got(http.StatusUnprocessableEntity) // not a district
	r.Presses("继续", "region", "990100000000").Presses("提交诉求").Got(http.StatusOK).Reads("诉求已收到")
	r.Posts("/ask", url.Values{"step": {"nonsense"}, "within": {"nonsense"}, "was": {"x"}}).Got(http.StatusUnprocessableEntity).Reads("您想说的是哪一类")
	r.Posts("/ask", url.Values{"to": {"where"}, "region": {"nonsense"}}).Got(http.StatusOK).Reads("哪个县（市、区）？")
}

func TestSentTwiceIsOneRequest(t *testing.T) {
	r := open(t).resident(t)
	asks(r)
	form := browse.Values(r.Form("提交诉求"))
	first, code := receipt(r.Presses("提交诉求"))
	again, codeAgain := receipt(r.Posts("/ask/send", form).Got(http.StatusOK))
	if first != again || code != codeAgain {
		t.Errorf("sent again: %s %s, first %s %s", again, codeAgain, first, code)
	}
	form.Set("title", "另外一件事情")
	r.Posts("/ask/send", form).Got(http.StatusConflict).Reads("刚才那一件已经提交成功", "另外一件事情", "周小雯")
	if other, _ := receipt(r.Presses("提交诉求").Got(http.StatusOK)); other == first {
		t.Error("another text got the first receipt")
	}
	if form.Get("client_key") == r.Goes("/ask").Value("client_key") {
		t.Error("two askings have one key")
	}
}

func TestNothingTypedStandsInAnAddress(t *testing.T) {
	r := open(t).resident(t)
	asks(r)
	for _, form := range browse.All(r.Main(), "form") {
		if browse.Attr(form, "method") != "post" {
			t.Errorf("a form of the summary is sent by %q", browse.Attr(form, "method"))
		}
	}
	if r.At != "/ask" {
		t.Errorf("the summary is at %s", r.At)
	}
}
