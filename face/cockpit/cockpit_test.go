package cockpit_test

import (
	"net/http"
	"net/url"
	"testing"

	"shuniu/face/cockpit"
	"shuniu/face/desk"
	"shuniu/face/door"
	"shuniu/kernel/access"
	"shuniu/kernel/assessment/scorecard"
	"shuniu/kernel/ledger"
	"shuniu/kernel/matter"
	"shuniu/service/leaders/statistics"
	"shuniu/service/people/knowledge"
	"shuniu/service/people/request"
	"shuniu/test/browse"
	"shuniu/test/city"
)

func TestALeaderSeesTheCityAtOnceAndNobodyElseDoes(t *testing.T) {
	c := city.New(t, city.Databases()["sqlite"](t), city.Options{Followers: func(c *city.City) []ledger.Follower {
		return []ledger.Follower{request.NewPublished(c.Engine), knowledge.New(c.Engine), scorecard.New(c.Engine, city.Measures()), statistics.New(c.Engine)}
	}})
	at, accounts := browse.Open(t, c, true, func(d *door.Door) {
		frame := desk.Register(d, desk.Sources{Published: request.NewPublished(c.Engine), Precedents: request.NewPrecedents(c.Engine), Knowledge: knowledge.New(c.Engine)})
		cockpit.Register(d, cockpit.Sources{Book: scorecard.New(c.Engine, city.Measures()), Yearbook: statistics.New(c.Engine), Frame: frame})
	})
	browse.Enrol(t, c, accounts, "supervisor", "dispatcher")
	send := func(n int, title string) (last matter.ID) {
		t.Helper()
		for range n {
			res, err := c.Engine.Open(t.Context(), access.Outsider(), "people.request", matter.Input{Values: map[string]string{"kind": "help", "title": title, "body": "三月一日起停水，至今没有恢复。", "region": "990102001001"}})
			if err != nil {
				t.Fatal(err)
			}
			last = res.Matter.ID
		}
		return last
	}
	act := func(id matter.ID, who, act string, values map[string]string) {
		t.Helper()
		if _, err := c.Engine.Act(t.Context(), c.Staff(who), id, act, matter.Input{Values: values}); err != nil {
			t.Fatal(err)
		}
	}
	send(2, "去年停水三天")
	c.Move("2026-03-09 09:00") // a week later; the two were to be dispatched on the 3rd
	first := send(5, "社区停水三天")
	act(first, "dispatcher", "dispatch", map[string]string{"unit": "water", "urgency": "ordinary"})
	act(first, "water-handler", "sign", nil)
	act(first, "water-handler", "reply", map[string]string{"reply": "已经修复，请您查看。谢谢。", "outcome": "solved"})
	for _, retail := range []string{"31.5", "32.1"} {
		res, err := c.Engine.Open(t.Context(), c.Staff("supervisor"), statistics.Process, matter.Input{Values: map[string]string{
			"title": "2026年2月主要指标", "source": "市统计局《统计月报》第2期", "released_on": "2026-03-02", "standing": "preliminary", "figures": "零售额,亿元,2026-02,," + retail + ",5.2\n用电量,亿千瓦时,2026-01,,8.8,-0.4",
		}})
		if err != nil {
			t.Fatal(err)
		}
		act(res.Matter.ID, "secretary", "confirm", nil)
	}
	c.Follow()

	b := browse.New(t, at).Posts("/demo/sign-in", url.Values{"login": {"supervisor"}})
	b.Goes(cockpit.Path).Reads("今日来件 5", "异常 平常这一天 0–2", "今日答复 1", "在办诉求 7", "现在逾期 2", "已经超过时限", "去年停水三天", "潮生区", "来件7，上季0", "本季度各单位都不足10件", "03-09 5 1")
	b.Reads("2026年2月，市统计局《统计月报》第2期", "零售额 32.1 亿元 +5.2%，第1次修订", "用电量 8.8 亿千瓦时 -0.4%，2026年1月，第1次修订")
	browse.New(t, at).Posts("/demo/sign-in", url.Values{"login": {"dispatcher"}}).Goes(cockpit.Path).Got(http.StatusForbidden)
}
