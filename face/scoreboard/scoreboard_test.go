package scoreboard_test

import (
	"net/http"
	"net/url"
	"strconv"
	"testing"

	"shuniu/face/desk"
	"shuniu/face/door"
	"shuniu/face/scoreboard"
	"shuniu/kernel/access"
	"shuniu/kernel/assessment/scorecard"
	"shuniu/kernel/ledger"
	"shuniu/kernel/matter"
	"shuniu/service/people/knowledge"
	"shuniu/service/people/request"
	"shuniu/test/browse"
	"shuniu/test/city"
)

func TestNumbersOpenToWhatTheVisitorMaySee(t *testing.T) {
	c := city.New(t, city.Databases()["sqlite"](t), city.Options{Followers: func(c *city.City) []ledger.Follower {
		return []ledger.Follower{request.NewPublished(c.Engine), knowledge.New(c.Engine), scorecard.New(c.Engine, city.Measures())}
	}})
	at, accounts := browse.Open(t, c, true, func(d *door.Door) {
		frame := desk.Register(d, desk.Sources{Published: request.NewPublished(c.Engine), Precedents: request.NewPrecedents(c.Engine), Knowledge: knowledge.New(c.Engine)})
		scoreboard.Register(d, scoreboard.Sources{Book: scorecard.New(c.Engine, city.Measures()), Frame: frame})
	})
	browse.Enrol(t, c, accounts, "supervisor", "water-head", "housing-head")
	res, err := c.Engine.Open(t.Context(), access.Outsider(), "people.request", matter.Input{Values: map[string]string{"kind": "help", "title": "社区停水三天", "body": "三月一日起停水，至今没有恢复。", "region": "990102001001"}})
	if err != nil {
		t.Fatal(err)
	}
	for _, act := range []struct {
		who, act string
		values   map[string]string
	}{
		{"dispatcher", "dispatch", map[string]string{"unit": "water", "urgency": "ordinary"}}, {"water-handler", "sign", nil},
		{"water-handler", "reply", map[string]string{"reply": "已经修复，请您查看。谢谢。", "outcome": "solved"}},
	} {
		if _, err := c.Engine.Act(t.Context(), c.Staff(act.who), res.Matter.ID, act.act, matter.Input{Values: act.values}); err != nil {
			t.Fatal(err)
		}
	}
	c.Follow()
	water, _ := c.Org.Now().UnitByCode("water")
	behind := func(b *browse.Browser, more string) *browse.Browser {
		return b.Goes(scoreboard.Path + "/matters?by=unit&period=2026-03&measure=on_time&who=" + strconv.FormatInt(int64(water.ID), 10) + more)
	}
	as := func(name string) *browse.Browser {
		return browse.New(t, at).Posts("/demo/sign-in", url.Values{"login": {name}})
	}

	b := as("supervisor")
	b.Goes(scoreboard.Path).Reads("按时办结率", "市水务局", "1/1", "全市")
	b.Goes(scoreboard.Path+"?by=region&period=2026-Q1").Reads("潮生区", "2026年第1季度")
	b.Goes(scoreboard.Path + "?by=person&period=2026").Reads("没有得分，不排名").Never("得分满分")
	b.Goes(scoreboard.Path+"/measures").Reads("未评价的一律不算满意", "版本 "+city.Measures().Version())
	behind(b, "").Reads(res.Matter.Number, "社区停水三天").Never("对" + res.Matter.Number + "申诉")
	behind(b, "&which=other").Reads("没有这样的办件").Never(res.Matter.Number)
	lately := func(more string) *browse.Browser { return b.Goes(scoreboard.Path + "/matters?" + more) }
	lately("measure=answered&since=2026-03-02").Reads("今天", res.Matter.Number)
	lately("measure=on_time&which=good&since=2026-02-01").Reads("2026年2月1日", "以来", "达到的", res.Matter.Number)
	lately("measure=on_time&which=other&since=2026-02-01").Never(res.Matter.Number)
	lately("measure=returned&which=other&since=2026-03-02").Reads("没有此情形的", res.Matter.Number)
	for _, wrong := range []string{"/matters?measure=on_time&since=soon", "/matters?measure=on_time&since=2026-02-01&after=x", "?by=weather", "/matters?measure=none", "/matters?measure=on_time&by=unit&who=x", "/matters?measure=on_time&by=region&who=x"} {
		b.Goes(scoreboard.Path + wrong).Got(http.StatusNotFound)
	}
	b.Goes(scoreboard.Path + "?period=soon").Got(http.StatusUnprocessableEntity)

	own := behind(as("water-head"), "").Reads(res.Matter.Number, "对"+res.Matter.Number+"申诉")
	own.Goes("/desk/new/office.appeal?about=" + res.Matter.Number + "&measure=on_time").Got(http.StatusOK)
	if got := own.Value("about"); got != res.Matter.Number {
		t.Errorf("the appeal is about %q", got)
	}
	other := behind(as("housing-head"), "").Reads("本页另有1件您无权查看").Never(res.Matter.Number)
	other.Goes(scoreboard.Path + "?by=person&period=2026-03").Never(waterHandler(c))
}

// waterHandler is the name of somebody whom the head of another unit does not see.
func waterHandler(c *city.City) string {
	p, _ := c.Org.Now().Person(c.People["water-handler"])
	return p.Name.Zh
}
