package desk_test

import (
	"net/http"
	"testing"
)

func TestADispatcherFindsRulingsByWhichTheLikeIsDispatched(t *testing.T) {
	o := open(t, true)
	a := o.asks().dispatched()
	a.staff("water-handler", "ask_return", map[string]string{"reason": "小区红线内的管网不归水务局。"})
	a.staff("auditor", "confer", map[string]string{"reason": "两家说法不一，提请会商。"})
	a.staff("hotline-head", "rule", map[string]string{"unit": "housing", "ruling": "小区红线内的供水管网由住建部门承办。"})
	o.Follow()
	again := o.asks()
	b := o.as("dispatcher").Goes(again.path()).Follows("看相似的会商先例").Reads("相似的先例", "由住建部门承办", a.Number)
	b.Follows("全部先例").Reads(leaking, "市住房和城乡建设局")
	b.Goes("/desk/precedents?q=供水管网&unit=housing").Reads(a.Number).Follows(leaking).Reads("会商裁定")
	b.Goes("/desk/precedents?q=路灯").Reads("没有符合条件的先例").Goes("/desk/precedents?q=的").Got(http.StatusUnprocessableEntity).Reads("至少两个")
	o.as("nandi-handler").Goes("/desk/precedents").Reads("没有符合条件的先例").Goes("/desk/precedents?like=" + a.Number).Got(http.StatusNotFound)
}
