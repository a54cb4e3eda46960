package assessment

import (
	"fmt"
	"regexp"
	"strconv"

	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
)

// Period is a month, a quarter or a year of the city's calendar, written 2026-03,
// 2026-Q1 and 2026.
type Period string

var periodShape = regexp.MustCompile(`^[0-9]{4}(-Q[1-4]|-(0[1-9]|1[0-2]))?$`)

// ParsePeriod reads exactly one of the three forms; anything else is Invalid.
func ParsePeriod(s string) (Period, error) {
	if !periodShape.MatchString(s) {
		return "", fault.New(fault.Invalid, lang.T("期间应写成 2026-03、2026-Q1 或者 2026 的样子。", "Write a period like 2026-03, 2026-Q1 or 2026."), "period")
	}
	return Period(s), nil
}

// PeriodOf is the month as a period.
func PeriodOf(m Month) Period { return Period(m) }

// Span is how many months the period has.
func (p Period) Span() int {
	switch len(p) {
	case len("2026"):
		return 12
	case len("2026-Q1"):
		if p[5] == 'Q' {
			return 3
		}
	}
	return 1
}

// Months are the first and the last month of the period.
func (p Period) Months() (first, last Month) {
	switch p.Span() {
	case 12:
		first = Month(p[:4] + "-01")
	case 3:
		first = Month(fmt.Sprintf("%s-%02d", p[:4], 3*int(p[6]-'1')+1))
	default:
		first = Month(p)
	}
	return first, first.Plus(p.Span() - 1)
}

// Plus is the period n periods of the same length later, or earlier.
func (p Period) Plus(n int) Period {
	first, _ := p.Months()
	return first.Plus(n * p.Span()).In(p.Span())
}

// In is the period of so many months, 1, 3 or 12, that the month lies in.
func (m Month) In(span int) Period {
	switch span {
	case 12:
		return Period(m[:4])
	case 3:
		month, _ := strconv.Atoi(string(m[5:]))
		return Period(fmt.Sprintf("%s-Q%d", m[:4], (month-1)/3+1))
	}
	return Period(m)
}

// Text writes a period out: 2026年3月, 2026年第1季度, 2026年.
func (p Period) Text() lang.Text {
	switch p.Span() {
	case 12:
		return lang.T(string(p)+"年", string(p))
	case 3:
		return lang.T(string(p[:4])+"年第"+string(p[6])+"季度", "Q"+string(p[6])+" "+string(p[:4]))
	}
	return Month(p).Text()
}
