package assessment_test

import (
	"testing"

	"shuniu/kernel/assessment"
)

func TestPeriodsHaveTheirMonths(t *testing.T) {
	for _, c := range []struct {
		period      assessment.Period
		first, last assessment.Month
		before      assessment.Period
		zh          string
	}{
		{"2026-03", "2026-03", "2026-03", "2026-02", "2026年3月"},
		{"2026-Q1", "2026-01", "2026-03", "2025-Q4", "2026年第1季度"},
		{"2026-Q4", "2026-10", "2026-12", "2026-Q3", "2026年第4季度"},
		{"2026", "2026-01", "2026-12", "2025", "2026年"},
	} {
		p, err := assessment.ParsePeriod(string(c.period))
		if err != nil {
			t.Fatal(err)
		}
		first, last := p.Months()
		if first != c.first || last != c.last || p.Plus(-1) != c.before || p.Text().Zh != c.zh {
			t.Errorf("%s is %s to %s, after %s, %s", p, first, last, p.Plus(-1), p.Text().Zh)
		}
		if got := last.In(p.Span()); got != p {
			t.Errorf("%s lies in %s", last, got)
		}
	}
	for _, s := range []string{"", "2026-Q5", "2026-13", "26", "2026-Q1x"} {
		if _, err := assessment.ParsePeriod(s); err == nil {
			t.Errorf("%q is a period", s)
		}
	}
}
