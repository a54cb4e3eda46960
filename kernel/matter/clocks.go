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

// turning works out what an act does to the clocks of its matter: a clock runs in
// the states that list it, stands still in those that suspend it, and stops
// elsewhere.
type turning struct {
	*clockwork
	*scene
}

// turn enters the changes of all clocks in the event of a step; from is the matter
// before the act.
func (t turning) turn(s *step, from *Matter) error {
	var changed []ledger.Clock
	was, to := t.def.State(from.State), s.to
	if to == nil {
		to = was // a staying act may begin a limit anew
	}
	for _, c := range from.Clocks {
		if c.Phase == Stopped {
			continue
		}
		next, touched, err := t.carryOver(c, was, to)
		if err != nil {
			return err
		}
		if touched {
			changed = append(changed, next)
		}
	}
	for _, name := range to.Clocks {
		if c, ok := from.Clock(name); ok && c.Phase != Stopped && !slices.Contains(s.act.Restarts, name) {
			continue
		}
		c, runs, err := t.start(name, t.since(s.act, from), from)
		if err != nil {
			return err
		}
		if runs {
			changed = put1(changed, c)
		}
	}
	if s.act.Extends != nil {
		c, err := t.extend(s, from, changed)
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
func (t turning) carryOver(c ledger.Clock, from, to *process.State) (ledger.Clock, bool, error) {
	now := store.Micros(t.at)
	switch process.TurnOf(c.Name, from, to) {
	case process.Pauses:
		c.Phase = Paused
		c.Pauses = append(slices.Clone(c.Pauses), ledger.Pause{From: now})
	case process.Resumes:
		c.Phase = Running
		c.Pauses = slices.Clone(c.Pauses)
		c.Pauses[len(c.Pauses)-1].To = now
		if err := t.compute(&c); err != nil {
			return c, false, err
		}
	case process.Stops:
		c.Phase, c.Stopped = Stopped, now
	default:
		return c, false, nil
	}
	return c, true, nil
}

// since is when the clocks that start with an act begin to count: at the moment of
// the act, unless it is as of something before (行政许可法第32条：逾期不告知的，自收到之日起即为受理).
func (t turning) since(act *process.Act, from *Matter) int64 {
	if c, ok := from.Clock(act.AsOf); ok {
		return c.Started
	}
	return store.Micros(t.at)
}

// start begins a new instance of a clock; false where it does not run for what the
// form holds.
func (t turning) start(name string, since int64, from *Matter) (ledger.Clock, bool, error) {
	spec := t.def.Clock(name)
	c := ledger.Clock{Name: name, N: 1, Phase: Running, Started: since}
	if old, ok := from.Clock(name); ok {
		c.N = old.N + 1
	}
	if spec.Until != "" {
		if c.Limit = t.m.Fields[spec.Until]; c.Limit == "" && spec.IfGiven {
			return c, false, nil
		}
	} else if limit, ok := spec.LimitFor(t.m.Fields[spec.By]); ok {
		c.Limit = spec.Shortened(limit, t.m.Fields[spec.Given]).String()
	} else if f := t.def.Field(spec.By); f != nil && f.Option(t.m.Fields[spec.By]) != nil {
		return c, false, nil
	}
	if c.Limit == "" {
		return c, false, fault.Of(fault.Internal, "clock %s of %s has no limit for %q", name, t.def.Name, t.m.Fields[spec.By])
	}
	c.Cap = t.limitOf(from)
	return c, true, t.compute(&c)
}

// limitOf is what the parent of a matter had left when the matter was opened, 0
// for none, or where the parent was late already: what its first clocks were given
// holds for those that start later.
func (t turning) limitOf(m *Matter) int64 {
	if t.parent != nil {
		if due := t.parent.DueAt(); due != NoDue && due > store.Micros(t.at) {
			return due
		}
	}
	for _, c := range m.Clocks {
		if c.Cap != 0 {
			return c.Cap
		}
	}
	return 0
}

// extend lengthens a clock by the working days the act was given, within what its
// definition allows.
func (t turning) extend(s *step, from *Matter, changed []ledger.Clock) (ledger.Clock, error) {
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
	spec := t.def.Clock(x.Clock).Extend
	if len(c.Extends) >= spec.Times {
		return c, fault.New(fault.Conflict, lang.T("延期次数已用完，不能再延。", "The extensions this limit allows have been used up."), "extension")
	}
	days, err := strconv.Atoi(t.m.Fields[x.Days])
	if err != nil || days < 1 || days > spec.Max.N {
		return c, fault.Defects([]fault.Defect{{Field: x.Days, Text: lang.Text{
			Zh: "延长期限须在1到" + spec.Max.In(lang.Zh) + "之间。", En: "The extension must be between 1 and " + spec.Max.In(lang.En) + ".",
		}}})
	}
	c.Extends = append(slices.Clone(c.Extends), calendar.Limit{N: days, Unit: spec.Max.Unit}.String())
	return c, t.compute(&c)
}

// compute settles when a clock is due; timers that the new due has overtaken may
// fire again.
func (t turning) compute(c *ledger.Clock) error {
	due, err := t.due(t.def.Clock(c.Name), c)
	if err != nil {
		return err
	}
	c.Due, c.RawDue, c.DueAt, c.Provisional = due.Date.String(), due.Raw.String(), store.Micros(due.At), due.Provisional
	if c.Cap != 0 && c.DueAt > c.Cap {
		c.DueAt = c.Cap
		c.Due = calendar.DateOf(store.Moment(c.Cap).Add(-time.Microsecond).In(t.zone)).String()
	}
	if c.DueAt > store.Micros(t.at) {
		c.Fired = nil
	}
	return nil
}
