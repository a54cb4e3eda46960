package assessment_test

import (
	"testing"

	"shuniu/kernel/assessment"
	"shuniu/kernel/fault"
)

type figure struct{ good, all int64 }

func TestAShareIsToldOnlyOfEnough(t *testing.T) {
	m := assessment.Measure[figure]{Count: func(f figure) int64 { return f.good }, Of: func(f figure) int64 { return f.all }}
	for _, c := range []struct {
		of       figure
		permille int64
		share    bool
		telling  bool
	}{
		{figure{0, 0}, 0, false, false},
		{figure{2, 3}, 667, true, false},
		{figure{8, assessment.Fewest - 1}, 889, true, false},
		{figure{1, assessment.Fewest}, 100, true, true},
		{figure{2, 16}, 125, true, true},
	} {
		if got, ok := m.Share(c.of); got != c.permille || ok != c.share {
			t.Errorf("share of %v is %d, %v", c.of, got, ok)
		}
		got, ok := m.Telling(c.of)
		if ok != c.telling || ok && got != c.permille {
			t.Errorf("of %v is told %d, %v", c.of, got, ok)
		}
	}
	count := assessment.Measure[figure]{Count: m.Count}
	if _, ok := count.Share(figure{5, 50}); ok {
		t.Error("a plain count is a share of something")
	}
}

func TestMonthsFollowEachOther(t *testing.T) {
	m, err := assessment.ParseMonth("2026-01")
	if err != nil {
		t.Fatal(err)
	}
	if got := m.Plus(-1); got != "2025-12" {
		t.Errorf("before January is %s", got)
	}
	if got := m.Plus(1).Text(); got.Zh != "2026年2月" || got.En != "February 2026" {
		t.Errorf("after January is %v", got)
	}
}

func TestMonthsAreWrittenOneWay(t *testing.T) {
	if m, err := assessment.ParseMonth("2026-03"); err != nil || m != "2026-03" {
		t.Errorf("%q, %v", m, err)
	}
	for _, s := range []string{"", "2026", "2026-3", "2026-13", "2026-03-01", "3/2026"} {
		if _, err := assessment.ParseMonth(s); !fault.Is(err, fault.Invalid) {
			t.Errorf("%q: %v", s, err)
		}
	}
}
