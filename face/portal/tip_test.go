package portal_test

import (
	"net/http"
	"strings"
	"testing"
)

const tipTitle = "验收时收受好处费"

// reports sends a report of wrongdoing up to its receipt, without a name.
func (c *town) reports(t *testing.T) (number, code string) {
	t.Helper()
	r := c.resident(t)
	r.Goes("/ask").Reads("举报违法违纪").Presses("继续", "kind", "tip")
	if r.At != "/tip" {
		t.Fatalf("a report leads to %s", r.At)
	}
	r.Reads("被举报的单位和它的下属单位", "不用登录，不用留姓名", "12388")
	r.Presses("继续").Presses("继续").Got(http.StatusUnprocessableEntity).Reads("请填写“标题”。", "请填写“举报内容”。")
	r.Presses("继续", "title", tipTitle, "body", "水务局有人在支管工程验收时收受好处费，现场有人看见。", "reported", "water", "accused", "骆泉，局长").Got(http.StatusOK)
	r.Presses("继续", "region", "990100000000").Got(http.StatusOK).Reads("现在是匿名举报，直接继续就可以。")
	if strings.Contains(r.Body, "<details class=\"govuk-details\" open") {
		t.Error("the name is asked for by default")
	}
	r.Presses("继续").Reads(tipTitle, "骆泉，局长", "姓名 未填写").Never("已有类似的答复")
	if got := r.Header.Get("Cache-Control"); got != "no-store" {
		t.Errorf("the browser keeps the report: %q", got)
	}
	r.Presses("提交举报").Got(http.StatusOK).Reads("举报已收到").Never(tipTitle, "请您评价")
	return receipt(r)
}

func TestAReportIsSentWithoutANameAndFollowed(t *testing.T) {
	c := open(t)
	number, code := c.reports(t)
	r := c.resident(t)
	r.Goes("/follow").Presses("查看进展", "number", number, "code", code).Got(http.StatusOK)
	r.Reads("您提交的事项", "待审查", "内容收起来了", tipTitle)
	title, _, _ := strings.Cut(r.Body, "</title>")
	if strings.Contains(title, tipTitle) || strings.Contains(title, "举报") {
		t.Error("the tab of the browser tells what it is")
	}
	c.does("hotline-head", number, "hand_over", "route", "discipline", "reason", "涉嫌违纪，移交纪检监察机关。")
	r.Goes("/follow/matter").Reads("已移交待接收", "纪检监察机关").Never("涉嫌违纪")
	r.Goes("/follow/act/supplement").Never(tipTitle).Presses("补充情况", "note", "当时在场的还有两名施工人员。").Got(http.StatusOK)
	c.does("hotline-head", number, "acknowledged", "receipt", "纪收〔2026〕12号", "reply", "您的举报已由纪检监察机关受理，由其依法处理。")
	r.Goes("/follow/matter").Reads("已由纪检监察机关受理", "纪收〔2026〕12号")
}

func TestAReportIsOnNoPublicPage(t *testing.T) {
	c := open(t)
	number, _ := c.reports(t)
	c.Follow()
	r := c.resident(t)
	for _, path := range []string{"/", "/answers", "/answers?q=好处费", "/answers?unit=water", "/answers?kind=tip", "/answers/feed", "/figures", "/figures?unit=water", "/guide?q=好处费"} {
		r.Goes(path).Never(tipTitle, "骆泉，局长", strings.TrimPrefix(number, "J"))
	}
	r.Goes("/answers/" + number).Got(http.StatusNotFound)
}

func TestANameWithAReportNeedsConsent(t *testing.T) {
	r := open(t).resident(t)
	r.Goes("/tip").Presses("继续")
	r.Presses("继续", "title", tipTitle, "body", "水务局有人在支管工程验收时收受好处费，现场有人看见。").Presses("继续", "region", "990100000000")
	r.Presses("继续", "phone", "13800138000").Got(http.StatusUnprocessableEntity).Reads("匿名举报请把这两项留空")
	r.Presses("继续", "consent", "true").Got(http.StatusOK).Reads("13800138000")
}
