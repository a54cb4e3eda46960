package certificate_test

import (
	"slices"
	"strings"
	"testing"

	"shuniu/kernel/access"
	"shuniu/kernel/fault"
	"shuniu/kernel/ledger"
	"shuniu/kernel/matter"
	"shuniu/service/enterprises/approval"
	"shuniu/service/enterprises/approval/certificate"
	"shuniu/test/city"
)

// grant carries a licence through to its delivery and gives its certificate.
func grant(t *testing.T, c *city.City) matter.ID {
	t.Helper()
	key := strings.Repeat("0123", 8)
	f, err := c.Engine.Tray(access.Outsider(), key).Put(t.Context(), "papers", "申请书.png", strings.NewReader("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"))
	if err != nil {
		t.Fatal(err)
	}
	res, err := c.Engine.Open(t.Context(), access.Outsider(), approval.Licence, matter.Input{Key: key, Values: map[string]string{
		"item": city.SewerPermit, "region": "990102001000", "holder_name": "澜湾潮味餐饮有限公司", "phone": "13800000000", "truthful": "true", "papers": string(f.ID)}})
	if err != nil {
		t.Fatal(err)
	}
	id := res.Matter.ID
	for _, step := range []struct {
		who, act string
		v        map[string]string
	}{
		{"water-window", "accept", nil},
		{"water-handler", "propose", map[string]string{"opinion": "符合条件。", "proposal": "grant"}},
		{"water-head", "grant", map[string]string{"reply": "准予排水许可。"}},
		{"water-window", "deliver", map[string]string{"delivery": "electronic"}},
	} {
		if res, err = c.Engine.Act(t.Context(), c.Staff(step.who), id, step.act, matter.Input{Values: step.v}); err != nil {
			t.Fatal(step.act, err)
		}
	}
	return matter.ID(res.Matter.Children[len(res.Matter.Children)-1].Matter)
}

func TestTheRegisterTellsWhatBefellACertificateAndNothingOfItsHolder(t *testing.T) {
	city.On(t, city.Options{Followers: func(c *city.City) []ledger.Follower {
		return []ledger.Follower{certificate.NewRegister(c.Engine)}
	}}, func(t *testing.T, c *city.City) {
		register := c.Followers[0].(*certificate.Register)
		id := grant(t, c)
		holder, head := access.ByCode(int64(id)), c.Staff("water-head")
		does := func(who access.Actor, act string, v map[string]string) {
			t.Helper()
			if _, err := c.Engine.Act(t.Context(), who, id, act, matter.Input{Values: v}); err != nil {
				t.Fatal(act, err)
			}
		}
		c.Follow()
		issued, err := register.ByNumber(t.Context(), "市水务局许证字[2026]第00001号")
		if err != nil {
			t.Fatal(err)
		}
		c.Move("2031-01-15 09:00")
		does(holder, "apply_renewal", nil)
		c.Move("2031-03-02 00:00") // not decided
		does(holder, "apply_change", map[string]string{"changed": "名称变更。"})
		does(head, "change", map[string]string{"reply": "准予变更。", "holder_name": "望澜食品有限公司"})
		does(holder, "ask_cancel", map[string]string{"reason": "不再经营。"})
		does(head, "cancel", map[string]string{"cancel_ground": "asked", "reply": "准予注销。"})
		c.Follow()
		now, err := register.ByCode(t.Context(), strings.ToLower(issued.Code))
		if err != nil {
			t.Fatal(err)
		}
		if issued.Status != certificate.InForce || now.Status != certificate.Cancelled || now.Title != "许可证" || now.From.String() != "2031-03-02" || now.Until.String() != "2036-03-01" {
			t.Errorf("issued as %+v, now %+v", issued, now)
		}
		var acts []string
		for _, change := range now.Changes {
			acts = append(acts, change.Act)
		}
		if want := []string{"issue", "deem", "change", "cancel"}; !slices.Equal(acts, want) {
			t.Errorf("it tells of %v, not %v", acts, want)
		}
		dump, err := register.Dump(c.DB.Follow().Read(t.Context()))
		if err != nil || strings.Contains(dump, "公司") {
			t.Errorf("the register names a holder: %s, %v", dump, err)
		}
		if name, err := register.Holder(t.Context(), id); name != "望*******" || err != nil {
			t.Errorf("its holder is shown as %q, %v", name, err)
		}
		if err := c.Engine.Erase(t.Context(), c.Staff("supervisor"), id, "个人信息保护法第四十七条"); err != nil {
			t.Fatal(err)
		}
		c.Follow()
		if _, err := register.ByCode(t.Context(), issued.Code); !fault.Is(err, fault.NotFound) {
			t.Errorf("what was erased is still shown: %v", err)
		}
	})
}
