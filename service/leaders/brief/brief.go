// Package brief drafts the weekly brief 周报 from the figures of assessment: what came and
// what was answered in the past week against the one before, what many people tell, which
// units lag and which cards took effect.
//
// It writes a draft and nothing else. Somebody makes it their own, and somebody else
// issues it (leaders.brief).
package brief

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"shuniu/kernel/assessment"
	"shuniu/kernel/assessment/scorecard"
	"shuniu/kernel/calendar"
	"shuniu/kernel/matter"
	"shuniu/kernel/org"
)

// Issue is what many people tell: its name, how many people in how many requests, and
// how many of these came in the week.
type Issue struct {
	Name                     string
	People, Messages, Lately int
}

// Writer drafts for the engine's city; Hottest gives the hottest issues of which anything
// came in a week that begins on a day.
type Writer struct {
	Engine  *matter.Engine
	Book    *scorecard.Book
	Hottest func(ctx context.Context, first calendar.Date, n int) []Issue
}

const (
	week      = 7
	mostLines = 5
)

// Draft is the title and the text of the brief about the last whole week, Monday to
// Sunday, before a moment.
func (w Writer) Draft(ctx context.Context, now time.Time) (map[string]string, error) {
	last := now.In(w.Engine.Zone).AddDate(0, 0, -(int(now.In(w.Engine.Zone).Weekday())+6)%week-week)
	first := calendar.DateOf(last)
	days, err := w.Book.Days(ctx, first.Add(-week), first.Add(week-1))
	if err != nil {
		return nil, err
	}
	month := assessment.MonthOf(last.AddDate(0, 0, week-1))
	units, err := w.Book.Cards(ctx, scorecard.Unit, month, month)
	if err != nil {
		return nil, err
	}
	now7, before := sum(days, first), sum(days, first.Add(-week))
	span := chinese(first) + "至" + chinese(first.Add(week-1))
	parts := []string{
		"一、总体情况\n" + overall(span, now7, before),
		"二、群众集中反映的问题\n" + w.hot(ctx, first),
		"三、" + month.Text().Zh + "按时办结率偏低的单位\n" + w.lagging(units),
		"四、监督预警\n" + fmt.Sprintf("本周生效的红牌%d张，黄牌、红牌合计扣%d分。", now7["red_cards"].N, now7["cards"].Value),
		"五、建议\n（请起草人补充）",
	}
	return map[string]string{"title": "政务服务周报（" + span + "）", "body": strings.Join(parts, "\n\n")}, nil
}

// sum adds up a week of days, by measure.
func sum(days map[string]scorecard.Card, first calendar.Date) map[string]scorecard.Number {
	out := map[string]scorecard.Number{}
	for d := range week {
		for name, n := range days[first.Add(d).String()].Numbers {
			s := out[name]
			out[name] = scorecard.Number{N: s.N + n.N, Value: s.Value + n.Value, Dropped: s.Dropped + n.Dropped}
		}
	}
	return out
}

func overall(span string, n, before map[string]scorecard.Number) string {
	change := "与上周持平"
	if d := n["submitted"].N - before["submitted"].N; d > 0 {
		change = fmt.Sprintf("比上周增加%d件", d)
	} else if d < 0 {
		change = fmt.Sprintf("比上周减少%d件", -d)
	}
	return fmt.Sprintf("%s，全市收到群众诉求%d件，%s；首次答复%d件，办结%d件。%s；%s。",
		span, n["submitted"].N, change, n["answered"].N, n["closed"].N,
		share("按时办结率", n["on_time"]), share("首次评价满意率", n["satisfied"]))
}

// share is a share in words; of few only the counts are told.
func share(name string, n scorecard.Number) string {
	permille, ok := n.Permille()
	if !ok || !n.Tells() {
		return fmt.Sprintf("%s不足%d件，不计算（%d/%d）", name, assessment.Fewest, n.Value, n.N)
	}
	return fmt.Sprintf("%s%s%%（%d/%d）", name, tenths(permille), n.Value, n.N)
}

func (w Writer) hot(ctx context.Context, first calendar.Date) string {
	var lines []string
	for i, h := range w.Hottest(ctx, first, mostLines) {
		lines = append(lines, fmt.Sprintf("%d. %s（本周%d件，90天内%d人、%d件）", i+1, h.Name, h.Lately, h.People, h.Messages))
	}
	if len(lines) == 0 {
		return "本周没有多人反映的同一问题。"
	}
	return strings.Join(lines, "\n")
}

func (w Writer) lagging(units map[string]scorecard.Card) string {
	type unit struct {
		name     string
		permille int64
		n        scorecard.Number
	}
	var all []unit
	for who, c := range units {
		n := c.Numbers["on_time"]
		permille, ok := n.Permille()
		id, err := strconv.ParseInt(who, 10, 64)
		u, known := w.Engine.Org.Now().Unit(org.UnitID(id))
		if ok && n.Tells() && err == nil && known {
			all = append(all, unit{u.Name.Zh, permille, n})
		}
	}
	if len(all) == 0 {
		return fmt.Sprintf("各单位都不足%d件，不排。", assessment.Fewest)
	}
	slices.SortFunc(all, func(a, b unit) int {
		return cmp.Or(cmp.Compare(a.permille, b.permille), strings.Compare(a.name, b.name))
	})
	var lines []string
	for i, u := range all[:min(mostLines, len(all))] {
		lines = append(lines, fmt.Sprintf("%d. %s %s%%（%d/%d）", i+1, u.name, tenths(u.permille), u.n.Value, u.n.N))
	}
	return strings.Join(lines, "\n")
}

func tenths(permille int64) string { return strconv.FormatFloat(float64(permille)/10, 'f', 1, 64) }

// chinese writes a day out: 3月2日.
func chinese(d calendar.Date) string {
	parts := strings.Split(d.String(), "-")
	month, _ := strconv.Atoi(parts[1])
	day, _ := strconv.Atoi(parts[2])
	return fmt.Sprintf("%d月%d日", month, day)
}
