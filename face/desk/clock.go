package desk

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

// watch tells clocks as they stand now, in the city's zone.
type watch struct{ door *door.Door }

func (w watch) now() time.Time { return w.door.Now().In(w.door.Zone) }

// Moments of the ledger are microseconds UTC; people read them in the city's zone.
func (w watch) moment(us int64) time.Time { return time.UnixMicro(us).In(w.door.Zone) }

// workdays are the working days left until the day a clock breaches at due.
func (w watch) workdays(due time.Time) int {
	return w.door.Engine.Calendar().Remaining(calendar.DateOf(w.now()), lastDay(due))
}

// clock puts a clock into words and a bar, as it stands now.
func (w watch) clock(spec *process.Clock, c ledger.Clock) page.Clock {
	out := page.Clock{Title: spec.Title, Due: w.dueText(c), Used: w.used(c)}
	due := w.moment(c.DueAt)
	switch {
	case c.Phase == matter.Stopped:
		out.State, out.Words = page.ClockMet, page.Word("desk.clock-met").Text()
		switch {
		case c.Stopped < c.DueAt:
		case spec.Then != "": // it was there to run out
			out.Words = page.Word("desk.clock-ran-out").Text()
		default:
			out.State, out.Words = page.ClockLate, page.Word("desk.clock-missed").Text()
		}
	case c.Phase == matter.Paused:
		out.State, out.Words, out.Due = page.ClockPaused, page.Word("desk.clock-paused").Text(), lang.Text{}
	case !w.now().Before(due):
		out.State, out.Words = page.ClockLate, w.overdue(c, due)
	default:
		out.State, out.Words = w.remaining(c, due)
	}
	return out
}

// overdue says for how long a clock has been late.
func (w watch) overdue(c ledger.Clock, due time.Time) lang.Text {
	if past := w.now().Sub(due); exact(c) && past < 24*time.Hour {
		return fill(page.Word("desk.over-time"), texts{"time": span(past)})
	}
	if n := w.workdays(due); n < 0 {
		return page.WorkdaysLeft(n)
	}
	return page.Word("kit.late").Text() // the days of rest since do not count
}

// remaining says how long a clock has left. The last day is soon, and the one
// before it for a clock that has run half its length: one of a single day is not
// urgent from its first minute on.
func (w watch) remaining(c ledger.Clock, due time.Time) (page.ClockState, lang.Text) {
	used := w.used(c)
	if exact(c) {
		state := page.ClockOK
		if used >= 50 {
			state = page.ClockSoon
		}
		return state, fill(page.Word("desk.left-time"), texts{"time": span(due.Sub(w.now()))})
	}
	n := w.workdays(due)
	if n == 0 || n == 1 && used >= 50 {
		return page.ClockSoon, page.WorkdaysLeft(n)
	}
	return page.ClockOK, page.WorkdaysLeft(n)
}

// lastDay is the last day on which a clock that breaches at due is kept.
func lastDay(due time.Time) calendar.Date { return calendar.DateOf(due.Add(-time.Microsecond)) }

// exact reports whether a clock runs in hours or minutes.
func exact(c ledger.Clock) bool {
	limit, err := calendar.ParseLimit(c.Limit)
	return err == nil && limit.Unit.Exact()
}

// used is how much of a clock has run, of a hundred.
func (w watch) used(c ledger.Clock) int {
	until := w.now().UnixMicro()
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

// dueText is when a clock runs out: a day, or a moment for hours and minutes.
func (w watch) dueText(c ledger.Clock) lang.Text {
	if exact(c) {
		return page.Moment(w.moment(c.DueAt))
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
	hours := page.Word("desk.hours").With("n", strconv.Itoa(h))
	minutes := page.Word("desk.minutes").With("n", strconv.Itoa(m))
	switch {
	case h == 0:
		return minutes
	case m == 0:
		return hours
	}
	return lang.T(hours.Zh+minutes.Zh, hours.En+" "+minutes.En)
}

// next is the running clock that is due first, or one that stands still.
func next(def *process.Definition, m *matter.Matter) (*process.Clock, ledger.Clock, bool) {
	var found ledger.Clock
	for _, c := range m.Clocks {
		switch {
		case c.Phase == matter.Stopped:
		case found.Name == "", c.Phase == matter.Running && (found.Phase != matter.Running || c.DueAt < found.DueAt):
			found = c
		}
	}
	return def.Clock(found.Name), found, found.Name != ""
}

// kept is a clock on the page of its matter, with the count behind its due date.
type kept struct {
	page.Clock
	why  page.Why
	runs bool
}

// clocks are the clocks of the matter in the definition's order; those that have
// stopped come apart.
func (s sight) clocks() (going, over []kept, err error) {
	for _, spec := range s.Definition.Clocks {
		c, ok := s.View.Matter.Clock(spec.Name)
		if !ok {
			continue
		}
		k := kept{Clock: s.desk.watch.clock(spec, c), runs: c.Phase == matter.Running}
		if c.Phase == matter.Stopped {
			over = append(over, k)
			continue
		}
		if k.runs {
			if k.why, err = s.why(spec, c); err != nil {
				return nil, nil, err
			}
		}
		going = append(going, k)
	}
	return going, over, nil
}

func (s sight) why(spec *process.Clock, c ledger.Clock) (page.Why, error) {
	steps, err := s.desk.Engine.ExplainClock(s.View.Matter, c.Name)
	if err != nil {
		return page.Why{}, err
	}
	due, err := calendar.ParseDate(c.Due)
	return page.Why{
		Due: calendar.Due{Date: due, Provisional: c.Provisional}, Limit: limitText(c), Basis: basisText(spec), Steps: steps,
	}, err
}

// limitText is the length of a clock with what it was extended by.
func limitText(c ledger.Clock) lang.Text {
	limit, err := calendar.ParseLimit(c.Limit)
	if err != nil {
		return page.Word("desk.fixed-date").Text() // the limit of such a clock is its date
	}
	text := lang.T(limit.In(lang.Zh), limit.In(lang.En))
	for _, x := range c.Extends {
		if more, err := calendar.ParseLimit(x); err == nil {
			text = lang.T(text.Zh+" + "+more.In(lang.Zh), text.En+" + "+more.In(lang.En))
		}
	}
	return text
}

// basisText names the article, or says that the limit is the city's own: a local
// limit is never called statutory.
func basisText(spec *process.Clock) lang.Text {
	if spec.Nature == process.Local {
		return page.Word("desk.basis-local").Text()
	}
	return same(spec.Basis)
}
