package switchboard_test

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"testing"

	"shuniu/face/desk"
	"shuniu/face/door"
	"shuniu/face/switchboard"
	"shuniu/kernel/access"
	"shuniu/kernel/calendar"
	"shuniu/kernel/exchange"
	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
	"shuniu/kernel/ledger"
	"shuniu/kernel/matter"
	"shuniu/service/people/knowledge"
	"shuniu/service/people/request"
	"shuniu/test/browse"
	"shuniu/test/city"
)

// refuser takes nothing until it is told to.
type refuser struct{ takes bool }

func (r *refuser) Deliver(context.Context, exchange.Delivery) (exchange.Receipt, error) {
	if r.takes {
		return exchange.Receipt{"id": "A-17"}, nil
	}
	return nil, fault.New(fault.Invalid, lang.T("编码不在目录中", "The code is not in the list"), "refused")
}

func (r *refuser) Listed(context.Context, calendar.Date, string) ([]exchange.Received, string, error) {
	return []exchange.Received{{Key: "strange"}}, "", nil
}

func TestWhatWasRefusedIsSeenAndSentAgainByWhoOverseesTheCity(t *testing.T) {
	c := city.New(t, city.Databases()["sqlite"](t), city.Options{Followers: func(c *city.City) []ledger.Follower {
		return []ledger.Follower{request.NewPublished(c.Engine), knowledge.New(c.Engine)}
	}})
	above, other := &exchange.Connector{
		Code: "above", Name: lang.T("省平台", "Province"), Basis: "省办法第3条", Since: calendar.DateOf(city.At(t, "2026-01-01 00:00")),
		Messages: []exchange.Kind{{Name: "asked", Title: lang.T("报送诉求", "Report"), Processes: []string{"people.request"}, Acts: []string{"submit"}, Reply: exchange.Reply{Reference: "id"}}},
	}, &refuser{}
	keeper := exchange.New(c.Engine, exchange.Link{Connector: above, Counterpart: other})
	at, accounts := browse.Open(t, c, true, func(d *door.Door) {
		frame := desk.Register(d, desk.Sources{Published: request.NewPublished(c.Engine), Precedents: request.NewPrecedents(c.Engine), Knowledge: knowledge.New(c.Engine), Exchange: keeper})
		switchboard.Register(d, keeper, switchboard.Frame(frame))
	})
	browse.Enrol(t, c, accounts, "supervisor", "dispatcher")
	res, err := c.Engine.Open(t.Context(), access.Outsider(), "people.request", matter.Input{Values: map[string]string{"kind": "help", "title": "社区停水三天", "body": "三月一日起停水，至今没有恢复。", "region": "990102001001"}})
	c.Follow()
	if err = errors.Join(err, keeper.Round(t.Context(), "above")); err != nil {
		t.Fatal(err)
	}
	browse.New(t, at).Posts("/demo/sign-in", url.Values{"login": {"dispatcher"}}).Goes(switchboard.Path).Got(http.StatusForbidden).
		Goes("/desk/matter/"+res.Matter.Number).Reads("其他系统的答复", "省平台", "被退回", "编码不在目录中")

	b := browse.New(t, at).Posts("/demo/sign-in", url.Values{"login": {"supervisor"}})
	b.Goes(switchboard.Path).Reads("系统对接", "省平台", "省办法第3条")
	b.Goes(switchboard.Path+"/above").Reads("被退回的报文", res.Matter.Number, "报送诉求", "编码不在目录中", "还没有核对过")
	b.Goes(switchboard.Path + "/below").Got(http.StatusNotFound)
	messages, err := keeper.Messages(t.Context(), "above", exchange.Refused, 0)
	if err != nil || len(messages) != 1 {
		t.Fatal(messages, err)
	}
	other.takes = true
	b.Posts(switchboard.Path+"/above/again", url.Values{"position": {strconv.FormatInt(messages[0].Position, 10)}, "kind": {"asked"}}).Reads("没有被退回的报文", "待送的报文")
	if err := keeper.Round(t.Context(), "above"); err != nil {
		t.Fatal(err)
	}
	b.Goes("/desk/matter/"+res.Matter.Number).Reads("已送达", "对方编号 A-17")
	if _, err := keeper.Reconcile(t.Context(), "above", calendar.DateOf(city.At(t, "2026-03-02 12:00"))); err != nil {
		t.Fatal(err)
	}
	b.Goes(switchboard.Path+"/above/2026-03-02").Reads("对方没有，已补报", res.Matter.Number, "对方有，本市没有报送过", "strange")
}
