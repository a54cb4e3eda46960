package demo

import (
	"context"
	_ "embed"
	"encoding/csv"
	"strconv"
	"strings"
	"time"

	"shuniu/kernel/access"
	"shuniu/kernel/assessment"
	"shuniu/kernel/calendar"
	"shuniu/kernel/fault"
	"shuniu/kernel/matter"
	"shuniu/kernel/org"
	"shuniu/service/leaders/statistics"
)

// Two years of made-up monthly figures: indicator, unit of measure, place, then a value
// for each month, the last one that of the newest release.
//
//go:embed statistics.csv
var statisticsCSV string

// bulletin is a release of the made-up statisticians: its months count back from the
// newest. Checked is empty for what still waits to be checked.
type bulletin struct {
	at, checked string
	title       string
	standing    string
	first, last int
	only        string  // the one indicator, if not all
	off         float64 // what its figures were mistaken by
}

var bulletins = []bulletin{
	{at: "w-30 09:20", checked: "w-29 10:05", title: "近两年主要经济指标", standing: "final", first: 23, last: 2},
	{at: "w-25 15:10", checked: "w-24 09:30", title: "{month}主要经济指标", standing: "preliminary", first: 1, last: 1, off: 0.4},
	{at: "w-8 10:40", checked: "w-7 09:15", title: "{month}主要经济指标", standing: "preliminary"},
	{at: "w-5 11:20", checked: "w-5 16:00", title: "{month}社会消费品零售总额修订数", standing: "revised", first: 1, last: 1, only: "社会消费品零售总额"},
	{at: "w-1 16:20", title: "{month}全社会用电量修订数", standing: "revised", only: "全社会用电量", off: 0.03},
}

// Statistics lets the figures of two years be entered and checked, each act at its own
// moment. What is there is not entered again: its months were those of an earlier day.
func Statistics(ctx context.Context, t Town, now time.Time) error {
	now = now.In(t.Zone)
	p, err := t.Engine.All(ctx, access.TheSystem(), matter.Query{Process: statistics.Process, Limit: 1})
	if err != nil || len(p.Lines) > 0 {
		return err
	}
	rows, err := csv.NewReader(strings.NewReader(statisticsCSV)).ReadAll()
	if err != nil {
		return broken(err)
	}
	newest, err := t.moment(now, "w-8 00:00")
	if err != nil {
		return err
	}
	for _, b := range bulletins {
		if err := t.publish(ctx, b, now, b.sheet(rows, assessment.MonthOf(newest).Plus(-1))); err != nil {
			return fault.Wrap(fault.As(err).Kind, err, "statistics of "+b.at)
		}
	}
	return nil
}

// publish lets a bulletin be entered by one person of the office and checked by another.
func (t Town) publish(ctx context.Context, b bulletin, now time.Time, values map[string]string) error {
	var id matter.ID
	for _, step := range []struct {
		at   string
		post org.PostKind
	}{{b.at, "supervisor"}, {b.checked, "head"}} {
		if step.at == "" {
			return nil
		}
		at, err := t.moment(now, step.at)
		if err != nil {
			return err
		}
		actor, err := t.holding("office", step.post, at)
		if err != nil {
			return err
		}
		t.SetClock(at)
		if id != 0 {
			_, err = t.Engine.Act(ctx, actor, id, "confirm", matter.Input{})
			return err
		}
		values["released_on"] = calendar.DateOf(at).String()
		res, err := t.Engine.Open(ctx, actor, statistics.Process, matter.Input{Values: values})
		if err != nil {
			return err
		}
		id = res.Matter.ID
	}
	return nil
}

// sheet is what is typed of a bulletin whose newest month is given.
func (b bulletin) sheet(rows [][]string, newest assessment.Month) map[string]string {
	var figures strings.Builder
	for _, row := range rows {
		if b.only != "" && (row[0] != b.only || row[2] != "") {
			continue
		}
		months := row[3:]
		for back := b.first; back >= b.last; back-- {
			at := len(months) - 1 - back
			value := shifted(months[at], -b.off)
			change := ""
			if at >= 12 && row[1] != "%" {
				change = grown(value, months[at-12])
			}
			figures.WriteString(strings.Join([]string{row[0], row[1], string(newest.Plus(-back)), row[2], value, change}, "\t") + "\n")
		}
	}
	month := newest.Plus(-b.last).Text().Zh
	return map[string]string{
		"title": strings.ReplaceAll(b.title, "{month}", month), "source": "澜湾市统计局《统计月报》" + month, "standing": b.standing, "figures": figures.String(),
	}
}

// shifted is a decimal with something added, in as many digits.
func shifted(value string, by float64) string {
	n, _ := strconv.ParseFloat(value, 64)
	_, digits, _ := strings.Cut(value, ".")
	return strconv.FormatFloat(n+by, 'f', len(digits), 64)
}

// grown is by how many percent a value is above another.
func grown(value, before string) string {
	n, _ := strconv.ParseFloat(value, 64)
	was, _ := strconv.ParseFloat(before, 64)
	return strconv.FormatFloat(100*(n/was-1), 'f', 1, 64)
}
