package desk_test

import (
	"net/http"
	"testing"

	"shuniu/test/browse"
)

func TestACallIsRegisteredWithItsPaperAndNothingTypedIsLost(t *testing.T) {
	o := open(t, true)
	paper := []browse.Upload{{Field: "files", Name: "来信.pdf", Content: "%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"}}
	b := o.as("dispatcher").Goes("/desk").Follows("登记来电来访")
	b.Chooses("登记来电来访", paper, "title", leaking).Got(http.StatusUnprocessableEntity).Reads("来信.pdf")
	if got := b.Value("title"); got != leaking {
		t.Errorf("the title is now %q", got)
	}
	b.Chooses("登记来电来访", nil, "channel", "phone", "kind", "help", "body", "三月一日起停水，至今没有恢复。", "region", "990102001001").
		Got(http.StatusOK).Reads(leaking, "待派单", "附件1", "PDF文档")
}

func TestWhatSomebodyMayOpenIsListed(t *testing.T) {
	o := open(t, true)
	o.as("water-head").Goes("/desk").Follows("新办").Reads("提出考核申诉", "安排交接").Never("登记来电来访").Follows("提出考核申诉").Got(http.StatusOK)
	o.as("water-handler").Goes("/desk/new").Got(http.StatusOK).Reads("新办")
}
