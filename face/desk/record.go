package desk

import (
	"slices"

	"shuniu/face/docket"
	"shuniu/face/page"
	"shuniu/kernel/access"
	"shuniu/kernel/calendar"
	"shuniu/kernel/lang"
	"shuniu/kernel/ledger"
	"shuniu/kernel/matter"
	"shuniu/kernel/org"
	"shuniu/kernel/process"
)

// mostShown is how much of a record stands open.
const mostShown = 8

// timeline is the whole record, the latest first: staff see every act of each
// other and of the engine, with who did it and in whose place.
func (s sight) timeline() page.Timeline { return s.since(0) }

// since is the record after an event.
func (s sight) since(seq int) page.Timeline {
	var items []page.Event
	for _, e := range slices.Backward(s.Timeline) {
		if e.Event.Seq > seq && !hidden(e) {
			items = append(items, s.event(e))
		}
	}
	return page.Timeline{Items: items, Shown: mostShown}
}

// hidden reports whether nothing of what somebody wrote to stand at the head is for
// the reader's eyes; then that they wrote is not, either.
func hidden(e matter.Entry) bool {
	return e.Act != nil && e.Act.Pins && len(e.Values) == 0 && len(e.Event.Sealed) > 0
}

func (s sight) event(e matter.Entry) page.Event {
	item := page.Event{At: s.desk.watch.Moment(e.Event.Occurred), By: s.by(e.Event.Actor).In(s.Lang)}
	if e.Act == nil {
		s.engineAct(e.Event, &item)
		return item
	}
	item.Title, item.Key = e.Act.Title, e.Act.Answers != ""
	if e.Event.Actor.Kind == string(access.System) {
		item.By = page.Word("docket.system").In(s.Lang)
	}
	if e.Event.Effects.Opening != nil {
		return item // what it was opened with has its own place on the page
	}
	item.Body, item.Facts = s.reader().Facts(s.Definition.Form, e.Values, func(*process.Field) bool { return true })
	return item
}

// by names who acted: unit, person and role, and the person they stood in for.
func (s sight) by(a ledger.Actor) lang.Text {
	if a.Kind == string(access.System) {
		return lang.Text{}
	}
	who := whoText(s.dir, s.Definition, a)
	if _, named := s.dir.Person(org.PersonID(a.Person)); !named {
		return who
	}
	if p, ok := s.dir.Person(org.PersonID(a.For)); ok {
		return page.Word("desk.by-for").Fill(page.Texts{"who": who, "role": docket.Role(s.Definition, a.Role), "principal": p.Name})
	}
	return page.Word("desk.by").Fill(page.Texts{"who": who, "role": docket.Role(s.Definition, a.Role)})
}

// engineAct puts an act of the engine itself into words.
func (s sight) engineAct(e *ledger.Event, item *page.Event) {
	if e.Act == matter.ActErase {
		item.Title = page.Word("desk.did-erase").Text()
		return
	}
	if e.Act == matter.ActHandOver {
		s.handedOver(e, item)
		return
	}
	if len(e.Effects.Clocks) == 0 {
		item.Title = page.Word("desk.did-child").Text()
		return
	}
	c := e.Effects.Clocks[0]
	spec := s.Definition.Clock(c.Name)
	with := page.Texts{"clock": spec.Title, "due": s.desk.watch.Due(c)}
	switch e.Act {
	case matter.ActRemind:
		item.Title = page.Word("desk.did-remind").Fill(with)
	case matter.ActBreach:
		item.Title = page.Word("desk.did-breach").Fill(with)
		item.Cards = cardOf(spec.Breach)
		if then := s.Definition.Act(spec.Then); then != nil {
			item.Title = page.Word("desk.did-run-out").Fill(with)
		}
	case matter.ActEscalate:
		item.Title = page.Word("desk.did-escalate").Fill(with)
		item.Cards = cardOf(spec.Gravity(matter.Escalated(c)))
	case matter.ActRecount:
		item.Title = page.Word("desk.did-recount").Text()
		for _, c := range e.Effects.Clocks {
			due, err := calendar.ParseDate(c.Due)
			if err != nil {
				continue
			}
			item.Facts = append(item.Facts, page.Fact{Key: s.Definition.Clock(c.Name).Title, Value: page.Date(due).In(s.Lang)})
		}
	default:
		item.Title = page.Word("desk.did-child").Text()
	}
}

// handedOver says to whom, and by whose order, a matter went when a post ended.
func (s sight) handedOver(e *ledger.Event, item *page.Event) {
	to := slices.Clone(e.Effects.Claims)
	if e.Effects.Holder != nil {
		to = append(to, *e.Effects.Holder)
	}
	by, _ := s.dir.Person(org.PersonID(e.Actor.Person))
	for _, h := range to {
		who, _ := s.dir.Person(org.PersonID(h.Person))
		item.Title = page.Word("desk.did-hand-over").Fill(page.Texts{"who": who.Name, "role": docket.Role(s.Definition, h.Role)})
	}
	item.By = page.Word("desk.by-order").Fill(page.Texts{"who": by.Name}).In(s.Lang)
}

func cardOf(severity process.Severity) []page.Card {
	if severity == process.None {
		return nil
	}
	return []page.Card{{Severity: severity}}
}

// cards is the mark of a clock that runs though it has been missed.
func cards(spec *process.Clock, c ledger.Clock) []page.Card {
	if c.Phase != matter.Running || !slices.Contains(c.Fired, "breach") {
		return nil
	}
	return cardOf(spec.Gravity(matter.Escalated(c)))
}

// clockless says why no clock runs in a state.
func clockless(st *process.State) lang.Text {
	switch {
	case st.End != "":
		return page.Word("desk.clockless-ended").Text()
	case !st.NoClock.IsZero():
		return st.NoClock
	}
	return page.Word("desk.clockless").Text()
}
