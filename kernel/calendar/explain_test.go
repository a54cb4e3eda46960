package calendar_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"shuniu/kernel/calendar"
	"shuniu/kernel/lang"
)

func explained(t *testing.T, line string, tag lang.Tag) []string {
	t.Helper()
	steps, err := calendar.Embedded().Explain(clock(t, line))
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, s := range steps {
		mark := "-"
		if s.Counted {
			mark = fmt.Sprint(s.N)
		}
		if s.Provisional {
			mark += "?"
		}
		out = append(out, s.Date.String()[5:]+" "+mark+" "+s.Why.In(tag))
	}
	return out
}

func TestExplain(t *testing.T) {
	for _, row := range []struct {
		clock string
		tag   lang.Tag
		want  []string
	}{
		{"2026-02-12 +5wd pause:2026-02-23,2026-02-24", lang.Zh, []string{
			"02-12 - 起算日，不计入（民法典第二百零一条）", "02-13 1 工作日", "02-14 2 调休上班日（周六）",
			"02-15 - 春节放假", "02-16 - 春节放假", "02-17 - 春节放假", "02-18 - 春节放假", "02-19 - 春节放假", "02-20 - 春节放假", "02-21 - 春节放假", "02-22 - 春节放假", "02-23 - 春节放假",
			"02-24 - 暂停期间，不计入", "02-25 3 工作日", "02-26 4 工作日", "02-27 5 工作日",
		}},
		{"2026-04-01 +3d", lang.En, []string{
			"04-01 - day of the start, not counted (Civil Code art. 201)", "04-02 1 calendar day", "04-03 2 calendar day",
			"04-04 3 last day is a day of rest (Qingming holiday); it moves on (Civil Code art. 203)",
			"04-05 - day of rest, moves on (Qingming holiday)", "04-06 - day of rest, moves on (Qingming holiday)", "04-07 - moved to this day (working day)",
		}},
		{"2026-12-30 +2wd", lang.En, []string{
			"12-30 - day of the start, not counted (Civil Code art. 201)", "12-31 1 working day",
			"01-01 -? New Year holiday (provisional)", "01-02 -? Saturday (provisional)", "01-03 -? Sunday (provisional)", "01-04 2? working day (provisional)",
		}},
		{"2026-03-09 +2wd before", lang.Zh, []string{
			"03-09 - 事件发生日，不计入", "03-08 - 周日", "03-07 - 周六", "03-06 1 工作日", "03-05 2 工作日",
		}},
		{"2026-01-01 until:2026-01-31", lang.En, []string{"01-31 - fixed date; it does not move for a day of rest"}},
		{"2026-03-02 22:30 +2h pause:2026-03-02T23:00,2026-03-03T00:20", lang.Zh, []string{
			"03-02 0 计时30分钟，暂停1小时", "03-03 0 计时1小时30分钟，暂停20分钟",
		}},
		{"2026-03-03 00:30 +2h before", lang.En, []string{"03-03 0 30 min counted", "03-02 0 1 h 30 min counted"}},
		{"2026-03-02 23:00 +2h pause:2026-03-03,2026-03-05", lang.En, []string{
			"03-02 0 1 h counted", "03-03 - 24 h paused", "03-04 - 24 h paused", "03-05 0 1 h counted",
		}},
	} {
		if got := explained(t, row.clock, row.tag); !slices.Equal(got, row.want) {
			t.Errorf("%s:\n%q\nwant\n%q", row.clock, got, row.want)
		}
	}
}

func TestExplainTheEndOfMonths(t *testing.T) {
	for line, want := range map[string]string{
		"2026-01-20 +1mo noroll":                      "02-20 31 到期月的对应日（民法典第二百零二条）",
		"2026-01-31 +1mo":                             "02-28 28 到期月没有对应日，以月末日为最后一日（民法典第二百零二条）",
		"2026-01-31 +1mo pause:2026-02-01,2026-02-03": "03-02 28 自然日",
	} {
		got := explained(t, line, lang.Zh)
		if got[len(got)-1] != want {
			t.Errorf("%s ends %q, want %q", line, got[len(got)-1], want)
		}
	}
}

