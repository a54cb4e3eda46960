package calendar

import (
	"math"
	"time"
)

// horizon bounds each count, whatever pauses are given.
const (
	horizonDays = 200 * 366
	horizon     = horizonDays * 24 * time.Hour
)

// count is one run of a clock. Due and Explain share it, so that they cannot
// disagree; log is nil for Due.
type count struct {
	cal         *Calendar
	clock       *Clock
	loc         *time.Location
	dir         int // 1 forward, -1 backward
	origin      Date
	at          Date      // the last date reached
	moment      time.Time // the moment reached, while limits are exact
	pauses      []span
	n           int // dates counted so far
	provisional bool
	log         *[]Step
}

// span is a pause in dates: those after from, up to and including to.
type span struct{ from, to Date }

func (c *Calendar) run(k *Clock, log *[]Step) (Due, error) {
	if err := k.check(); err != nil {
		return Due{}, err
	}
	w := count{cal: c, clock: k, loc: k.From.Location(), dir: 1, moment: k.From, log: log}
	if k.Before {
		w.dir = -1
	}
	if len(k.Pauses) > 0 {
		w.pauses = make([]span, 0, len(k.Pauses))
	}
	for _, p := range k.Pauses {
		w.pauses = append(w.pauses, span{DateOf(p.From.In(w.loc)), DateOf(p.To.In(w.loc))})
	}
	w.begin()
	last, ok := w.limits()
	if !ok || w.beyond(w.at) {
		return Due{}, tooFar()
	}
	if last == Minute {
		return Due{Date: w.at, Raw: w.at, At: w.moment}, nil
	}
	raw := w.at
	if (last == Day || last == Month) && k.Until.IsZero() && !k.NoRoll && !k.Before && !w.roll() {
		return Due{}, tooFar()
	}
	return Due{Date: w.at, Raw: raw, At: w.at.Add(1).Start(w.loc), Provisional: w.provisional}, nil
}

func (w *count) begin() {
	w.at = DateOf(w.clock.From)
	if !w.clock.Until.IsZero() {
		w.at = w.clock.Until
	}
	w.origin = w.at
	if w.log != nil {
		w.logBegin()
	}
}

// limits counts the limit and its extensions and returns the unit it ended in.
func (w *count) limits() (last Unit, ok bool) {
	i, n := 0, len(w.clock.Extend)+1
	if !w.clock.Until.IsZero() {
		i = 1
	}
	for i < n {
		unit, amount := w.limit(i)
		for i++; i < n; i++ {
			u, more := w.limit(i)
			if u != unit {
				break
			}
			amount += more
		}
		if !w.stage(unit, amount) {
			return unit, false
		}
		last = unit
	}
	return last, true
}

// limit is the limit (0) or an extension (from 1), years as months and hours as
// minutes.
func (w *count) limit(i int) (Unit, int) {
	l := w.clock.Limit
	if i > 0 {
		l = w.clock.Extend[i-1]
	}
	switch l.Unit {
	case Year:
		return Month, 12 * l.N
	case Hour:
		return Minute, 60 * l.N
	}
	return l.Unit, l.N
}

func (w *count) stage(unit Unit, amount int) bool {
	switch unit {
	case Minute:
		return w.exact(amount)
	case Month:
		start := w.at
		end := start.Months(w.dir * amount)
		if end.IsZero() || !w.days(w.dir*end.Sub(start), Day) {
			return false
		}
		if w.log != nil && w.at == end {
			w.logMonthEnd(end.Day() == start.Day())
		}
		return true
	}
	return w.days(amount, unit)
}

// days moves on by so many dates that are not paused and, for working days, are
// worked.
func (w *count) days(left int, unit Unit) bool {
	for left > 0 {
		if !w.next() {
			return false
		}
		working, known := true, true
		if unit == WorkingDay {
			working, known = w.cal.look(w.at)
		}
		if working {
			left--
			w.n++
		}
		w.provisional = w.provisional || !known
		if w.log != nil {
			w.logDay(unit, working)
		}
	}
	return true
}

// next moves to the next date that is not paused.
func (w *count) next() bool {
	for {
		d := w.at.Add(w.dir)
		if w.beyond(d) {
			return false
		}
		edge := w.pauseEdge(d)
		if edge.IsZero() {
			w.at = d
			return true
		}
		if w.beyond(edge) {
			return false
		}
		if w.log != nil {
			w.logPause(d, edge)
		}
		w.at = edge
	}
}

// beyond keeps a day in hand for the breach, which is on the day after.
func (w *count) beyond(d Date) bool {
	far := d.Sub(w.origin) * w.dir
	return d.IsZero() || d.n >= lastDay || far > horizonDays
}

// pauseEdge is the last date, in the direction of the count, of a pause d is in,
// or no date.
func (w *count) pauseEdge(d Date) Date {
	for _, p := range w.pauses {
		if d.After(p.from) && !d.After(p.to) {
			if w.dir > 0 {
				return p.to
			}
			return p.from.Add(1)
		}
	}
	return Date{}
}

// roll moves a last day that is a day of rest to the next working day. A day on
// which the clock is paused cannot be its last, so that is passed over too.
func (w *count) roll() bool {
	working, known := w.cal.look(w.at)
	w.provisional = w.provisional || !known
	if w.log != nil {
		w.logLast(working, known)
	}
	for !working {
		if !w.next() {
			return false
		}
		working, known = w.cal.look(w.at)
		w.provisional = w.provisional || !known
		if w.log != nil {
			w.logRoll(working)
		}
	}
	return true
}

// exact runs for so many minutes outside the pauses. It counts in time passed
// since the start, in the direction of the clock, so that one loop serves both.
func (w *count) exact(minutes int) bool {
	if minutes > int(horizon/time.Minute) {
		return false
	}
	left, at := time.Duration(minutes)*time.Minute, time.Duration(0)
	for {
		stop, resume := w.nextPause(at)
		if run := stop - at; run < left {
			w.logRun(at, stop, true)
			left, at = left-run, stop
		} else if left > horizon-at {
			return false
		} else {
			w.logRun(at, at+left, true)
			at += left
			break
		}
		if resume > horizon {
			return false
		}
		w.logRun(at, resume, false)
		at = resume
	}
	w.moment = w.clock.From.Add(time.Duration(w.dir) * at)
	w.at = w.dateAt(at)
	return !w.beyond(w.at)
}

// dateAt is the date of the time that ended at the moment: a clock that ran until
// midnight ran out on the day before, or going back on the day after.
func (w *count) dateAt(at time.Duration) Date {
	if w.dir > 0 {
		return DateOf(w.clock.From.Add(at - 1))
	}
	return DateOf(w.clock.From.Add(-at))
}

// nextPause is when the first pause that is not over at the moment stops the
// clock, at the earliest then, and when that pause ends.
func (w *count) nextPause(at time.Duration) (stop, resume time.Duration) {
	stop, resume = math.MaxInt64, math.MaxInt64
	for _, p := range w.clock.Pauses {
		from, to := p.From.Sub(w.clock.From), p.To.Sub(w.clock.From)
		if w.dir < 0 {
			from, to = -to, -from
		}
		if from < to && to > at && max(from, at) < stop {
			stop, resume = max(from, at), to
		}
	}
	return stop, resume
}
