// Package assessment is how services are measured: a measure is a way of counting
// with its rule in words, so that whoever reads a number can tell what it says. A
// share is told only of what there is enough of; of few there are the counts alone
// and no order by them. It counts nothing itself: what a figure holds, its service
// knows.
package assessment

import (
	"strconv"
	"time"

	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
)

// Month is a month of the city's calendar, written 2026-03.
type Month string

// ParseMonth reads exactly the form 2026-03; anything else is Invalid.
func ParseMonth(s string) (Month, error) {
	t, err := time.Parse("2006-01", s)
	if err != nil || t.Year() < 1 {
		return "", fault.New(fault.Invalid, lang.T("月份应写成 2026-03 的样子。", "Write a month like 2026-03."), "month")
	}
	return Month(s), nil
}

// MonthOf is the month of the moment in t's own location.
func MonthOf(t time.Time) Month { return Month(t.Format("2006-01")) }

// Plus is the month n months later, or earlier where n is less than 0.
func (m Month) Plus(n int) Month {
	t, err := time.Parse("2006-01", string(m))
	if err != nil {
		return m
	}
	return MonthOf(t.AddDate(0, n, 0))
}

// Text writes a month out: 2026年3月, March 2026.
func (m Month) Text() lang.Text {
	t, err := time.Parse("2006-01", string(m))
	if err != nil {
		return lang.Same(string(m))
	}
	return lang.T(strconv.Itoa(t.Year())+"年"+strconv.Itoa(int(t.Month()))+"月", t.Format("January 2006"))
}

// Measure is one way of counting what figures of the type F hold, with the rule that
// a page shows beside the number. Of is what the count is a share of, nil for a plain
// count. Out is how many were taken out of it, nil where nothing is.
type Measure[F any] struct {
	Name  string
	Title lang.Text
	Rule  lang.Text
	Count func(F) int64
	Of    func(F) int64
	Out   func(F) int64
}

// Fewest is of how many a share says anything: below it pages show the counts alone
// and put nothing in order by them (small samples are never ranked).
const Fewest = 10

// Share is the count in tenths of a percent of what it is a share of, rounded
// half up; false for a plain count and where there is nothing to be a share of.
func (m Measure[F]) Share(f F) (permille int64, ok bool) {
	if m.Of == nil || m.Of(f) == 0 {
		return 0, false
	}
	of := m.Of(f)
	return (2000*m.Count(f) + of) / (2 * of), true
}

// Telling is Share where there are at least Fewest to be a share of.
func (m Measure[F]) Telling(f F) (permille int64, ok bool) {
	if permille, ok = m.Share(f); !ok || m.Of(f) < Fewest {
		return 0, false
	}
	return permille, true
}
