package lobby_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"shuniu/face/desk"
	"shuniu/face/door"
	"shuniu/face/lobby"
	"shuniu/face/portal"
	"shuniu/kernel/access"
	"shuniu/kernel/assessment/scorecard"
	"shuniu/kernel/ledger"
	"shuniu/kernel/matter"
	"shuniu/service/enterprises/approval/hall"
	"shuniu/service/people/knowledge"
	"shuniu/service/people/request"
	"shuniu/test/browse"
	"shuniu/test/city"
)

// town is a city with its halls open. It is Monday, 2026-03-02, 9:00.
type town struct {
	*city.City
	url string
}

func open(t *testing.T) *town {
	t.Helper()
	c := city.New(t, city.Databases()["sqlite"](t), city.Options{Followers: func(c *city.City) []ledger.Follower {
		return []ledger.Follower{request.NewPublished(c.Engine), scorecard.New(c.Engine, city.Measures()), knowledge.New(c.Engine), hall.NewQueue(c.Engine)}
	}})
	queue, halls, items := hall.NewQueue(c.Engine), city.Halls(), city.Items(t)
	at, accounts := browse.Open(t, c, true, func(d *door.Door) {
		base, published := knowledge.New(c.Engine), request.NewPublished(c.Engine)
		porch := portal.Register(d, portal.Sources{Published: published, Book: scorecard.New(c.Engine, city.Measures()), Knowledge: base, Items: items, Halls: halls, Queue: queue})
		frame := desk.Register(d, desk.Sources{Published: published, Precedents: request.NewPrecedents(c.Engine), Knowledge: base, Halls: halls})
		lobby.Register(d, lobby.Sources{Halls: halls, Queue: queue, Items: items, Frames: lobby.Frames{Portal: porch.Page, Desk: frame, Receipt: porch.Receipt}})
	})
	browse.Enrol(t, c, accounts, "water-window", "water-head", "nandi-window", "dispatcher")
	return &town{c, at}
}

// as is the browser of somebody who has signed in with one click.
func (c *town) as(t *testing.T, name string) *browse.Browser {
	t.Helper()
	b := c.resident(t)
	return b.Posts("/demo/sign-in", url.Values{"login": {name}}).Got(http.StatusOK)
}

func (c *town) resident(t *testing.T) *browse.Browser { t.Helper(); return browse.New(t, c.url) }

// draw gives a ticket of the centre's machine.
func (c *town) draw(t *testing.T) *matter.Result {
	t.Helper()
	res, err := c.Engine.Open(t.Context(), access.Outsider(), hall.Visits, matter.Input{Act: hall.Draw, Values: map[string]string{"hall": city.CentreHall, "item": city.SewerPermit}})
	if err != nil {
		t.Fatal(err)
	}
	return res
}

func TestTheHallsAreListedWithWhatTheyTakeAndHowManyWait(t *testing.T) {
	c := open(t)
	c.draw(t)
	c.Follow()
	b := c.resident(t)
	b.Goes("/halls").Got(http.StatusOK).Reads("市政务服务中心", "1人在排队", "开放中，到12:00").Never("南堤街道便民服务中心")
	b.Goes("/halls?in=990102000000").Reads("南堤街道便民服务中心").Never("市政务服务中心")
	b.Goes("/halls?in=nowhere").Got(http.StatusOK)
	b.Goes("/halls/"+city.CentreHall).Got(http.StatusOK).Reads("澜湾大道1号", "09:00–12:00 13:00–17:00", "不开放", "综合窗口", "污水")
	b.Goes("/halls/nowhere").Got(http.StatusNotFound)
	b.Goes("/items/"+city.SewerPermit).Reads("就近可以收件的大厅", "市政务服务中心", "今天09:00–12:00 13:00–17:00")
	b.Goes("/items/" + city.SewerPermit + "?near=990102001000")
	if page := browse.Text(b.Main()); strings.Index(page, "南堤街道便民服务中心") > strings.Index(page, "市政务服务中心") {
		t.Error("the hall next door is not named first")
	}
}

func TestATimeIsBookedWithoutScriptsAndNothingTypedIsLost(t *testing.T) {
	c := open(t)
	b := c.resident(t)
	at := "/halls/" + city.CentreHall + "/book"
	b.Goes(at).Got(http.StatusOK).Reads("哪一天").Never("几点来")
	q := func(day string) string { return "?" + url.Values{"item": {city.SewerPermit}, "day": {day}}.Encode() }
	b.Goes(at + q("2026-03-07")).Got(http.StatusOK).Never("几点来")           // Saturday
	b.Goes(at + q("2026-03-02")).Reads("09:30–10:00").Never("09:00–09:30") // it has begun
	b.Goes(at+q("2026-03-03")).Reads("09:30–10:00", "还能约2人")
	b.Presses("预约", "phone", "12").Got(http.StatusUnprocessableEntity)
	if got := b.Value("phone"); got != "12" {
		t.Errorf("the phone is now %q", got)
	}
	if n := len(browse.All(b.Doc, "li")); n < 2 || !strings.Contains(b.Body, "#f-slot") || !strings.Contains(b.Body, "#f-phone") {
		t.Errorf("not all that is wrong is told: %s", browse.Text(b.Main()))
	}
	b.Presses("预约", "slot", "09.30-10.00", "phone", "13800001234").Got(http.StatusOK).
		Reads("预约成功", "Y001", "市政务服务中心", "09:30–10:00").Never("13800001234")
	b.Goes("/follow/matter").Reads("Y001", "签到", "取消")
	b.Goes(at + q("2026-03-03")).Reads("还能约1人")
	c.Move("2026-03-03 09:00")
	b.Goes("/follow/act/check_in").Got(http.StatusOK)
	b.Presses("签到").Got(http.StatusOK)
	c.draw(t)
	c.Follow()
	b.Goes("/follow/matter").Reads("前面还有1人")
	c.Move("2026-03-03 09:30")
	b.Goes("/follow/matter").Reads("下一个就是您")
}

