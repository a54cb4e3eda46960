package portal_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"shuniu/kernel/lang"
	definitions "shuniu/process"
	"shuniu/service/people/request"
)

// published takes a new matter to its publication.
func (c *town) published(question, rating string) {
	c.T.Helper()
	r := c.resident(c.T.(*testing.T))
	number, _ := r.sends()
	c.answered(number)
	r.goes("/follow/act/rate").presses("评价", "rating", rating)
	c.does("publisher", number, "publish", "public_question", question, "public_answer", "支管爆裂，已修复。", "secrecy_reviewed", "true")
	c.Follow()
}

func TestPublishedAnswersAreReadByAnybody(t *testing.T) {
	c := open(t)
	r := c.resident(t)
	r.goes("/answers").got(http.StatusOK).reads("没有符合条件的答复")
	r.goes("/").reads("还没有公开的答复")
	c.published("某小区停水三天，希望抢修。\n已有多户反映。", "poor")
	r.goes("/").reads("某小区停水三天，希望抢修。…").follows("某小区停水三天").got(http.StatusOK)
	r.reads("已有多户反映。", "支管爆裂，已修复。", "市水务局", "当天答复", "诉求人评价：不满意", "潮生区南堤街道榕荫社区", "2026年3月2日（周一）")
	r.never("周小雯", "13800138000", "Q990102", "物业")
	one := r.at

	r.goes("/answers").follows("投诉").reads("某小区停水三天")
	if r.at != "/answers?kind=complaint" {
		t.Errorf("the filter leads to %s", r.at)
	}
	r.follows("咨询").reads("没有符合条件的答复")
	r.goes("/answers?unit=water&kind=complaint").reads("某小区停水三天")
	r.goes("/answers?unit=housing").reads("没有符合条件的答复").follows("看全部公开的答复").reads("某小区停水三天")
	r.goes("/answers?unit=nonsense").got(http.StatusNotFound)
	r.goes("/answers?kind=nonsense").got(http.StatusNotFound)
	r.goes("/answers/nonsense").got(http.StatusNotFound)
	unknown := r.body
	r.goes(one + "x").got(http.StatusNotFound)
	if strings.ReplaceAll(r.body, strings.TrimPrefix(one, "/answers/")+"x", "nonsense") != unknown {
		t.Error("one unpublished id looks different from another")
	}
}

func TestAnswersGoOnPageByPage(t *testing.T) {
	c := open(t)
	for i := range 21 {
		c.Clock.Set(c.Clock.Now().Add(time.Minute))
		c.published(fmt.Sprintf("某小区停水，第%02d件。", i), "good")
	}
	r := c.resident(t)
	r.goes("/answers").reads("第20件", "第01件").never("第00件").follows("下一页").reads("第00件").never("第01件").follows("回到最新的").reads("第20件")
}

func TestFiguresStandBesideTheirRules(t *testing.T) {
	c := open(t)
	r := c.resident(t)
	r.goes("/figures").got(http.StatusOK).reads("2026年3月诉求办理数据", "这个月没有数据")
	c.published("某小区停水三天，希望抢修。", "good")
	c.resident(t).sends()
	c.Follow()
	r.goes("/").reads("收到 2 件", "已答复 1 件", "按时答复 100%", "满意 100%", "上月 0件").follows("每个数字怎么算的").got(http.StatusOK)
	for _, m := range request.Measures() {
		r.reads(m.Title.Zh, m.Rule.Zh)
	}
	r.reads("全市 2 1 1 · 100% 1 · 100% 1 · 100% 0 · 0%", "市水务局 1 1 1 · 100%", "本月还没有过完")
	r.follows("2026年2月").reads("2026年2月诉求办理数据", "这个月没有数据").follows("2026年3月").reads("市水务局")
	r.goes("/figures?month=2026-13").got(http.StatusUnprocessableEntity).reads("月份应写成")
}

func TestHowSaysEveryStateLimitAndAct(t *testing.T) {
	r := open(t).resident(t)
	r.goes("/how/people.request").got(http.StatusOK)
	defs, _ := definitions.All()
	for _, d := range defs {
		if d.Name != "people.request" {
			continue
		}
		for _, st := range d.States {
			r.reads(st.Title.Zh)
		}
		for _, k := range d.Clocks {
			r.reads(k.Title.Zh)
		}
		for _, a := range d.Acts {
			if !a.Opening() {
				r.reads(a.Title.Zh)
			}
		}
	}
	r.reads("签收时限：一般1个工作日，紧急30分钟。", "由市12345热线中心派单员负责。", "经批准可延长5个工作日", "黄牌，再过2个工作日转为红牌", "到“承诺完成日期”为止")
	r.goes("/how/nonsense").got(http.StatusNotFound)
}

