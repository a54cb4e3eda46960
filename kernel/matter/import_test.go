package matter_test

import (
	"strings"
	"testing"
	"time"

	"shuniu/kernel/access"
	"shuniu/kernel/fault"
	"shuniu/kernel/ledger"
	"shuniu/kernel/matter"
	"shuniu/test/city"
)

// old is a request of 2012, before anybody of the city held a post, answered on
// the day given.
func old(t *testing.T, replied string) matter.History {
	asked := city.At(t, "2012-03-01 10:00")
	return matter.History{Source: "mailbox", ID: "7", Process: "people.request", Acts: []matter.Past{
		{Act: "submit", Occurred: asked, Values: map[string]string{"kind": "help", "title": "停水", "body": "没水。", "region": "990102001001"}},
		{Act: "dispatch", Occurred: asked, Values: map[string]string{"unit": "water", "urgency": "ordinary"}},
		{Act: "sign", Occurred: asked},
		{Act: "reply", Occurred: city.At(t, replied), Values: map[string]string{"reply": "已修。", "outcome": "explained"}},
	}}
}

func count(t *testing.T, c *city.City) (matters, events int64) {
	t.Helper()
	r, err := c.Engine.Replay(t.Context(), func(int64) {})
	if err != nil {
		t.Fatal(err)
	}
	return r.Matters, r.Events
}

func TestImportEntersThePastAsItWas(t *testing.T) {
	city.On(t, city.Options{}, func(t *testing.T, c *city.City) {
		res, err := c.Engine.Import(t.Context(), old(t, "2012-03-20 15:00"))
		if err != nil {
			t.Fatal(err)
		}
		m := res.Matter
		if m.State != "closed" || m.Closed != city.At(t, "2012-03-28 00:00").UnixMicro() || m.Opened != city.At(t, "2012-03-01 10:00").UnixMicro() {
			t.Fatalf("%s, opened %d, closed %d", m.State, m.Opened, m.Closed)
		}
		if m.Did[matter.ActBreach] != 2 || m.Did[matter.ActEscalate] != 1 { // the answer and the rating came late
			t.Fatalf("did %v", m.Did)
		}
		v, err := c.Engine.View(t.Context(), access.TheSystem(), m.ID)
		if err != nil {
			t.Fatal(err)
		}
		last := int64(0)
		for _, e := range v.Timeline {
			if e.Event.Origin != ledger.Import || e.Event.Recorded != c.DB.Now().UnixMicro() || e.Event.Occurred < last {
				t.Errorf("%s: origin %s, occurred %d, recorded %d", e.Event.Act, e.Event.Origin, e.Event.Occurred, e.Event.Recorded)
			}
			last = e.Event.Occurred
		}
		if reply := v.Timeline[len(v.Timeline)-3].Event; reply.Act != "reply" || reply.Rule != "act:import" || reply.Actor.Kind != "import" || reply.Actor.Role != "handler" || reply.Actor.Unit != m.Assigned {
			t.Errorf("recorded as %s by %+v under %s", reply.Act, reply.Actor, reply.Rule)
		}
		if v.Values["body"].Text != "没水。" { // too short for the form of today
			t.Errorf("body %q", v.Values["body"].Text)
		}
	})
}

func TestImportOfTheSameHistoryIsOne(t *testing.T) {
	city.On(t, city.Options{}, func(t *testing.T, c *city.City) {
		first, err := c.Engine.Import(t.Context(), old(t, "2012-03-02 15:00"))
		if err != nil {
			t.Fatal(err)
		}
		again, err := c.Engine.Import(t.Context(), old(t, "2012-03-02 15:00"))
		if err != nil || !again.Repeated || again.Matter.ID != first.Matter.ID {
			t.Fatalf("again: %+v, %v", again, err)
		}
		if _, err := c.Engine.Import(t.Context(), old(t, "2012-03-03 15:00")); !fault.Is(err, fault.Conflict) {
			t.Fatalf("other content: %v", err)
		}
		elsewhere := old(t, "2012-03-02 15:00")
		elsewhere.Source = "telephone"
		if res, err := c.Engine.Import(t.Context(), elsewhere); err != nil || res.Repeated {
			t.Fatalf("same id of another source: %+v, %v", res, err)
		}
		var seen int
		err = c.Engine.Imported(t.Context(), "mailbox", func(m *matter.Matter, events []ledger.Record) error {
			seen++
			if m.ID != first.Matter.ID || len(events) != m.Seq {
				t.Errorf("matter %d with %d events", m.ID, len(events))
			}
			return nil
		})
		if err != nil || seen != 1 {
			t.Fatalf("%d imported from the mailbox, %v", seen, err)
		}
	})
}

