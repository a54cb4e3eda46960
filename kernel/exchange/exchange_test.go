package exchange_test

import (
	"database/sql"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"shuniu/demo/province"
	"shuniu/kernel/access"
	"shuniu/kernel/calendar"
	"shuniu/kernel/exchange"
	"shuniu/kernel/fault"
	"shuniu/kernel/matter"
	"shuniu/kernel/store"
	definitions "shuniu/process"
	"shuniu/test/city"
)

// told is what a province is told of requests: who asks, and where each stands.
const told = `connectors:
  - connector: above
    name: {zh: 省平台, en: Province}
    basis: 省办法第3条
    address: https://province.example
    since: 2026-03-02
    compare: [number, state]
    messages:
      - message: asked
        title: {zh: 核验, en: Verify}
        processes: [people.request]
        acts: [submit]
        if: name
        path: /identities
        body:
          number: {fact: number, required: true}
          name: {field: name, required: true}
          idNumber: {field: phone, required: true}
          kind: {field: kind, table: kinds}
        reply: {result: result, means: {match: {zh: 一致, en: Match}, differ: {zh: 不一致, en: Differ}, unknown: {zh: 查无, en: Unknown}}}
      - message: sent
        title: {zh: 派单, en: Dispatched}
        processes: [people.request]
        acts: [dispatch]
        path: /certificates
        body: {number: {fact: number}, state: {fact: state}, unit: {fact: unit}, on: {fact: day, compact: true}}
        reply: {reference: identifier}
    tables: {kinds: {consult: '1', help: '2', complaint: '3', suggestion: '4', praise: '5'}}
`

// counter is a city beside a double of its province.
type counter struct {
	*city.City
	t *testing.T
	*province.Province
	keeper *exchange.Keeper
}

func on(t *testing.T, test func(c *counter)) {
	t.Parallel()
	city.On(t, city.Options{}, func(t *testing.T, c *city.City) {
		defs, _ := definitions.All()
		found, err := exchange.Read(strings.NewReader(told), defs)
		if err != nil {
			t.Fatal(err)
		}
		p := province.New(province.Known{People: map[string]string{"13900007755": "岑小满"}}, c.Clock.Now, city.Zone())
		server := httptest.NewServer(p)
		t.Cleanup(server.Close)
		k := exchange.New(c.Engine, exchange.Link{Connector: found[0], Counterpart: &exchange.Endpoint{Address: server.URL, Client: server.Client()}})
		test(&counter{c, t, p, k})
	})
}

// asks is a request by somebody of that name.
func (c *counter) asks(name string) *matter.Matter {
	c.t.Helper()
	in := map[string]string{"kind": "help", "title": "社区停水三天", "body": "三月一日起停水，至今没有恢复。", "region": "990102001001"}
	if name != "" {
		maps.Copy(in, map[string]string{"name": name, "phone": "13900007755", "consent": "true"})
	}
	res, err := c.Engine.Open(c.t.Context(), access.Outsider(), "people.request", matter.Input{Values: in})
	if err != nil {
		c.t.Fatal(err)
	}
	return res.Matter
}

func (c *counter) dispatches(m *matter.Matter) {
	c.t.Helper()
	_, err := c.Engine.Act(c.t.Context(), c.Staff("dispatcher"), m.ID, "dispatch", matter.Input{Values: map[string]string{"unit": "water", "urgency": "ordinary"}})
	if err != nil {
		c.t.Fatal(err)
	}
}

// round lets the city exchange once.
func (c *counter) round() {
	c.t.Helper()
	c.Follow()
	if err := c.keeper.Round(c.t.Context(), "above"); err != nil {
		c.t.Fatal(err)
	}
}

// of tells how the messages about a matter stand: "asked delivered match".
func (c *counter) of(m *matter.Matter, want ...string) []exchange.Message {
	c.t.Helper()
	messages, err := c.keeper.Of(c.t.Context(), m.ID)
	if err != nil {
		c.t.Fatal(err)
	}
	var got []string
	for _, m := range messages {
		got = append(got, strings.TrimSpace(fmt.Sprintf("%s %s %s", m.Kind, m.Status, m.Meaning)))
	}
	if !slices.Equal(got, want) {
		c.t.Errorf("%q, not %q", got, want)
	}
	return messages
}

