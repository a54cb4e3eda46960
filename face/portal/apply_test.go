package portal_test

import (
	"net/http"
	"testing"

	"shuniu/test/browse"
	"shuniu/test/city"
)

func TestALicenceIsAppliedForAndFollowedToItsIssue(t *testing.T) {
	c := open(t)
	r := c.resident(t)
	r.Goes("/items/" + city.SewerPermit).Reads("网上申请").Follows("网上申请").Got(http.StatusOK)
	r.Reads("第1步，共4步", "城镇污水排入排水管网许可", "交哪些材料？", "申请书")
	r.Presses("继续").Got(http.StatusUnprocessableEntity).Reads("请填写“申请材料”。")
	r.Chooses("继续", []browse.Upload{{Field: "papers", Name: "申请书.png", Content: picture}}).Got(http.StatusOK)
	r.Presses("继续", "region", "990102000000").Presses("继续", "region", "990102001000").Presses("继续", "region", "990102001000").Got(http.StatusOK)
	r.Reads("谁来申请？").Presses("继续", "phone", "1380000").Got(http.StatusUnprocessableEntity)
	r.Reads("申请人名称", "联系电话", "我对申请材料实质内容的真实性负责")
	if got := r.Value("phone"); got != "1380000" {
		t.Errorf("what was typed is lost: %q", got)
	}
	r.Presses("继续", "holder_name", "澜湾潮味餐饮有限公司", "phone", "13800000000", "truthful", "true").Got(http.StatusOK)
	r.Reads("请核对，然后提交", "申请书.png", "澜湾潮味餐饮有限公司").Never("事项编码")
	r.Presses("提出申请").Got(http.StatusOK).Reads("申请已收到", "承诺办结时限：7个工作日", "办结后请您评价").Never("诉求已收到")
	number, code := receipt(r)
	c.does("water-window", number, "accept")
	c.does("water-handler", number, "propose", "opinion", "材料齐全。", "proposal", "grant")
	c.does("water-head", number, "grant", "reply", "准予排水许可。")
	c.does("water-window", number, "publish")
	c.does("water-window", number, "deliver", "delivery", "electronic")
	r.Goes("/follow").Presses("查看进展", "number", number, "code", code).Got(http.StatusOK)
	r.Reads("准予排水许可", "已送达", "办理地 潮生区南堤街道").Never("事发地")
	r.Never("材料齐全。", "water-head")
	r.Goes("/follow/act/rate").Presses("评价", "rating", "good").Got(http.StatusOK).Reads("已办结")
}

func TestWhatIsDoneAtOnceIsAppliedForOnline(t *testing.T) {
	c := open(t)
	r := c.resident(t)
	r.Goes("/items/" + city.Registration).Reads("材料齐全当场办结").Follows("网上申请").Got(http.StatusOK)
	r.Chooses("继续", []browse.Upload{{Field: "papers", Name: "申请书.png", Content: picture}}).Got(http.StatusOK)
	r.Presses("继续", "region", "990102000000").Presses("继续", "region", "990102001000").Presses("继续", "region", "990102001000").Got(http.StatusOK)
	r.Presses("继续", "holder_name", "澜湾潮味餐饮有限公司", "phone", "13800000000", "truthful", "true").Got(http.StatusOK)
	r.Presses("提出申请").Got(http.StatusOK).Reads("申请已收到", "当日办结")
	number, code := receipt(r)
	c.does("water-window", number, "grant", "reply", "准予登记。", "delivery", "electronic")
	r.Goes("/follow").Presses("查看进展", "number", number, "code", code).Got(http.StatusOK).Reads("准予登记", "已办结送达")
}

func TestOnlyWhatIsOfferedOnlineIsAppliedFor(t *testing.T) {
	c := open(t)
	r := c.resident(t)
	r.Goes("/apply/nothing").Got(http.StatusNotFound)
	r.Goes("/apply/" + city.SewerPermit[:30] + "9").Got(http.StatusNotFound)
}
