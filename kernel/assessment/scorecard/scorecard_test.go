package scorecard_test

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"shuniu/kernel/access"
	"shuniu/kernel/assessment"
	"shuniu/kernel/assessment/scorecard"
	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
	"shuniu/kernel/ledger"
	"shuniu/kernel/matter"
	definitions "shuniu/process"
	"shuniu/test/city"
)

type values = map[string]string

// bench is a city that is counted.
type bench struct {
	*city.City
	t    *testing.T
	book *scorecard.Book
}

func on(t *testing.T, test func(c *bench)) {
	t.Parallel()
	o := city.Options{Followers: func(c *city.City) []ledger.Follower {
		return []ledger.Follower{scorecard.New(c.Engine, city.Measures())}
	}}
	city.On(t, o, func(t *testing.T, c *city.City) { test(&bench{c, t, c.Followers[0].(*scorecard.Book)}) })
}

func (c *bench) asks(kind string) matter.ID {
	c.t.Helper()
	in := values{"kind": kind, "title": "社区停水三天", "body": "三月一日起停水，至今没有恢复。", "region": "990102001001"}
	res, err := c.Engine.Open(c.t.Context(), access.Outsider(), "people.request", matter.Input{Values: in})
	if err != nil {
		c.t.Fatal(err)
	}
	return res.Matter.ID
}

// does lets somebody act: the resident, or one of the staff.
func (c *bench) does(who string, id matter.ID, act string, pairs ...string) {
	c.t.Helper()
	a := access.ByCode(int64(id))
	if who != "resident" {
		a = c.Staff(who)
	}
	in := values{}
	for i := 0; i < len(pairs); i += 2 {
		in[pairs[i]] = pairs[i+1]
	}
	if _, err := c.Engine.Act(c.t.Context(), a, id, act, matter.Input{Values: in}); err != nil {
		c.t.Fatalf("%s: %v", act, err)
	}
}

func (c *bench) answered(id matter.ID, rating string) {
	c.t.Helper()
	c.does("dispatcher", id, "dispatch", "unit", "water", "urgency", "ordinary")
	c.does("water-handler", id, "sign")
	c.does("water-handler", id, "reply", "reply", "已经修复，请您查看。谢谢。", "outcome", "solved")
	if rating != "" {
		c.does("resident", id, "rate", "rating", rating)
	}
}

// counts tells the numbers of one on an axis, but for those where nothing was counted:
// "on_time 1/2", "days 3/2", with "-1" where one was taken out.
func (c *bench) counts(axis scorecard.Axis, who string, from, to assessment.Month) []string {
	c.t.Helper()
	c.Follow()
	cards, err := c.book.Cards(c.t.Context(), axis, from, to)
	if err != nil {
		c.t.Fatal(err)
	}
	var out []string
	for name, n := range cards[who].Numbers {
		s := fmt.Sprintf("%s %d/%d", name, n.Value, n.N)
		if n.Dropped != 0 {
			s += fmt.Sprintf("-%d", n.Dropped)
		}
		out = append(out, s)
	}
	slices.Sort(out)
	return out
}

func (c *bench) unit(code string) string {
	u, _ := c.Org.Now().UnitByCode(code)
	return strconv.FormatInt(int64(u.ID), 10)
}

func (c *bench) expect(axis scorecard.Axis, who string, months [2]assessment.Month, want ...string) {
	c.t.Helper()
	if got := c.counts(axis, who, months[0], months[1]); !slices.Equal(got, want) {
		c.t.Errorf("of %s %s in %v is counted\n%q, want\n%q", axis, who, months, got, want)
	}
}

var (
	march = [2]assessment.Month{"2026-03", "2026-03"}
	april = [2]assessment.Month{"2026-04", "2026-04"}
	both  = [2]assessment.Month{"2026-03", "2026-04"}
)

