package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"shuniu/demo/simulate"
)

// A city lives for two days, and then people use it: the whole way of the command.
func TestACityLivesAndIsUsed(t *testing.T) {
	t.Setenv(asShuniu, "1")
	dir := t.TempDir()
	ran := func(want int, args ...string) string {
		t.Helper()
		var out, errs bytes.Buffer
		if exit := run(append([]string{"simulate"}, args...), &env{Out: &out, Err: &errs, Now: time.Now}); exit != want {
			t.Fatalf("exit %d, not %d: %s%s", exit, want, out.String(), errs.String())
		}
		return out.String()
	}
	var r simulate.Report
	told := ran(0, "--days", "2", "--per-day", "40", "--until", "2026-04-16", "--data", dir, "--json")
	if err := json.Unmarshal([]byte(told), &r); err != nil {
		t.Fatal(err)
	}
	if r.Arrivals < 40 || r.Acts < r.Arrivals || len(r.Sown) == 0 {
		t.Errorf("%+v", r)
	}
	if kept, err := os.ReadFile(filepath.Join(dir, "simulation.json")); err != nil || string(kept) != told {
		t.Errorf("%v: what is kept differs from what is told", err)
	}
	ran(75, "--days", "2", "--per-day", "41", "--until", "2026-04-16", "--data", dir)
	ran(65, "--days", "0", "--until", "2999-01-01", "--data", dir)

	var day workday
	told = ran(0, "load", "--data", dir, "--staff", "200", "--residents", "40", "--pace", "200", "--warm", "0.01", "--minutes", "0.05", "--limit", "1m", "--json")
	if err := json.Unmarshal([]byte(told), &day); err != nil {
		t.Fatal(err)
	}
	if day.PerSecond == 0 || day.Memory == 0 || len(day.Failed) > 0 {
		t.Errorf("%+v", day)
	}
	seen := map[string]bool{}
	for _, p := range day.Pages {
		seen[p.Name] = p.N > 0 && p.P99 >= p.P50 && p.Server.P50 > 0
	}
	for _, name := range strings.Fields("inbox matter home answers items ask-form") {
		if !seen[name] {
			t.Errorf("nobody opened %s: %+v", name, day.Pages)
		}
	}
	if slow := (&simulateLoadCmd{Limit: time.Nanosecond}).judge(day); slow == nil {
		t.Error("a limit that nobody keeps is kept")
	}
}
