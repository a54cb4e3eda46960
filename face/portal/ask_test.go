package portal_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

const (
	askTitle = "榕荫社区停水三天"
	askBody  = "三月一日起榕荫社区二号楼停水，至今没有恢复。\n希望尽快抢修。"
)

// asks goes through every question and stops at the summary.
func (r *resident) asks() *resident {
	r.t.Helper()
	r.goes("/").follows("我要说")
	r.presses("继续", "kind", "complaint")
	r.presses("继续", "title", askTitle, "body", askBody)
	r.presses("继续", "region", "990102000000")
	r.presses("继续", "region", "990102001000")
	r.presses("继续", "region", "990102001001")
	return r.presses("继续", "name", "周小雯", "phone", "13800138000")
}

// sends asks and sends; the number and the code stand on the receipt.
func (r *resident) sends() (number, code string) {
	r.t.Helper()
	r.asks().presses("提交诉求").got(http.StatusOK)
	return r.receipt()
}

func (r *resident) receipt() (number, code string) {
	r.t.Helper()
	if r.at != "/follow/receipt" {
		r.t.Fatalf("at %s:\n%s", r.at, text(r.main()))
	}
	for _, dd := range all(r.main(), "dd") {
		switch {
		case strings.Contains(attr(dd, "class"), "number"):
			number = text(dd)
		case strings.Contains(attr(dd, "class"), "code"):
			code = text(dd)
		}
	}
	return number, code
}

func TestAskedWithoutScriptsAndFollowed(t *testing.T) {
	r := open(t).resident(t)
	r.asks().got(http.StatusOK).reads("投诉", askTitle, "潮生区南堤街道榕荫社区", "周小雯", "13800138000", "不要公开我的诉求 否")
	r.presses("提交诉求").got(http.StatusOK)
	number, code := r.receipt()
	if n := strings.Count(r.body, code); n != 1 || code == "" {
		t.Errorf("the query code %q stands %d times in the receipt", code, n)
	}
	r.reads("诉求已收到", number, "2026年3月3日（周二）", "市12345热线中心 派单员负责派单", "一般5个工作日，紧急2小时", "起算日，不计入")
	receipt := r.body
	if r.goes("/follow/receipt"); r.body != receipt {
		t.Error("the receipt read again is another one")
	}
	r.follows("查看进展").got(http.StatusOK).never(code)
	r.reads(askTitle, "待派单", "市12345热线中心 派单员", "希望尽快抢修", "13800138000", "剩余1个工作日", "本市自行设定的时限，不是法定期限")
	if strings.Contains(r.at, number) {
		t.Errorf("the number stands in the address %s", r.at)
	}
}

func TestDefectsAreNamedAtOnceAndNothingTypedIsLost(t *testing.T) {
	r := open(t).resident(t)
	r.goes("/ask").presses("继续").got(http.StatusUnprocessableEntity).reads("请选择“诉求类型”")
	r.presses("继续", "kind", "help").got(http.StatusOK)
	r.presses("继续", "title", "停水", "body", "没有水").got(http.StatusUnprocessableEntity)
	r.reads("标题至少写4个字，现有2个", "详细情况至少写10个字，现有3个")
	if title := text(all(r.doc, "title")[0]); !strings.HasPrefix(title, "有误：") {
		t.Errorf("the title says nothing of the errors: %s", title)
	}
	for name, want := range map[string]string{"title": "停水", "body": "没有水", "kind": "help"} {
		if got := r.value(name); got != want {
			t.Errorf("%s: %q came back as %q", name, want, got)
		}
	}
	r.presses("继续", "title", askTitle, "body", askBody).got(http.StatusOK)
	r.presses("继续").got(http.StatusUnprocessableEntity).reads("请选择“事发地”")
	r.presses("继续", "region", "990100000000").got(http.StatusOK)
	r.presses("继续", "name", "周小雯", "phone", "138").got(http.StatusUnprocessableEntity).reads("联系电话应为11位手机号码")
	if r.value("name") != "周小雯" || r.value("phone") != "138" || r.value("body") != askBody {
		t.Error("what was typed is lost")
	}
	r.presses("继续", "phone", "").got(http.StatusOK).reads("事发地 澜湾市", "联系电话 未填写")
	r.presses("提交诉求").got(http.StatusOK)
}

