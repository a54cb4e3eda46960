package desk_test

import (
	"net/http"
	"testing"

	"shuniu/test/browse"
	"shuniu/test/city"
)

const picture = "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"

func TestAnItemIsChosenByItsNameAndItsFormShowsThePapers(t *testing.T) {
	o := open(t, true)
	b := o.as("nandi-window").Goes("/desk/window").Got(http.StatusOK)
	b.Goes("/desk/window?q=排水管网").Got(http.StatusOK).Reads("城镇污水排入排水管网许可").Never("节水载体登记")
	b.Goes("/desk/window?q=火箭发射").Got(http.StatusOK).Reads("没有找到这样的事项。")
	b.Goes("/desk/new/enterprises.licence").Got(http.StatusOK).Reads("他要办什么？") // it is chosen first
	b.Follows("城镇污水排入排水管网许可").Got(http.StatusOK).Reads("城镇污水排入排水管网许可", "申请书", "必须交").Never("事项编码")
	paper := []browse.Upload{{Field: "papers", Name: "申请书.png", Content: picture}}
	b.Chooses("窗口收件", paper, "holder_name", "澜湾潮味餐饮有限公司").Got(http.StatusUnprocessableEntity).Reads("城镇污水排入排水管网许可", "申请书.png")
	if got := b.Value("holder_name"); got != "澜湾潮味餐饮有限公司" {
		t.Errorf("what was typed is lost: %q", got)
	}
	b.Chooses("窗口收件", nil, "region", "990102001000", "channel", "helper", "phone", "13800000000", "truthful", "true").Got(http.StatusOK).Reads("已收件", "城镇污水排入排水管网许可")
	b.Goes("/desk/new/enterprises.instant?item=" + city.Registration).Got(http.StatusOK).Reads("节水载体登记")
	b.Goes("/desk/new/enterprises.commitment?item=" + city.SupplyPermit).Got(http.StatusOK).Reads("承诺符合以下条件").Never("申请材料")
	b.Goes("/desk/new/enterprises.instant?item=" + city.SewerPermit).Got(http.StatusNotFound)
	b.Goes("/desk/new/enterprises.stuck").Got(http.StatusOK).Reads("登记办不成的事")
}

func TestOnlyAWindowTakesIn(t *testing.T) {
	o := open(t, true)
	o.as("water-handler").Goes("/desk/window").Got(http.StatusForbidden)
}
