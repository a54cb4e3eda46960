package calendar

import (
	"strconv"

	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
)

// Unit is what a limit is counted in. The law's 日 is WorkingDay or Day as the
// act itself says (行政许可法 art. 82, 行政处罚法 art. 85 and the like); the
// definition that sets the limit decides, never this package.
type Unit uint8

// The units; the zero Unit is none.
const (
	WorkingDay Unit = iota + 1 // 工作日
	Day                        // 自然日
	Hour                       // from the moment, rest days included (民法典 art. 201)
	Minute
	Month // to the corresponding day (民法典 art. 202)
	Year
)

// The most a limit may be is about a century, so that a slip of the finger is
// noticed and counting stays short.
var units = [...]struct {
	suffix string
	most   int
	zh     string
	en     string
}{
	WorkingDay: {"wd", 9999, "个工作日", "working day"},
	Day:        {"d", 36500, "日", "day"},
	Hour:       {"h", 9999, "小时", "hour"},
	Minute:     {"min", 9999, "分钟", "minute"},
	Month:      {"mo", 1200, "个月", "month"},
	Year:       {"y", 100, "年", "year"},
}

// String is the suffix of the unit in a written limit, such as "wd".
func (u Unit) String() string {
	if int(u) >= len(units) {
		return ""
	}
	return units[u].suffix
}

// Exact reports whether the unit runs from moment to moment instead of from day
// to day.
func (u Unit) Exact() bool { return u == Hour || u == Minute }

// Limit is how long something may take: N units, N at least 1. The zero Limit is
// none.
type Limit struct {
	N    int
	Unit Unit
}

// ParseLimit reads "20wd", "15d", "2h", "30min", "3mo" or "2y". Anything else,
// leading zeros, and more than about a century are Invalid.
func ParseLimit(s string) (Limit, error) {
	end := 0
	for end < len(s) && s[end] >= '0' && s[end] <= '9' {
		end++
	}
	if end > 0 && end <= 5 && s[0] != '0' {
		n, _ := digits(s[:end])
		for u := WorkingDay; u <= Year; u++ {
			if l := (Limit{n, u}); s[end:] == u.String() && l.valid() {
				return l, nil
			}
		}
	}
	return Limit{}, fault.New(fault.Invalid, limitText(), "limit")
}

func limitText() lang.Text {
	return lang.T("时限应写成 20wd（工作日）、15d（日）、2h（小时）、30min（分钟）、3mo（月）、2y（年）的样子，数字从 1 起，不超过约一百年。",
		"Write a limit like 20wd (working days), 15d (days), 2h (hours), 30min (minutes), 3mo (months) or 2y (years), from 1 to about a century.")
}

func (l Limit) valid() bool {
	return l.Unit >= WorkingDay && l.Unit <= Year && l.N >= 1 && l.N <= units[l.Unit].most
}

// IsZero reports whether there is no limit.
func (l Limit) IsZero() bool { return l == Limit{} }

// String is the form ParseLimit reads, empty for no limit.
func (l Limit) String() string {
	if l.IsZero() {
		return ""
	}
	return strconv.Itoa(l.N) + l.Unit.String()
}

// In is the limit in words: "5个工作日", "5 working days".
func (l Limit) In(tag lang.Tag) string {
	if l.IsZero() || int(l.Unit) >= len(units) {
		return ""
	}
	n, u := strconv.Itoa(l.N), units[l.Unit]
	switch {
	case tag != lang.En:
		return n + u.zh
	case l.N == 1:
		return n + " " + u.en
	}
	return n + " " + u.en + "s"
}

// MarshalText is the form ParseLimit reads, empty for no limit.
func (l Limit) MarshalText() ([]byte, error) { return []byte(l.String()), nil }

// UnmarshalText reads what MarshalText wrote.
func (l *Limit) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*l = Limit{}
		return nil
	}
	limit, err := ParseLimit(string(b))
	if err != nil {
		return err
	}
	*l = limit
	return nil
}
