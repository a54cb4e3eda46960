package calendar

import (
	"time"

	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
)

// Date is a civil day of the Gregorian calendar, without a zone. Dates compare
// with ==; the zero Date means no date. The range is 0001-01-01 to 9999-12-31.
type Date struct {
	// 1 is 0001-01-01, a Monday, so that the remainder by seven is the weekday.
	n int32
}

const lastDay = 3652059 // 9999-12-31

// ParseDate reads exactly the form 2026-03-02. Anything else, and a day that
// does not exist, is Invalid.
func ParseDate(s string) (Date, error) {
	if len(s) == 10 && s[4] == '-' && s[7] == '-' {
		y, okY := digits(s[:4])
		m, okM := digits(s[5:7])
		d, okD := digits(s[8:])
		if okY && okM && okD {
			if date := civil(y, m, d); !date.IsZero() {
				return date, nil
			}
		}
	}
	return Date{}, fault.New(fault.Invalid, lang.T("日期应写成 2026-03-02 的样子，而且确有这一天。", "Write a date like 2026-03-02; the day must exist."), "date")
}

// DateOf is the civil day of the moment in t's own location; the zero time and
// years outside 1 to 9999 give no date.
func DateOf(t time.Time) Date {
	if t.IsZero() {
		return Date{}
	}
	y, m, d := t.Date()
	return civil(y, int(m), d)
}

// Add is the date so many days later, or earlier if days is negative. It is no
// date if d is none or the result leaves the range.
func (d Date) Add(days int) Date {
	n := int64(d.n) + int64(days)
	if d.n == 0 || n < 1 || n > lastDay {
		return Date{}
	}
	return Date{int32(n)}
}

// Sub is the number of days from o to d, negative if d is earlier.
func (d Date) Sub(o Date) int { return int(d.n) - int(o.n) }

// Compare is -1, 0 or 1 as d is before, equal to or after o; no date comes first.
func (d Date) Compare(o Date) int {
	switch {
	case d.n < o.n:
		return -1
	case d.n > o.n:
		return 1
	}
	return 0
}

// Before reports whether d is earlier than o.
func (d Date) Before(o Date) bool { return d.n < o.n }

// After reports whether d is later than o.
func (d Date) After(o Date) bool { return d.n > o.n }

// IsZero reports whether there is no date.
func (d Date) IsZero() bool { return d.n == 0 }

// Weekday is the day of the week; of no date it means nothing.
func (d Date) Weekday() time.Weekday { return time.Weekday(d.n % 7) }

// WeekdayName is the day of the week in words; of no date it means nothing.
func (d Date) WeekdayName() lang.Text {
	return [...]lang.Text{
		lang.T("周日", "Sunday"), lang.T("周一", "Monday"), lang.T("周二", "Tuesday"), lang.T("周三", "Wednesday"),
		lang.T("周四", "Thursday"), lang.T("周五", "Friday"), lang.T("周六", "Saturday"),
	}[d.Weekday()]
}

// Year is the year, 0 for no date.
func (d Date) Year() int { y, _, _ := d.parts(); return y }

// Month is the month, 0 for no date.
func (d Date) Month() time.Month { _, m, _ := d.parts(); return time.Month(m) }

// Day is the day of the month, 0 for no date.
func (d Date) Day() int { _, _, day := d.parts(); return day }

// Start is 00:00 of the day in the location, or the first moment of the day
// where the clocks skip midnight. No date gives the zero time.
func (d Date) Start(loc *time.Location) time.Time {
	if d.n == 0 {
		return time.Time{}
	}
	y, m, day := d.parts()
	t := time.Date(y, time.Month(m), day, 0, 0, 0, 0, loc)
	if t.Day() != day {
		// A skipped midnight normalises to 23:00 of the day before.
		return t.Add(time.Hour)
	}
	return t
}

// String is the ISO 8601 form, empty for no date.
func (d Date) String() string {
	b, _ := d.AppendText(make([]byte, 0, 10))
	return string(b)
}

// AppendText appends the ISO form to b, nothing for no date.
func (d Date) AppendText(b []byte) ([]byte, error) {
	if d.n == 0 {
		return b, nil
	}
	y, m, day := d.parts()
	for _, n := range [...]int{y / 100, y % 100} {
		b = append(b, byte('0'+n/10), byte('0'+n%10))
	}
	return append(b, '-', byte('0'+m/10), byte('0'+m%10), '-', byte('0'+day/10), byte('0'+day%10)), nil
}

// MarshalText is the ISO form, empty for no date.
func (d Date) MarshalText() ([]byte, error) { return d.AppendText(nil) }

// UnmarshalText reads what MarshalText wrote.
func (d *Date) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*d = Date{}
		return nil
	}
	date, err := ParseDate(string(b))
	if err != nil {
		return err
	}
	*d = date
	return nil
}

// Months is the corresponding day so many months away, or the end of that month
// where it has no such day (民法典 art. 202). It is no date if d is none or the result
// leaves the range.
func (d Date) Months(n int) Date {
	y, m, day := d.parts()
	total := y*12 + m - 1 + n
	if d.n == 0 || total < 12 {
		return Date{}
	}
	y, m = total/12, total%12+1
	return civil(y, m, min(day, monthLength(y, m)))
}

// parts and civil shift the year to begin in March, so that the leap day is its
// last one and the months before it have lengths in a fixed pattern.
func (d Date) parts() (year, month, day int) {
	if d.n == 0 {
		return 0, 0, 0
	}
	z := int(d.n) + 305
	era, doe := z/146097, z%146097
	yoe := (doe - doe/1460 + doe/36524 - doe/146096) / 365
	doy := doe - (365*yoe + yoe/4 - yoe/100)
	mp := (5*doy + 2) / 153
	year, month, day = era*400+yoe, (mp+2)%12+1, doy-(153*mp+2)/5+1
	if month <= 2 {
		year++
	}
	return year, month, day
}

func civil(y, m, d int) Date {
	if y < 1 || y > 9999 || m < 1 || m > 12 || d < 1 || d > monthLength(y, m) {
		return Date{}
	}
	if m <= 2 {
		y--
	}
	return Date{int32(y*365 + y/4 - y/100 + y/400 + (153*((m+9)%12)+2)/5 + d - 306)}
}

func monthLength(y, m int) int {
	switch {
	case m == 2 && y%4 == 0 && (y%100 != 0 || y%400 == 0):
		return 29
	case m == 2:
		return 28
	case m == 4 || m == 6 || m == 9 || m == 11:
		return 30
	}
	return 31
}

func digits(s string) (int, bool) {
	n := 0
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return 0, false
		}
		n = n*10 + int(s[i]-'0')
	}
	return n, len(s) > 0
}
