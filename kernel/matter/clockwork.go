package matter

import (
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"shuniu/kernel/calendar"
	"shuniu/kernel/fault"
	"shuniu/kernel/ledger"
	"shuniu/kernel/process"
	"shuniu/kernel/store"
)

// clockwork counts clocks by the calendar in force: when they are due and what the
// system does about them next.
type clockwork struct {
	zone    *time.Location
	current atomic.Pointer[calendar.Calendar]
}

// due asks the calendar.
func (w *clockwork) due(spec *process.Clock, c *ledger.Clock) (calendar.Due, error) {
	k, err := w.clockOf(spec, c)
	if err != nil {
		return calendar.Due{}, err
	}
	return w.current.Load().Due(k)
}

// clockOf is a clock as the calendar counts it.
func (w *clockwork) clockOf(spec *process.Clock, c *ledger.Clock) (calendar.Clock, error) {
	k := calendar.Clock{From: store.Moment(c.Started).In(w.zone), NoRoll: spec.NoRoll}
	var err error
	if spec.Until != "" {
		k.Until, err = calendar.ParseDate(c.Limit)
	} else {
		k.Limit, err = calendar.ParseLimit(c.Limit)
	}
	if err != nil {
		return k, fault.Wrap(fault.Internal, err, "limit of clock "+c.Name)
	}
	for _, p := range c.Pauses {
		if p.To != 0 {
			k.Pauses = append(k.Pauses, calendar.Pause{From: store.Moment(p.From).In(w.zone), To: store.Moment(p.To).In(w.zone)})
		}
	}
	for _, x := range c.Extends {
		l, err := calendar.ParseLimit(x)
		if err != nil {
			return k, fault.Wrap(fault.Internal, err, "extension of clock "+c.Name)
		}
		k.Extend = append(k.Extend, l)
	}
	return k, nil
}

// The kinds of timer, in the order in which they fire.
const (
	timerRemind   = "remind"
	timerBreach   = "breach"
	timerEscalate = "escalate"
)

// timer is the next thing the system does about a running clock.
type timer struct {
	clock string
	n     int
	kind  string
	at    int64
}

// next is the timer a running clock waits for, if any; value is that of the field by
// which the clock counts.
func (w *clockwork) next(spec *process.Clock, c ledger.Clock, value string) (timer, bool, error) {
	if c.Phase != Running || c.DueAt == 0 || spec.Window {
		return timer{}, false, nil
	}
	t := timer{clock: c.Name, n: c.N}
	if !spec.Remind.IsZero() && !slices.Contains(c.Fired, timerRemind) && !Breached(c) {
		at, err := w.remindAt(spec, c)
		if err != nil {
			return t, false, err
		}
		if at > c.Started && at < c.DueAt {
			t.kind, t.at = timerRemind, at
			return t, true, nil
		}
	}
	if !Breached(c) {
		t.kind, t.at = timerBreach, c.DueAt
		return t, true, nil
	}
	for i, e := range spec.Escalate {
		t.kind = timerEscalate
		if i > 0 {
			t.kind += strconv.Itoa(i + 1)
		}
		after, taken := e.AfterFor(value)
		if !taken || slices.Contains(c.Fired, t.kind) {
			continue
		}
		var err error
		t.at, err = w.escalateAt(c, after)
		return t, err == nil, err
	}
	return t, false, nil
}

// escalateAt is the moment at which a breach has lasted so long.
func (w *clockwork) escalateAt(c ledger.Clock, after calendar.Limit) (int64, error) {
	switch after.Unit {
	case calendar.Hour:
		return c.DueAt + int64(after.N)*time.Hour.Microseconds(), nil
	case calendar.Minute:
		return c.DueAt + int64(after.N)*time.Minute.Microseconds(), nil
	}
	due, err := w.current.Load().Due(calendar.Clock{From: w.lastDay(c), Limit: after})
	return store.Micros(due.At), err
}

// Escalated is how many steps of escalation a clock has gone through.
func Escalated(c ledger.Clock) (steps int) {
	for _, kind := range c.Fired {
		if strings.HasPrefix(kind, timerEscalate) {
			steps = 1
			if n, err := strconv.Atoi(strings.TrimPrefix(kind, timerEscalate)); err == nil {
				steps = n
			}
		}
	}
	return steps
}

// Breached tells whether a clock has run out.
func Breached(c ledger.Clock) bool { return slices.Contains(c.Fired, timerBreach) }

// lastDay is a moment on the last day on which the clock is kept.
func (w *clockwork) lastDay(c ledger.Clock) time.Time {
	return store.Moment(c.DueAt).Add(-time.Microsecond).In(w.zone)
}

// remindAt is the start of the day that lies the reminder's limit before the last
// day, or the exact moment for hours and minutes.
func (w *clockwork) remindAt(spec *process.Clock, c ledger.Clock) (int64, error) {
	switch spec.Remind.Unit {
	case calendar.Hour:
		return c.DueAt - int64(spec.Remind.N)*time.Hour.Microseconds(), nil
	case calendar.Minute:
		return c.DueAt - int64(spec.Remind.N)*time.Minute.Microseconds(), nil
	}
	due, err := w.current.Load().Due(calendar.Clock{From: w.lastDay(c), Limit: spec.Remind, Before: true})
	return store.Micros(due.Date.Start(w.zone)), err
}

// firstDue is the earliest timer of the matter that is due at now, by the clocks
// themselves; the rows of timers only wake the sweeper.
func (w *clockwork) firstDue(def *process.Definition, m *Matter, now int64) (timer, bool, error) {
	var first timer
	for _, c := range m.Clocks {
		t, ok, err := w.next(def.Clock(c.Name), c, m.Fields[def.Clock(c.Name).By])
		if err != nil {
			return first, false, err
		}
		if ok && t.at <= now && (first.kind == "" || t.at < first.at) {
			first = t
		}
	}
	return first, first.kind != "", nil
}

// waiting are the timers that the running clocks of the matter wait for.
func (w *clockwork) waiting(def *process.Definition, m *Matter) ([]timer, error) {
	var out []timer
	for _, c := range m.Clocks {
		spec := def.Clock(c.Name)
		if spec == nil {
			return nil, fault.Of(fault.Internal, "%s has no clock %s", def.Name, c.Name)
		}
		t, ok, err := w.next(spec, c, m.Fields[spec.By])
		if err != nil {
			return nil, err
		}
		if ok {
			out = append(out, t)
		}
	}
	return out, nil
}
