package hotspot_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"shuniu/face/desk"
	"shuniu/face/door"
	"shuniu/face/hotspot"
	"shuniu/kernel/access"
	"shuniu/kernel/ledger"
	"shuniu/kernel/matter"
	"shuniu/service/people/knowledge"
	"shuniu/service/people/request"
	"shuniu/test/browse"
	"shuniu/test/city"
)

func ask(t *testing.T, c *city.City, level access.Secrecy, title, body string) string {
	t.Helper()
	res, err := c.Engine.Open(t.Context(), access.Outsider(), "people.request", matter.Input{Secrecy: level, Values: map[string]string{"kind": "help", "title": title, "body": body, "region": "990102001001"}})
	if err != nil {
		t.Fatal(err)
	}
	return res.Matter.Number
}

func TestHotIssuesAreSeenAndSplitByWhoSeesAllRequests(t *testing.T) {
	c := city.New(t, city.Databases()["sqlite"](t), city.Options{Followers: func(c *city.City) []ledger.Follower {
		return []ledger.Follower{request.NewPublished(c.Engine), knowledge.New(c.Engine)}
	}})
	spots := request.NewHotspots(c.Engine)
	at, accounts := browse.Open(t, c, true, func(d *door.Door) {
		frame := desk.Register(d, desk.Sources{Published: request.NewPublished(c.Engine), Precedents: request.NewPrecedents(c.Engine), Knowledge: knowledge.New(c.Engine)})
		hotspot.Register(d, spots, hotspot.Frame(frame))
	})
	browse.Enrol(t, c, accounts, "dispatcher", "secretary", "water-head")
	b := browse.New(t, at).Posts("/demo/sign-in", url.Values{"login": {"dispatcher"}})
	b.Goes(hotspot.Path).Reads("热点诉求", "正在统计", "没有两人以上")
	var mixing []string
	var water string
	for i, how := range []string{"日夜轰鸣老人无法入睡", "灰尘很大窗户不敢开", "没有手续就开工"} {
		mixing = append(mixing, ask(t, c, access.Open, "澜江新城附近搅拌站扰民", "澜江新城附近的搅拌站"+how+"，请尽快查处搬走这个搅拌站"+fmt.Sprint(i)))
	}
	for _, how := range []string{"三天没有水喝", "老人接不到水"} {
		water = ask(t, c, access.Open, "榕荫社区物业停水三天", "物业以欠费为由停了自来水，"+how+"，榕荫社区盼恢复供水")
	}
	held := ask(t, c, access.WorkSecret, "澜江新城附近搅拌站扰民的内幕", "澜江新城附近的搅拌站日夜轰鸣，请尽快查处搬走这个搅拌站")
	c.Follow()
	if err := spots.Tend(t.Context()); err != nil {
		t.Fatal(err)
	}
	b.Goes(hotspot.Path).Reads("澜江新城附近搅拌站扰民", "榕荫社区物业停水三天", "诉求5件")
	if !strings.Contains(b.Body, "近30天共3件") {
		t.Error("the bars have no words")
	}
	one := hotspot.Path + "/" + mixing[0]
	b.Goes(one).Reads(append(mixing, "其中的诉求", "待派单")...)
	b.Never(held, "内幕")
	b.Posts(one+"/split", url.Values{"reason": {"不是一家搅拌站"}}).Got(http.StatusUnprocessableEntity).Reads("请勾选要分出的诉求", "不是一家搅拌站")
	b.Posts(one+"/split", url.Values{"messages": {mixing[2]}, "reason": {"短"}}).Got(http.StatusUnprocessableEntity)
	b.Posts(one+"/join", url.Values{"because": {"是同一件事"}}).Got(http.StatusUnprocessableEntity).Reads("请选择要合并的另一件热点")
	b.Posts(one+"/split", url.Values{"messages": {mixing[2]}, "reason": {"不是一家搅拌站"}}).Goes(one).Reads(mixing[1], "分出1件诉求")
	b.Never(mixing[2])
	c.Follow()
	b.Posts(one+"/join", url.Values{"into": {water}, "because": {"同一个小区的事"}})
	if top, _ := spots.Hottest(t.Context(), 2); len(top) != 1 || len(top[0].Messages) != 4 {
		t.Errorf("after joining: %+v", top)
	}
	browse.New(t, at).Posts("/demo/sign-in", url.Values{"login": {"secretary"}}).Goes(one).Reads(mixing[0])
	other := browse.New(t, at).Posts("/demo/sign-in", url.Values{"login": {"water-head"}})
	other.Goes(hotspot.Path).Got(http.StatusForbidden)
	other.Goes(one).Got(http.StatusForbidden)
	other.Posts(one+"/split", url.Values{"messages": {mixing[1]}, "reason": {"不是一家搅拌站"}}).Got(http.StatusForbidden)
	b.Goes(hotspot.Path + "/Q990102-2026-00000000-0").Got(http.StatusNotFound)
}
