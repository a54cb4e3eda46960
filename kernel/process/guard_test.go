package process

import (
	"strings"
	"sync"
	"testing"

	"shuniu/kernel/calendar"
	"shuniu/kernel/fault"
)

// guarded is the request process with another guard on publishing.
func guarded(t *testing.T, condition string) *Guard {
	t.Helper()
	src := strings.Replace(read(t, "testdata/request.yaml"), "'!no_publish'", "'"+strings.ReplaceAll(condition, "'", "''")+"'", 1)
	d, findings := Parse("x.yaml", []byte(src))
	if d == nil {
		t.Fatal(findings)
	}
	return d.Act("publish").Guard
}

func TestGuardsSeeFieldsActsAndTheDay(t *testing.T) {
	d := request(t)
	today, err := calendar.ParseDate("2026-03-02")
	if err != nil {
		t.Fatal(err)
	}
	vars := d.Vars(map[string]string{"outcome": "solved", "extra_days": "3", "secrecy_reviewed": "true", "promised_by": "2026-03-05"}, map[string]int{"reject": 2}, today)
	for condition, want := range map[string]bool{
		"outcome == 'solved'": true, "outcome in ['explained']": false, "extra_days > 2": true, "!no_publish": true,
		"acts.reject >= 2": true, "acts['reply'] == 0": true, "promised_by > today": true, "reason == ''": true, "title.contains('x')": false,
	} {
		if got, err := guarded(t, condition).Eval(vars); err != nil || got != want {
			t.Errorf("%s: %v, %v", condition, got, err)
		}
		if _, err := guarded(t, condition).Eval(nil); err != nil {
			t.Errorf("%s, nothing given: %v", condition, err)
		}
	}
}

func TestWhatIsStillToBeGivenOpensNoGuardThatIsShut(t *testing.T) {
	vars := request(t).Vars(nil, map[string]int{"reject": 1}, calendar.Date{})
	for condition, want := range map[string]bool{
		"acts.reject == 0 && days(promised_by) > days(today)": true,  // it was rejected, whatever the date
		"acts.reject == 1 && days(promised_by) > days(today)": false, // the date is not known yet
		"promised_by != ''": false, "outcome != ''": true, "acts.reject == 1": false,
	} {
		if never, err := guarded(t, condition).Never(vars, "promised_by"); err != nil || never != want {
			t.Errorf("%s: %v, %v", condition, never, err)
		}
	}
}

func TestGuardThatCostsTooMuchIsRefused(t *testing.T) {
	g := guarded(t, "body.matches('(a|b|ab)*c') && body.matches('(a|b|ab)*d') && body.matches('(a|b)*e')")
	vars := map[string]any{"body": strings.Repeat("ab", 400_000)}
	if ok, err := g.Eval(vars); ok || !fault.Is(err, fault.Internal) {
		t.Errorf("%v, %v", ok, err)
	}
}

func TestGuardMayBeAskedByMany(t *testing.T) {
	g := guarded(t, "extra_days > 2 && acts.reply == 0")
	var wait sync.WaitGroup
	for n := range 8 {
		wait.Go(func() {
			for range 200 {
				if ok, err := g.Eval(map[string]any{"extra_days": int64(n)}); err != nil || ok != (n > 2) {
					t.Errorf("%d: %v, %v", n, ok, err)
				}
			}
		})
	}
	wait.Wait()
}

func TestGuardErrorsPointIntoTheGuard(t *testing.T) {
	src := read(t, "testdata/permit.yaml")
	for written, col := range map[string]int{
		"guard: subject == 'x' && nobody":         len("guard: subject == 'x' && "),
		"guard: 'subject == \"x\" && nobody'":     len("guard: 'subject == \"x\" && "),
		"guard: \"subject == 'x' && nobody\"":     len("guard: \"subject == 'x' && "),
		"guard: 'subject == ''x'' && nobody'":     len("guard: "), // what is doubled is no longer in step
		"guard: subject == '受理' && nobody":        len([]rune("guard: subject == '受理' && ")),
		"guard: acts.correct == 0 && subject + 1": len("guard: acts.correct == 0 && subject "),
	} {
		line := strings.Replace(src, "guard: acts.correct == 0", written, 1)
		_, findings := Parse("x.yaml", []byte(line))
		if len(findings) == 0 {
			t.Errorf("%s: no finding", written)
			continue
		}
		for i, text := range strings.Split(line, "\n") {
			if before, _, found := strings.Cut(text, written); found {
				want := Position{File: "x.yaml", Line: i + 1, Col: len([]rune(before)) + 1 + col}
				if findings[0].Pos != want {
					t.Errorf("%s: at %v, not %v", written, findings[0].Pos, want)
				}
			}
		}
	}
}
