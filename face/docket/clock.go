package docket

import (
	"strconv"
	"time"

	"shuniu/face/door"
	"shuniu/face/page"
	"shuniu/kernel/calendar"
	"shuniu/kernel/lang"
	"shuniu/kernel/ledger"
	"shuniu/kernel/matter"
	"shuniu/kernel/process"
)

// Watch tells clocks as they stand now, in the city's zone.
type Watch struct{ Door *door.Door }

// Now is the present moment in the city.
func (w Watch) Now() time.Time { return w.Door.Now().In(w.Door.Zone) }

// Moment is a moment of the ledger, which is in microseconds UTC, in the city.
func (w Watch) Moment(us int64) time.Time { return time.UnixMicro(us).In(w.Door.Zone) }

// Clock puts a clock into words and a bar.
func (w Watch) Clock(spec *process.Clock, c ledger.Clock) page.Clock {
	out := page.Clock{Title: spec.Title, Due: w.Due(c), Used: w.used(c)}
	due := w.Moment(c.DueAt)
	switch {
	case c.Phase == matter.Stopped:
		out.State, out.Words = page.ClockMet, page.Word("docket.clock-met").Text()
		switch {
		case c.Stopped < c.DueAt:
		case spec.Then != "": // it was there to run out
			out.Words = page.Word("docket.clock-ran-out").Text()
		default:
			out.State, out.Words = page.ClockLate, page.Word("docket.clock-missed").Text()
		}
	case c.Phase == matter.Paused:
		out.State, out.Words, out.Due = page.ClockPaused, page.Word("docket.clock-paused").Text(), lang.Text{}
	case !w.Now().Before(due):
		out.State, out.Words = page.ClockLate, w.overdue(c, due)
	default:
		out.State, out.Words = w.remaining(c, due)
	}
	return out
}

// overdue says for how long a clock has been late.
func (w Watch) overdue(c ledger.Clock, due time.Time) lang.Text {
	if past := w.Now().Sub(due); Exact(c) && past < 24*time.Hour {
		return page.Word("docket.over-time").Fill(page.Texts{"time": span(past)})
	}
	if n := w.workdays(due); n < 0 {
		return page.WorkdaysLeft(n)
	}
	return page.Word("kit.late").Text() // the days of rest since do not count
}

// remaining says how long a clock has left. The last day is soon, and the one
// before it for a clock that has run half its length: one of a single day is not
// urgent from its first minute on.
func (w Watch) remaining(c ledger.Clock, due time.Time) (page.ClockState, lang.Text) {
	used := w.used(c)
	if Exact(c) {
		state := page.ClockOK
		if used >= 50 {
			state = page.ClockSoon
		}
		return state, page.Word("docket.left-time").Fill(page.Texts{"time": span(due.Sub(w.Now()))})
	}
	n := w.workdays(due)
	switch {
	case n == 0 && lastDay(due).After(calendar.DateOf(w.Now())):
		return page.ClockSoon, page.Word("docket.rest-days-left").Text()
	case n == 0 || n == 1 && used >= 50:
		return page.ClockSoon, page.WorkdaysLeft(n)
	}
	return page.ClockOK, page.WorkdaysLeft(n)
}

// workdays are the working days left until the day a clock breaches at due.
func (w Watch) workdays(due time.Time) int {
	return w.Door.Engine.Calendar().Remaining(calendar.DateOf(w.Now()), lastDay(due))
}

// lastDay is the last day on which a clock that breaches at due is kept.
func lastDay(due time.Time) calendar.Date { return calendar.DateOf(due.Add(-time.Microsecond)) }

// used is how much of a clock has run, of a hundred.
func (w Watch) used(c ledger.Clock) int {
	until := w.Now().UnixMicro()
	if c.Phase == matter.Stopped {
		until = c.Stopped
	}
	for _, p := range c.Pauses {
		if p.To == 0 {
			until = p.From
		}
	}
	if c.DueAt <= c.Started {
		return 100
	}
	return int(min(max((until-c.Started)*100/(c.DueAt-c.Started), 0), 100))
}

// Due is when a clock runs out: a day, or a moment for hours and minutes.
func (w Watch) Due(c ledger.Clock) lang.Text {
	if Exact(c) {
		return page.Moment(w.Moment(c.DueAt))
	}
	d, err := calendar.ParseDate(c.Due)
	if err != nil {
		return lang.Text{}
	}
	return page.Date(d)
}

// span is a length of time to the minute: 1小时20分钟.
func span(d time.Duration) lang.Text {
	h, m := int(d/time.Hour), int(d%time.Hour/time.Minute)
	hours := page.Word("docket.hours").With("n", strconv.Itoa(h))
	minutes := page.Word("docket.minutes").With("n", strconv.Itoa(m))
	switch {
	case h == 0:
		return minutes
	case m == 0:
		return hours
	}
	return lang.T(hours.Zh+minutes.Zh, hours.En+" "+minutes.En)
}

// Why opens the due date of a running clock into the count behind it.
func (w Watch) Why(m *matter.Matter, spec *process.Clock, c ledger.Clock) (page.Why, error) {
	steps, err := w.Door.Engine.ExplainClock(m, c.Name)
	if err != nil {
		return page.Why{}, err
	}
	due, err := calendar.ParseDate(c.Due)
	return page.Why{
		Due: calendar.Due{Date: due, Provisional: c.Provisional}, Limit: Length(c), Basis: Basis(spec), Steps: steps,
	}, err
}
