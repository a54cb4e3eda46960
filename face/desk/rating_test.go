package desk_test

import (
	"net/http"
	"strings"
	"testing"

	"shuniu/kernel/access"
	"shuniu/kernel/matter"
	"shuniu/test/city"
)

func TestAWindowShowsTheCodeToRateByAndSupervisorsTheMarks(t *testing.T) {
	o := open(t, true)
	key := "0123456789abcdef0123456789abcdef"
	f, err := o.Engine.Tray(access.Outsider(), key).Put(t.Context(), "papers", "申请书.png", strings.NewReader("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"))
	if err != nil {
		t.Fatal(err)
	}
	res, err := o.Engine.Open(t.Context(), access.Outsider(), "enterprises.licence", matter.Input{Key: key, Values: map[string]string{
		"item": city.SewerPermit, "region": "990102001000", "holder_name": "澜湾潮味餐饮有限公司", "phone": "13800000000", "truthful": "true", "papers": string(f.ID),
	}})
	if err != nil {
		t.Fatal(err)
	}
	window := o.as("water-window")
	window.Goes("/desk/matter/" + res.Matter.Number).Follows("请服务对象评价").Got(http.StatusOK)
	window.Reads("评价这次服务", "城镇污水排入排水管网许可", "/rate/"+res.Matter.Number+"/", "就在本屏评价").Never("澜湾潮味餐饮有限公司")
	window.Goes("/desk/ratings").Got(http.StatusForbidden)
	o.as("nandi-handler").Goes("/desk/matter/" + res.Matter.Number + "/rate").Got(http.StatusNotFound)
	o.as("supervisor").Goes("/desk").Follows("集中评价").Got(http.StatusOK).Reads("没有集中评价")
	call := o.asks()
	o.as("dispatcher").Goes(call.path() + "/rate").Got(http.StatusNotFound)
}