func TestRefusedHistoryLeavesNothing(t *testing.T) {
	city.On(t, city.Options{}, func(t *testing.T, c *city.City) {
		for name, spoil := range map[string]func(h *matter.History){
			"an act that is not possible":    func(h *matter.History) { h.Acts = append(h.Acts[:2], h.Acts[3]) },
			"a required field that is empty": func(h *matter.History) { h.Acts[3].Values["reply"] = " " },
			"a unit that is not there":       func(h *matter.History) { h.Acts[1].Values["unit"] = "nowhere" },
			"an answer before the question":  func(h *matter.History) { h.Acts[3].Occurred = h.Acts[0].Occurred.Add(-time.Hour) },
			"an answer in the future":        func(h *matter.History) { h.Acts[3].Occurred = c.DB.Now().Add(time.Hour) },
			"an invisible control character": func(h *matter.History) { h.Acts[0].Values["body"] = "abc\x00def" },
			"another beginning":              func(h *matter.History) { h.Acts = h.Acts[1:] },
			"nothing":                        func(h *matter.History) { h.Acts = nil },
		} {
			h := old(t, "2012-03-20 15:00")
			spoil(&h)
			if _, err := c.Engine.Import(t.Context(), h); !fault.Is(err, fault.Invalid) && !fault.Is(err, fault.Conflict) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if m, e := count(t, c); m != 0 || e != 0 {
			t.Fatalf("%d matters, %d events left", m, e)
		}
	})
}

func TestImporterTouchesNothingThatBeganHere(t *testing.T) {
	city.On(t, city.Options{}, func(t *testing.T, c *city.City) {
		s := request(t, c)
		in := matter.Input{Origin: ledger.Import, Values: map[string]string{"unit": "water", "urgency": "ordinary"}}
		if _, err := c.Engine.Act(t.Context(), access.TheImporter(), s.id, "dispatch", in); !fault.Is(err, fault.Withheld) {
			t.Errorf("on a live matter: %v", err)
		}
		in.Origin = ledger.Live
		if _, err := c.Engine.Act(t.Context(), access.TheImporter(), s.id, "dispatch", in); !fault.Is(err, fault.Invalid) {
			t.Errorf("as if it were live: %v", err)
		}
		page, err := c.Engine.All(t.Context(), access.TheImporter(), matter.Query{})
		if err != nil || len(page.Lines) != 0 {
			t.Errorf("%d lines, %v", len(page.Lines), err)
		}
	})
}

func TestTextIsGivenUntilItIsErased(t *testing.T) {
	city.On(t, city.Options{}, func(t *testing.T, c *city.City) {
		s := request(t, c)
		q := c.DB.Read(t.Context())
		if text, ok, err := c.Engine.Text(q, s.id, "body", 1); err != nil || !ok || !strings.Contains(text, "停水") {
			t.Fatalf("%q, %t, %v", text, ok, err)
		}
		if _, _, err := c.Engine.Text(q, s.id, "phone", 1); !fault.Is(err, fault.Denied) {
			t.Fatalf("a personal value: %v", err)
		}
		if err := c.Engine.Erase(t.Context(), c.Staff("supervisor"), s.id, "个人信息保护法第四十七条"); err != nil {
			t.Fatal(err)
		}
		if text, ok, err := c.Engine.Text(q, s.id, "body", 1); err != nil || ok {
			t.Fatalf("after erasure: %q, %t, %v", text, ok, err)
		}
	})
}
