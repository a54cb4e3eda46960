package portal_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"shuniu/kernel/assessment"
	"shuniu/kernel/lang"
	definitions "shuniu/process"
	"shuniu/test/browse"
	"shuniu/test/city"
)

// published takes a new matter to its publication.
func (c *town) published(question, rating string) {
	c.T.Helper()
	r := c.resident(c.T.(*testing.T))
	number, _ := sends(r)
	c.answered(number)
	r.Goes("/follow/act/rate").Presses("评价", "rating", rating)
	c.does("publisher", number, "publish", "public_question", question, "public_answer", "支管爆裂，已修复。", "secrecy_reviewed", "true")
	c.Follow()
}

func TestPublishedAnswersAreReadByAnybody(t *testing.T) {
	c := open(t)
	r := c.resident(t)
	r.Goes("/answers").Got(http.StatusOK).Reads("没有符合条件的答复")
	r.Goes("/").Reads("还没有公开的答复")
	c.published("某小区停水三天，希望抢修。\n已有多户反映。", "poor")
	r.Goes("/").Reads("某小区停水三天，希望抢修。").Follows("某小区停水三天").Got(http.StatusOK)
	r.Reads("已有多户反映。", "支管爆裂，已修复。", "市水务局", "当天答复", "诉求人评价：不满意", "潮生区南堤街道榕荫社区", "2026年3月2日（周一）")
	r.Never("周小雯", "13800138000", "Q990102", "物业")
	one := r.At

	r.Goes("/answers").Follows("投诉").Reads("某小区停水三天")
	if r.At != "/answers?kind=complaint" {
		t.Errorf("the filter leads to %s", r.At)
	}
	r.Follows("咨询").Reads("没有符合条件的答复")
	r.Goes("/answers?unit=water&kind=complaint").Reads("某小区停水三天")
	r.Goes("/answers?unit=housing").Reads("没有符合条件的答复").Follows("看全部公开的答复").Reads("某小区停水三天")
	r.Goes("/answers?unit=nonsense").Got(http.StatusNotFound)
	r.Goes("/answers?kind=nonsense").Got(http.StatusNotFound)
	r.Goes("/answers/nonsense").Got(http.StatusNotFound)
	unknown := r.Body
	r.Goes(one + "x").Got(http.StatusNotFound)
	if strings.ReplaceAll(r.Body, strings.TrimPrefix(one, "/answers/")+"x", "nonsense") != unknown {
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
	r.Goes("/answers").Reads("第20件", "第01件").Never("第00件").Follows("下一页").Reads("第00件").Never("第01件").Follows("回到最新的").Reads("第20件")
}

func TestFiguresStandBesideTheirRules(t *testing.T) {
	c := open(t)
	r := c.resident(t)
	r.Goes("/figures").Got(http.StatusOK).Reads("2026年3月办理数据", "这个月没有数据")
	c.published("某小区停水三天，希望抢修。", "good")
	sends(c.resident(t))
	c.Follow()
	r.Goes("/").Reads("来件 2 件", "答复 1 件", "按时办结率 —", "满意率（首次评价） —", "上月 0件").Follows("每个数字怎么算的").Got(http.StatusOK)
	measures := city.Measures().Public()
	if len(measures) < 8 {
		t.Fatalf("%d measures are published", len(measures))
	}
	for _, m := range measures {
		r.Reads(m.Title.Zh, m.Rule.Zh)
	}
	r.Reads("市水务局 1 1/1 1/1 1/1 1/1 1/1 1/1 0/1 全市 1 1/1", "本月还没有过完").Never("100%")
	for range assessment.Fewest - 1 { // from here on a share says something
		number, _ := sends(c.resident(t))
		c.answered(number)
	}
	c.Follow()
	r.Goes("/figures").Reads("市水务局 10 100% · 10/10 100% · 10/10 1/1 1/1 1/1 1/1 0/1 全市 10 100% · 10/10", "全市 逐月", "2026年3月 11 10 10").Follows("市水务局").Reads("市水务局 逐月", "2026年3月 10 100% · 10/10 100% · 10/10").Follows("看这个单位公开的答复").Reads("某小区停水三天")
	r.Goes("/figures?unit=nonsense").Got(http.StatusNotFound)
	r.Goes("/figures")
	r.Follows("2026年2月").Reads("2026年2月办理数据", "这个月没有数据").Follows("2026年3月").Reads("市水务局")
	r.Goes("/figures?month=2026-04").Got(http.StatusUnprocessableEntity).Reads("还没有开始")
	r.Goes("/figures?month=2026-13").Got(http.StatusUnprocessableEntity).Reads("月份应写成")
}

func TestHowSaysEveryStateLimitAndAct(t *testing.T) {
	r := open(t).resident(t)
	r.Goes("/how/people.request").Got(http.StatusOK)
	defs, _ := definitions.All()
	for _, d := range defs {
		if d.Name != "people.request" {
			continue
		}
		for _, st := range d.States {
			r.Reads(st.Title.Zh)
		}
		for _, k := range d.Clocks {
			r.Reads(k.Title.Zh)
		}
		for _, a := range d.Acts {
			if !a.Opening() {
				r.Reads(a.Title.Zh)
			}
		}
	}
	r.Reads("签收时限：一般1个工作日，紧急30分钟。", "由市12345热线中心派单员负责。", "经批准可延长5个工作日", "黄牌，再过2个工作日转为红牌", "到“承诺完成日期”为止")
	r.Goes("/how/nonsense").Got(http.StatusNotFound)
}

func TestDemonstrationIntroducesItsPeople(t *testing.T) {
	r := openWith(t, true).resident(t)
	r.Goes("/").Reads("苏禾", "派单员", "每天分派来件")
	form := r.Form("进入工作台")
	if browse.Attr(form, "action") != "/demo/sign-in" || browse.Attr(form, "method") != "post" || browse.Values(form).Get("login") != "suhe" {
		t.Errorf("the form sends %v to %s", browse.Values(form), browse.Attr(form, "action"))
	}
	open(t).resident(t).Goes("/").Never("苏禾", "/demo/sign-in")
}

func TestEnglishIsComplete(t *testing.T) {
	c := openWith(t, true)
	r := c.resident(t)
	r.Lang = "en"
	r.Goes("/").Follows("Tell us").Presses("Continue", "kind", "complaint")
	r.Presses("Continue", "title", "No water for three days", "body", "No water in building two since the first of March.")
	r.Presses("Continue", "region", "990102000000").Presses("Continue", "region", "990102001000").Presses("Continue", "region", "990102001001")
	r.Presses("Continue", "name", "Zhou", "phone", "13800138000", "consent", "true").Presses("Send request")
	number, _ := receipt(r)
	c.does("dispatcher", number, "dispatch", "unit", "water", "urgency", "ordinary")
	c.does("water-handler", number, "sign")
	c.Move("2026-03-10 09:00")
	c.does("water-handler", number, "reply", "reply", "The pipe has been repaired.", "outcome", "solved")
	r.Goes("/follow/act/rate").Presses("Rate", "rating", "good")
	c.does("publisher", number, "publish", "public_question", "No water for three days.", "public_answer", "The pipe has been repaired.", "secrecy_reviewed", "true")
	c.Follow()
	r.Goes("/answers").Follows("No water")
	for _, path := range append(paths(), r.At) {
		r.Goes(path)
		for _, n := range browse.All(r.Doc, "main", "nav", "footer", "title") {
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
		if browse.Attr(p, "lang") == lang.Zh.HTML() {
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
		sends(r)
		r.Lang = tag.HTML()
		answers := r.Goes("/answers")
		pages := append(paths(), "/follow/act/withdraw", "/follow/act/supplement", "/follow/act/rate", browse.Attr(browse.All(browse.All(answers.Main(), "article")[0], "a")[0], "href"))
		for _, path := range pages {
			r.Goes(path).Sound(tag)
		}
		r.Lang = "zh-CN"
		asks(r)
		form := browse.Values(r.Form("提交诉求"))
		r.Lang = tag.HTML()
		for _, to := range []string{"kind", "what", "where", "contact", "summary"} {
			form.Set("to", to)
			r.Posts("/ask", form).Got(http.StatusOK).Sound(tag)
		}
	}
}

func TestPublishedAnswersAreFoundByTheirWords(t *testing.T) {
	c := open(t)
	c.published("某小区停水三天，希望抢修<b>水管</b>。", "poor")
	c.published("公园WiFi连不上。", "good")
	sends(c.resident(t))
	c.Follow()
	r := c.resident(t)
	r.Goes("/answers?q="+url.QueryEscape("停水 水管")).Reads("某小区停水三天", "希望抢修<b>水管</b>").Never("公园")
	if marked := browse.All(r.Main(), "mark"); len(marked) != 2 || browse.Text(marked[0]) != "停水" || browse.Text(marked[1]) != "水管" {
		t.Errorf("%d matches are marked", len(marked))
	}
	if len(browse.All(r.Main(), "b")) > 0 {
		t.Error("a resident's text is markup")
	}
	r.Follows("某小区停水三天").Reads("支管爆裂，已修复。")
	r.Goes("/answers?kind=consult&q=" + url.QueryEscape("停水")).Reads("公开的答复里没有包含这些词的。")
	if kept := browse.Values(r.Form("搜索")); kept.Get("kind") != "consult" || kept.Get("q") != "停水" {
		t.Errorf("another search loses the filter: %v", kept)
	}
	r.Goes("/answers?q=" + url.QueryEscape("停水")).Follows("投诉").Reads("某小区停水三天").Never("公园")
	r.Goes("/answers?q=" + url.QueryEscape("水")).Got(http.StatusUnprocessableEntity).Reads("至少两个相连的汉字")
	for _, hidden := range []string{"周小雯", "13800138000", "物业"} { // in what was asked, not in what was published
		r.Goes("/answers?q=" + url.QueryEscape(hidden)).Got(http.StatusOK).Reads("公开的答复里没有包含这些词的。")
	}
}

func TestAnswersFoundGoOnPageByPage(t *testing.T) {
	c := open(t)
	for i := range 21 {
		c.Clock.Set(c.Clock.Now().Add(time.Minute))
		c.published(fmt.Sprintf("某小区停水，第%02d件。", i), "good")
	}
	r := c.resident(t)
	r.Goes("/answers?q="+url.QueryEscape("停水")).Reads("第20件", "第01件").Never("第00件").Follows("下一页").Reads("第00件").Never("第01件")
}

func TestSimilarAnswersAreShownBeforeARequestIsSent(t *testing.T) {
	c := open(t)
	r := c.resident(t)
	asks(r).Never("已有类似的答复")
	c.published("我家小区停水两天，希望抢修。", "good")
	c.published("公园的路灯不亮。", "good")
	r = asks(c.resident(t))
	r.Reads("已有类似的答复", "我家小区停水两天，希望抢修。", "市水务局").Never("公园的路灯不亮")
	title := r.Value("title")
	r.Presses("提交诉求").Got(http.StatusOK).Reads("诉求已收到")
	if title == "" {
		t.Error("what was typed is lost")
	}
}