func TestDemonstrationIntroducesItsPeople(t *testing.T) {
	r := openWith(t, true).resident(t)
	r.goes("/").reads("苏禾", "派单员", "每天分派来件")
	form := parent(r.button("进入工作台"), "form")
	if attr(form, "action") != "/demo/sign-in" || attr(form, "method") != "post" || formValues(form).Get("login") != "suhe" {
		t.Errorf("the form sends %v to %s", formValues(form), attr(form, "action"))
	}
	open(t).resident(t).goes("/").never("苏禾", "/demo/sign-in")
}

func TestEnglishIsComplete(t *testing.T) {
	c := openWith(t, true)
	r := c.resident(t)
	r.lang = "en"
	r.goes("/").follows("Tell us").presses("Continue", "kind", "complaint")
	r.presses("Continue", "title", "No water for three days", "body", "No water in building two since the first of March.")
	r.presses("Continue", "region", "990102000000").presses("Continue", "region", "990102001000").presses("Continue", "region", "990102001001")
	r.presses("Continue", "name", "Zhou", "phone", "13800138000").presses("Send request")
	number, _ := r.receipt()
	c.does("dispatcher", number, "dispatch", "unit", "water", "urgency", "ordinary")
	c.does("water-handler", number, "sign")
	c.Move("2026-03-10 09:00")
	c.does("water-handler", number, "reply", "reply", "The pipe has been repaired.", "outcome", "solved")
	r.goes("/follow/act/rate").presses("Rate", "rating", "good")
	c.does("publisher", number, "publish", "public_question", "No water for three days.", "public_answer", "The pipe has been repaired.", "secrecy_reviewed", "true")
	c.Follow()
	r.goes("/answers").follows("No water")
	for _, path := range append(paths(), r.at) {
		r.goes(path)
		for _, n := range all(r.doc, "main", "nav", "footer", "title") {
			for d := range n.Descendants() {
				if d.Type == html.TextNode && strings.ContainsFunc(d.Data, han) && !saidToBeChinese(d, n) {
					t.Errorf("%s is not all English: %s", path, d.Data)
				}
			}
		}
	}
}

// saidToBeChinese reports whether an element around d, inside the element within,
// says that it is in another language than the page.
func saidToBeChinese(d, within *html.Node) bool {
	for p := d.Parent; p != within; p = p.Parent {
		if attr(p, "lang") == lang.Zh.HTML() {
			return true
		}
	}
	return false
}

func han(r rune) bool { return r >= 0x2E80 && r <= 0x9FFF || r >= 0xFF00 && r <= 0xFFEF }

func paths() []string {
	return []string{
		"/", "/ask", "/follow", "/follow/matter", "/follow/matter?done=rate", "/follow/receipt",
		"/answers", "/answers?kind=help", "/figures", "/figures?month=2026-01", "/how/people.request", "/nothing",
	}
}

// TestEveryPageIsSound looks at the structure of each page in both languages.
func TestEveryPageIsSound(t *testing.T) {
	c := openWith(t, true)
	c.published("某小区停水三天，希望抢修。", "good")
	for _, tag := range []lang.Tag{lang.Zh, lang.En} {
		r := c.resident(t)
		r.sends()
		r.lang = tag.HTML()
		answers := r.goes("/answers")
		pages := append(paths(), "/follow/act/withdraw", "/follow/act/supplement", "/follow/act/rate", attr(all(all(answers.main(), "article")[0], "a")[0], "href"))
		for _, path := range pages {
			r.goes(path).sound(tag)
		}
		r.lang = "zh-CN"
		r.asks()
		form := formValues(parent(r.button("提交诉求"), "form"))
		r.lang = tag.HTML()
		for _, to := range []string{"kind", "what", "where", "contact", "summary"} {
			form.Set("to", to)
			r.posts("/ask", form).got(http.StatusOK).sound(tag)
		}
	}
}
