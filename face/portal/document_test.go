package portal_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"shuniu/kernel/access"
	"shuniu/kernel/matter"
	"shuniu/test/city"
	"shuniu/test/skip"
)

var codeShown = regexp.MustCompile(`L\d{6}-\d{4}-\w{8}-\w-2-[0-9A-Z]{16}`)

func TestAnApplicantReadsTheirDocumentsAndAnyoneVerifiesThem(t *testing.T) {
	s := open(t)
	key := strings.Repeat("c", 32)
	f, err := s.Engine.Tray(access.Outsider(), key).Put(t.Context(), "papers", "申请书.png", strings.NewReader("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"))
	if err != nil {
		t.Fatal(err)
	}
	res, err := s.Engine.Open(t.Context(), access.Outsider(), "enterprises.licence", matter.Input{Key: key, Values: map[string]string{
		"item": city.SewerPermit, "region": "990102001000", "holder_name": "澜湾潮味餐饮有限公司", "phone": "13800000000", "truthful": "true", "papers": string(f.ID),
	}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Engine.Act(t.Context(), s.Staff("water-window"), res.Matter.ID, "accept", matter.Input{}); err != nil {
		t.Fatal(err)
	}
	b := s.resident(t)
	b.Goes("/follow/document/2").Never("受理通知书") // nobody has proved the matter theirs
	b.Posts("/follow", url.Values{"number": {res.Matter.Number}, "code": {res.Code}}).Got(http.StatusOK).Reads("行政许可申请材料收件凭证", "行政许可受理通知书")
	b.Goes("/follow/document/2").Got(http.StatusOK).Reads("澜湾潮味餐饮有限公司：", "市水务局许受字〔2026〕1号", "行政许可法")
	code := codeShown.FindString(b.Body)
	b.Goes("/follow/document/3").Got(http.StatusNotFound)
	b.Goes("/follow/document/2/pdf")
	if b.Status == http.StatusServiceUnavailable {
		skip.Absent(t, "the type of documents", "make assets")
	}
	if b.Got(http.StatusOK); !strings.HasPrefix(b.Body, "%PDF-") || b.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("no PDF that nobody keeps: %v", b.Header)
	}
	other := s.resident(t)
	other.Goes("/verify").Got(http.StatusOK).Reads("验证码")
	other.Goes("/verify/"+strings.ToLower(code)).Got(http.StatusOK).Reads("本平台出具过这份文书", "市水务局许受字〔2026〕1号", "市水务局").Never("潮味", "13800000000")
	wrong := code[:len(code)-1] + "0"
	if wrong == code {
		wrong = code[:len(code)-1] + "1"
	}
	other.Goes("/verify?code=" + wrong).Got(http.StatusNotFound).Reads("没有查到这份文书")
}
