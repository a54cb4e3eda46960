package approval_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"shuniu/kernel/access"
	"shuniu/kernel/ledger"
	"shuniu/service/enterprises/approval/certificate"
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

// publication is that of what was decided last.
func (l *licence) publication() *licence {
	l.t.Helper()
	found := l.child(decision.Process)
	if found == nil {
		l.t.Fatal("nothing is to be published")
	}
	return found
}

const restaurantCode = "91990100MA00000017"

func TestAnEnterpriseIsPublishedByNameAndAPersonByNoneThatTells(t *testing.T) {
	law.Kept(t, "国办发〔2018〕118号")
	published(t, func(t *testing.T, c *city.City, list func(decision.Filter) []decision.Decision) {
		firm, err := open(t, c, access.Outsider(), values{"uscc": restaurantCode})
		if err != nil {
			t.Fatal(err)
		}
		firm.granted().publication().does("water-window", "publish", values{"public_content": "准予向城镇污水管网排放餐饮污水。"}, "published")
		person, err := open(t, c, access.Outsider(), values{"holder_name": "周小雯"})
		if err != nil {
			t.Fatal(err)
		}
		c.Move("2026-03-03 10:00")
		person.granted().publication().does("water-window", "publish", nil, "published")
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
		granted, err := open(t, c, access.Outsider(), values{"holder_name": "周小雯"})
		if err != nil {
			t.Fatal(err)
		}
		l := granted.granted().publication()
		l.refused("water-window", "publish", values{"public_name": "周小雯"}, "public_name")
		l.refused("water-window", "publish", values{"public_content": "准予周小雯排水，电话13800000000。"}, "public_content", "public_content")
		l.refused("water-window", "publish", values{"party": "legal", "public_name": "周记餐馆"}, "party")
		l.refused("water-window", "publish", values{"public_uscc": restaurantCode}, "public_uscc")
		if n := len(list(decision.Filter{})); n != 0 {
			t.Fatalf("%d published", n)
		}
		l.does("water-window", "publish", nil, "published")
		l.refused("water-window", "mark", values{"decision_status": "revoked"}, "reason")
		l.does("water-head", "mark", values{"decision_status": "revoked", "reason": "申请材料虚假，依法撤销。"}, "published")
		all := list(decision.Filter{})
		if len(all) != 1 || all[0].Status != "revoked" || strings.Contains(all[0].Name, "小雯") {
			t.Errorf("after the revocation: %+v", all)
		}
		if err := c.Engine.Erase(t.Context(), access.TheSystem(), granted.id, "依申请删除"); err != nil {
			t.Fatal(err)
		}
		if n := len(list(decision.Filter{})); n != 0 {
			t.Errorf("%d shown after the erasure", n)
		}
	})
}

// Whatever the procedure, each decision on a licence is published by the body that took
// it, with the certificate that came of it; what is no licence is not.
func TestEveryDecisionOnALicenceIsPublishedByItsBody(t *testing.T) {
	law.Kept(t, "行政许可法第39条", "行政许可法第40条", "国办发〔2018〕118号")
	published(t, func(t *testing.T, c *city.City, list func(decision.Filter) []decision.Decision) {
		denied := apply(t, c).proposed("deny")
		denied.does("water-head", "deny", values{"reply": "不予许可。", "reason": "排放口不符合要求。"}, "denied")
		denied.publication().does("water-window", "publish", nil, "published")
		at := atOnce(t, c, access.Outsider(), values{"item": city.HydrantPermit})
		at.does("water-window", "grant", done, "delivered")
		at.publication().does("water-window", "publish", values{"licence_class": "registered"}, "published")
		at.certificate().holds("2026-03-02", "2031-03-01")
		registered := atOnce(t, c, access.Outsider(), nil)
		registered.does("water-window", "grant", done, "delivered")
		if n := len(registered.row().Children); n != 0 {
			t.Errorf("of what is no licence %d things came", n)
		}
		j := applyJointly(t, c, nil).examined()
		water, housing := j.part("water"), j.part("housing")
		water.decides("water-handler", "water-head", "agree", values{"reply": "准予排水许可。"}, "agreed")
		housing.decides("housing-head", "housing-head", "refuse", values{"reply": "不予改变房屋结构。", "reason": "承重墙不得拆除。"}, "refused")
		j.does("water-head", "decide", values{"reply": "准予排水许可；不予改变房屋结构。"}, "decided")
		water.publication().staffDoes("water-window", "publish", nil, "published")
		housing.publication().staffDoes("housing-head", "publish", nil, "published")
		j.does("water-window", "deliver", values{"delivery": "electronic"}, "delivered")
		cert := j.certificate()
		cert.holds("2026-03-02", "2031-03-01")
		if title, serial := cert.text("title"), cert.text("serial"); title != "许可证" || serial != "市水务局许证字〔2026〕第00002号" {
			t.Errorf("the certificate of the part is %s %s", title, serial)
		}
		var said []string
		for _, d := range list(decision.Filter{}) {
			said = append(said, strings.Join([]string{d.Outcome, d.Title, d.Number, d.Class, d.Paper, d.Serial, d.ValidUntil}, " "))
		}
		slices.Sort(said)
		want := []string{
			"denied 城镇污水排入排水管网许可 市水务局许不准字〔2026〕1号 general   ",
			"denied 改变房屋结构许可 市住房和城乡建设局许不准字〔2026〕1号 general   ",
			"granted 城镇污水排入排水管网许可 市水务局许准字〔2026〕1号 general 许可证 市水务局许证字〔2026〕第00002号 2031-03-01",
			"granted 消火栓临时取水许可 市水务局即准字〔2026〕1号 registered 许可证 市水务局许证字〔2026〕第00001号 2031-03-01",
		}
		if !slices.Equal(said, want) {
			t.Errorf("published is\n%s", strings.Join(said, "\n"))
		}
	})
}

