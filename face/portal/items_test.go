package portal_test

import (
	"net/http"
	"strings"
	"testing"

	"shuniu/demo"
	"shuniu/face/door"
	"shuniu/face/portal"
	"shuniu/kernel/assessment/scorecard"
	"shuniu/kernel/ledger"
	"shuniu/service/enterprises/approval/decision"
	"shuniu/service/enterprises/approval/item"
	"shuniu/service/enterprises/approval/rating"
	"shuniu/service/people/knowledge"
	"shuniu/service/people/request"
	"shuniu/test/browse"
	"shuniu/test/city"
)

func TestAServiceSaysWhatItWantsOfThisCase(t *testing.T) {
	c := city.New(t, city.Databases()["sqlite"](t), city.Options{Followers: func(c *city.City) []ledger.Follower {
		return []ledger.Follower{request.NewPublished(c.Engine), scorecard.New(c.Engine, city.Measures()), knowledge.New(c.Engine)}
	}})
	items, err := demo.Items()
	if err != nil {
		t.Fatal(err)
	}
	url, _ := browse.Open(t, c, false, func(d *door.Door) {
		portal.Register(d, portal.Sources{Published: request.NewPublished(c.Engine), Book: scorecard.New(c.Engine, city.Measures()), Knowledge: knowledge.New(c.Engine), Items: items, Decisions: decision.NewPublished(c.Engine), Ratings: rating.New(c.Engine), Rated: rating.NewFigures(c.Engine)})
	})
	b := browse.New(t, url)
	find := func(name, unit string) *item.Item {
		for n := range items.Items {
			if i := &items.Items[n]; i.Name.Zh == name && i.Unit == unit {
				return i
			}
		}
		t.Fatalf("no %s of %s", name, unit)
		return nil
	}
	food, sign := find("食品经营许可新办", "market"), find("门店招牌设置", "urban")
	b.Goes("/items").Got(http.StatusOK).Reads("食品经营许可新办", "生育登记", "材料齐全当场办结")
	b.Goes("/items?q=%E5%BC%80%E9%A5%AD%E5%BA%97").Reads("食品经营许可新办").Never("生育登记")
	b.Goes("/items?q=zzz").Reads("没有找到合适的事项")
	at := "/items/" + food.Implementing()
	b.Goes(at).Got(http.StatusOK).Reads("我能办吗", "5个工作日内办结", "20个工作日", "还有2个问题没有回答", "不收费", "食品安全法第35条", food.Implementing(), "经营场所平面布局图").
		Never("从业人员健康证明", "委托书") // nobody knows yet whether they are wanted
	b.Goes(at+"?kind=catering&by=self").Reads("从业人员健康证明").Never("委托书", "没有回答")
	b.Goes(at + "?kind=%3Cb%3Eflying").Reads("还有2个问题没有回答").Never("<b>flying")
	b.Goes("/items/" + sign.Implementing()).Reads("这件事也由这些机关办理")
	for _, gone := range []string{"/items/nothing", "/items/" + strings.Replace(food.Implementing(), "99", "98", 1)} {
		b.Goes(gone).Got(http.StatusNotFound)
	}
}
