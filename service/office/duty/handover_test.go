package duty_test

import (
	"context"
	"strings"
	"testing"

	"shuniu/kernel/access"
	"shuniu/kernel/calendar"
	"shuniu/kernel/fault"
	"shuniu/kernel/ledger"
	"shuniu/kernel/matter"
	"shuniu/kernel/org"
	"shuniu/service/office/duty"
	"shuniu/test/city"
)

func day(t *testing.T, s string) calendar.Date {
	t.Helper()
	d, err := calendar.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func unit(t *testing.T, c *city.City, code string) org.UnitID {
	t.Helper()
	u, ok := c.Org.Now().UnitByCode(code)
	if !ok {
		t.Fatal(code)
	}
	return u.ID
}

func act(t *testing.T, c *city.City, a access.Actor, m *matter.Matter, name string, pairs ...string) *matter.Matter {
	t.Helper()
	values := map[string]string{}
	for i := 0; i < len(pairs); i += 2 {
		values[pairs[i]] = pairs[i+1]
	}
	res, err := c.Engine.Act(t.Context(), a, m.ID, name, matter.Input{Values: values})
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return res.Matter
}

// request is one that the water bureau is to handle; who has signed for it, if named.
func request(t *testing.T, c *city.City, who string) (*matter.Matter, access.Actor) {
	t.Helper()
	res, err := c.Engine.Open(t.Context(), access.Outsider(), "people.request", matter.Input{Values: map[string]string{
		"kind": "help", "title": "停水三天没人管", "body": "榕荫社区停水三天，请尽快恢复供水。", "region": "990102001001",
	}})
	if err != nil {
		t.Fatal(err)
	}
	m := act(t, c, c.Staff("dispatcher"), res.Matter, "dispatch", "unit", "water", "urgency", "ordinary")
	if who != "" {
		m = act(t, c, c.Staff(who), m, "sign")
	}
	resident, err := c.Engine.Prove(t.Context(), m.Number, res.Code)
	if err != nil {
		t.Fatal(err)
	}
	return m, resident
}

func now(t *testing.T, c *city.City, id matter.ID) *matter.View {
	t.Helper()
	v, err := c.Engine.View(t.Context(), access.TheSystem(), id)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// handed counts the events by which a matter changed hands.
func handed(t *testing.T, c *city.City, id matter.ID) (n int, last *ledger.Event) {
	t.Helper()
	for _, e := range now(t, c, id).Timeline {
		if e.Event.Act == matter.ActHandOver {
			n, last = n+1, e.Event
		}
	}
	return n, last
}

func change(t *testing.T, c *city.City, leaver, to string) duty.Change {
	t.Helper()
	return duty.Change{Unit: unit(t, c, "water"), Leaver: c.People[leaver], Kind: "handler", Last: day(t, "2026-03-02"), Successor: c.People[to]}
}

func order(t *testing.T, c *city.City, by string, ch duty.Change) (matter.ID, error) {
	t.Helper()
	res, err := duty.New(c.Engine).Order(t.Context(), c.Staff(by), ch, matter.Input{Values: map[string]string{"reason": "调任其他岗位。"}})
	if err != nil {
		return 0, err
	}
	return res.Matter.ID, nil
}

func TestAPostEndsOnceEveryOpenMatterIsHandedOver(t *testing.T) {
	city.On(t, city.Options{}, func(t *testing.T, c *city.City) {
		var mine []*matter.Matter
		for range 12 {
			m, _ := request(t, c, "water-handler")
			mine = append(mine, m)
		}
		act(t, c, c.Staff("water-handler"), mine[0], "ask_extension", "reason", "管件缺货，须外地调运。", "extra_days", "2")
		colleagues, _ := request(t, c, "water-colleague")
		nobodys, _ := request(t, c, "")

		p, err := duty.New(c.Engine).Plan(t.Context(), change(t, c, "water-handler", "water-colleague"))
		if err != nil || p.Err() != nil || len(p.Moves) != len(mine) {
			t.Fatalf("%d of %d would move: %v %v", len(p.Moves), len(mine), err, p.Err())
		}
		if _, err := order(t, c, "water-colleague", change(t, c, "water-handler", "water-colleague")); !fault.Is(err, fault.Denied) {
			t.Errorf("a colleague let somebody go: %v", err)
		}
		id, err := order(t, c, "water-head", change(t, c, "water-handler", "water-colleague"))
		if err != nil {
			t.Fatal(err)
		}
		s := duty.New(c.Engine)
		if err := s.Carry(t.Context(), id); !fault.Is(err, fault.Conflict) {
			t.Errorf("handed over while still in the post: %v", err)
		}
		late, _ := request(t, c, "water-handler") // taken after the order
		c.Move("2026-03-03 08:00")

		stopped, stop := context.WithCancel(t.Context())
		stop()
		if _, err := s.CarryDue(stopped); err == nil {
			t.Error("a handover that was stopped says that it is done")
		}
		h := matter.Handing{Hold: p.Moves[3].Hold, To: c.People["water-colleague"], By: c.People["water-head"], Order: id}
		if moved, err := h.Over(t.Context(), c.Engine, p.Moves[3].ID); err != nil || !moved { // as far as it came when it was killed
			t.Fatal(moved, err)
		}
		if n, err := duty.New(c.Sibling(t).Engine).CarryDue(t.Context()); err != nil || n != 1 {
			t.Fatalf("%d completed: %v", n, err)
		}
		if n, err := s.CarryDue(t.Context()); err != nil || n != 0 {
			t.Errorf("carried out twice: %d %v", n, err)
		}

		for _, m := range append(mine, late) {
			n, e := handed(t, c, m.ID)
			if n != 1 || e.Actor.Person != int64(c.People["water-head"]) || len(e.Effects.Links) != 1 || e.Effects.Links[0].Matter != int64(id) {
				t.Fatalf("%s was handed over %d times: %+v", m.Number, n, e)
			}
		}
		for _, m := range []*matter.Matter{colleagues, nobodys} {
			if n, _ := handed(t, c, m.ID); n != 0 {
				t.Errorf("%s was not theirs and was handed over", m.Number)
			}
		}
		if err := c.Org.Refresh(t.Context()); err != nil {
			t.Fatal(err)
		}
		if left := c.Org.Now().PostsOf(c.People["water-handler"], day(t, "2026-03-03")); len(left) != 0 || now(t, c, id).Matter.State != "done" {
			t.Errorf("after the handover they hold %v, and it is %s", left, now(t, c, id).Matter.State)
		}
		back := act(t, c, c.Staff("water-head"), mine[0], "grant")
		if back.Holder.Person != int64(c.People["water-colleague"]) {
			t.Errorf("what the head had came back to %+v", back.Holder)
		}
		act(t, c, c.Staff("water-colleague"), mine[5], "reply", "reply", "已于今日修复并恢复供水。", "outcome", "solved")
	})
}

func TestAMatterWithoutSuccessorIsNamed(t *testing.T) {
	city.On(t, city.Options{}, func(t *testing.T, c *city.City) {
		a, _ := request(t, c, "water-handler")
		b, _ := request(t, c, "water-handler")
		ch := change(t, c, "water-handler", "water-colleague")
		ch.Successor = 0
		ch.Shares = map[string]org.PersonID{a.Number: c.People["water-colleague"]}
		_, err := order(t, c, "water-head", ch)
		if ds := fault.As(err).Defects; !fault.Is(err, fault.Invalid) || len(ds) != 1 || !strings.Contains(ds[0].Text.Zh, b.Number) {
			t.Errorf("refused with %+v", ds)
		}
		ch.Successor = c.People["housing-head"] // who has no post at the water bureau
		_, err = order(t, c, "water-head", ch)
		if ds := fault.As(err).Defects; len(ds) != 1 || !strings.Contains(ds[0].Text.Zh, "方厦") || !strings.Contains(ds[0].Text.Zh, b.Number) {
			t.Errorf("refused with %+v", ds)
		}
		ch.Appoint = true
		id, err := order(t, c, "water-head", ch)
		if err != nil {
			t.Fatal(err)
		}
		c.Move("2026-03-03 08:00")
		if err := duty.New(c.Engine).Carry(t.Context(), id); err != nil {
			t.Fatal(err)
		}
		if got := now(t, c, a.ID).Matter.Holder.Person; got != int64(c.People["water-colleague"]) {
			t.Errorf("the share went to %d", got)
		}
		act(t, c, c.Staff("housing-head"), b, "reply", "reply", "已于今日修复并恢复供水。", "outcome", "solved")
		if list := now(t, c, id).Values["matters"].Text; !strings.Contains(list, a.Number+" 何汀") || !strings.Contains(list, b.Number+" 方厦") {
			t.Errorf("the list says %q", list)
		}
	})
}

func TestWhoHandledAMatterCannotInheritItsReview(t *testing.T) {
	city.On(t, city.Options{}, func(t *testing.T, c *city.City) {
		m, resident := request(t, c, "water-handler")
		act(t, c, c.Staff("water-handler"), m, "reply", "reply", "已于今日修复并恢复供水。", "outcome", "solved")
		act(t, c, resident, m, "reject", "reason", "水还是没有来。")
		ch := duty.Change{Unit: unit(t, c, "hotline"), Leaver: c.People["auditor"], Last: day(t, "2026-03-02"), Successor: c.People["water-handler"], Appoint: true}
		_, err := order(t, c, "hotline-head", ch)
		if ds := fault.As(err).Defects; len(ds) != 1 || !strings.Contains(ds[0].Text.Zh, m.Number) || !strings.Contains(ds[0].Text.Zh, "江渡") {
			t.Errorf("refused with %v %+v", err, ds)
		}
		if err := directly(t, c, ch, m); !fault.Is(err, fault.Denied) {
			t.Errorf("the engine let it happen: %v", err)
		}
		ch.Successor = c.People["publisher"]
		if _, err := order(t, c, "auditor", ch); !fault.Is(err, fault.Denied) {
			t.Errorf("somebody ordered their own succession: %v", err)
		}
		id, err := order(t, c, "secretary", ch)
		if err != nil {
			t.Fatal(err)
		}
		c.Move("2026-03-03 08:00")
		if n, err := duty.New(c.Engine).CarryDue(t.Context()); err != nil || n != 1 {
			t.Fatal(n, err)
		}
		if v := now(t, c, m.ID); v.Matter.Holder.Person != int64(c.People["publisher"]) || now(t, c, id).Matter.State != "done" {
			t.Errorf("held by %+v", v.Matter.Holder)
		}
		act(t, c, c.Staff("publisher"), m, "redo", "reason", "水压仍不足，退回重办。")
	})
}

// directly hands a matter over without an order that was checked.
func directly(t *testing.T, c *city.City, ch duty.Change, m *matter.Matter) error {
	t.Helper()
	h := matter.Hold{Person: ch.Leaver, Seat: org.Seat{Unit: ch.Unit, Post: "auditor"}, Sole: true}
	_, err := matter.Handing{Hold: h, To: ch.Successor, By: c.People["hotline-head"]}.Over(t.Context(), c.Engine, m.ID)
	return err
}

func TestNobodyLeavesByAnImportWithOpenMatters(t *testing.T) {
	city.On(t, city.Options{}, func(t *testing.T, c *city.City) {
		m, _ := request(t, c, "water-handler")
		request(t, c, "")
		file := org.Source{Table: org.PostTable, Name: "posts.csv", Text: []byte("unit,kind,name_zh,since,until\nwater,handler,江渡,2020-01-01,2026-03-31\nwater,handler,何汀,2020-01-01,2026-03-31\n")}
		_, err := org.ReadRegister(file).Unless(duty.Owes).Enter(t.Context(), c.DB)
		ds := fault.As(err).Defects
		if !fault.Is(err, fault.Invalid) || len(ds) != 2 || ds[0].Field != "posts.csv:2" || !strings.Contains(ds[0].Text.Zh, m.Number) {
			t.Fatalf("%v %+v", err, ds) // both: nobody would be left who answers for the seat
		}
		act(t, c, c.Staff("water-handler"), m, "reply", "reply", "已于今日修复并恢复供水。", "outcome", "solved")
		if _, err := org.ReadRegister(file).Unless(duty.Owes).Enter(t.Context(), c.DB); !fault.Is(err, fault.Invalid) {
			t.Errorf("an answer that may still be rejected has lost its handler: %v", err)
		}
	})
}
