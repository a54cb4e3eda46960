package calendar_test

import (
	"encoding/json"
	"testing"
	"time"
	_ "time/tzdata" // the zone must be known wherever the test runs

	"pgregory.net/rapid"

	"shuniu/kernel/calendar"
	"shuniu/kernel/fault"
)

var shanghai = time.FixedZone("Asia/Shanghai", 8*60*60)

// day reads a date that the test itself wrote.
func day(t testing.TB, s string) calendar.Date {
	t.Helper()
	d, err := calendar.ParseDate(s)
	if err != nil {
		t.Fatalf("ParseDate(%q): %v", s, err)
	}
	return d
}

func TestParseDateRefusesWhatIsNoDate(t *testing.T) {
	for _, s := range []string{"", "2026-2-30", "2026-02-29", "2026-13-01", "2026-00-10", "2026-01-00", "0000-01-01", "2026/01/01", "2026-01-01 ", "+026-01-01", "２０２６-01-01", "2026-1a-01"} {
		if d, err := calendar.ParseDate(s); !fault.Is(err, fault.Invalid) {
			t.Errorf("ParseDate(%q) = %v, %v; want Invalid", s, d, err)
		}
	}
}

func TestDateAgreesWithTime(t *testing.T) {
	first := time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC)
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 3652058).Draw(t, "days")
		at := first.AddDate(0, 0, n)
		d := calendar.DateOf(at)
		if d.Year() != at.Year() || d.Month() != at.Month() || d.Day() != at.Day() || d.Weekday() != at.Weekday() {
			t.Fatalf("%v became %v, %v", at, d, d.Weekday())
		}
		if d.String() != at.Format(time.DateOnly) || !d.Start(time.UTC).Equal(at) {
			t.Fatalf("%v is written %v and starts %v", at, d, d.Start(time.UTC))
		}
		if back, err := calendar.ParseDate(d.String()); back != d || err != nil {
			t.Fatalf("%v read back as %v, %v", d, back, err)
		}
		k := rapid.IntRange(-400000, 400000).Draw(t, "k")
		if moved := d.Add(k); !moved.IsZero() && (moved.Sub(d) != k || moved.Compare(d) != sign(k) || moved.Before(d) != (k < 0) || moved.After(d) != (k > 0)) {
			t.Fatalf("%v + %d = %v", d, k, moved)
		}
	})
}

func sign(n int) int {
	switch {
	case n < 0:
		return -1
	case n > 0:
		return 1
	}
	return 0
}

func TestDateRangeEnds(t *testing.T) {
	last, first := day(t, "9999-12-31"), day(t, "0001-01-01")
	if !last.Add(1).IsZero() || !first.Add(-1).IsZero() || !(calendar.Date{}).Add(5).IsZero() {
		t.Error("leaving the range does not give no date")
	}
	if got := calendar.DateOf(time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC)); !got.IsZero() {
		t.Errorf("year 10000 gave %v", got)
	}
	if got := calendar.DateOf(time.Time{}); !got.IsZero() {
		t.Errorf("the zero time gave %v", got)
	}
	var none calendar.Date
	if none.String() != "" || none.Year() != 0 || !none.Start(time.UTC).IsZero() {
		t.Errorf("no date is written %q, year %d", none, none.Year())
	}
}

func TestDateOfUsesTheLocationOfTheTime(t *testing.T) {
	at := time.Date(2026, 3, 1, 20, 0, 0, 0, time.UTC)
	if got := calendar.DateOf(at.In(shanghai)); got != day(t, "2026-03-02") {
		t.Errorf("in the city it is %v", got)
	}
	if got := calendar.DateOf(at); got != day(t, "2026-03-01") {
		t.Errorf("in UTC it is %v", got)
	}
}

func TestStartWhereMidnightIsSkipped(t *testing.T) {
	// In São Paulo summer time began at midnight of 2018-11-04.
	loc, err := time.LoadLocation("America/Sao_Paulo")
	if err != nil {
		t.Fatal(err)
	}
	at := day(t, "2018-11-04").Start(loc)
	if calendar.DateOf(at) != day(t, "2018-11-04") || calendar.DateOf(at.Add(-time.Second)) != day(t, "2018-11-03") {
		t.Errorf("the day begins at %v", at)
	}
}

func TestDatesAndLimitsInJSON(t *testing.T) {
	type row struct {
		On    calendar.Date  `json:"on"`
		None  calendar.Date  `json:"none"`
		Limit calendar.Limit `json:"limit"`
		No    calendar.Limit `json:"no"`
	}
	want := row{On: day(t, "2026-03-02"), Limit: calendar.Limit{N: 3, Unit: calendar.Month}}
	b, err := json.Marshal(want)
	if err != nil || string(b) != `{"on":"2026-03-02","none":"","limit":"3mo","no":""}` {
		t.Fatalf("%s, %v", b, err)
	}
	got := row{None: want.On, No: want.Limit}
	if err := json.Unmarshal(b, &got); err != nil || got != want {
		t.Errorf("read back %+v, %v", got, err)
	}
	if err := json.Unmarshal([]byte(`{"on":"2026-02-30"}`), &got); !fault.Is(err, fault.Invalid) {
		t.Errorf("30 February: %v", err)
	}
	if err := json.Unmarshal([]byte(`{"limit":"3 months"}`), &got); !fault.Is(err, fault.Invalid) {
		t.Errorf("3 months: %v", err)
	}
}

func FuzzParseDate(f *testing.F) {
	for _, s := range []string{"2026-03-02", "2024-02-29", "2023-02-29", "0001-01-01", "9999-12-31", "-001-01-01"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, err := calendar.ParseDate(s)
		at, timeErr := time.Parse(time.DateOnly, s)
		valid := timeErr == nil && at.Year() >= 1
		if (err == nil) != valid {
			t.Fatalf("ParseDate(%q): %v, but time.Parse: %v", s, err, timeErr)
		}
		if err == nil && d.String() != s {
			t.Fatalf("%q read as %v", s, d)
		}
	})
}
