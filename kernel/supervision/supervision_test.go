package supervision_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"shuniu/kernel/access"
	"shuniu/kernel/calendar"
	"shuniu/kernel/fault"
	"shuniu/kernel/instrument"
	"shuniu/kernel/ledger"
	"shuniu/kernel/matter"
	"shuniu/kernel/process"
	"shuniu/kernel/supervision"
	definitions "shuniu/process"
	"shuniu/service/enterprises/approval/rating"
	shipped "shuniu/supervision"
	"shuniu/test/city"
)

type values = map[string]string

// post is a city under supervision by the shipped rules, and others over them.
type post struct {
	*city.City
	t     *testing.T
	watch *supervision.Watch
}

func on(t *testing.T, more string, test func(c *post)) {
	t.Parallel()
	o := city.Options{Followers: func(c *city.City) []ledger.Follower { return []ledger.Follower{supervision.NewCards(c.Engine)} }}
	city.On(t, o, func(t *testing.T, c *city.City) {
		defs, _ := definitions.All()
		rules, err := shipped.All(defs)
		if err == nil && more != "" {
			rules, err = supervision.Read("more.yaml", strings.NewReader(more), defs)
		}
		if err != nil {
			t.Fatal(err)
		}
		test(&post{c, t, supervision.New(c.Engine, rules)})
	})
}

func (c *post) asks(more values) *matter.Matter {
	c.t.Helper()
	in := values{"kind": "help", "title": "社区停水三天", "body": "三月一日起停水，至今没有恢复。", "region": "990102001001"}
	for k, v := range more {
		in[k] = v
	}
	res, err := c.Engine.Open(c.t.Context(), access.Outsider(), "people.request", matter.Input{Values: in})
	if err != nil {
		c.t.Fatal(err)
	}
	return res.Matter
}

func (c *post) acts(a access.Actor, m matter.ID, act string, v values) {
	c.t.Helper()
	if _, err := c.Engine.Act(c.t.Context(), a, m, act, matter.Input{Values: v}); err != nil {
		c.t.Fatalf("%s: %v", act, err)
	}
}

func (c *post) dispatches(m *matter.Matter) {
	c.acts(c.Staff("dispatcher"), m.ID, "dispatch", values{"unit": "water", "urgency": "ordinary"})
}

// reads lets supervision read on to the end of the ledger; its own cards are in it.
func (c *post) reads() {
	c.t.Helper()
	for n := 1; n > 0; {
		c.Follow()
		var err error
		if n, err = c.watch.Turn(c.t.Context()); err != nil {
			c.t.Fatal(err)
		}
	}
}

// cards tells which cards the city has: "clock.step given water".
func (c *post) cards() []string {
	c.t.Helper()
	page, err := c.Engine.All(c.t.Context(), access.TheSystem(), matter.Query{Process: supervision.Process, Limit: 100})
	if err != nil {
		c.t.Fatal(err)
	}
	var out []string
	for _, l := range page.Lines {
		v, err := c.Engine.View(c.t.Context(), access.TheSystem(), l.ID)
		if err != nil {
			c.t.Fatal(err)
		}
		f := v.Matter.Fields
		out = append(out, fmt.Sprintf("%s %s %s", f["rule"], v.Matter.State, f["unit"]))
	}
	slices.Sort(out)
	return out
}

func (c *post) has(want ...string) {
	c.t.Helper()
	if got := c.cards(); !slices.Equal(got, want) {
		c.t.Errorf("the cards are %q, not %q", got, want)
	}
}

// replayed is what a replay of the rules would give since a day, and how many cards of
// the city it misses.
func (c *post) replayed(since string) (all []string, missed int) {
	c.t.Helper()
	day, err := calendar.ParseDate(since)
	if err != nil {
		c.t.Fatal(err)
	}
	missed, err = supervision.Replay(c.t.Context(), c.Engine, c.watch.Rules(), supervision.Span{Since: day, Progress: func(int64) {}, Seen: func(r supervision.Replayed) {
		all = append(all, fmt.Sprintf("%s %s %v", r.Rule.Name, r.Unit, r.Given))
	}})
	if err != nil {
		c.t.Fatal(err)
	}
	slices.Sort(all)
	return all, missed
}

func TestALateStepIsCardedAndAReplayGivesTheSame(t *testing.T) {
	on(t, "", func(c *post) {
		m := c.asks(nil)
		c.dispatches(m)
		c.Move("2026-03-04 09:00") // it should have been signed for on the 3rd
		c.reads()
		c.has("clock.step given water")
		c.reads()
		c.has("clock.step given water")
		c.acts(c.Staff("water-handler"), m.ID, "sign", nil)
		c.Move("2026-03-13 09:00") // and handled on the 9th
		c.reads()
		c.has("clock.due noted water", "clock.step given water", "clock.step standing water", "clock.total proposed water")
		all, missed := c.replayed("2026-03-01")
		if want := []string{"clock.due water true", "clock.step water true", "clock.step water true", "clock.total water true"}; !slices.Equal(all, want) || missed != 0 {
			c.t.Errorf("a replay gives %q and misses %d", all, missed)
		}
		if all, _ := c.replayed("2026-03-05"); len(all) != 3 {
			c.t.Errorf("since the 5th it gives %q", all)
		}
	})
}

