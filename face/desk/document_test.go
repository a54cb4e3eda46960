package desk_test

import (
	"net/http"
	"strings"
	"testing"

	"shuniu/kernel/access"
	"shuniu/kernel/matter"
	"shuniu/test/city"
)

// licence is an application for a licence that the water bureau has accepted.
func (o *office) licence() asked {
	o.t.Helper()
	key := strings.Repeat("c", 32)
	f, err := o.Engine.Tray(access.Outsider(), key).Put(o.t.Context(), "papers", "申请书.png", strings.NewReader("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"))
	if err != nil {
		o.t.Fatal(err)
	}
	res, err := o.Engine.Open(o.t.Context(), access.Outsider(), "enterprises.licence", matter.Input{Key: key, Values: map[string]string{
		"item": city.SewerPermit, "region": "990102001000", "holder_name": "澜湾潮味餐饮有限公司", "phone": "13800000000", "truthful": "true", "papers": string(f.ID),
	}})
	if err != nil {
		o.t.Fatal(err)
	}
	a := asked{o, res.Matter}
	a.staff("water-window", "accept", nil)
	return a
}

func TestStaffSeeTheDocumentsOfAMatterAndReadThemWholeOnRecord(t *testing.T) {
	o := open(t, true)
	l := o.licence()
	b := o.as("water-window")
	b.Goes(l.path()).Got(http.StatusOK).Reads("文书", "行政许可受理通知书", "市水务局许受字〔2026〕1号")
	b.Goes(l.path()+"/document/2").Got(http.StatusOK).Reads("行政许可受理通知书", "将记录").Never("澜湾潮味餐饮")
	if n := len(o.readings(l)); n != 0 {
		t.Fatalf("%d readings before anything was read", n)
	}
	b.Posts(l.path()+"/document/2", nil).Got(http.StatusOK)
	if n := len(o.readings(l)); n != 1 {
		t.Errorf("%d readings", n)
	}
	for _, seq := range []string{"0", "3", "99", "x"} {
		b.Goes(l.path() + "/document/" + seq).Got(http.StatusNotFound)
	}
	o.as("nandi-handler").Goes(l.path() + "/document/2").Got(http.StatusNotFound)
}

func (o *office) readings(a asked) []string {
	o.t.Helper()
	all, err := o.Engine.Readings(o.t.Context(), a.ID)
	if err != nil {
		o.t.Fatal(err)
	}
	var who []string
	for _, r := range all {
		who = append(who, r.Rule)
	}
	return who
}

func TestTheRegisterOfSealsIsForHeadsAndSupervisors(t *testing.T) {
	o := open(t, true)
	l := o.licence()
	o.Follow()
	o.as("water-head").Goes("/desk/seals").Got(http.StatusOK).Reads("行政许可受理通知书", "行政审批专用章", "温晓", "按授权自动用印", l.Number)
	o.as("supervisor").Goes("/desk/seals?unit=water").Got(http.StatusOK).Reads("市水务局许受字〔2026〕1号")
	o.as("housing-head").Goes("/desk/seals").Got(http.StatusOK).Never("许受字")
	o.as("housing-head").Goes("/desk/seals?unit=water").Got(http.StatusNotFound)
	o.as("water-handler").Goes("/desk/seals").Got(http.StatusForbidden)
	o.as("water-head").Goes("/desk/seals?from=x").Got(http.StatusUnprocessableEntity)
}
