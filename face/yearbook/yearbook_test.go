package yearbook_test

import (
	"net/http"
	"net/url"
	"testing"

	"shuniu/face/desk"
	"shuniu/face/door"
	"shuniu/face/yearbook"
	"shuniu/kernel/ledger"
	"shuniu/kernel/matter"
	"shuniu/service/leaders/statistics"
	"shuniu/service/people/knowledge"
	"shuniu/service/people/request"
	"shuniu/test/browse"
	"shuniu/test/city"
)

func TestWhoeverOverseesTheCityReadsEachFigureWithItsSourceAndRevisions(t *testing.T) {
	c := city.New(t, city.Databases()["sqlite"](t), city.Options{Followers: func(c *city.City) []ledger.Follower {
		return []ledger.Follower{request.NewPublished(c.Engine), knowledge.New(c.Engine), statistics.New(c.Engine)}
	}})
	at, accounts := browse.Open(t, c, true, func(d *door.Door) {
		frame := desk.Register(d, desk.Sources{Published: request.NewPublished(c.Engine), Precedents: request.NewPrecedents(c.Engine), Knowledge: knowledge.New(c.Engine)})
		yearbook.Register(d, yearbook.Sources{Book: statistics.New(c.Engine), Frame: frame})
	})
	browse.Enrol(t, c, accounts, "supervisor", "dispatcher")
	b := browse.New(t, at).Posts("/demo/sign-in", url.Values{"login": {"supervisor"}})
	b.Goes(yearbook.Path).Reads("还没有入库的统计资料", "录入统计资料")
	for _, r := range [][2]string{{"preliminary", "31.5"}, {"revised", "32.1"}} {
		res, err := c.Engine.Open(t.Context(), c.Staff("supervisor"), statistics.Process, matter.Input{Values: map[string]string{
			"title": "2026年2月零售额", "source": "市统计局《统计月报》第2期", "released_on": "2026-03-02", "standing": r[0], "figures": "零售额,亿元,2026-02,," + r[1] + ",5.2\n零售额,亿元,2026-02,潮生区,12,",
		}})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := c.Engine.Act(t.Context(), c.Staff("secretary"), res.Matter.ID, "confirm", matter.Input{}); err != nil {
			t.Fatal(err)
		}
		c.Follow()
	}
	b.Goes(yearbook.Path).Reads("零售额 2026年2月 32.1 亿元 +5.2% 修订数，第1次修订 市统计局《统计月报》第2期")
	b.Goes(yearbook.Path+"/series?indicator=%E9%9B%B6%E5%94%AE%E9%A2%9D").Reads("修订前的数据", "2026-02 31.5 +5.2% 初步数", "潮生区 12 亿元 同比 —")
	b.Goes(yearbook.Path+"/series?indicator=%E9%9B%B6%E5%94%AE%E9%A2%9D&place=990102000000").Reads("12", "看全市")
	b.Goes(yearbook.Path + "/series?indicator=nothing").Got(http.StatusNotFound)
	browse.New(t, at).Posts("/demo/sign-in", url.Values{"login": {"dispatcher"}}).Goes(yearbook.Path).Got(http.StatusForbidden)
}