// TestCountedByHand is five requests whose numbers were counted by hand.
func TestCountedByHand(t *testing.T) {
	on(t, func(c *bench) {
		first := c.asks("help") // in time, same day, satisfied
		c.answered(first, "very_good")
		second := c.asks("complaint") // signed for late, answered late, sent back, not solved, dissatisfied at last
		c.does("dispatcher", second, "dispatch", "unit", "water", "urgency", "ordinary")
		c.Move("2026-03-04 09:00") // to be signed for on the 3rd
		c.does("water-handler", second, "sign")
		c.Move("2026-03-10 09:00") // and handled on the 9th
		c.does("water-handler", second, "reply", "reply", "已经修复，请您查看。谢谢。", "outcome", "solved")
		c.does("resident", second, "reject", "reason", "还是没有水")
		c.does("auditor", second, "redo", "reason", "现场仍未恢复供水")
		c.does("water-handler", second, "sign")
		c.does("water-handler", second, "reply", "reply", "这次确实已经修复。谢谢。", "outcome", "solved")
		c.does("resident", second, "rate", "rating", "good")
		third := c.asks("consult") // returned by one unit, never rated
		c.does("dispatcher", third, "dispatch", "unit", "housing", "urgency", "ordinary")
		c.does("housing-head", third, "ask_return", "reason", "不属于本单位职责，应由供水单位办理")
		c.does("auditor", third, "agree_return")
		c.answered(third, "")
		fourth := c.asks("help") // overdue and never answered
		c.does("dispatcher", fourth, "dispatch", "unit", "housing", "urgency", "ordinary")
		c.does("housing-head", fourth, "sign")
		c.Move("2026-04-01 09:00")
		c.does("resident", second, "rate_again", "rating", "very_poor")

		c.expect(scorecard.Unit, c.unit("water"), march,
			"days 6/3", "on_time 2/3", "rated 2/3", "received 0/4", "redone 1/4", "response 3/4", "returned 0/4", "satisfied 2/2", "satisfied_now 1/2", "solved 1/2")
		c.expect(scorecard.Unit, c.unit("housing"), march, "on_time 0/1", "received 0/2", "response 1/1", "returned 1/2")
		c.expect(scorecard.Unit, c.unit("hotline"), march, "visited 0/3", "wrong_dispatch 1/6")
		c.expect(scorecard.Unit, c.unit("water"), april)
		c.expect(scorecard.Region, "990102000000", both,
			"answered 0/3", "closed 0/3", "days 6/3", "on_time 2/4", "rated 2/3", "received 0/6", "redone 1/4", "response 4/5", "returned 1/6", "satisfied 2/2", "satisfied_now 1/2", "solved 1/2", "submitted 0/4", "visited 0/3", "wrong_dispatch 1/6")
		c.expect("kind", "complaint", march, "satisfied 1/1", "submitted 0/1")
	})
}

