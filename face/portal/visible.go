package portal

import (
	"slices"

	"shuniu/face/docket"
	"shuniu/face/page"
	"shuniu/kernel/access"
	"shuniu/kernel/lang"
	"shuniu/kernel/ledger"
	"shuniu/kernel/matter"
	"shuniu/kernel/org"
	"shuniu/kernel/process"
)

// What the person a matter belongs to may read of its record. This is the only
// place that decides it:
//
//  1. Every act is shown with its name, its time and the unit and role that did it.
//     No person is named. What the system did is shown where it changed something
//     for the resident: a timed exit, and that a limit was missed. Reminders and
//     warnings between units are not.
//  2. The values of an act are shown if the resident did it; if it opened the
//     matter, for then they are the resident's words even when the hotline typed
//     them; or if it answers the resident, which a refusal with its reasons does.
//  3. Of any other act, what passes between units (why more time was asked for,
//     why work was sent back), only values are shown that the process marks public.
//  4. A field that names who may see it in every matter is shown to nobody else,
//     and to the resident if they are among those.

// told reports whether an entry appears at all.
func told(e matter.Entry) bool {
	return e.Act != nil || e.Event.Act == matter.ActBreach
}

// toldValue reports whether the value of a field of an entry appears.
func toldValue(e matter.Entry, f *process.Field) bool {
	if f == nil || e.Act == nil {
		return false
	}
	if len(f.Sees) > 0 && f.SeesWhen == "" {
		return slices.Contains(f.Sees, process.Applicant)
	}
	return f.Public || e.Event.Actor.Kind == string(access.Applicant) || e.Act.Opening() || e.Act.Answers == process.ToApplicant
}

// timeline is the record as the resident may read it, the latest first.
func (s sight) timeline() page.Timeline {
	var items []page.Event
	for _, e := range slices.Backward(s.Timeline) {
		if told(e) {
			items = append(items, s.event(e))
		}
	}
	return page.Timeline{Items: items}
}

// answer is the answer that stands: the last one given since the matter was last
// opened again.
func (s sight) answer() (page.Event, bool) {
	for _, e := range slices.Backward(s.Timeline) {
		if e.Event.Effects.Reopened {
			break
		}
		if e.Act != nil && e.Act.Answers == process.ToApplicant {
			return s.event(e), true
		}
	}
	return page.Event{}, false
}

func (s sight) event(e matter.Entry) page.Event {
	actor := e.Event.Actor
	item := page.Event{At: s.p.watch.Moment(e.Event.Occurred), By: s.role(actor.Role, org.UnitID(actor.Unit)).In(s.v.Lang)}
	if e.Act == nil {
		item.Title = s.missed(e.Event)
		return item
	}
	item.Title = e.Act.Title
	item.Key = e.Act.Answers == process.ToApplicant
	item.Body, item.Facts = s.reader().Facts(s.Definition.Form, e.Values, func(f *process.Field) bool { return toldValue(e, f) })
	return item
}

// missed names the limit that ran out.
func (s sight) missed(e *ledger.Event) lang.Text {
	var names []lang.Text
	for _, c := range e.Effects.Clocks {
		if spec := s.Definition.Clock(c.Name); spec != nil {
			names = append(names, spec.Title)
		}
	}
	return page.Word("portal.missed").Fill(page.Texts{"clock": docket.Listed(names)})
}