func (c *post) replies(more values, reply string) {
	c.t.Helper()
	m := c.asks(more)
	c.dispatches(m)
	c.acts(c.Staff("water-handler"), m.ID, "sign", nil)
	c.acts(c.Staff("water-handler"), m.ID, "reply", values{"reply": reply, "outcome": "explained"})
	c.Follow()
	if err := c.Answers().Tend(c.t.Context(), c.Engine); err != nil {
		c.t.Fatal(err)
	}
}

func TestAReplyCopiedFromTheAnswerToSomethingElseIsCarded(t *testing.T) {
	on(t, "", func(c *post) {
		const pipe = "经现场核实，梧桐街一处水管破裂，已于三月一日换管，现恢复供水，水压正常，请您放心使用。"
		c.replies(nil, pipe)
		c.replies(nil, pipe) // nearly the same was asked
		c.reads()
		c.has()
		c.replies(values{"title": "路灯不亮", "body": "小区门口的路灯坏了两个星期，晚上出行不安全。"}, pipe)
		c.reads()
		c.has("reply.copied noted water")
		if all, missed := c.replayed("2026-03-01"); len(all) != 1 || missed != 0 {
			c.t.Errorf("a replay gives %q and misses %d", all, missed)
		}
	})
}

func TestManyRatingsFromOneDeviceAreCardedOnce(t *testing.T) {
	on(t, "", func(c *post) {
		ratings := rating.New(c.Engine)
		rates := func(device string) {
			m := c.asks(nil)
			c.acts(c.Staff("dispatcher"), m.ID, "answer", values{"reply": "已于昨晚恢复供水，请放心。", "outcome": "solved"})
			if err := ratings.Came(c.t.Context(), m.ID, device); err != nil {
				c.t.Fatal(err)
			}
			c.acts(access.ByCode(int64(m.ID)), m.ID, "rate", values{"rating": "very_good"})
		}
		rates("another")
		for range rating.Together - 1 {
			rates("one")
		}
		c.reads()
		c.has()
		rates("one")
		rates("one")
		c.reads()
		c.has("ratings.clustered noted hotline")
	})
}

func TestASupervisionNoticeIsIssuedFromACard(t *testing.T) {
	on(t, "", func(c *post) {
		m := c.asks(nil)
		c.dispatches(m)
		c.Move("2026-03-04 09:00")
		c.reads()
		page, err := c.Engine.All(t.Context(), access.TheSystem(), matter.Query{Process: supervision.Process})
		if err != nil || len(page.Lines) != 1 {
			t.Fatalf("the cards are %v, %v", page, err)
		}
		card := page.Lines[0].ID
		c.acts(c.Staff("supervisor"), card, "notify", values{"demand": "三日内签收并说明未签收的原因。", "report_by": "2026-03-09"})
		v, err := c.Engine.View(t.Context(), c.Staff("water-head"), card)
		if err != nil {
			t.Fatal(err)
		}
		press := instrument.Press{Reader: c.Engine.Reader, Styles: c.Styles}
		all := press.Issued(v)
		if len(all) != 1 {
			t.Fatalf("%d documents were issued", len(all))
		}
		d, err := press.Document(v, all[0].Seq, nil)
		if err != nil {
			t.Fatal(err)
		}
		said := fmt.Sprintf("%+v", d)
		for _, want := range []string{"督办单", v.Matter.Number, m.Number, "这一环节超过了规定时限", "三日内签收并说明未签收的原因", "2026年3月9日"} {
			if !strings.Contains(said, want) {
				t.Errorf("the notice does not say %q: %s", want, said)
			}
		}
		_, err = c.Engine.Act(t.Context(), c.Staff("supervisor"), card, "notify", matter.Input{Values: values{"demand": "再次督办。", "report_by": "2026-03-10"}})
		if !fault.Is(err, fault.Invalid) {
			t.Errorf("a second notice: %v", err)
		}
		if v, err := c.Engine.View(t.Context(), c.Staff("supervisor"), card); err != nil || slices.ContainsFunc(v.Possible, func(a *process.Act) bool { return a.Name == "notify" }) {
			t.Errorf("a second notice is offered: %v", err)
		}
	})
}

