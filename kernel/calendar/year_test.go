package calendar_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"shuniu/kernel/calendar"
	"shuniu/kernel/fault"
)

// year2027 is an invented notice, for the tests alone; that of the State Council
// comes late in 2026. Its New Year holiday reaches into the December before.
const year2027 = `{
  "year": 2027,
  "notice": {"zh": "2027年放假安排（测试用）", "en": "Arrangement of 2027 (for tests)"},
  "source": "test",
  "off": [
    {"from": "2026-12-31", "to": "2027-01-02", "name": {"zh": "元旦", "en": "New Year"}},
    {"from": "2027-02-06", "to": "2027-02-12", "name": {"zh": "春节", "en": "Spring Festival"}},
    {"from": "2027-05-01", "to": "2027-05-05", "name": {"zh": "劳动节", "en": "Labour Day"}},
    {"from": "2027-10-01", "to": "2027-10-07", "name": {"zh": "国庆节", "en": "National Day"}}
  ],
  "work": ["2026-12-27", "2027-02-14", "2027-05-08"]
}`

func load(t testing.TB, s string) calendar.Arrangement {
	t.Helper()
	a, err := calendar.Load(strings.NewReader(s))
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// The figures are those of law.md §14, by month.
func TestWorkingDaysOfEachMonth(t *testing.T) {
	c := calendar.Embedded()
	if got := c.Years(); !slices.Equal(got, []int{2024, 2025, 2026}) {
		t.Fatalf("years %v", got)
	}
	for year, want := range map[int][12]int{
		2024: {22, 18, 21, 22, 21, 19, 23, 22, 21, 19, 21, 22}, // 251
		2025: {19, 19, 21, 22, 19, 20, 23, 21, 23, 18, 20, 23}, // 248
		2026: {21, 16, 22, 21, 19, 21, 23, 21, 22, 18, 21, 23}, // 248
	} {
		var got [12]int
		for d := day(t, fmt.Sprintf("%d-01-01", year)); d.Year() == year; d = d.Add(1) {
			e := c.Day(d)
			if e.Working {
				got[d.Month()-1]++
			}
			if e.Provisional || e.Working != c.IsWorkday(d) || e.Date != d {
				t.Errorf("%v: %+v", d, e)
			}
		}
		if got != want {
			t.Errorf("%d: %v, want %v", year, got, want)
		}
	}
}

func TestEachEmbeddedYearLoads(t *testing.T) {
	files, err := os.ReadDir("years")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		f, err := os.Open("years/" + file.Name())
		if err != nil {
			t.Fatal(err)
		}
		a, err := calendar.Load(f)
		if err != nil {
			t.Errorf("%s: %v", file.Name(), err)
		}
		if want := fmt.Sprint(a.Year()) + ".json"; file.Name() != want || a.Notice().IsZero() || a.Source() == "" {
			t.Errorf("%s holds %d, %q, %q", file.Name(), a.Year(), a.Notice().En, a.Source())
		}
		if err := f.Close(); err != nil {
			t.Error(err)
		}
	}
}

func TestDayGivesItsReason(t *testing.T) {
	c := calendar.Embedded()
	for s, want := range map[string]string{
		"2026-03-02": "true 工作日 / working day",
		"2026-03-07": "false 周六 / Saturday",
		"2026-03-08": "false 周日 / Sunday",
		"2026-02-14": "true 调休上班日（周六） / make-up working day (Saturday)",
		"2026-02-16": "false 春节放假 / Spring Festival holiday",
		"2025-10-08": "false 国庆节、中秋节放假 / National Day and Mid-Autumn Festival holiday",
		"2027-01-01": "false 元旦放假（暂定） / New Year holiday (provisional)",
		"2027-01-02": "false 周六（暂定） / Saturday (provisional)",
		"2027-05-02": "false 周日（暂定） / Sunday (provisional)",
		"2027-10-01": "false 国庆节放假（暂定） / National Day holiday (provisional)",
		"2027-02-08": "true 工作日（暂定） / working day (provisional)",
		"2023-05-02": "true 工作日（暂定） / working day (provisional)",
		"2028-05-02": "false 劳动节放假（暂定） / Labour Day holiday (provisional)",
	} {
		e := c.Day(day(t, s))
		if got := fmt.Sprintf("%v %s / %s", e.Working, e.Reason.Zh, e.Reason.En); got != want {
			t.Errorf("%s: %s, want %s", s, got, want)
		}
	}
}

func TestNextWorkdayAndRemaining(t *testing.T) {
	c := calendar.Embedded()
	for from, want := range map[string]string{"2026-02-14": "2026-02-14", "2026-02-15": "2026-02-24", "2026-09-19": "2026-09-20"} {
		if got := c.NextWorkday(day(t, from)); got != day(t, want) {
			t.Errorf("NextWorkday(%s) = %v, want %s", from, got, want)
		}
	}
	for _, row := range []struct {
		from, due string
		want      int
	}{
		{"2026-02-06", "2026-03-12", 20},
		{"2026-03-12", "2026-03-12", 0},
		{"2026-02-14", "2026-02-23", 0},
		{"2026-03-12", "2026-03-10", -2},
		{"2026-02-24", "2026-02-14", -1},
	} {
		if got := c.Remaining(day(t, row.from), day(t, row.due)); got != row.want {
			t.Errorf("Remaining(%s, %s) = %d, want %d", row.from, row.due, got, row.want)
		}
	}
	if got := c.Remaining(calendar.Date{}, day(t, "2026-03-12")); got != 0 {
		t.Errorf("from no date %d are left", got)
	}
	if c.IsWorkday(calendar.Date{}) || !c.NextWorkday(calendar.Date{}).IsZero() {
		t.Error("no date is a working day")
	}
}

