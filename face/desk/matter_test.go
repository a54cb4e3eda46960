package desk_test

import (
	"net/http"
	"strings"
	"testing"
)

func TestPersonalDataIsShownWholeOnlyOnRecord(t *testing.T) {
	o := open(t, true)
	a := o.asks().dispatched()
	b := o.as("water-handler").Goes(a.path()).Reads("138****1234").Reads("查看会留下记录")
	b.Posts(a.path()+"/reading", nil).Got(http.StatusOK).Reads("13800001234").Reads("本次查看已记录")
	read, err := o.Engine.Readings(t.Context(), a.ID)
	if err != nil || len(read) != 1 || read[0].Person != int64(o.People["water-handler"]) {
		t.Errorf("recorded %+v: %v", read, err)
	}
	o.as("water-head").Posts(a.path()+"/reading", nil).Got(http.StatusForbidden)
}

func TestAFileThatIsNotThereIsNotFound(t *testing.T) {
	o := open(t, true)
	a := o.asks().dispatched()
	b := o.as("water-handler")
	b.Goes(a.path() + "/file/" + strings.Repeat("0", 64)).Got(http.StatusNotFound)
	b.Goes(a.path() + "/file/..%2f..%2fcity.db").Got(http.StatusNotFound)
}