func TestPlaceIsAskedLevelByLevel(t *testing.T) {
	r := open(t).resident(t)
	r.goes("/ask").presses("继续", "kind", "consult")
	r.presses("继续", "title", askTitle, "body", askBody).reads("潮生区", "望澜县").never("榕荫社区</label>")
	r.presses("继续", "region", "990102000000").reads("在潮生区的哪个乡镇（街道）？", "不清楚，或涉及整个潮生区")
	r.presses("继续", "region", "990102001000").reads("在南堤街道的哪个村（社区）？")
	r.presses("上一步").reads("在潮生区的哪个乡镇（街道）？").presses("继续", "region", "990102001000")
	r.presses("继续", "region", "990102001000").reads("怎样联系您") // the subdistrict is as much as is known
	r.presses("上一步").reads("在南堤街道的哪个村（社区）？")
	if got := r.value("region"); got != "990102001000" {
		t.Errorf("chosen before: %q", got)
	}
	r.presses("上一步").presses("上一步").reads("哪个县（市、区）？").presses("上一步").reads("是什么事？")
	if got := r.value("region"); got != "990102001000" {
		t.Errorf("after going back the place is %q", got)
	}
	r.presses("继续").presses("继续", "region", "990103000000").reads("怎样联系您") // no parts are known of it
	r.presses("继续").reads("事发地 望澜县")
}

func TestChangingLeadsBackToTheSummary(t *testing.T) {
	r := open(t).resident(t)
	r.asks().presses("修改 标题").reads("是什么事？")
	r.presses("继续", "title", "停水四天了").reads("请核对", "停水四天了", "周小雯")
	r.presses("修改 事发地").presses("继续").presses("上一步").presses("上一步").reads("请核对", "榕荫社区")
	r.presses("修改 事发地").presses("继续").presses("继续").presses("继续", "region", "990102001000").reads("请核对", "潮生区南堤街道")
	r.presses("修改 不要公开").presses("继续", "no_publish", "true").reads("不要公开我的诉求 是")
	r.presses("修改 不要公开").presses("继续", "no_publish", "").reads("不要公开我的诉求 否")
}

// TestWhatNoPageSentIsRefused sends what only a made-up form can hold.
func TestWhatNoPageSentIsRefused(t *testing.T) {
	r := open(t).resident(t)
	form := formValues(parent(r.asks().button("提交诉求"), "form"))
	form.Set("region", "990199000000")
	form.Set("title", "x")
	r.posts("/ask/send", form).got(http.StatusUnprocessableEntity).reads("是什么事？", "标题至少写4个字")
	r.presses("继续", "title", askTitle).reads("请核对")
	r.presses("提交诉求").got(http.StatusUnprocessableEntity).reads("“事发地”不在本市名录中", "哪个县（市、区）？")
	r.presses("继续", "region", "990102001001").got(http.StatusUnprocessableEntity) // not a district
	r.presses("继续", "region", "990100000000").presses("提交诉求").got(http.StatusOK).reads("诉求已收到")
	r.posts("/ask", url.Values{"step": {"nonsense"}, "within": {"nonsense"}, "was": {"x"}}).got(http.StatusUnprocessableEntity).reads("您想说的是哪一类")
	r.posts("/ask", url.Values{"to": {"where"}, "region": {"nonsense"}}).got(http.StatusOK).reads("哪个县（市、区）？")
}

func TestSentTwiceIsOneRequest(t *testing.T) {
	r := open(t).resident(t)
	r.asks()
	form := formValues(parent(r.button("提交诉求"), "form"))
	first, code := r.presses("提交诉求").receipt()
	again, codeAgain := r.posts("/ask/send", form).got(http.StatusOK).receipt()
	if first != again || code != codeAgain {
		t.Errorf("sent again: %s %s, first %s %s", again, codeAgain, first, code)
	}
	form.Set("title", "另外一件事情")
	r.posts("/ask/send", form).got(http.StatusConflict).reads("刚才那一件已经提交成功", "另外一件事情", "周小雯")
	if other, _ := r.presses("提交诉求").got(http.StatusOK).receipt(); other == first {
		t.Error("another text got the first receipt")
	}
	if form.Get("client_key") == r.goes("/ask").value("client_key") {
		t.Error("two askings have one key")
	}
}

func TestNothingTypedStandsInAnAddress(t *testing.T) {
	r := open(t).resident(t)
	r.asks()
	for _, form := range all(r.main(), "form") {
		if attr(form, "method") != "post" {
			t.Errorf("a form of the summary is sent by %q", attr(form, "method"))
		}
	}
	if r.at != "/ask" {
		t.Errorf("the summary is at %s", r.at)
	}
}
