package portal

import (
	"slices"

	"shuniu/face/docket"
	"shuniu/face/page"
	"shuniu/kernel/matter"
	"shuniu/kernel/org"
	"shuniu/kernel/process"
)

// timeline is the record as the resident may read it, the latest first.
func (s sight) timeline() page.Timeline {
	var items []page.Event
	for _, e := range slices.Backward(s.Timeline) {
		if docket.Told(e) {
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
		item.Title = docket.Missed(s.Definition, e.Event)
		return item
	}
	item.Title = e.Act.Title
	item.Key = e.Act.Answers == process.ToApplicant
	item.Body, item.Facts = s.reader().Facts(s.Definition.Form, e.Values, func(f *process.Field) bool { return docket.ToldValue(e, f) })
	return item
}