// anyClock draws clocks of every kind around the known years; pauses begin near
// the start so that they matter.
func anyClock(t *rapid.T, units ...calendar.Unit) calendar.Clock {
	start := time.Date(2023, 11, 1, 0, 0, 0, 0, shanghai)
	most := map[calendar.Unit]int{calendar.WorkingDay: 90, calendar.Day: 200, calendar.Hour: 500, calendar.Minute: 3000, calendar.Month: 20, calendar.Year: 3}
	minutes := func(label string, from, to int) time.Duration {
		return time.Duration(rapid.IntRange(from, to).Draw(t, label)) * time.Minute
	}
	limit := func(label string, us []calendar.Unit) calendar.Limit {
		u := rapid.SampledFrom(us).Draw(t, label+" unit")
		return calendar.Limit{N: rapid.IntRange(1, most[u]).Draw(t, label), Unit: u}
	}
	k := calendar.Clock{From: start.Add(minutes("start", 0, 1200*24*60)), Limit: limit("limit", units)}
	for range rapid.IntRange(0, 3).Draw(t, "pauses") {
		from := k.From.Add(minutes("pause after", -10*24*60, 60*24*60))
		k.Pauses = append(k.Pauses, calendar.Pause{From: from, To: from.Add(minutes("pause for", 0, 30*24*60))})
	}
	return k
}

var (
	everyUnit = []calendar.Unit{calendar.WorkingDay, calendar.Day, calendar.Hour, calendar.Minute, calendar.Month, calendar.Year}
	dayUnits  = []calendar.Unit{calendar.WorkingDay, calendar.Day, calendar.Month, calendar.Year}
)

