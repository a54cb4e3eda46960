package calendar_test

import (
	"testing"

	"shuniu/kernel/calendar"
	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
)

func TestParseLimit(t *testing.T) {
	for s, want := range map[string]struct {
		unit   calendar.Unit
		n      int
		zh, en string
	}{
		"20wd":  {calendar.WorkingDay, 20, "20个工作日", "20 working days"},
		"1wd":   {calendar.WorkingDay, 1, "1个工作日", "1 working day"},
		"15d":   {calendar.Day, 15, "15日", "15 days"},
		"2h":    {calendar.Hour, 2, "2小时", "2 hours"},
		"30min": {calendar.Minute, 30, "30分钟", "30 minutes"},
		"3mo":   {calendar.Month, 3, "3个月", "3 months"},
		"2y":    {calendar.Year, 2, "2年", "2 years"},
	} {
		l, err := calendar.ParseLimit(s)
		if err != nil || l.N != want.n || l.Unit != want.unit || l.String() != s {
			t.Errorf("ParseLimit(%q) = %v, %v", s, l, err)
		}
		if zh, en := l.In(lang.Zh), l.In(lang.En); zh != want.zh || en != want.en {
			t.Errorf("%s is %q, %q", s, zh, en)
		}
	}
}

func TestParseLimitRefuses(t *testing.T) {
	for _, s := range []string{"", "wd", "20", "0wd", "-1wd", "020wd", "+3d", "1.5h", "20 wd", "20WD", "20wdx", "10000wd", "101y", "1201mo", "99999999999999999999d", "２d"} {
		if l, err := calendar.ParseLimit(s); !fault.Is(err, fault.Invalid) {
			t.Errorf("ParseLimit(%q) = %v, %v; want Invalid", s, l, err)
		}
	}
	if (calendar.Limit{}).String() != "" || (calendar.Limit{}).In(lang.En) != "" || !(calendar.Limit{}).IsZero() {
		t.Error("no limit is written as something")
	}
}

func FuzzParseLimit(f *testing.F) {
	for _, s := range []string{"20wd", "15d", "2h", "30min", "3mo", "2y", "00d", "1m"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		l, err := calendar.ParseLimit(s)
		if err != nil {
			return
		}
		if l.N < 1 || l.String() != s {
			t.Fatalf("%q read as %+v, written %q", s, l, l)
		}
	})
}
