package portal_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"shuniu/service/enterprises/approval/decision"
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
	c.issued(number)
	r.Goes("/follow").Presses("查看进展", "number", number, "code", code).Got(http.StatusOK)
	r.Reads("准予排水许可", "已送达", "办理地 潮生区南堤街道").Never("事发地")
	r.Never("材料齐全。", "water-head")
	r.Goes("/follow/act/rate").Presses("评价", "grade", "good").Got(http.StatusOK).Reads("首次评价", "满意", "评价已收到")
	r.Goes("/follow/matter").Reads("已办结")
}

func TestAServiceIsRatedByThePrintedAddressAlone(t *testing.T) {
	c := open(t)
	r := c.resident(t)
	number := c.applied(r)
	var address string
	for _, n := range browse.All(r.Main(), "span") {
		if browse.Attr(n, "class") == "sn-poster__address" {
			address = browse.Text(n)
		}
	}
	_, path, ok := strings.Cut(address, "/rate/")
	if !ok {
		t.Fatalf("the receipt prints no address to rate at: %q", address)
	}
	path = "/rate/" + path
	anybody := c.resident(t)
	anybody.Goes(path).Got(http.StatusOK).Reads("还没有办完").Never("澜湾潮味餐饮有限公司", "13800000000", "申请书")
	anybody.Goes(path[:len(path)-1] + "!").Got(http.StatusNotFound)
	c.issued(number)
	anybody.Goes(path).Reads("非常满意", "非常不满意").Presses("评价").Got(http.StatusUnprocessableEntity).Reads("请选择一档评价")
	anybody.Presses("评价", "grade", "poor", "note", "多跑了一趟。").Got(http.StatusOK).Reads("评价已收到", "不满意").Never("澜湾潮味餐饮有限公司")
	anybody.Goes("/follow/matter").Reads("编号").Never("澜湾潮味餐饮有限公司")
	c.Follow()
	anybody.Goes("/ratings").Got(http.StatusOK).Reads("市水务局", "首次满意", "整改后满意")
	anybody.Never("100%", "0%")
	anybody.Goes("/ratings?by=item").Reads("城镇污水排入排水管网许可")
	anybody.Goes("/ratings?by=person").Got(http.StatusNotFound)
	anybody.Goes("/ratings.csv?by=unit").Got(http.StatusOK)
	if want := "2026-03,unit,water,市水务局,1,1,0,1,0,0,0,0,0,0,1,0,0,0,0,1,0"; !strings.Contains(anybody.Body, want) {
		t.Errorf("the table is\n%s", anybody.Body)
	}
}

func TestGrantedLicencesArePublishedAndExported(t *testing.T) {
	c := open(t)
	r := c.resident(t)
	r.Goes("/decisions").Got(http.StatusOK).Reads("没有符合条件的公示")
	number := c.applied(r)
	c.issued(number)
	c.Follow()
	r.Goes("/decisions").Reads("澜×", "城镇污水排入排水管网许可", "有效").Never("澜湾潮味餐饮有限公司", number, "13800000000")
	r.Goes("/decisions?unit=water&month=2026-03").Reads("澜×").Goes("/decisions?unit=housing").Never("澜×")
	r.Goes("/decisions?unit=nonsense").Got(http.StatusNotFound)
	r.Goes("/decisions?month=march").Got(http.StatusUnprocessableEntity)
	r.Goes("/decisions/nonsense").Got(http.StatusNotFound)
	r.Goes("/decisions.csv").Got(http.StatusOK)
	if !strings.HasPrefix(r.Body, "行政相对人名称,行政相对人类别,") || !strings.Contains(r.Body, ",市水务局许准字〔2026〕1号,普通,许可证,市水务局许证字〔2026〕第00001号,,2026-03-02,2026-03-02,2031-03-01,市水务局,11990100MB00010113,有效,") {
		t.Errorf("the table is\n%s", r.Body)
	}
	r.Goes("/decisions.json").Got(http.StatusOK)
	var all struct {
		Decisions []map[string]string `json:"decisions"`
	}
	if err := json.Unmarshal([]byte(r.Body), &all); err != nil || len(all.Decisions) != 1 || all.Decisions[0]["body_code"] != "11990100MB00010113" {
		t.Fatalf("%v: %s", err, r.Body)
	}
	r.Goes("/decisions/"+all.Decisions[0]["id"]).Got(http.StatusOK).Reads("许可机关", "公示日期")
	r.Goes("/decisions/feed").Got(http.StatusOK)
	if !strings.Contains(r.Body, "<title>澜×") {
		t.Errorf("the feed is\n%s", r.Body)
	}
}

// applied hands in an application and stays on its receipt.
func (c *town) applied(r *browse.Browser) string {
	r.Goes("/apply/"+city.SewerPermit).Chooses("继续", []browse.Upload{{Field: "papers", Name: "申请书.png", Content: picture}})
	r.Presses("继续", "region", "990102000000").Presses("继续", "region", "990102001000").Presses("继续", "region", "990102001000")
	r.Presses("继续", "holder_name", "澜湾潮味餐饮有限公司", "phone", "13800000000", "truthful", "true").Presses("提出申请").Got(http.StatusOK)
	number, _ := receipt(r)
	return number
}

// issued takes an application to its delivery.
func (c *town) issued(number string) {
	c.T.Helper()
	c.does("water-window", number, "accept")
	c.does("water-handler", number, "propose", "opinion", "材料齐全。", "proposal", "grant")
	c.does("water-head", number, "grant", "reply", "准予排水许可。")
	c.does("water-window", c.child(number, decision.Process), "publish")
	c.does("water-window", number, "deliver", "delivery", "electronic")
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