func TestALaterArrangementReplacesTheYear(t *testing.T) {
	before := calendar.Embedded()
	after := before.With(load(t, year2027))
	if got := after.Years(); !slices.Equal(got, []int{2024, 2025, 2026, 2027}) {
		t.Fatalf("years %v", got)
	}
	for s, want := range map[string]bool{"2026-12-27": true, "2026-12-31": false, "2027-02-08": false, "2027-02-14": true, "2027-01-04": true} {
		if e := after.Day(day(t, s)); e.Working != want || e.Provisional {
			t.Errorf("%s: %+v", s, e)
		}
	}
	if !before.IsWorkday(day(t, "2026-12-31")) || len(before.Years()) != 3 {
		t.Error("With changed the calendar it was asked of")
	}
	amended := load(t, strings.Replace(year2027, `"to": "2027-02-12"`, `"to": "2027-02-13"`, 1))
	if again := after.With(amended); len(again.Years()) != 4 {
		t.Errorf("years %v", again.Years())
	} else if a, ok := again.Arrangement(2027); !ok || a.Notice().En != "Arrangement of 2027 (for tests)" {
		t.Errorf("2027 is %v, %v", a.Notice(), ok)
	}
	var none calendar.Calendar
	if e := none.Day(day(t, "2026-02-16")); !e.Working || !e.Provisional {
		t.Errorf("the empty calendar says %+v", e)
	}
	if only := calendar.New(calendar.Arrangement{}); len(only.Years()) != 0 {
		t.Errorf("no arrangement gave years %v", only.Years())
	}
}

func TestAYearInAGapIsProvisional(t *testing.T) {
	with2027 := calendar.New(load(t, year2027))
	e := with2027.Day(day(t, "2026-12-30"))
	if !e.Provisional || !e.Working {
		t.Errorf("a day of 2026 the notice of 2027 does not name: %+v", e)
	}
	if e := with2027.Day(day(t, "2026-12-31")); e.Provisional || e.Working {
		t.Errorf("a day of 2026 the notice of 2027 names: %+v", e)
	}
}

func TestLoadNamesEveryDefect(t *testing.T) {
	for name, row := range map[string]struct {
		file   string
		fields []string
	}{
		"not JSON":         {`{"year": 2027`, []string{""}},
		"two values":       {year2027 + `{}`, []string{""}},
		"unknown key":      {`{"year": 2027, "holidays": []}`, []string{""}},
		"year":             {`{"year": 27}`, []string{"year"}},
		"empty year":       {`{"year": 2027, "notice": {"zh": "通知", "en": ""}}`, []string{"off", "off", "off", "off", "off", "off"}},
		"each date":        {`{"year": 2027, "off": [{"from": "2027-02-30", "to": "2028-01-01", "name": {"zh": "", "en": ""}}, {"from": "2027-05-05", "to": "2027-05-01", "name": {"zh": "节", "en": ""}}], "work": ["2026-11-30"]}`, []string{"notice", "off[0].from", "off[0].to", "off[0].name", "off[1]", "work[0]"}},
		"off and worked":   {strings.Replace(year2027, "2027-02-14", "2027-02-07", 1), []string{"work[1]"}},
		"worked anyway":    {strings.Replace(year2027, "2027-02-14", "2027-02-15", 1), []string{"work[1]"}},
		"statute left out": {strings.Replace(year2027, `"from": "2027-10-01"`, `"from": "2027-10-03"`, 1), []string{"off", "off"}},
	} {
		_, err := calendar.Load(strings.NewReader(row.file))
		if !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: %v", name, err)
			continue
		}
		var got []string
		for _, d := range fault.As(err).Defects {
			got = append(got, d.Field)
			if d.Text.Zh == "" || d.Text.En == "" {
				t.Errorf("%s: %s lacks a language", name, d.Field)
			}
		}
		if !slices.Equal(got, row.fields) {
			t.Errorf("%s: defects in %q, want %q", name, got, row.fields)
		}
	}
}

func FuzzLoad(f *testing.F) {
	f.Add(year2027)
	f.Add(`{"year": 2027}`)
	f.Fuzz(func(t *testing.T, s string) {
		a, err := calendar.Load(strings.NewReader(s))
		if err != nil {
			if !fault.Is(err, fault.Invalid) {
				t.Fatalf("%v", err)
			}
			return
		}
		c := calendar.New(a)
		for _, md := range []string{"01-01", "05-01", "10-01", "10-02", "10-03"} {
			if d := day(t, fmt.Sprintf("%d-%s", a.Year(), md)); c.IsWorkday(d) {
				t.Fatalf("%v is worked", d)
			}
		}
		for d := day(t, fmt.Sprintf("%d-01-01", a.Year())); d.Year() == a.Year(); d = d.Add(1) {
			if e := c.Day(d); e.Provisional || e.Reason.IsZero() {
				t.Fatalf("%+v", e)
			}
		}
	})
}