// TestCountedByHandAtTheEdges is six requests at the edges of months and limits.
func TestCountedByHandAtTheEdges(t *testing.T) {
	on(t, func(c *bench) {
		c.answered(c.asks("help"), "very_good")
		second := c.asks("complaint") // due on 9 March, extended after the breach: still late; sent back and answered again
		c.does("dispatcher", second, "dispatch", "unit", "water", "urgency", "ordinary")
		c.does("water-handler", second, "sign")
		c.Move("2026-03-10 00:00")
		c.does("water-handler", second, "ask_extension", "reason", "需要更换管件", "extra_days", "5")
		c.does("water-head", second, "grant")
		c.does("water-handler", second, "reply", "reply", "已经修复，请您查看。谢谢。", "outcome", "solved")
		c.does("resident", second, "reject", "reason", "还是没有水")
		c.does("auditor", second, "redo", "reason", "现场仍未恢复供水")
		c.does("water-handler", second, "sign")
		c.does("water-handler", second, "reply", "reply", "这次确实已经修复。谢谢。", "outcome", "solved")
		c.does("resident", second, "rate", "rating", "poor")
		c.Move("2026-03-31 23:30")
		third, refused, withdrawn := c.asks("help"), c.asks("help"), c.asks("praise")
		c.Move("2026-04-01 00:00") // a month begins at midnight of the city, not of Greenwich
		c.does("dispatcher", third, "dispatch", "unit", "housing", "urgency", "ordinary")
		c.does("housing-head", third, "sign")
		c.does("housing-head", third, "ask_promise", "draft", "月中以前一定修好，请您放心。", "promised_by", "2026-04-15")
		c.does("housing-head", third, "promise", "reply", "月中以前一定修好，请您放心。")
		c.does("dispatcher", refused, "refuse", "ground", "concluded", "reply", "此事已经依法办结，不再受理。")
		c.does("resident", withdrawn, "withdraw", "reason", "不需要了")
		sixth := c.asks("help") // promised and broken
		c.does("dispatcher", sixth, "dispatch", "unit", "water", "urgency", "ordinary")
		c.does("water-handler", sixth, "sign")
		c.does("water-handler", sixth, "ask_promise", "draft", "后天以前一定修好，请您放心。", "promised_by", "2026-04-03")
		c.does("water-head", sixth, "promise", "reply", "后天以前一定修好，请您放心。")
		c.Move("2026-04-15 17:00") // the promise to the third is kept
		c.does("housing-head", third, "reply", "reply", "已按承诺修复，请您查看。", "outcome", "solved")
		c.does("water-handler", sixth, "reply", "reply", "晚了一些，现已修复。", "outcome", "solved")
		c.does("resident", sixth, "rate", "rating", "fair")
		c.Move("2026-05-02 00:00")

		c.expect(scorecard.City, "", march,
			"answered 0/2", "closed 0/2", "days 6/2", "on_time 1/2", "rated 2/2", "received 0/3", "redone 1/3", "response 3/3", "returned 0/3", "satisfied 1/2", "satisfied_now 1/2", "solved 1/2", "submitted 0/5", "visited 0/2", "wrong_dispatch 0/3")
		c.expect(scorecard.Unit, c.unit("water"), april,
			"days 9/1", "on_time 0/1", "rated 1/1", "received 0/1", "redone 0/1", "response 1/1", "returned 0/1", "satisfied 1/1", "satisfied_now 1/1", "solved 1/1")
		c.expect(scorecard.Unit, c.unit("housing"), april, "days 9/1", "on_time 1/1", "rated 0/1", "received 0/1", "redone 0/1", "response 1/1", "returned 0/1", "solved 1/1") // closed when nobody answered
		months, err := c.book.Months(t.Context(), scorecard.Whose{Axis: scorecard.City}, march[0], april[1])
		if err != nil || len(months) != 2 || months["2026-03"].Numbers["on_time"] != (scorecard.Number{N: 2, Value: 1}) || months["2026-04"].Numbers["submitted"].N != 1 {
			t.Errorf("month by month: %v, %v", months, err)
		}
	})
}

func (c *bench) lists(l scorecard.List) []matter.ID {
	c.t.Helper()
	c.Follow()
	page, err := c.book.List(c.t.Context(), l)
	if err != nil {
		c.t.Fatal(err)
	}
	return page.Matters
}

func TestEveryNumberOpensToItsMatters(t *testing.T) {
	on(t, func(c *bench) {
		good, poor, other := c.asks("help"), c.asks("help"), c.asks("help")
		c.answered(good, "good")
		c.answered(poor, "poor")
		c.answered(other, "")
		water, _ := c.Org.Now().UnitByCode("water")
		ask := scorecard.List{Measure: "satisfied", Axis: scorecard.Unit, Who: int64(water.ID), From: "2026-03", To: "2026-03"}
		for which, want := range map[scorecard.Which][]matter.ID{scorecard.All: {poor, good}, scorecard.Good: {good}, scorecard.Other: {poor}, scorecard.Dropped: nil} {
			ask.Which = which
			if got := c.lists(ask); !slices.Equal(got, want) {
				c.t.Errorf("%q opens to %v, not %v", which, got, want)
			}
		}
		if got := c.lists(scorecard.List{Measure: "submitted", Axis: scorecard.City, From: "2026-01", To: "2026-03"}); !slices.Equal(got, []matter.ID{other, poor, good}) {
			c.t.Errorf("the city's opens to %v", got)
		}
		if got := c.lists(scorecard.List{Measure: "submitted", Axis: scorecard.Region, Region: "990102000000", From: "2026-01", To: "2026-03", After: fmt.Sprintf("2026-03/%d", poor)}); !slices.Equal(got, []matter.ID{good}) {
			c.t.Errorf("the rest of the district's is %v", got)
		}
	})
}