func TestTheMachineGivesATicketOnceAndTellsWhereItGivesNone(t *testing.T) {
	c := open(t)
	b := c.resident(t)
	b.Goes("/halls/" + city.CentreHall + "/ticket").Got(http.StatusOK).Reads("取号等候")
	key := b.Value("client_key")
	b.Presses("污水").Got(http.StatusOK).Reads("A001", "前面还有0人", "查询码")
	b.Posts("/halls/"+city.CentreHall+"/ticket", url.Values{"client_key": {key}, "item": {city.SewerPermit}}).Reads("A001")
	c.draw(t)
	c.draw(t)
	b.Goes("/halls/" + city.CentreHall + "/ticket")
	b.Presses("污水").Got(http.StatusUnprocessableEntity).Reads("已经取完")
	b.Goes("/halls/" + city.NandiHall + "/ticket").Reads("请到窗口取号")
	c.Move("2026-03-02 12:30")
	b.Goes("/halls/" + city.CentreHall + "/ticket").Reads("现在不开放，今天13:00开门")
}

func TestAClerkCallsServesAndFilesAndTheScreenShowsIt(t *testing.T) {
	c := open(t)
	first, second := c.draw(t), c.draw(t)
	c.Follow()
	b := c.as(t, "water-window")
	b.Goes("/desk/calling").Got(http.StatusOK).Reads("市政务服务中心", "先选您的窗口")
	b.Follows("2号").Reads("现在没有这个窗口能办的号")
	b.Follows("3号").Reads("A001", "A002")
	form := browse.Values(b.Form("叫下一位"))
	b.Presses("叫下一位").Got(http.StatusOK).Reads("A001", "已叫1次", "收件").Never("过号</button>")
	b.Posts("/desk/calling/"+city.CentreHall+"/next", form).Got(http.StatusOK) // sent twice
	c.Follow()
	screen := c.resident(t).Goes("/halls/"+city.CentreHall+"/screen").Got(http.StatusOK).Reads("A001", "3号窗口", "1人在排队", "A002").Never(first.Matter.Number)
	if got := screen.Header.Get("Refresh"); got != "5" {
		t.Errorf("the screen asks anew: %q", got)
	}
	b.Goes("/desk/calling/" + city.CentreHall + "?window=3").Presses("再叫一次").Presses("再叫一次").Reads("已叫3次")
	b.Presses("办结", "filed", "nonsense").Got(http.StatusUnprocessableEntity).Reads("没有这个编号的办件")
	if got := b.Value("filed"); got != "nonsense" {
		t.Errorf("the number typed is now %q", got)
	}
	b.Presses("过号").Got(http.StatusOK)
	c.Follow()
	b.Goes("/desk/calling/" + city.CentreHall + "?window=3").Presses("叫下一位").Reads("A002")
	b.Follows("收件").Got(http.StatusOK)
	if got := b.Value("item"); got != city.SewerPermit {
		t.Errorf("the form asks again what it is for: %q", got)
	}
	paper := []browse.Upload{{Field: "papers", Name: "申请书.pdf", Content: "%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"}}
	b.Chooses("窗口收件", paper, "channel", "window", "region", "990102001000", "holder_name", "澜湾潮味餐饮有限公司", "phone", "13800000000", "truthful", "true").
		Got(http.StatusOK).Reads("L9901", "回到叫号")
	b.Follows("回到叫号").Got(http.StatusOK).Reads("A002")
	number := b.Value("filed")
	b.Presses("办结").Got(http.StatusOK)
	v, err := c.Engine.View(t.Context(), access.TheSystem(), second.Matter.ID)
	if err != nil || v.Matter.State != hall.Served || v.Matter.Fields["filed"] != number || number == "" {
		t.Errorf("served is %+v %v, filed %q", v.Matter.State, err, number)
	}
	b.Goes("/desk/new/enterprises.licence?item=x&back=https://elsewhere.example/").Got(http.StatusOK).Never("elsewhere.example/\"")
}

func TestAGuideGivesTicketsAndChecksPeopleIn(t *testing.T) {
	c := open(t)
	_, err := c.Engine.Open(t.Context(), access.Outsider(), hall.Visits, matter.Input{Act: hall.Book, Values: map[string]string{"hall": city.CentreHall, "item": city.SewerPermit, "day": "2026-03-02", "slot": "09.30-10.00", "phone": "13800000000"}})
	if err != nil {
		t.Fatal(err)
	}
	c.Follow()
	b := c.as(t, "water-head") // the post of the guide is vacant
	b.Goes("/desk/calling/"+city.CentreHall).Got(http.StatusOK).Reads("Y001", "09:30–10:00")
	b.Presses("签到").Got(http.StatusOK)
	c.Follow()
	b.Goes("/desk/calling/" + city.CentreHall).Never("签到</button>")
	b.Presses("发一张号票", "item", city.SewerPermit).Got(http.StatusOK).Reads("A001", "前面还有1人")
	c.as(t, "nandi-window").Goes("/desk/calling/" + city.CentreHall).Got(http.StatusNotFound)
	c.as(t, "dispatcher").Goes("/desk/calling").Got(http.StatusOK).Reads("不在任何一个大厅")
}
