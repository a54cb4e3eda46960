package matter

import (
	"slices"
	"strconv"
	"time"

	"shuniu/kernel/calendar"
	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
	"shuniu/kernel/ledger"
	"shuniu/kernel/process"
	"shuniu/kernel/store"
)

// clocks works out what an act does to the clocks: a clock runs in the states
// that list it, stands still in those that suspend it, and stops elsewhere.
func (r *run) clocks(s *step, from *Matter) error {
	var changed []ledger.Clock
	if s.to != nil {
		for _, c := range from.Clocks {
			if c.Phase == Stopped {
				continue
			}
			next, touched, err := r.carryOver(c, r.def.State(from.State), s.to)
			if err != nil {
				return err
			}
			if touched {
				changed = append(changed, next)
			}
		}
		for _, name := range s.to.Clocks {
			if c, ok := from.Clock(name); ok && c.Phase != Stopped && !slices.Contains(s.act.Restarts, name) {
				continue
			}
			c, err := r.start(name, from)
			if err != nil {
				return err
			}
			changed = put1(changed, c)
		}
	}
	if s.act.Extends != nil {
		c, err := r.extend(s, from, changed)
		if err != nil {
			return err
		}
		changed = put1(changed, c)
	}
	s.event.Effects.Clocks = changed
	return nil
}

func put1(list []ledger.Clock, c ledger.Clock) []ledger.Clock {
	for i := range list {
		if list[i].Name == c.Name {
			list[i] = c
			return list
		}
	}
	return append(list, c)
}

// carryOver takes a living clock from one state into the next.
func (r *run) carryOver(c ledger.Clock, from, to *process.State) (ledger.Clock, bool, error) {
	now := store.Micros(r.at)
	switch process.TurnOf(c.Name, from, to) {
	case process.Pauses:
		c.Phase = Paused
		c.Pauses = append(slices.Clone(c.Pauses), ledger.Pause{From: now})
	case process.Resumes:
		c.Phase = Running
		c.Pauses = slices.Clone(c.Pauses)
		c.Pauses[len(c.Pauses)-1].To = now
		if err := r.compute(&c); err != nil {
			return c, false, err
		}
	case process.Stops:
		c.Phase, c.Stopped = Stopped, now
	default:
		return c, false, nil
	}
	return c, true, nil
}

// start begins a new instance of a clock at the moment of the act.
func (r *run) start(name string, from *Matter) (ledger.Clock, error) {
	spec := r.def.Clock(name)
	c := ledger.Clock{Name: name, N: 1, Phase: Running, Started: store.Micros(r.at)}
	if old, ok := from.Clock(name); ok {
		c.N = old.N + 1
	}
	if spec.Until != "" {
		c.Limit = r.m.Fields[spec.Until]
	} else if limit, ok := spec.LimitFor(r.m.Fields[spec.By]); ok {
		c.Limit = limit.String()
	}
	if c.Limit == "" {
		return c, fault.Of(fault.Internal, "clock %s of %s has no limit for %q", name, r.def.Name, r.m.Fields[spec.By])
	}
	if r.parent != nil {
		if due := r.parent.DueAt(); due != NoDue {
			c.Cap = due
		}
	}
	return c, r.compute(&c)
}

// extend lengthens a clock by the working days the act was given, within what its
// definition allows.
func (r *run) extend(s *step, from *Matter, changed []ledger.Clock) (ledger.Clock, error) {
	x := s.act.Extends
	c, ok := from.Clock(x.Clock)
	for _, n := range changed {
		if n.Name == x.Clock {
			c, ok = n, true
		}
	}
	if !ok || c.Phase == Stopped {
		return c, fault.Of(fault.Conflict, "clock %s is not running", x.Clock)
	}
	spec := r.def.Clock(x.Clock).Extend
	if len(c.Extends) >= spec.Times {
		return c, fault.New(fault.Conflict, lang.T("延期次数已用完，不能再延。", "The extensions this limit allows have been used up."), "extension")
	}
	days, err := strconv.Atoi(r.m.Fields[x.Days])
	if err != nil || days < 1 || days > spec.Max.N {
		return c, fault.Defects([]fault.Defect{{Field: x.Days, Text: lang.Text{
			Zh: "延长期限须在1到" + spec.Max.In(lang.Zh) + "之间。", En: "The extension must be between 1 and " + spec.Max.In(lang.En) + ".",
		}}})
	}
	c.Extends = append(slices.Clone(c.Extends), calendar.Limit{N: days, Unit: spec.Max.Unit}.String())
	return c, r.compute(&c)
}

