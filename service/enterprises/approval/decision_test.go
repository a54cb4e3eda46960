package approval_test

import (
	"strings"
	"testing"

	"shuniu/kernel/access"
	"shuniu/kernel/ledger"
	"shuniu/service/enterprises/approval/decision"
	"shuniu/test/city"
	"shuniu/test/law"
)

// published is a city with the public list, and the list.
func published(t *testing.T, test func(t *testing.T, c *city.City, list func(decision.Filter) []decision.Decision)) {
	city.On(t, city.Options{Followers: func(c *city.City) []ledger.Follower { return []ledger.Follower{decision.NewPublished(c.Engine)} }}, func(t *testing.T, c *city.City) {
		test(t, c, func(f decision.Filter) []decision.Decision {
			t.Helper()
			c.Follow()
			page, err := decision.NewPublished(c.Engine).List(t.Context(), f)
			if err != nil {
				t.Fatal(err)
			}
			return page.Items
		})
	})
}

const restaurantCode = "91990100MA00000017"

func TestAnEnterpriseIsPublishedByNameAndAPersonByNoneThatTells(t *testing.T) {
	law.Kept(t, "国办发〔2018〕118号")
	published(t, func(t *testing.T, c *city.City, list func(decision.Filter) []decision.Decision) {
		firm, err := open(t, c, access.Outsider(), values{"uscc": restaurantCode})
		if err != nil {
			t.Fatal(err)
		}
		firm.granted().does("water-window", "publish", values{"public_content": "准予向城镇污水管网排放餐饮污水。"}, "issuing")
		person, err := open(t, c, access.Outsider(), values{"holder_name": "周小雯"})
		if err != nil {
			t.Fatal(err)
		}
		c.Move("2026-03-03 10:00")
		person.granted().does("water-window", "publish", nil, "issuing")
		all := list(decision.Filter{})
		if len(all) != 2 {
			t.Fatalf("published: %+v", all)
		}
		if d := all[0]; d.Party != decision.Natural || d.Name != "周××" || d.Code != "" {
			t.Errorf("of the person: %+v", d)
		}
		d := all[1]
		if d.Party != decision.Legal || d.Name != "澜湾潮味餐饮有限公司" || d.Code != restaurantCode || d.Body() != city.SewerPermit[:18] || d.Decided != "2026-03-02" || d.Content == "" {
			t.Errorf("of the enterprise: %+v", d)
		}
		if one, err := decision.NewPublished(c.Engine).One(t.Context(), d.ID); err != nil || one != d {
			t.Errorf("one: %+v, %v", one, err)
		}
		for _, f := range []decision.Filter{{Item: city.SewerPermit}, {Month: "2026-03"}, {Unit: d.Unit}} {
			if n := len(list(f)); n != 2 {
				t.Errorf("by %+v: %d", f, n)
			}
		}
		for _, f := range []decision.Filter{{Item: "x"}, {Month: "2026-04"}, {Unit: d.Unit + 1000}} {
			if n := len(list(f)); n != 0 {
				t.Errorf("by %+v: %d", f, n)
			}
		}
		page, err := decision.NewPublished(c.Engine).List(t.Context(), decision.Filter{Limit: 1, Month: "2026-03"})
		if err != nil || page.Next == "" {
			t.Fatalf("first page: %+v, %v", page, err)
		}
		rest, err := decision.NewPublished(c.Engine).List(t.Context(), decision.Filter{Limit: 1, Month: "2026-03", From: page.Next})
		if err != nil || rest.Next != "" || len(rest.Items) != 1 || rest.Items[0] != d {
			t.Errorf("second page: %+v, %v", rest, err)
		}
	})
}

func TestNothingThatTellsAPersonIsPublishedAndChangesAreMarked(t *testing.T) {
	law.Broken(t, "国办发〔2018〕118号")
	published(t, func(t *testing.T, c *city.City, list func(decision.Filter) []decision.Decision) {
		l, err := open(t, c, access.Outsider(), values{"holder_name": "周小雯"})
		if err != nil {
			t.Fatal(err)
		}
		l.granted()
		l.refused("water-window", "publish", values{"public_name": "周小雯"}, "public_name")
		l.refused("water-window", "publish", values{"public_content": "准予周小雯排水，电话13800000000。"}, "public_content", "public_content")
		l.refused("water-window", "publish", values{"party": "legal", "public_name": "周记餐馆"}, "party")
		l.refused("water-window", "publish", values{"public_uscc": restaurantCode}, "public_uscc")
		if n := len(list(decision.Filter{})); n != 0 {
			t.Fatalf("%d published", n)
		}
		l.does("water-window", "publish", nil, "issuing")
		l.refused("water-window", "mark", values{"decision_status": "revoked"}, "reason")
		l.does("water-head", "mark", values{"decision_status": "revoked", "reason": "申请材料虚假，依法撤销。"}, "issuing")
		all := list(decision.Filter{})
		if len(all) != 1 || all[0].Status != "revoked" || strings.Contains(all[0].Name, "小雯") {
			t.Errorf("after the revocation: %+v", all)
		}
		if err := c.Engine.Erase(t.Context(), access.TheSystem(), l.id, "依申请删除"); err != nil {
			t.Fatal(err)
		}
		if n := len(list(decision.Filter{})); n != 0 {
			t.Errorf("%d shown after the erasure", n)
		}
	})
}
