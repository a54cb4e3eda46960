package desk_test

import (
	"net/http"
	"testing"

	"shuniu/test/browse"
)

func TestACallIsRegisteredWithItsPaperAndNothingTypedIsLost(t *testing.T) {
	o := open(t, true)
	paper := []browse.Upload{{Field: "files", Name: "来信.pdf", Content: "%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"}}
	b := o.as("dispatcher").Goes("/desk/new/people.request")
	b.Chooses("登记来电来访", paper, "title", leaking).Got(http.StatusUnprocessableEntity).Reads("来信.pdf")
	if got := b.Value("title"); got != leaking {
		t.Errorf("the title is now %q", got)
	}
	b.Chooses("登记来电来访", nil, "channel", "phone", "kind", "help", "body", "三月一日起停水，至今没有恢复。", "region", "990102001001").
		Got(http.StatusOK).Reads(leaking, "待派单", "附件1", "PDF文档")
}