func TestWhatAnAppealTakesOutIsShownAsTakenOut(t *testing.T) {
	on(t, func(c *bench) {
		id := c.asks("help")
		c.answered(id, "poor")
		m, err := c.Engine.View(t.Context(), access.TheSystem(), id)
		if err != nil {
			t.Fatal(err)
		}
		appeal := func(measure, about string) (*matter.Result, error) {
			return c.Engine.Open(t.Context(), c.Staff("water-head"), scorecard.Appeal, matter.Input{Values: values{
				"about": about, "measure": measure, "ground": "force", "reason": "洪水期间全城停水，供水单位无法恢复。",
			}})
		}
		for field, err := range map[string]error{
			"measure": func() error { _, err := appeal("nothing", m.Matter.Number); return err }(),
			"about":   func() error { _, err := appeal("satisfied", "Q990100-2026-AAAAAAAA-1"); return err }(),
		} {
			if !fault.Is(err, fault.Invalid) || fault.As(err).Defects[0].Field != field {
				t.Errorf("a wrong %s: %v", field, err)
			}
		}
		res, err := appeal("satisfied", m.Matter.Number)
		if err != nil {
			t.Fatal(err)
		}
		c.does("supervisor", res.Matter.ID, "examine", "finding", "气象、水文记录属实。")
		if _, err := c.Engine.Act(t.Context(), c.Staff("supervisor"), res.Matter.ID, "exclude", matter.Input{Values: values{"decision": "同意剔除。"}}); err == nil {
			t.Error("who examined it takes it out")
		}
		c.expect("kind", "help", march, "satisfied 0/1", "submitted 0/1")
		c.does("secretary", res.Matter.ID, "exclude", "decision", "同意剔除。")
		c.expect("kind", "help", march, "satisfied 0/0-1", "submitted 0/1")
		if got := c.counts(scorecard.Unit, c.unit("water"), "2026-03", "2026-03"); !slices.Contains(got, "satisfied 0/0-1") || !slices.Contains(got, "satisfied_now 0/1") {
			t.Errorf("after the appeal is counted %q", got)
		}
	})
}

func TestWhatIsSecretIsNotCounted(t *testing.T) {
	t.Parallel()
	defs, _ := definitions.All()
	ms, err := scorecard.Read("tips.yaml", strings.NewReader(`
measures:
  - measure: all
    title: {zh: 来件, en: What came}
    rule: {zh: 收到的诉求和举报件数。, en: Requests and reports that came.}
    since: 2020-01-01
    basis: local
    processes: [people.tip, people.request]
    acts: [submit]
    unit: '""'
    kind: count
`), defs)
	if err != nil {
		t.Fatal(err)
	}
	o := city.Options{Followers: func(c *city.City) []ledger.Follower { return []ledger.Follower{scorecard.New(c.Engine, ms)} }}
	city.On(t, o, func(t *testing.T, c *city.City) {
		b := &bench{c, t, c.Followers[0].(*scorecard.Book)}
		b.asks("help")
		if _, err := c.Engine.Open(t.Context(), access.Outsider(), "people.tip", matter.Input{Values: values{
			"title": "虚报工程量", "body": "请核查某工程的结算，工程量与现场不符。", "region": "990102001001",
		}}); err != nil {
			t.Fatal(err)
		}
		b.expect(scorecard.City, "", march, "all 0/1")
	})
}

