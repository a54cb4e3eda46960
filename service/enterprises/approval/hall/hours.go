package hall

import (
	"fmt"
	"strings"
	"time"

	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
)

// Minute is a time of day in minutes since midnight.
type Minute int

// MinuteOf is the time of day of a moment, in its own zone.
func MinuteOf(t time.Time) Minute { return Minute(t.Hour()*60 + t.Minute()) }

// String is the time as 09:00.
func (m Minute) String() string { return fmt.Sprintf("%02d:%02d", int(m)/60, int(m)%60) }

// Span is from one time of a day to another.
type Span struct{ From, To Minute }

// String is the span as people write it.
func (s Span) String() string { return s.From.String() + "–" + s.To.String() }

// Spans are those of one day, in order.
type Spans []Span

// String is all of them.
func (s Spans) String() string {
	parts := make([]string, len(s))
	for i, span := range s {
		parts[i] = span.String()
	}
	return strings.Join(parts, " ")
}

// MarshalText writes a span as the data have it: 09:00-12:00.
func (s Span) MarshalText() ([]byte, error) {
	return []byte(s.From.String() + "-" + s.To.String()), nil
}

// UnmarshalText reads 09:00-12:00; a day ends at 24:00.
func (s *Span) UnmarshalText(b []byte) error {
	from, to, _ := strings.Cut(string(b), "-")
	a, errA := time.Parse("15:04", from)
	end := Minute(24 * 60)
	z, errZ := time.Parse("15:04", to)
	if to == end.String() {
		errZ = nil
	} else {
		end = MinuteOf(z)
	}
	if errA != nil || errZ != nil || end <= MinuteOf(a) {
		return fault.New(fault.Invalid, lang.T("时间应写成09:00-12:00，止晚于起。", "Hours are written 09:00-12:00, the end after the beginning."), "span "+string(b))
	}
	*s = Span{MinuteOf(a), end}
	return nil
}

// weekdays are the names of the days of a week in the data.
var weekdays = map[time.Weekday]string{
	time.Monday: "mon", time.Tuesday: "tue", time.Wednesday: "wed", time.Thursday: "thu",
	time.Friday: "fri", time.Saturday: "sat", time.Sunday: "sun",
}

// holiday is the name of every public holiday in the data.
const holiday = "holiday"

// days are the names that hours may stand under.
func days() []string { return []string{"mon", "tue", "wed", "thu", "fri", "sat", "sun", holiday} }