// compute settles when a clock is due; timers that the new due has overtaken may
// fire again.
func (r *run) compute(c *ledger.Clock) error {
	due, err := r.e.due(r.def.Clock(c.Name), c)
	if err != nil {
		return err
	}
	c.Due, c.RawDue, c.DueAt, c.Provisional = due.Date.String(), due.Raw.String(), store.Micros(due.At), due.Provisional
	if c.Cap != 0 && c.DueAt > c.Cap {
		c.DueAt = c.Cap
		c.Due = calendar.DateOf(store.Moment(c.Cap).Add(-time.Microsecond).In(r.e.Zone)).String()
	}
	if c.DueAt > store.Micros(r.at) {
		c.Fired = nil
	}
	return nil
}

// due asks the calendar.
func (e *Engine) due(spec *process.Clock, c *ledger.Clock) (calendar.Due, error) {
	k, err := e.clockOf(spec, c)
	if err != nil {
		return calendar.Due{}, err
	}
	return e.calendar.Load().Due(k)
}

// clockOf is a clock as the calendar counts it.
func (e *Engine) clockOf(spec *process.Clock, c *ledger.Clock) (calendar.Clock, error) {
	k := calendar.Clock{From: store.Moment(c.Started).In(e.Zone), NoRoll: spec.NoRoll}
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
			k.Pauses = append(k.Pauses, calendar.Pause{From: store.Moment(p.From).In(e.Zone), To: store.Moment(p.To).In(e.Zone)})
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

// next is the timer a running clock waits for, if any.
func (e *Engine) next(spec *process.Clock, c ledger.Clock) (timer, bool, error) {
	if c.Phase != Running || c.DueAt == 0 {
		return timer{}, false, nil
	}
	t := timer{clock: c.Name, n: c.N}
	if !spec.Remind.IsZero() && !slices.Contains(c.Fired, timerRemind) && !slices.Contains(c.Fired, timerBreach) {
		at, err := e.remindAt(spec, c)
		if err != nil {
			return t, false, err
		}
		if at > c.Started && at < c.DueAt {
			t.kind, t.at = timerRemind, at
			return t, true, nil
		}
	}
	if !slices.Contains(c.Fired, timerBreach) {
		t.kind, t.at = timerBreach, c.DueAt
		return t, true, nil
	}
	if spec.Escalate != nil && !slices.Contains(c.Fired, timerEscalate) {
		due, err := e.calendar.Load().Due(calendar.Clock{From: e.lastDay(c), Limit: spec.Escalate.After})
		t.kind, t.at = timerEscalate, store.Micros(due.At)
		return t, err == nil, err
	}
	return t, false, nil
}

// lastDay is a moment on the last day on which the clock is kept.
func (e *Engine) lastDay(c ledger.Clock) time.Time {
	return store.Moment(c.DueAt).Add(-time.Microsecond).In(e.Zone)
}

// remindAt is the start of the day that lies the reminder's limit before the last
// day, or the exact moment for hours and minutes.
func (e *Engine) remindAt(spec *process.Clock, c ledger.Clock) (int64, error) {
	switch spec.Remind.Unit {
	case calendar.Hour:
		return c.DueAt - int64(spec.Remind.N)*time.Hour.Microseconds(), nil
	case calendar.Minute:
		return c.DueAt - int64(spec.Remind.N)*time.Minute.Microseconds(), nil
	}
	due, err := e.calendar.Load().Due(calendar.Clock{From: e.lastDay(c), Limit: spec.Remind, Before: true})
	return store.Micros(due.Date.Start(e.Zone)), err
}