func TestAWrongPublicationIsPutRightAndARevocationShows(t *testing.T) {
	law.Broken(t, "行政许可法第39条", "行政许可法第40条", "国办发〔2018〕118号")
	published(t, func(t *testing.T, c *city.City, list func(decision.Filter) []decision.Decision) {
		l := committed(t, c)
		cert := l.certificate()
		p := l.publication()
		p.refused("water-window", "correct", values{"reason": "名称有误。"})
		p.does("water-window", "publish", nil, "published")
		p.refused("water-window", "dispute", values{"error": "当事人来电：许可内容写错。"})
		p.does("water-head", "dispute", values{"error": "当事人来电：许可内容写错。"}, "disputed")
		p.late("correct", "2026-03-05 23:59", "2026-03-06 00:01")
		p.refused("water-window", "correct", nil, "reason")
		p.does("water-window", "correct", values{"reason": "内容更正。", "public_content": "准予临时供水，日用水量不超过五吨。"}, "published")
		if all := list(decision.Filter{}); len(all) != 1 || all[0].Content != "准予临时供水，日用水量不超过五吨。" || all[0].Published.String() != "2026-03-02" || all[0].Status != "" {
			t.Errorf("corrected: %+v", all)
		}
		two := fmt.Sprint(c.People["water-handler"]) + " " + fmt.Sprint(c.People["water-colleague"])
		check := l.child(verification)
		check.does("water-handler", "order", values{"officers": two, "checked_on": "2026-03-06", "found": "没有安装水表。", "demand": "安装水表。", "correct_by": "2026-03-20"}, "correcting")
		check.does("water-handler", "fail", values{"officers": two, "checked_on": "2026-03-20", "found": "仍未安装。"}, "broken")
		cert.does("applicant", "apply_change", values{"changed": "名称变更。"}, "changing")
		l.does("water-head", "revoke", values{"reply": "撤销准予临时供水的决定。", "reason": "承诺不实。", "credit_note": "告知承诺不实。"}, "revoked")
		cert.is("revoked") // with the decision, whatever was asked for meanwhile
		cert.refused("applicant", "take_back", nil)
		if last := cert.row().Last; last != "fall" {
			t.Errorf("it was ended by %s", last)
		}
		l.publication().does("water-window", "publish", nil, "published")
		all := list(decision.Filter{})
		if len(all) != 2 || all[0].Outcome != "revoked" || all[1].Status != "revoked" || all[1].Serial != cert.text("serial") {
			t.Errorf("after the revocation: %+v", all)
		}
		plain := apply(t, c).granted()
		plain.refused("water-window", "deliver", values{"delivery": "by_hand"}, "delivery")
		if plain.child(certificate.Process) != nil {
			t.Error("a certificate is issued before it is delivered")
		}
	})
}
