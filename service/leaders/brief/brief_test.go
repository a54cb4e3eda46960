package brief_test

import (
	"context"
	"testing"

	"shuniu/kernel/access"
	"shuniu/kernel/assessment/scorecard"
	"shuniu/kernel/calendar"
	"shuniu/kernel/instrument"
	"shuniu/kernel/ledger"
	"shuniu/kernel/matter"
	"shuniu/service/leaders/brief"
	"shuniu/test/city"
)

type values = map[string]string

func TestABriefIsDraftedFromTheFiguresAndIssuedBySomebodyElse(t *testing.T) {
	o := city.Options{Followers: func(c *city.City) []ledger.Follower {
		return []ledger.Follower{scorecard.New(c.Engine, city.Measures())}
	}}
	city.On(t, o, func(t *testing.T, c *city.City) {
		send := func(n int) (last matter.ID) {
			for range n {
				res, err := c.Engine.Open(t.Context(), access.Outsider(), "people.request", matter.Input{Values: values{"kind": "help", "title": "社区停水三天", "body": "三月一日起停水，至今没有恢复。", "region": "990102001001"}})
				if err != nil {
					t.Fatal(err)
				}
				last = res.Matter.ID
			}
			return last
		}
		act := func(a access.Actor, id matter.ID, name string, v values) {
			t.Helper()
			if _, err := c.Engine.Act(t.Context(), a, id, name, matter.Input{Values: v}); err != nil {
				t.Fatal(name, err)
			}
		}
		send(3)                    // Monday, 2 March
		c.Move("2026-03-15 23:30") // the last minutes of the week after
		id := send(1)
		act(c.Staff("dispatcher"), id, "dispatch", values{"unit": "water", "urgency": "ordinary"})
		act(c.Staff("water-handler"), id, "sign", nil)
		act(c.Staff("water-handler"), id, "reply", values{"reply": "已经修复，请您查看。谢谢。", "outcome": "solved"})
		c.Move("2026-03-16 09:00")
		send(1) // of this week, which is not over
		c.Follow()
		w := brief.Writer{Engine: c.Engine, Book: c.Followers[0].(*scorecard.Book), Hottest: func(context.Context, calendar.Date, int) []brief.Issue { return []brief.Issue{{"停水", 3, 4, 2}} }}
		got, err := w.Draft(t.Context(), c.Clock.Now())
		want := `一、总体情况
3月9日至3月15日，全市收到群众诉求1件，比上周减少2件；首次答复1件，办结0件。按时办结率不足10件，不计算（1/1）；首次评价满意率不足10件，不计算（0/0）。

二、群众集中反映的问题
1. 停水（本周2件，90天内3人、4件）

三、2026年3月按时办结率偏低的单位
各单位都不足10件，不排。

四、监督预警
本周生效的红牌0张，黄牌、红牌合计扣0分。

五、建议
（请起草人补充）`
		if err != nil || got["title"] != "政务服务周报（3月9日至3月15日）" || got["body"] != want {
			t.Fatalf("drafted %s, %v\n%s\nwant\n%s", got["title"], err, got["body"], want)
		}

		res, err := c.Engine.Open(t.Context(), c.Staff("supervisor"), "leaders.brief", matter.Input{Values: got})
		if err != nil {
			t.Fatal(err)
		}
		act(c.Staff("secretary"), res.Matter.ID, "issue", values{"title": got["title"], "body": got["body"] + "\n请水务局说明停水原因。"})
		v, err := c.Engine.View(t.Context(), c.Staff("supervisor"), res.Matter.ID)
		if err != nil {
			t.Fatal(err)
		}
		press := instrument.Press{Reader: c.Engine.Reader, Styles: c.Styles}
		if issued := press.Issued(v); v.Matter.State != "issued" || len(issued) != 1 {
			t.Errorf("it is %s with %d documents", v.Matter.State, len(issued))
		}
	})
}