func due(t interface {
	Helper()
	Fatal(args ...any)
}, c *calendar.Calendar, k calendar.Clock) calendar.Due {
	t.Helper()
	d, err := c.Due(k)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestExplainAgreesWithDue(t *testing.T) {
	c := calendar.Embedded()
	rapid.Check(t, func(t *rapid.T) {
		k := anyClock(t, everyUnit...)
		k.Before = rapid.Bool().Draw(t, "before")
		k.NoRoll = rapid.Bool().Draw(t, "no roll")
		if !k.Limit.Unit.Exact() || rapid.Bool().Draw(t, "extend in days") {
			for range rapid.IntRange(0, 2).Draw(t, "extensions") {
				u := rapid.SampledFrom(dayUnits).Draw(t, "extension unit")
				k.Extend = append(k.Extend, calendar.Limit{N: rapid.IntRange(1, 3).Draw(t, "extension"), Unit: u})
			}
		}
		want := due(t, c, k)
		steps, err := c.Explain(k)
		if err != nil {
			t.Fatal(err)
		}
		agree(t, c, k, want, steps)
	})
}

// agree derives the due from the steps alone and compares.
func agree(t interface {
	Helper()
	Fatalf(string, ...any)
}, c *calendar.Calendar, k calendar.Clock, want calendar.Due, steps []calendar.Step) {
	t.Helper()
	dir := 1
	if k.Before {
		dir = -1
	}
	var raw calendar.Date
	var n int
	var ran time.Duration
	provisional := false
	for i, s := range steps {
		if i > 0 && s.Date.Sub(steps[i-1].Date) != dir {
			t.Fatalf("%v follows %v", s.Date, steps[i-1].Date)
		}
		if s.Counted {
			raw = s.Date
			if s.Ran == 0 {
				n++
			}
		}
		if s.Counted && s.Ran == 0 && s.N != n || s.Why.Zh == "" || s.Why.En == "" {
			t.Fatalf("step %d of %d counted: %+v", i, n, s)
		}
		ran += s.Ran
		provisional = provisional || s.Provisional
	}
	last := steps[len(steps)-1].Date
	exact := k.Limit.Unit.Exact()
	if last != want.Date || raw != want.Raw || provisional != want.Provisional {
		t.Fatalf("steps end %v, raw %v, provisional %v; due is %+v", last, raw, provisional, want)
	}
	if unit := map[calendar.Unit]time.Duration{calendar.Hour: time.Hour, calendar.Minute: time.Minute}[k.Limit.Unit]; exact && ran != unit*time.Duration(k.Limit.N) {
		t.Fatalf("ran %v of %v", ran, k.Limit)
	}
	if k.Limit.Unit == calendar.WorkingDay && len(k.Extend) == 0 && (n != k.Limit.N || !c.IsWorkday(want.Date)) {
		t.Fatalf("%d days counted of %v, due %v", n, k.Limit, want.Date)
	}
}

func TestDueIsMonotone(t *testing.T) {
	c := calendar.Embedded()
	rapid.Check(t, func(t *rapid.T) {
		k := anyClock(t, calendar.WorkingDay, calendar.Day, calendar.Hour, calendar.Minute)
		k.NoRoll = rapid.Bool().Draw(t, "no roll")
		k.Before = rapid.Bool().Draw(t, "before")
		notMovedBack(t, c, k)
	})
}

// With pauses months are not monotone: two starts may share the month end the
// law gives both, and lose different numbers of paused days on the way there.
func TestDueOfMonthsIsMonotone(t *testing.T) {
	c := calendar.Embedded()
	rapid.Check(t, func(t *rapid.T) {
		k := anyClock(t, calendar.Month, calendar.Year)
		k.Pauses = nil
		notMovedBack(t, c, k)
	})
}

func notMovedBack(t *rapid.T, c *calendar.Calendar, k calendar.Clock) {
	t.Helper()
	d := due(t, c, k)
	later := k
	later.From = k.From.Add(time.Duration(rapid.IntRange(0, 60*24*60).Draw(t, "later")) * time.Minute)
	if got := due(t, c, later); got.At.Before(d.At) || got.Raw.Before(d.Raw) {
		t.Fatalf("a later start moved the due from %v to %v", d, got)
	}
	longer := k
	longer.Limit.N += rapid.IntRange(1, 30).Draw(t, "longer")
	if got := due(t, c, longer); !k.Before && (got.At.Before(d.At) || !got.Raw.After(d.Raw) && !k.Limit.Unit.Exact()) || k.Before && got.At.After(d.At) {
		t.Fatalf("a longer limit moved the due from %v to %v", d, got)
	}
}

func TestPauseMovesDueByItsWorkingDays(t *testing.T) {
	c := calendar.Embedded()
	rapid.Check(t, func(t *rapid.T) {
		k := anyClock(t, calendar.WorkingDay)
		k.Pauses = nil
		before := due(t, c, k)
		start := calendar.DateOf(k.From)
		from := start.Add(rapid.IntRange(0, before.Date.Sub(start)-1).Draw(t, "pause after"))
		to := from.Add(rapid.IntRange(0, 60).Draw(t, "pause for"))
		k.Pauses = []calendar.Pause{{From: from.Start(shanghai), To: to.Start(shanghai)}}
		after := due(t, c, k)
		if moved, want := c.Remaining(before.Date, after.Date), c.Remaining(from, to); moved != want {
			t.Fatalf("paused %d working days, moved %d: %v to %v", want, moved, before.Date, after.Date)
		}
	})
}

func TestPauseMovesHoursByItsLength(t *testing.T) {
	c := calendar.Embedded()
	rapid.Check(t, func(t *rapid.T) {
		k := anyClock(t, calendar.Hour, calendar.Minute)
		k.Pauses = nil
		before := due(t, c, k)
		runs := int(before.At.Sub(k.From) / time.Second)
		from := k.From.Add(time.Duration(rapid.IntRange(0, runs-1).Draw(t, "pause after")) * time.Second)
		length := time.Duration(rapid.IntRange(0, 1000000).Draw(t, "pause for")) * time.Second
		k.Pauses = []calendar.Pause{{From: from, To: from.Add(length)}}
		if after := due(t, c, k); after.At.Sub(before.At) != length {
			t.Fatalf("paused %v, moved %v", length, after.At.Sub(before.At))
		}
	})
}

func FuzzDue(f *testing.F) {
	f.Add(int64(1772413200), 20, uint8(1), int64(3600), int64(864000), 5, uint8(1), false, false)
	f.Add(int64(1772413200), 60, uint8(2), int64(-3600), int64(1<<40), 1, uint8(3), true, true)
	c := calendar.Embedded()
	f.Fuzz(func(t *testing.T, from int64, n int, unit uint8, pause, length int64, more int, moreUnit uint8, before, noRoll bool) {
		k := calendar.Clock{From: time.Unix(from, 0).In(shanghai), Limit: calendar.Limit{N: n, Unit: calendar.Unit(unit)}, Before: before, NoRoll: noRoll}
		if length != 0 {
			at := time.Unix(from+pause, 0)
			k.Pauses = []calendar.Pause{{From: at, To: time.Unix(from+pause+length, 0)}}
		}
		if more != 0 {
			k.Extend = []calendar.Limit{{N: more, Unit: calendar.Unit(moreUnit)}}
		}
		want, err := c.Due(k)
		steps, explainErr := c.Explain(k)
		if (err == nil) != (explainErr == nil) {
			t.Fatalf("Due: %v, Explain: %v", err, explainErr)
		}
		if err != nil {
			return
		}
		if len(k.Extend) == 0 || !k.Extend[0].Unit.Exact() {
			agree(t, c, k, want, steps)
		}
	})
}