func TestACardIsAnsweredAppealedAndLiftedBySomebodyElse(t *testing.T) {
	on(t, "", func(c *post) {
		first, second := c.asks(nil), c.asks(nil)
		c.dispatches(first)
		c.dispatches(second)
		c.Move("2026-03-04 09:00")
		c.reads()
		page, err := c.Engine.All(c.t.Context(), access.TheSystem(), matter.Query{Process: supervision.Process, Limit: 10})
		if err != nil || len(page.Lines) != 2 {
			c.t.Fatal(page, err)
		}
		one, other := page.Lines[0].ID, page.Lines[1].ID
		head := c.Staff("water-head")
		if _, err := c.Engine.Act(c.t.Context(), head, one, "lift", matter.Input{Values: values{"ground": "force", "decision": "当天全市停电。"}}); !fault.Is(err, fault.Conflict) && !fault.Is(err, fault.Denied) {
			c.t.Errorf("the unit lifted its own card: %v", err)
		}
		c.acts(head, one, "answer", values{"measure": "已补签收，今后专人盯办。"})
		c.acts(head, other, "appeal", values{"ground": "force", "reason": "当天全市停电，有供电记录。"})
		c.acts(c.Staff("secretary"), other, "lift", values{"ground": "force", "decision": "经核实当天停电，撤销。"})
		c.has("clock.step closed water", "clock.step lifted water")
		c.Follow()
		cards := supervision.NewCards(c.Engine)
		tallies, err := cards.ByRule(c.t.Context(), "2026-03", "2026-03")
		if want := (supervision.Tally{Effective: 1, Lifted: 1}); err != nil || len(tallies) != 1 || tallies["clock.step"] != want {
			c.t.Errorf("counted %v, %v", tallies, err)
		}
		lines, err := cards.Of(c.t.Context(), "clock.step", 0)
		if err != nil || len(lines) != 2 || lines[1].About != first.Number && lines[1].About != second.Number {
			c.t.Errorf("listed %v, %v", lines, err)
		}
	})
}

const three = `rules:
  - rule: many
    title: {zh: 许多, en: Many}
    since: 2026-01-01
    severity: notice
    score: 0
    basis: local
    processes: [people.request]
    acts: [dispatch]
    when: event.assigned == "water"
    unit: event.assigned
    gather: {by: event.assigned, days: 7, least: 3}
    found: {zh: 七天三件, en: Three in a week}
`

func TestWhatIsCountedGivesOneCardForMany(t *testing.T) {
	on(t, three, func(c *post) {
		for range 5 {
			c.dispatches(c.asks(nil))
		}
		c.reads()
		c.has("many noted water")
		c.Move("2026-03-20 09:00") // all of them are long past
		for range 2 {
			c.dispatches(c.asks(nil))
		}
		c.reads()
		c.has("many noted water")
		c.dispatches(c.asks(nil))
		c.reads()
		c.has("many noted water", "many noted water")
		if all, missed := c.replayed("2026-03-01"); len(all) != 2 || missed != 0 {
			c.t.Errorf("a replay gives %q and misses %d", all, missed)
		}
	})
}

func TestNoCardTellsOfASecretMatter(t *testing.T) {
	on(t, "", func(c *post) {
		in := values{"title": "收费不开票据", "body": "某停车场长期收费不开票据，时间地点见说明。", "region": "990102001000"}
		if _, err := c.Engine.Open(c.t.Context(), access.Outsider(), "people.tip", matter.Input{Values: in}); err != nil {
			c.t.Fatal(err)
		}
		c.Move("2026-04-30 09:00") // all of its limits have passed
		c.reads()
		c.has()
		if all, _ := c.replayed("2026-03-01"); len(all) != 0 {
			c.t.Errorf("a replay tells of it: %q", all)
		}
	})
}

func TestARuleThatNamesNoUnitHoldsUpNoOther(t *testing.T) {
	lost := strings.NewReplacer("rule: many", "rule: lost", "unit: event.assigned", `unit: '"nowhere"'`, "    gather: {by: event.assigned, days: 7, least: 3}\n", "").Replace(three)
	on(t, lost+strings.TrimPrefix(three, "rules:\n"), func(c *post) {
		for range 3 {
			c.dispatches(c.asks(nil))
		}
		c.reads()
		c.has("many noted water")
	})
}

func TestARuleIsCheckedWhenItIsRead(t *testing.T) {
	defs, _ := definitions.All()
	wrong := strings.NewReplacer("severity: notice", "severity: pink", "acts: [dispatch]", "acts: [fly]", `event.assigned == "water"`, `event.colour == "water"`,
		"unit: event.assigned", "unit: 'days(event.day)'", "least: 3", "least: 1", "[people.request]", "[people.request, people.walk]").Replace(three)
	_, err := supervision.Read("f.yaml", strings.NewReader(wrong), defs)
	var got []string
	for _, d := range fault.As(err).Defects {
		got = append(got, strings.TrimPrefix(d.Field, "f.yaml: rules[0]."))
	}
	if want := []string{"severity", "processes[1]", "acts[0]", "when", "unit", "gather.least"}; !slices.Equal(got, want) {
		t.Errorf("%q, not %q", got, want)
	}
	if _, err := supervision.Read("f.yaml", strings.NewReader("rules:\n  - rle: x\n"), defs); err == nil || !strings.Contains(err.Error(), "rle") {
		t.Errorf("a misspelt key: %v", err)
	}
}

func TestTheVersionOfARuleIsWhatItSays(t *testing.T) {
	defs, _ := definitions.All()
	read := func(text string) string {
		rules, err := supervision.Read("f.yaml", strings.NewReader(text), defs)
		if err != nil {
			t.Fatal(err)
		}
		return rules[0].Version()
	}
	if read(three) != read("# a remark\n"+three) || read(three) == read(strings.Replace(three, "least: 3", "least: 4", 1)) {
		t.Error("a remark changes the version, or another limit does not")
	}
}