func TestEachActIsToldOnceAndInItsOrder(t *testing.T) {
	on(t, func(c *counter) {
		known, wrong, nameless := c.asks("岑小满"), c.asks("岑大满"), c.asks("")
		c.dispatches(known)
		c.round()
		c.of(known, "asked delivered match", "sent waiting")
		c.of(wrong, "asked delivered differ")
		c.of(nameless)
		c.round()
		messages := c.of(known, "asked delivered match", "sent delivered")
		if !strings.HasPrefix(messages[1].Reference, "LIB-") {
			c.t.Errorf("the library knows it as %q", messages[1].Reference)
		}
		c.round()
		bodies := c.Bodies()
		want := map[string]string{"number": known.Number, "state": "dispatched", "unit": "water", "on": "20260302"}
		if got := bodies[messages[1].Key("990100")]; len(bodies) != 3 || !maps.Equal(got, want) {
			c.t.Errorf("%d messages, the last one %v", len(bodies), got)
		}
	})
}

func TestWhatIsNotAnsweredIsSentAgainUnderTheSameKey(t *testing.T) {
	on(t, func(c *counter) {
		m, other := c.asks("岑小满"), c.asks("岑小满")
		c.Suffer(province.Trouble{Away: true})
		c.round()
		c.of(other, "asked waiting")
		if first := c.of(m, "asked waiting")[0]; first.Tries != 1 || first.Reason.IsZero() {
			c.t.Errorf("%+v", first)
		}
		c.Suffer(province.Trouble{Mute: true}) // it takes the other and breaks off
		c.round()
		c.of(other, "asked waiting")
		if n := len(c.Bodies()); n != 1 {
			c.t.Fatalf("%d have come", n)
		}
		c.Suffer(province.Trouble{})
		c.round() // before its time nothing is tried
		c.of(m, "asked waiting")
		c.Move("2026-03-02 09:01")
		c.round()
		c.of(m, "asked delivered match")
		c.of(other, "asked delivered match")
		if n := len(c.Bodies()); n != 2 {
			c.t.Errorf("%d messages for two acts", n)
		}
	})
}

func TestWhatIsRefusedWaitsForAPerson(t *testing.T) {
	on(t, func(c *counter) {
		m, next := c.asks("岑小满"), c.asks("岑小满")
		c.Suffer(province.Trouble{Refuse: true})
		c.round()
		refused := c.of(m, "asked refused")[0]
		if !strings.Contains(refused.Reason.Zh, "not acceptable today") {
			c.t.Errorf("the reason is %q", refused.Reason.Zh)
		}
		c.of(next, "asked refused") // one that is refused holds up no other
		c.Suffer(province.Trouble{})
		c.Move("2026-03-03 09:00")
		c.round()
		c.of(m, "asked refused")
		if err := c.keeper.Again(c.t.Context(), "above", refused.Position, refused.Kind); err != nil {
			c.t.Fatal(err)
		}
		c.round()
		c.of(m, "asked delivered match")
		if err := c.keeper.Again(c.t.Context(), "above", refused.Position, refused.Kind); !fault.Is(err, fault.Conflict) {
			c.t.Errorf("once more: %v", err)
		}
	})
}

func TestEachDayBothListsAreCompared(t *testing.T) {
	on(t, func(c *counter) {
		var keys []string
		for range 4 {
			m := c.asks("岑小满")
			c.round()
			keys = append(keys, c.of(m, "asked delivered match")[0].Key("990100"))
		}
		c.Forget(keys[0])
		c.Alter(keys[1], "number", "D000")
		c.Alter("made up", "number", "D111")
		c.Move("2026-03-03 02:00")
		day := calendar.DateOf(city.At(c.t, "2026-03-02 12:00"))
		c.Suffer(province.Trouble{Away: true})
		if r := c.reconciled(day); r.Compared || r.Delivered != 4 {
			c.t.Errorf("without their list: %+v", r)
		}
		c.Suffer(province.Trouble{})
		if r := c.reconciled(day); !r.Compared || r.Delivered != 4 {
			c.t.Errorf("%+v", r)
		}
		found, err := c.keeper.Differences(c.t.Context(), "above", day)
		if err != nil {
			c.t.Fatal(err)
		}
		var got []string
		for _, d := range found {
			got = append(got, strings.TrimSpace(d.What+" "+d.Key+" "+strings.Join(d.Fields, " ")))
		}
		if want := []string{"missing " + keys[0], "differing " + keys[1] + " number", "unknown made up"}; !slices.Equal(got, want) {
			c.t.Errorf("found %q, not %q", got, want)
		}
		c.round()
		if n := len(c.Bodies()); n != 5 {
			c.t.Errorf("what they lost was not sent again: %d", n)
		}
	})
}