func TestEveryDefectIsNamedAtItsPlace(t *testing.T) {
	defs, _ := definitions.All()
	_, err := scorecard.Read("x.yaml", strings.NewReader(`
measures:
  - measure: ''
    title: {zh: 件数, en: ''}
    rule: {zh: 计, en: counts}
    since: 2026-01-01
    basis: ''
    processes: [people.nothing]
    acts: [fly]
    when: event.day
    kind: count
    value: 'true'
    weight: 10
  - measure: two
    title: {zh: 占比, en: share}
    rule: {zh: 计, en: counts}
    since: 2026-01-01
    basis: local
    processes: [people.request]
    acts: [reply]
    kind: share
    value: '1'
    split: [phone]
    weight: 101
`), defs)
	var got []string
	for _, d := range fault.As(err).Defects {
		got = append(got, strings.TrimPrefix(d.Field, "x.yaml: measures"))
	}
	slices.Sort(got)
	want := []string{"[0].acts[0]", "[0].basis", "[0].measure", "[0].processes[0]", "[0].title", "[0].value", "[0].weight", "[0].when", "[1].split[0]", "[1].value", "[1].weight"}
	if !slices.Equal(got, want) {
		t.Errorf("the defects are at %q, not %q", got, want)
	}
}

func TestAScoreTellsOfEnoughAlone(t *testing.T) {
	ms := scorecard.Measures{
		{Name: "good", Told: scorecard.Told{Kind: scorecard.Share, Weight: 60}},
		{Name: "bad", Told: scorecard.Told{Kind: scorecard.Share, Weight: 30, Low: true}},
		{Name: "cards", Told: scorecard.Told{Kind: scorecard.Sum, Weight: 10, Low: true}},
		{Name: "many", Title: lang.Same("x"), Told: scorecard.Told{Kind: scorecard.Count}},
	}
	for _, c := range []struct {
		numbers map[string]scorecard.Number
		tenths  int64
		ok      bool
	}{
		{map[string]scorecard.Number{"good": {N: 20, Value: 15}, "bad": {N: 10, Value: 1}, "many": {N: 1000}}, 820, true}, // (45+27+10)/100
		{map[string]scorecard.Number{"good": {N: 20, Value: 20}, "bad": {N: 9, Value: 9}}, 1000, true},                    // of few nothing is told
		{map[string]scorecard.Number{"good": {N: 9, Value: 9}, "bad": {N: 10}}, 0, false},                                 // less than half can be told
		{map[string]scorecard.Number{"good": {N: 10, Value: 10}, "cards": {N: 3, Value: 25}}, 857, true},                  // no points below none
		{nil, 0, false},
	} {
		if got, ok := (scorecard.Card{Numbers: c.numbers}).Score(ms); got != c.tenths || ok != c.ok {
			t.Errorf("%v scores %d, %v, not %d, %v", c.numbers, got, ok, c.tenths, c.ok)
		}
	}
}

// TestAMeasureThatIsGoneHoldsUpNothing follows on with fewer measures than before, as a
// command does that is run before the server has begun to count anew.
func TestAMeasureThatIsGoneHoldsUpNothing(t *testing.T) {
	on(t, func(c *bench) {
		id := c.asks("help")
		c.answered(id, "good")
		c.Follow()
		fewer := scorecard.New(c.Engine, slices.DeleteFunc(slices.Clone(city.Measures()), func(m *scorecard.Measure) bool { return m.Name == "response" }))
		c.Followers[0] = fewer
		c.does("resident", id, "rate_again", "rating", "poor")
		c.Follow()
		c.Followers[0] = c.book
		if emptied, err := c.Log.Reconcile(t.Context(), c.book); err != nil || len(emptied) != 0 {
			t.Errorf("emptied %q, %v", emptied, err)
		}
		if emptied, err := c.Log.Reconcile(t.Context(), fewer); err != nil || len(emptied) != 1 {
			t.Errorf("with fewer measures emptied %q, %v", emptied, err)
		}
		c.Followers[0] = fewer
	})
}
