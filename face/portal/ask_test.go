package portal_test

import (
	"net/http"
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

func TestAskedWithoutScriptsAndFollowed(t *testing.T) {
	r := open(t).resident(t)
	r.asks().got(http.StatusOK).reads("投诉", askTitle, "潮生区南堤街道榕荫社区", "周小雯", "13800138000")
	r.presses("提交诉求").got(http.StatusOK)
	if r.at != "/follow/receipt" {
		t.Fatalf("at %s", r.at)
	}
	r.reads("诉求已收到", "2026年3月3日（周二）", "市12345热线中心", "起算日，不计入")
	r.follows("查看进展").got(http.StatusOK).reads(askTitle, "待派单", "市12345热线中心 派单员", "希望尽快抢修", "13800138000")
	if strings.Contains(r.at, "Q99") {
		t.Errorf("the number stands in the address %s", r.at)
	}
}
