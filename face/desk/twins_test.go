package desk_test

import (
	"net/http"
	"testing"

	"shuniu/kernel/access"
)

func TestTheSameTroubleIsMergedByOneButton(t *testing.T) {
	o := open(t, true)
	lead := o.asks().dispatched()
	again := o.asks()
	o.Follow()
	o.as("water-handler").Goes(lead.path()).Never("可能是同一件事")
	b := o.as("dispatcher").Goes(again.path()).Reads("可能是同一件事", "同一电话，内容相近", lead.Number)
	b.Presses("并入这一件").Got(http.StatusOK).Reads("已完成")
	v, err := o.Engine.View(t.Context(), access.ByCode(int64(again.ID)), again.ID)
	if err != nil || v.Matter.State != "merged" || len(v.Matter.Links) != 1 || v.Matter.Links[0].Matter != int64(lead.ID) {
		t.Errorf("merged: %+v, %v", v.Matter, err)
	}
	o.Follow()
	b.Goes(again.path()).Reads("已并入的主件", lead.Number, "同意使用").Goes(lead.path()).Reads("并入本件的", again.Number)
	o.as("water-handler").Goes(lead.path()).Never(again.Number, "并入本件的") // which was never theirs
}
