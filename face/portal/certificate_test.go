package portal_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"shuniu/service/enterprises/approval/certificate"
	"shuniu/test/browse"
	"shuniu/test/city"
	"shuniu/test/skip"
)

// licensed applies for a licence as a resident and has it delivered.
func (c *town) licensed(r *browse.Browser) (number string) {
	c.T.Helper()
	r.Goes("/apply/" + city.SewerPermit)
	r.Chooses("继续", []browse.Upload{{Field: "papers", Name: "申请书.png", Content: picture}})
	r.Presses("继续", "region", "990102000000").Presses("继续", "region", "990102001000").Presses("继续", "region", "990102001000")
	r.Presses("继续", "holder_name", "澜湾潮味餐饮有限公司", "phone", "13800000000", "truthful", "true")
	number, _ = receipt(r.Presses("提出申请"))
	c.does("water-window", number, "accept")
	c.does("water-handler", number, "propose", "opinion", "材料齐全。", "proposal", "grant")
	c.does("water-head", number, "grant", "reply", "准予排水许可。")
	c.does("water-window", number, "deliver", "delivery", "electronic")
	c.Follow()
	return number
}

func TestACertificateIsCheckedByAnybodyAndItsRevocationShows(t *testing.T) {
	c := open(t)
	r, anybody := c.resident(t), c.resident(t)
	c.licensed(r)
	r.Goes("/follow/matter").Reads("许可证", "市水务局许证字〔2026〕第00001号", "2031年3月1日")
	code := strings.TrimPrefix(link(r, "/certificate/"), "/certificate/")
	anybody.Goes("/certificate/"+code).Got(http.StatusOK).Reads("有效", "澜*********", "市水务局", "制发证照").Never("潮味", "13800000000", "C990102")
	anybody.Goes("/certificate?number="+url.QueryEscape("市水务局许证字(2026)第00001号")).Got(http.StatusOK).Reads("有效").Never("澜*", code)
	anybody.Goes("/certificate?number=" + url.QueryEscape("市水务局许证字〔2026〕第00002号")).Got(http.StatusNotFound).Reads("没有这个证号的证照")
	anybody.Goes("/certificate/0000-0000-0000").Got(http.StatusNotFound)
	r.Presses("办理这张证照的事").Got(http.StatusOK).Reads("有效").Never("准予排水许可")
	number := strings.TrimSuffix(strings.TrimPrefix(link(r, "/follow/certificate/"), "/follow/certificate/"), "/pdf")
	c.does("water-handler", number, "notify", "measure", "revoke", "ground", "fraud", "notice", "拟撤销，可以陈述、申辩。")
	c.Follow()
	anybody.Goes("/certificate/" + code).Reads("有效").Never("告知拟撤回")
	r.Goes("/follow/act/state").Presses("陈述、申辩", "statement", "材料都是真实的。").Got(http.StatusOK)
	c.does("water-handler", number, "weigh", "found", "证据确凿。")
	c.does("water-head", number, "revoke", "reply", "撤销许可；可以申请行政复议。")
	c.Follow()
	anybody.Goes("/certificate/"+code).Reads("已撤销", "依法撤销，证照同时注销").Never("证据确凿", "材料都是真实的")
}

func TestOnlyItsHolderDownloadsACredentialAndAnybodyVerifiesIt(t *testing.T) {
	c := open(t)
	r := c.resident(t)
	c.licensed(r)
	r.Goes("/follow/matter")
	printed := link(r, "/follow/certificate/")
	if r.Goes(printed); r.Status == http.StatusServiceUnavailable {
		skip.Absent(t, "the type of documents", "make assets")
	}
	if !strings.HasPrefix(r.Got(http.StatusOK).Body, "%PDF-") {
		t.Error("the certificate is no PDF")
	}
	at := strings.TrimSuffix(printed, "pdf") + "credential"
	signed := r.Goes(at).Got(http.StatusOK).Body
	keys := c.resident(t).Goes("/.well-known/certificate-keys.json").Got(http.StatusOK).Body
	said, err := certificate.Verify([]byte(signed), []byte(keys))
	if err != nil || said.Holder != "澜湾潮味餐饮有限公司" || said.Number != "市水务局许证字〔2026〕第00001号" {
		t.Errorf("%+v, %v", said, err)
	}
	stranger := c.resident(t)
	sends(stranger)
	stranger.Goes(at).Got(http.StatusNotFound)
	stranger.Goes(printed).Got(http.StatusNotFound)
	if nobody := c.resident(t).Goes(at); strings.Contains(nobody.Body, "signature") {
		t.Error("nobody in particular is handed a credential")
	}
}

// link is the address of the first link of the page that begins like this.
func link(r *browse.Browser, prefix string) string {
	for _, a := range browse.All(r.Main(), "a") {
		if href := browse.Attr(a, "href"); strings.HasPrefix(href, prefix) {
			return href
		}
	}
	return ""
}
