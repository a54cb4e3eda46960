package process

import (
	"testing"

	"shuniu/kernel/calendar"
)

func TestClocksFollowStates(t *testing.T) {
	out, runs, holds := &State{}, &State{Clocks: []string{"c"}}, &State{Suspends: []string{"c"}}
	for _, row := range []struct {
		from, to *State
		want     Turn
	}{
		{nil, out, Idle}, {nil, runs, Starts}, {out, out, Idle}, {out, runs, Starts},
		{runs, runs, Goes}, {runs, holds, Pauses}, {runs, out, Stops},
		{holds, holds, Held}, {holds, runs, Resumes}, {holds, out, Stops},
	} {
		if got := TurnOf("c", row.from, row.to); got != row.want {
			t.Errorf("from %v to %v: %d, not %d", row.from, row.to, got, row.want)
		}
	}
}

func TestChooseTakesTheLatestInEffect(t *testing.T) {
	day := func(s string) calendar.Date {
		d, err := calendar.ParseDate(s)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	editions := []Edition{
		{"b", "x", day("2026-03-01")}, {"a", "x", day("2026-01-01")}, {"c", "x", day("2026-03-01")},
		{"d", "x", day("2026-05-01")}, {"e", "y", day("2026-02-01")},
	}
	for on, want := range map[string]string{"2025-12-31": "", "2026-01-01": "a", "2026-02-28": "a", "2026-03-01": "c", "2026-04-30": "c", "2026-05-01": "d"} {
		got, found := Choose(editions, "x", day(on))
		if got.Digest != want || found != (want != "") {
			t.Errorf("on %s: %q, %v", on, got.Digest, found)
		}
	}
}
