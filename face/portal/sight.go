package portal

import (
	"slices"
	"strings"
	"time"

	"shuniu/face/door"
	"shuniu/face/page"
	"shuniu/kernel/calendar"
	"shuniu/kernel/lang"
	"shuniu/kernel/ledger"
	"shuniu/kernel/matter"
	"shuniu/kernel/org"
	"shuniu/kernel/process"
)

// sight is a matter as whoever it belongs to sees it.
type sight struct {
	*matter.View
	p *portal
	v *door.Visitor
}

// Moments of the ledger are microseconds UTC; people read them in the city's zone.
func (p *portal) moment(us int64) time.Time { return time.UnixMicro(us).In(p.Zone) }

// running is a clock with the count behind its due date; one that stands still has
// no due date and so nothing to count.
type running struct {
	clock page.Clock
	why   page.Why
	duty  lang.Text // who does what by when
}

// clocks are those that run or stand still now, in the definition's order.
func (s sight) clocks() ([]running, error) {
	state := s.state()
	var out []running
	for _, name := range slices.Concat(state.Clocks, state.Suspends) {
		c, ok := s.Matter.Clock(name)
		switch spec := s.Definition.Clock(name); {
		case !ok || c.Phase == matter.Stopped:
		case c.Phase == matter.Paused:
			out = append(out, running{clock: page.Clock{Title: spec.Title, State: page.ClockPaused, Words: page.Word("portal.paused").Text()}})
		default:
			steps, err := s.p.Engine.ExplainClock(s.Matter, name)
			if err != nil {
				return nil, err
			}
			out = append(out, s.running(spec, c, steps))
		}
	}
	return out, nil
}

func (s sight) running(spec *process.Clock, c ledger.Clock, steps []calendar.Step) running {
	due, at := c.Due, s.p.moment(c.DueAt)
	date, _ := calendar.ParseDate(due)
	when := page.Date(date)
	exact := len(steps) > 0 && steps[len(steps)-1].Ran > 0
	if exact {
		when = page.Moment(at)
	}
	return running{
		clock: s.clock(spec, c, exact),
		why: page.Why{
			Due:   calendar.Due{Date: date, Provisional: c.Provisional},
			Limit: limitOf(c), Basis: basisOf(spec), Steps: steps,
		},
		duty: with(page.Word("portal.duty"), parts{"who": s.holder(), "clock": spec.Title, "when": when}),
	}
}

func (s sight) clock(spec *process.Clock, c ledger.Clock, exact bool) page.Clock {
	now := s.p.Now().In(s.p.Zone)
	at := s.p.moment(c.DueAt)
	date, _ := calendar.ParseDate(c.Due)
	out := page.Clock{Title: spec.Title, State: page.ClockOK, Due: page.Date(date), Used: 100}
	if length := c.DueAt - c.Started; length > 0 {
		out.Used = int((now.UnixMicro() - c.Started) * 100 / length)
	}
	left := s.p.Engine.Calendar().Remaining(calendar.DateOf(now), date)
	out.Words = page.WorkdaysLeft(left)
	switch {
	case !now.Before(at):
		out.State = page.ClockLate
		if exact || left >= 0 { // less than a working day
			out.Words = page.Word("kit.late").Text()
		}
	case exact:
		out.Due, out.Words = page.Moment(at), page.Word("portal.until").With("time", at.Format("15:04"))
		out.State = page.ClockSoon
	case left == 0 && date.After(calendar.DateOf(now)):
		out.State, out.Words = page.ClockSoon, page.Word("portal.rest-days-left").Text()
	case left == 0 || left == 1 && out.Used >= 50: // a limit of one day is not urgent from its first minute on
		out.State = page.ClockSoon
	}
	return out
}

// limitOf is the length of a clock that was started, with what it was extended by.
func limitOf(c ledger.Clock) lang.Text {
	limit, err := calendar.ParseLimit(c.Limit)
	if err != nil {
		return page.Word("portal.fixed-date").Text() // the limit of such a clock is its date
	}
	text := limitWords(limit)
	for _, x := range c.Extends {
		if more, err := calendar.ParseLimit(x); err == nil {
			text = after(after(text, same(" + ")), limitWords(more))
		}
	}
	return text
}

// basisOf names the article, or says that the limit is the city's own: a local
// limit is never called statutory.
func basisOf(c *process.Clock) lang.Text {
	if c.Nature == process.Local {
		return page.Word("portal.basis-local").Text()
	}
	return same(c.Basis)
}

// limitText is a limit in a sentence, each length with what picks it.
func limitText(def *process.Definition, c *process.Clock) lang.Text {
	return with(page.Word("portal.limit"), parts{"clock": c.Title, "limit": lengths(def, c)})
}

func lengths(def *process.Definition, c *process.Clock) lang.Text {
	switch {
	case c.Until != "":
		return with(page.Word("portal.until-field"), parts{"field": def.Field(c.Until).Label})
	case c.By == "":
		return limitWords(c.Limit)
	}
	var zh, en []string
	for _, o := range def.Field(c.By).Options {
		if limit, ok := c.LimitFor(o.Value); ok {
			zh = append(zh, o.Label.Zh+limit.In(lang.Zh))
			en = append(en, limit.In(lang.En)+" ("+strings.ToLower(o.Label.En)+")")
		}
	}
	return lang.T(strings.Join(zh, "，"), strings.Join(en, ", "))
}

// holder is the unit and the role that owe the next act, never a person.
func (s sight) holder() lang.Text {
	h := s.Matter.Holder
	return s.role(h.Role, org.UnitID(h.Unit))
}

func (s sight) role(name string, unit org.UnitID) lang.Text {
	title := roleTitle(s.Definition, name)
	u, ok := s.p.Org.Now().Unit(unit)
	if !ok {
		return title
	}
	return lang.T(u.Name.Zh+" "+title.Zh, u.Name.En+", "+strings.ToLower(title.En))
}
