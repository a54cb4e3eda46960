package portal

import (
	"net/http"
	"slices"
	"strings"

	"shuniu/face/docket"
	"shuniu/face/door"
	"shuniu/face/page"
	"shuniu/kernel/access"
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

func (s sight) reader() docket.Reader {
	return docket.Reader{Dir: s.p.Org.Now(), Lang: s.v.Lang, Files: filePath}
}

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
		if !ok || c.Phase == matter.Stopped {
			continue
		}
		k, err := s.running(s.Definition.Clock(name), c)
		if err != nil {
			return nil, err
		}
		out = append(out, k)
	}
	return out, nil
}

func (s sight) running(spec *process.Clock, c ledger.Clock) (running, error) {
	k := running{clock: s.p.watch.Clock(spec, c)}
	if c.Phase == matter.Paused {
		return k, nil
	}
	switch {
	case !docket.Exact(c):
	case k.clock.State == page.ClockLate:
		k.clock.Words = page.Word("kit.late").Text()
	default: // the hour stays true on a page that is left open
		k.clock.State = page.ClockSoon
		k.clock.Words = page.Word("portal.until").With("time", s.p.watch.Moment(c.DueAt).Format("15:04"))
	}
	k.duty = page.Word("portal.duty").Fill(page.Texts{"who": s.holder(), "clock": spec.Title, "when": k.clock.Due})
	var err error
	k.why, err = s.p.watch.Why(s.Matter, spec, c)
	return k, err
}

// limitText is a limit in a sentence, each length with what picks it.
func limitText(def *process.Definition, c *process.Clock) lang.Text {
	return page.Word("portal.limit").Fill(page.Texts{"clock": c.Title, "limit": lengths(def, c)})
}

func lengths(def *process.Definition, c *process.Clock) lang.Text {
	switch {
	case c.Until != "":
		return page.Word("portal.until-field").Fill(page.Texts{"field": def.Field(c.Until).Label})
	case c.By == "":
		return docket.Limit(c.Limit)
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
	return docket.Holder(s.Definition, s.p.Org.Now(), ledger.Holder{Role: name, Unit: int64(unit)})
}

// partsOf are the departments at work on the matter, nil if it waits for none: by whom
// and until when, which is the applicant's to know, and nothing of what they write.
func partsOf(r *http.Request, s sight) (*page.Table, error) {
	t, any, err := docket.Parts{Watch: s.p.watch, Dir: s.p.Org.Now(), Lang: s.v.Lang}.Of(r.Context(), access.TheSystem(), s.View)
	if !any || s.Definition.Restricted {
		return nil, err
	}
	return &t, err
}
