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

func TestACommitmentIsReadBeforeItIsMade(t *testing.T) {
	c := open(t)
	r := c.resident(t)
	r.Goes("/items/" + city.SewerPermit).Never("按告知承诺申请")
	r.Goes("/items/" + city.SupplyPermit).Reads("可以选择告知承诺").Follows("按告知承诺申请").Got(http.StatusOK)
	r.Reads("您承诺什么？", "1．排放口设置符合要求", "记入信用记录").Never("申请材料")
	r.Presses("继续").Got(http.StatusUnprocessableEntity)
	r.Presses("继续", "committed", "true").Presses("继续", "region", "990102000000").Presses("继续", "region", "990102001000").Presses("继续", "region", "990102001000").Got(http.StatusOK)
	r.Presses("继续", "holder_name", "澜湾潮味餐饮有限公司", "phone", "13800000000").Got(http.StatusOK)
	r.Presses("承诺并申请").Got(http.StatusOK).Reads("申请已收到")
	number, _ := receipt(r)
	c.does("water-window", number, "grant", "credit", "clean", "reply", "准予临时供水。", "delivery", "window")
}

func TestWhatCouldNotBeDoneIsToldFromTheServicesAndFromTellingUs(t *testing.T) {
	c := open(t)
	r := c.resident(t)
	r.Goes("/ask").Follows("有事没办成？告诉我们").Got(http.StatusOK).Reads("卡在哪里了？")
	r.Goes("/items").Follows("有事没办成？告诉我们").Got(http.StatusOK)
	r.Presses("继续").Got(http.StatusUnprocessableEntity)
	r.Presses("继续", "trouble", "pushed").Presses("继续", "title", "给店面接上下水", "body", "水务说找城管，城管说找水务。").Got(http.StatusOK)
	r.Presses("继续", "region", "990102000000").Presses("继续", "region", "990102001000").Presses("继续", "region", "990102001000").Got(http.StatusOK)
	r.Reads("怎样联系您？").Presses("继续", "phone", "13800000000").Got(http.StatusOK)
	r.Presses("反映办不成的事").Got(http.StatusOK).Reads("收到了，我们负责到底", "联系反映人")
	number, code := receipt(r)
	c.does("hall-window", number, "settle", "outcome", "done", "reply", "已经接通。")
	r.Goes("/follow").Presses("查看进展", "number", number, "code", code).Got(http.StatusOK).Reads("已经接通。")
}

func TestOnlyWhatIsOfferedOnlineIsAppliedFor(t *testing.T) {
	c := open(t)
	r := c.resident(t)
	r.Goes("/apply/nothing").Got(http.StatusNotFound)
	r.Goes("/apply/" + city.SewerPermit[:30] + "9").Got(http.StatusNotFound)
}
