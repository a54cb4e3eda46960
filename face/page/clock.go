package page

import (
	"strconv"

	"shuniu/kernel/calendar"
	"shuniu/kernel/lang"
	"shuniu/kernel/process"
)

// ClockState is how a clock stands, told by a sign of its own shape.
type ClockState string

// The ways a clock may stand.
const (
	ClockOK     ClockState = "ok"
	ClockSoon   ClockState = "soon"
	ClockLate   ClockState = "late"
	ClockPaused ClockState = "paused"
	ClockMet    ClockState = "met"
)

// Clock is a time limit as words and a thin bar. In is for lists, Full for the
// matter's own page.
type Clock struct {
	Title lang.Text // 办理
	State ClockState
	Words lang.Text // 剩余5个工作日
	Due   lang.Text // 2026年11月30日（周一）
	Used  int       // of a hundred; the bar is full at a hundred and more
}

// WorkdaysLeft says how many working days remain; 0 is today and less is overdue.
func WorkdaysLeft(n int) lang.Text {
	switch {
	case n > 0:
		return Word("kit.workdays-left").Count(n)
	case n < 0:
		return Word("kit.workdays-over").Count(-n)
	}
	return Word("kit.due-today").Text()
}

func (c Clock) width() string { return strconv.Itoa(min(max(c.Used, 0), 100)) }

// Card is the mark of a finding of supervision.
type Card struct {
	Severity process.Severity
	Href     string // the finding; none if empty
}

// Text is the card's word.
func (c Card) Text() lang.Text {
	switch c.Severity {
	case process.Red:
		return Word("kit.card-red").Text()
	case process.Yellow:
		return Word("kit.card-yellow").Text()
	}
	return Word("kit.card-notice").Text()
}

func (c Card) class() string {
	switch c.Severity {
	case process.Red:
		return "sn-card sn-card--red"
	case process.Yellow:
		return "sn-card sn-card--yellow"
	}
	return "sn-card sn-card--notice"
}

// Why opens a due date into the count that made it.
type Why struct {
	Due   calendar.Due
	Limit lang.Text // 5个工作日
	Basis lang.Text // the article, or that the limit is the city's own
	Steps []calendar.Step
}

func stepCount(s calendar.Step, tag lang.Tag) string {
	switch {
	case s.Counted && s.N > 0:
		return Word("kit.day-n").Count(s.N).In(tag)
	case s.Counted:
		return Word("kit.day-counted").In(tag)
	}
	return Word("kit.day-not").In(tag)
}
