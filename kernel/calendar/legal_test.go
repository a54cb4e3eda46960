package calendar_test

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"testing"

	"shuniu/kernel/calendar"
)

// legalCase says in clocks what a scenario of legal-clocks.json says in words.
// A scenario may run several clocks in a row; then due is the last of them. raw is
// the clock whose raw_due the file gives, if another one.
type legalCase struct {
	due, raw string
	extra    map[string]string // by key of expected_extra
	also     map[string]string // clock to due, from the reasoning
}

func legalCases() map[string]legalCase {
	return map[string]legalCase{
		"CF-01":  {due: "2025-09-25 +5wd"},
		"CF-03":  {due: "2025-11-10 +90d"},
		"CF-09":  {due: "2024-02-29 +2y", also: map[string]string{"2024-02-29 +5y noroll": "2029-02-28"}},
		"FOI-01": {due: "2025-09-26 +20wd"},
		"FOI-03": {due: "2026-02-06 +20wd"},
		"FOI-06": {due: "2026-03-02 +20wd pause:2026-03-06,2026-03-20", also: map[string]string{"2026-03-09 +15wd": "2026-03-30"}},
		"FOI-07": {due: "2026-01-04 +20wd"},
		"FOI-10": {due: "2026-01-01 until:2026-01-31", also: map[string]string{"2026-01-31 +1wd before": "2026-01-30", "2026-01-01 until:2026-03-31": "2026-03-31"}},
		"FY-01":  {due: "2026-05-07 +60d", also: map[string]string{"2026-04-27 +5wd": "2026-05-07"}},
		"HP-01":  {due: "2026-10-10 +1wd", extra: map[string]string{"rectify_5wd": "2026-10-10 +5wd", "rectify_15wd": "2026-10-10 +15wd"}},
		"JC-01":  {due: "2026-02-26 +7wd", raw: "2026-01-26 +30d", also: map[string]string{"2026-01-26 +30d": "2026-02-25"}},
		"JC-02":  {due: "2026-06-15 +15wd", also: map[string]string{"2026-06-15 +5wd": "2026-06-23"}},
		"QZ-01":  {due: "2026-09-22 +10wd"},
		"RX-04":  {due: "2025-04-25 +5wd +5wd", extra: map[string]string{"base_5wd": "2025-04-25 +5wd", "shandong_plus10": "2025-04-25 +5wd +10wd"}},
		"TA-02":  {due: "2026-03-20 +6mo"},
		"XF-03":  {due: "2025-12-03 +60d"},
		"XF-06":  {due: "2026-03-10 +30d pause:2026-03-19,2026-03-31"},
		"XK-01":  {due: "2026-02-12 +5wd"},
		"XK-03":  {due: "2025-04-24 +20wd"},
		"XK-05":  {due: "2026-05-06 +20wd pause:2026-05-10,2026-05-22"},
		"XK-06":  {due: "2026-08-03 +45wd", also: map[string]string{"2026-08-03 +45wd +15wd": "2026-10-30"}},
		"XK-07":  {due: "2026-09-18 +10wd"},
		"XK-08":  {due: "2026-05-09 +20wd", also: map[string]string{"2026-04-29 +5wd": "2026-05-09"}},
		"XK-09":  {due: "2026-06-30 +30d before"},
		"ZB-05":  {due: "2026-01-19 +30d", also: map[string]string{"2026-01-19 +15d": "2026-02-03"}},
		"ZB-06":  {due: "2025-09-29 +30wd", also: map[string]string{"2025-09-25 +3wd": "2025-09-29"}},
	}
}

func TestLegalClocks(t *testing.T) {
	const path = "../../../shared/data/legal-clocks.json"
	b, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		t.Skipf("%s is not here; TestDue has cases of the same kinds", path)
	}
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Scenarios []struct {
			ID    string                   `json:"id"`
			Due   calendar.Date            `json:"expected_due"`
			Raw   calendar.Date            `json:"raw_due"`
			Extra map[string]calendar.Date `json:"expected_extra"`
		} `json:"scenarios"`
	}
	if err := json.Unmarshal(b, &file); err != nil {
		t.Fatal(err)
	}
	cases := legalCases()
	for _, s := range file.Scenarios {
		t.Run(s.ID, func(t *testing.T) {
			row, ok := cases[s.ID]
			if !ok {
				t.Fatal("no clocks are written for this scenario")
			}
			expectDue(t, row.due, s.Due)
			if row.raw == "" {
				row.raw = row.due
			}
			if s.Raw.IsZero() {
				s.Raw = s.Due
			}
			if got := due(t, calendar.Embedded(), clock(t, row.raw)); got.Raw != s.Raw {
				t.Errorf("%s: raw %v, want %v", row.raw, got.Raw, s.Raw)
			}
			for key, want := range s.Extra {
				line, ok := row.extra[key]
				if !ok {
					t.Fatalf("no clock is written for %s", key)
				}
				expectDue(t, line, want)
			}
			for line, want := range row.also {
				expectDue(t, line, day(t, want))
			}
		})
	}
	if len(file.Scenarios) != len(cases) {
		t.Errorf("%d scenarios, %d written", len(file.Scenarios), len(cases))
	}
}

func expectDue(t *testing.T, line string, want calendar.Date) {
	t.Helper()
	c, k := calendar.Embedded(), clock(t, line)
	got := due(t, c, k)
	if got.Date != want {
		t.Errorf("%s: due %v, want %v", line, got.Date, want)
	}
	steps, err := c.Explain(k)
	if err != nil {
		t.Fatal(err)
	}
	if k.Until.IsZero() {
		agree(t, c, k, got, steps)
	} else if len(steps) != 1 || steps[0].Date != want {
		t.Errorf("%s: a fixed date is explained by %+v", line, steps)
	}
}