func TestWhatTheyTookADayBeforeWeLearntOfItIsNoDifference(t *testing.T) {
	on(t, func(c *counter) {
		m := c.asks("岑小满")
		c.Suffer(province.Trouble{Mute: true}) // it takes it on the 2nd, and we learn of it on the 3rd
		c.round()
		c.of(m, "asked waiting")
		c.Suffer(province.Trouble{})
		c.Move("2026-03-03 09:00")
		c.round()
		c.of(m, "asked delivered match")
		c.Move("2026-03-04 02:00")
		for _, on := range []string{"2026-03-02 12:00", "2026-03-03 12:00"} {
			day := calendar.DateOf(city.At(c.t, on))
			if r, err := c.keeper.Reconcile(c.t.Context(), "above", day); err != nil || !r.Compared || r.Differences != 0 {
				c.t.Errorf("%s: %+v, %v", on, r, err)
			}
		}
		c.of(m, "asked delivered match")
	})
}

func (c *counter) reconciled(day calendar.Date) exchange.Report {
	c.t.Helper()
	if _, err := c.keeper.Reconcile(c.t.Context(), "above", day); err != nil {
		c.t.Fatal(err)
	}
	reports, err := c.keeper.Reports(c.t.Context(), "above", day.Add(1), 5)
	if err != nil || len(reports) != 1 {
		c.t.Fatal(reports, err)
	}
	return reports[0]
}

func TestNothingPersonalIsKeptOfWhatIsTold(t *testing.T) {
	on(t, func(c *counter) {
		m, erased := c.asks("岑小满"), c.asks("岑小满")
		if err := c.Engine.Erase(c.t.Context(), access.TheSystem(), erased.ID, "个人信息保护法第47条"); err != nil {
			c.t.Fatal(err)
		}
		c.round()
		c.of(m, "asked delivered match")
		c.of(erased, "asked void")
		rows, err := c.DB.Read(c.t.Context()).Query(`SELECT connector || kind || status || reference || meaning || reason FROM exchange_message`)
		var all string
		err = store.Scan(rows, err, func(rows *sql.Rows) error {
			var text string
			err := rows.Scan(&text)
			all += text
			return err
		})
		if err != nil || all == "" || strings.Contains(all, "岑") || strings.Contains(all, "13900007755") {
			c.t.Errorf("%v: %s", err, all)
		}
	})
}

func TestAConnectorIsCheckedAgainstTheDefinitions(t *testing.T) {
	defs, _ := definitions.All()
	wrong := strings.NewReplacer(
		"basis: 省办法第3条", "basis: ''", "https://province.example", "http://province.example", "acts: [submit]", "acts: [submit, fly]",
		"if: name", "if: nickname", "{field: phone, required: true}", "{field: phone, fact: day}", "table: kinds", "table: sorts",
		"{fact: unit}", "{fact: weather}", "compare: [number, state]", "compare: [colour]", "processes: [people.request]\n        acts: [dispatch]", "processes: [people.walk]\n        acts: [dispatch]",
	).Replace(told)
	_, err := exchange.Read(strings.NewReader(wrong), defs)
	var got []string
	for _, d := range fault.As(err).Defects {
		got = append(got, strings.TrimPrefix(d.Field, "connectors[0]."))
	}
	want := []string{
		"basis", "address", "messages[0].acts[1]", "messages[0].if", "messages[0].body.idNumber", "messages[0].body.kind.table",
		"messages[1].processes[0]", "compare[0]",
	}
	if !slices.Equal(got, want) {
		t.Errorf("%q, not %q", got, want)
	}
	if _, err := exchange.Read(strings.NewReader("connectors:\n  - conector: x\n"), defs); err == nil || !strings.Contains(err.Error(), "conector") {
		t.Errorf("a misspelt key: %v", err)
	}
	if _, err := exchange.Read(strings.NewReader("connectors:\n  - connector: x\n    address: http://127.0.0.1:9\n"), defs); strings.Contains(err.Error(), "address") {
		t.Errorf("this machine itself needs no TLS: %v", err)
	}
}

func TestAnAnswerThatMeansNothingIsRefused(t *testing.T) {
	c := func(status int, body string) error {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(status)
			fmt.Fprint(w, body)
		}))
		defer server.Close()
		_, err := (&exchange.Endpoint{Address: server.URL, Client: server.Client()}).Deliver(t.Context(), exchange.Delivery{Path: "/x"})
		return err
	}
	for want, err := range map[fault.Kind]error{
		fault.Unavailable: c(429, ""),
		fault.Invalid:     c(403, `{"title": "no such item", "detail": "岑小满"}`),
	} {
		if !fault.Is(err, want) || strings.Contains(err.Error()+fault.As(err).Person.Zh, "岑") {
			t.Errorf("%v", err)
		}
	}
	if err := c(200, "<html>"); !fault.Is(err, fault.Unavailable) {
		t.Errorf("a page instead of an answer: %v", err)
	}
}
