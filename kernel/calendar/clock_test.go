package calendar_test

import (
	"strings"
	"testing"
	"time"

	"shuniu/kernel/calendar"
	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
)

// moment reads "2026-03-02" or "2026-03-02 09:30" in the city.
func moment(t testing.TB, s string) time.Time {
	t.Helper()
	layout := "2006-01-02 15:04"
	at, err := time.ParseInLocation(layout[:min(len(s), len(layout))], s, shanghai)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// clock is written in a line: "2026-03-06 09:00 +20wd +5wd
// pause:2026-03-06,2026-03-20 until:2026-01-31 before noroll", the first
// +limit being the limit and the others extensions. A pause is given by its two
// dates or moments as "2026-03-06T15:00".
func clock(t testing.TB, line string) calendar.Clock {
	t.Helper()
	words := strings.Fields(line)
	k := calendar.Clock{From: moment(t, words[0])}
	for _, w := range words[1:] {
		switch {
		case w == "before":
			k.Before = true
		case w == "noroll":
			k.NoRoll = true
		case strings.HasPrefix(w, "until:"):
			k.Until = day(t, w[len("until:"):])
		case strings.HasPrefix(w, "pause:"):
			from, to, _ := strings.Cut(strings.ReplaceAll(w[len("pause:"):], "T", " "), ",")
			k.Pauses = append(k.Pauses, calendar.Pause{From: moment(t, from), To: moment(t, to)})
		case strings.HasPrefix(w, "+"):
			l, err := calendar.ParseLimit(w[1:])
			if err != nil {
				t.Fatal(err)
			}
			if k.Limit.IsZero() && k.Until.IsZero() {
				k.Limit = l
			} else {
				k.Extend = append(k.Extend, l)
			}
		default:
			at := moment(t, words[0]+" "+w)
			k.From = at
		}
	}
	return k
}

func TestDue(t *testing.T) {
	c := calendar.Embedded()
	for _, row := range []struct{ rule, clock, raw, due string }{
		{"make-up Sunday counts", "2025-09-25 +5wd", "2025-10-09", "2025-10-09"},
		{"a start on a day of rest", "2025-10-04 +1wd", "2025-10-09", "2025-10-09"},
		{"the hour of the start is nothing", "2025-09-25 23:59 +5wd", "2025-10-09", "2025-10-09"},
		{"across Spring Festival", "2026-02-06 +20wd", "2026-03-12", "2026-03-12"},
		{"working days paused", "2026-03-02 +20wd pause:2026-03-06,2026-03-20", "2026-04-14", "2026-04-14"},
		{"overlapping pauses count once", "2026-03-02 +20wd pause:2026-03-06,2026-03-18 pause:2026-03-10,2026-03-20", "2026-04-14", "2026-04-14"},
		{"a pause within one day takes none", "2026-03-02 +20wd pause:2026-03-06T09:00,2026-03-06T17:00", "2026-03-30", "2026-03-30"},
		{"a pause before the start takes none", "2026-03-02 +20wd pause:2026-02-01,2026-03-02", "2026-03-30", "2026-03-30"},
		{"a pause after the due takes none", "2026-03-02 +20wd pause:2026-03-30,2026-04-30", "2026-03-30", "2026-03-30"},
		{"many pauses", "2026-03-02 +5wd pause:2026-03-02,2026-03-03 pause:2026-03-03,2026-03-04 pause:2026-03-04,2026-03-05 pause:2026-03-05,2026-03-06 pause:2026-03-06,2026-03-09", "2026-03-16", "2026-03-16"},
		{"extension in working days", "2025-04-25 +5wd +5wd", "2025-05-13", "2025-05-13"},
		{"calendar days roll", "2025-12-03 +60d", "2026-02-01", "2026-02-02"},
		{"calendar days roll over a holiday", "2026-01-19 +30d", "2026-02-18", "2026-02-24"},
		{"no roll onto a make-up Sunday", "2026-08-21 +30d", "2026-09-20", "2026-09-20"},
		{"rolling switched off", "2025-12-03 +60d noroll", "2026-02-01", "2026-02-01"},
		{"calendar days paused", "2026-03-10 +30d pause:2026-03-19,2026-03-31", "2026-04-21", "2026-04-21"},
		{"does not roll onto a paused day", "2025-12-03 +60d pause:2026-02-01,2026-02-03", "2026-02-01", "2026-02-04"},
		{"extension counts from the raw day", "2025-12-03 +60d +30d", "2026-03-03", "2026-03-03"},
		{"days then working days", "2025-12-03 +60d +2wd", "2026-02-03", "2026-02-03"},
		{"working days then days", "2026-03-02 +4wd +1d", "2026-03-07", "2026-03-09"},
		{"hours then working days", "2026-03-06 23:00 +2h +1wd", "2026-03-09", "2026-03-09"},
		{"months", "2026-03-20 +6mo", "2026-09-20", "2026-09-20"},
		{"month end", "2025-12-31 +2mo", "2026-02-28", "2026-02-28"},
		{"months that follow each other are added first", "2026-01-31 +1mo +1mo", "2026-03-31", "2026-03-31"},
		{"months paused", "2026-03-10 +1mo pause:2026-03-19,2026-03-31", "2026-04-22", "2026-04-22"},
		{"years and months", "2024-01-31 +1y +1mo", "2025-02-28", "2025-02-28"},
		{"two years from a leap day", "2024-02-29 +2y", "2026-02-28", "2026-02-28"},
		{"two years to a leap day", "2022-02-28 +2y", "2024-02-28", "2024-02-28"},
		{"a fixed date stays on a Saturday", "2026-01-01 until:2026-01-31", "2026-01-31", "2026-01-31"},
		{"a fixed date is not paused", "2026-01-01 until:2026-01-31 pause:2026-01-05,2026-01-20", "2026-01-31", "2026-01-31"},
		{"a fixed date extended", "2026-01-01 until:2026-01-31 +3wd", "2026-02-04", "2026-02-04"},
		{"backward in days", "2026-06-30 +30d before", "2026-05-31", "2026-05-31"},
		{"backward in working days", "2026-02-26 +5wd before", "2026-02-12", "2026-02-12"},
		{"backward in months", "2026-05-31 +3mo before", "2026-02-28", "2026-02-28"},
		{"backward over a pause", "2026-06-30 +30d before pause:2026-06-10,2026-06-15", "2026-05-26", "2026-05-26"},
	} {
		got, err := c.Due(clock(t, row.clock))
		if err != nil {
			t.Errorf("%s: %v", row.rule, err)
			continue
		}
		if got.Raw != day(t, row.raw) || got.Date != day(t, row.due) || got.Provisional {
			t.Errorf("%s: raw %v, due %v, provisional %v; want %s, %s", row.rule, got.Raw, got.Date, got.Provisional, row.raw, row.due)
		}
		if want := got.Date.Add(1).Start(shanghai); !got.At.Equal(want) || got.At.Location() != shanghai {
			t.Errorf("%s: breaches at %v, want %v", row.rule, got.At, want)
		}
	}
}

func TestDueInHours(t *testing.T) {
	c := calendar.Embedded()
	for _, row := range []struct{ rule, clock, at string }{
		{"to the minute", "2026-03-02 09:30 +2h", "2026-03-02 11:30"},
		{"on a holiday too", "2026-02-16 23:00 +2h", "2026-02-17 01:00"},
		{"minutes", "2026-03-02 09:30 +30min", "2026-03-02 10:00"},
		{"hours and minutes", "2026-03-02 09:30 +2h +30min", "2026-03-02 12:00"},
		{"paused exactly", "2026-03-02 09:30 +2h pause:2026-03-02T10:00,2026-03-02T14:15", "2026-03-02 15:45"},
		{"pauses overlap and are unsorted", "2026-03-02 09:30 +2h pause:2026-03-02T12:00,2026-03-02T14:00 pause:2026-03-02T10:00,2026-03-02T13:00", "2026-03-02 15:30"},
		{"paused from before the start", "2026-03-02 09:30 +2h pause:2026-03-01,2026-03-02T10:00", "2026-03-02 12:00"},
		{"until midnight", "2026-03-02 22:00 +2h", "2026-03-03 00:00"},
		{"until midnight, then two working days", "2026-03-02 22:00 +2h +2wd", "2026-03-05 00:00"},
		{"done as the pause begins", "2026-03-02 09:30 +2h pause:2026-03-02T11:30,2026-03-05", "2026-03-02 11:30"},
		{"an empty pause", "2026-03-02 09:30 +2h pause:2026-03-02T10:00,2026-03-02T10:00", "2026-03-02 11:30"},
		{"backward", "2026-03-02 09:30 +48h before", "2026-02-28 09:30"},
		{"backward over a pause", "2026-03-02 09:30 +2h before pause:2026-03-02T08:00,2026-03-02T09:00", "2026-03-02 06:30"},
	} {
		got, err := c.Due(clock(t, row.clock))
		want := moment(t, row.at)
		if err != nil || !got.At.Equal(want) || got.Date != calendar.DateOf(want.Add(-1)) || got.Raw != got.Date || got.Provisional {
			t.Errorf("%s: %+v, %v; want %v", row.rule, got, err, want)
		}
	}
}

func TestAnUnloadedYearIsProvisionalOnlyWhereItMatters(t *testing.T) {
	c := calendar.Embedded()
	for _, row := range []struct {
		rule, clock, due string
		provisional      bool
	}{
		{"working days reach into the year", "2026-12-28 +5wd", "2027-01-05", true},
		{"working days end before it", "2026-12-28 +3wd", "2026-12-31", false},
		{"the last day could be a holiday", "2026-12-10 +60d", "2027-02-08", true},
		{"a last day without rolling needs no calendar", "2026-12-10 +60d noroll", "2027-02-08", false},
		{"nor does a fixed date", "2026-12-10 until:2027-02-08", "2027-02-08", false},
		{"nor hours", "2026-12-31 09:00 +48h", "2027-01-02", false},
		{"a pause over the unknown days", "2026-12-30 +1wd pause:2026-12-31,2027-01-08", "2026-12-31", false},
		{"years before the first arrangement", "2023-03-02 +1wd", "2023-03-03", true},
	} {
		got, err := c.Due(clock(t, row.clock))
		if err != nil || got.Date != day(t, row.due) || got.Provisional != row.provisional {
			t.Errorf("%s: %+v, %v; want %s, provisional %v", row.rule, got, err, row.due, row.provisional)
		}
		if note := got.Note(); note.IsZero() == row.provisional {
			t.Errorf("%s: note %q", row.rule, note.En)
		}
	}
}

func TestLoadingAYearMovesWhatTouchesIt(t *testing.T) {
	before := calendar.Embedded()
	after := before.With(load(t, year2027))
	for _, row := range []struct{ clock, before, after string }{
		{"2026-12-28 +5wd", "2027-01-05", "2027-01-06"},
		{"2026-12-10 +60d", "2027-02-08", "2027-02-14"},
		{"2026-12-10 +17d", "2026-12-28", "2026-12-27"},
		{"2026-11-02 +10wd", "2026-11-16", "2026-11-16"},
	} {
		old, err := before.Due(clock(t, row.clock))
		if err != nil || old.Date != day(t, row.before) {
			t.Errorf("%s before: %+v, %v", row.clock, old, err)
		}
		got, err := after.Due(clock(t, row.clock))
		if err != nil || got.Date != day(t, row.after) || got.Provisional {
			t.Errorf("%s after: %+v, %v", row.clock, got, err)
		}
	}
}

func TestDueNamesEveryDefect(t *testing.T) {
	at := moment(t, "2026-03-02")
	_, err := calendar.Embedded().Due(calendar.Clock{
		Limit:  calendar.Limit{N: 0, Unit: calendar.Day},
		Extend: []calendar.Limit{{N: 1, Unit: 99}, {N: 2, Unit: calendar.Hour}},
		Pauses: []calendar.Pause{{From: at}, {From: at, To: at}, {From: at, To: at.Add(-1)}},
	})
	want := []string{"from", "limit", "extend[0]", "extend[1]", "pause[0]", "pause[2]"}
	if !fault.Is(err, fault.Invalid) {
		t.Fatal(err)
	}
	for i, d := range fault.As(err).Defects {
		if i >= len(want) || d.Field != want[i] || d.Text.In(lang.En) == "" || d.Text.In(lang.Zh) == "" {
			t.Errorf("defect %d: %+v", i, d)
		}
	}
	if got := len(fault.As(err).Defects); got != len(want) {
		t.Errorf("%d defects, want %d", got, len(want))
	}
}

func TestDueRefusesWhatEndsCenturiesAway(t *testing.T) {
	c := calendar.Embedded()
	for _, line := range []string{
		"2026-03-02 +5wd pause:2026-03-03,9000-01-01",
		"2026-03-02 +5d pause:2026-03-03,9000-01-01",
		"2026-03-02 +5h pause:2026-03-02,9000-01-01",
		"2026-03-02 +100y +100y +100y",
		"9999-12-30 +1d",
		"9999-12-20 +9000h",
		"9999-12-20 until:9999-12-31",
		"9999-12-20 until:9999-12-30 +1d",
		"0001-01-05 +30d before",
		"0001-01-05 +9000h before",
		"0001-01-05 +3mo before",
		"9999-12-01 +30d",
	} {
		if got, err := c.Due(clock(t, line)); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: %+v, %v; want Invalid", line, got, err)
		}
		if steps, err := c.Explain(clock(t, line)); !fault.Is(err, fault.Invalid) || steps != nil {
			t.Errorf("%s: %d steps, %v; want Invalid", line, len(steps), err)
		}
	}
}

func BenchmarkDue(b *testing.B) {
	c := calendar.Embedded()
	for _, line := range []string{
		"2026-03-02 +20wd",
		"2026-03-02 +20wd pause:2026-03-06,2026-03-20",
		"2025-12-03 +60d",
		"2026-03-02 +2y",
		"2026-03-02 +2h",
		"2027-03-02 +20wd", // no arrangement
	} {
		k := clock(b, line)
		b.Run(strings.ReplaceAll(line, " ", "_"), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := c.Due(k); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
