package approval_test

import (
	"fmt"
	"maps"
	"strings"
	"testing"

	"shuniu/kernel/access"
	"shuniu/kernel/matter"
	"shuniu/service/enterprises/approval"
	"shuniu/test/city"
	"shuniu/test/law"
)

// commits applies with a commitment instead of papers.
func commits(t *testing.T, c *city.City, more values) (*licence, error) {
	t.Helper()
	v := values{"item": city.SupplyPermit, "region": "990102001000", "holder_name": "澜湾潮味餐饮有限公司", "phone": "13800000000", "committed": "true"}
	maps.Copy(v, more)
	res, err := c.Engine.Open(t.Context(), access.Outsider(), approval.Commitment, matter.Input{Key: freshKey(), Values: v})
	if err != nil {
		return nil, err
	}
	return &licence{City: c, t: t, id: res.Matter.ID, num: res.Matter.Number, code: res.Code}, nil
}

// granted on a commitment, on Monday, 2026-03-02.
func committed(t *testing.T, c *city.City) *licence {
	t.Helper()
	l, err := commits(t, c, nil)
	if err != nil {
		t.Fatal(err)
	}
	l.does("water-window", "grant", values{"credit": "clean", "reply": "准予临时供水。", "delivery": "window"}, "verifying")
	return l
}

const verification = "enterprises.verification"

func TestACommitmentIsDecidedAtOnceAndCheckedAfterwards(t *testing.T) {
	law.Kept(t, "国办发〔2020〕42号")
	on(t, func(t *testing.T, c *city.City) {
		l := committed(t, c)
		if v, err := c.Engine.View(t.Context(), access.TheSystem(), l.id); err != nil || !strings.Contains(v.Values["duties"].Text, "排放口设置符合要求") {
			t.Errorf("what the applicant was told is not kept: %v", err)
		}
		all := l.press().Issued(l.view(l.applicant()))
		letter, err := l.press().Document(l.view(l.applicant()), all[0].Seq, nil)
		if err != nil {
			t.Fatal(err)
		}
		says(t, letter, "行政许可告知承诺书", "", "排放口设置符合要求", "申请人的承诺", "澜湾潮味餐饮有限公司")
		says(t, l.last(l.applicant()), "准予行政许可决定书（告知承诺）", "市水务局许准字〔2026〕1号", "准予临时供水。", "两个月内核查")
		two := fmt.Sprint(c.People["water-handler"]) + " " + fmt.Sprint(c.People["water-colleague"])
		check := l.child(verification)
		check.due("verify", "2026-05-06") // two months and over a holiday
		l.does("applicant", "rate", values{"rating": "good"}, "verifying")
		l.refused("applicant", "rate", values{"rating": "good"})
		check.does("water-handler", "confirm", values{"officers": two, "checked_on": "2026-04-10", "found": "逐条核对，均符合。"}, "kept")
		l.is("checked")
		l.does("water-head", "settle", nil, "settled")
	})
}

func TestAFalseCommitmentIsPutRightOrRevoked(t *testing.T) {
	law.Kept(t, "行政许可法第69条")
	law.Broken(t, "国办发〔2020〕42号", "行政许可法第69条")
	on(t, func(t *testing.T, c *city.City) {
		_, err := commits(t, c, values{"item": city.SewerPermit}) // not marked in the catalogue
		atFault(t, err, "item")
		_, err = commits(t, c, values{"committed": ""})
		atFault(t, err, "committed")
		bad, err := commits(t, c, nil)
		if err != nil {
			t.Fatal(err)
		}
		bad.refused("water-window", "grant", values{"credit": "bad", "reply": "准予。", "delivery": "window"})
		bad.does("water-window", "exclude", values{"credit": "bad", "reply": "请按一般程序申请。"}, "rejected")

		one := fmt.Sprint(c.People["water-handler"])
		two := one + " " + fmt.Sprint(c.People["water-colleague"])
		l := committed(t, c)
		check := l.child(verification)
		found := values{"officers": one, "checked_on": "2026-03-20", "found": "没有安装水表。", "demand": "安装水表。", "correct_by": "2026-03-27"}
		check.refused("water-handler", "order", found, "officers")
		found["officers"] = two
		check.does("water-handler", "order", found, "correcting")
		says(t, check.last(access.TheSystem()), "责令限期整改通知书", "市水务局许改字〔2026〕1号", "安装水表。", "2026年3月27日")
		l.refused("water-head", "revoke", values{"reply": "撤销。", "reason": "承诺不实。", "credit_note": "承诺不实。"})
		check.late("correct", "2026-03-27 23:59", "2026-03-28 00:01")
		check.does("water-handler", "fail", values{"officers": two, "checked_on": "2026-03-30", "found": "仍未安装。"}, "broken")
		l.is("checked")
		l.refused("water-head", "revoke", values{"reply": "撤销准予临时供水的决定。"}, "reason", "credit_note")
		l.does("water-head", "revoke", values{"reply": "撤销准予临时供水的决定。", "reason": "逾期未整改，承诺不实。", "credit_note": "告知承诺不实，逾期未改。"}, "revoked")
		says(t, l.last(l.applicant()), "撤销行政许可决定书", "市水务局许撤字〔2026〕1号", "第六十九条", "逾期未整改", "逾期未改", "六十日内", "六个月内")
		mended := committed(t, c)
		again := mended.child(verification)
		found["correct_by"] = "2026-04-20"
		again.does("water-handler", "order", found, "correcting")
		again.does("water-handler", "cleared", values{"officers": two, "checked_on": "2026-04-15", "found": "水表已安装。"}, "kept")
		mended.is("checked")
		late := committed(t, c)
		late.child(verification).late("verify", "2026-05-28 23:59", "2026-05-29 00:01")
	})
}
