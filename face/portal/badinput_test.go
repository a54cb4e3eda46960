package portal_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"shuniu/test/browse"
)

const added = "今天早上三号楼也停水了，共有四十户。"

func TestWhatWasWrittenOutlivesTheProof(t *testing.T) {
	c := open(t)
	number, code := sends(c.resident(t))
	r := c.resident(t)
	r.Posts("/follow/act/supplement", url.Values{"note": {added}, "client_key": {"k1"}}).Got(http.StatusForbidden).Reads("您刚才填写的内容都在")
	r.Presses("查看进展", "number", number, "code", "0000-0000-0000").Got(http.StatusNotFound)
	r.Presses("查看进展", "code", code).Got(http.StatusOK).Reads("接着填")
	r.Presses("回到刚才填写的内容").Got(http.StatusOK)
	if r.Value("note") != added {
		t.Fatalf("came back: %q", r.Value("note"))
	}
	r.Presses("补充情况").Got(http.StatusOK).Reads(added)

	for _, to := range []string{"https://elsewhere.example/follow/act/x", "/desk/x", "/follow/../desk"} {
		other := c.resident(t)
		other.Posts("/follow", url.Values{"number": {number}, "code": {code}, "interrupted": {to}, "interrupted.note": {added}}).Got(http.StatusOK).Never("接着填")
	}
}

func TestWhatNoPageOfThePortalSendsIsRefusedClearly(t *testing.T) {
	c := open(t)
	r := c.resident(t)
	gbk := "\xc2\xb7\xb5\xc6" // 路灯
	r.Posts("/ask", url.Values{"title": {gbk}}).Got(http.StatusUnprocessableEntity).Reads("UTF-8")
	r.Posts("/ask/send", url.Values{"title": {gbk}}).Got(http.StatusUnprocessableEntity).Reads("UTF-8")
	r.Posts("/ask/send", url.Values{"body": {strings.Repeat("长", 400_000)}}).Got(http.StatusRequestEntityTooLarge).Reads("太长")
	for _, at := range []string{"/answers?from=x", "/answers?from=-1", "/answers?from=99999999999999999999", "/answers?q=%E5%81%9C%E6%B0%B4&from=!", "/guide?from=1"} {
		r.Goes(at).Got(http.StatusUnprocessableEntity).Reads("列表的起点无效")
	}
	sends(r)
	r.Goes("/follow/act/supplement")
	r.Chooses("补充情况", []browse.Upload{{Field: "scan", Name: "批示.pdf", Content: "%PDF-1.7\n"}}, "note", added)
	r.Got(http.StatusUnprocessableEntity).Reads("“批示.pdf”没有收下")
}
