package org

import (
	"shuniu/kernel/lang"
)

// enterPosts writes what is there already first: who leaves makes room for who
// comes.
func (e *entry) enterPosts() {
	var fresh []postRow
	for _, p := range e.posts {
		unit, known := e.unitsKnown[p.unit]
		if !known {
			if !e.lost(p.unit, string(UnitTable)) {
				e.refuse(p.at, lang.T("没有单位 {code}。", "There is no unit {code}.").With("code", p.unit))
			}
			e.spoilt[p.unit+"/"+string(p.Kind)] = true
			continue
		}
		p.Unit = unit.ID
		if !e.enterPerson(&p) {
			e.spoilt[p.unit+"/"+string(p.Kind)] = true
			continue
		}
		if old, there := e.roll.post(p.Post); there {
			e.enterHeld(p, old)
		} else {
			fresh = append(fresh, p)
		}
	}
	for _, p := range fresh {
		if old, there := e.roll.post(p.Post); there { // the row stands twice
			e.enterHeld(p, old)
			continue
		}
		p.ID, e.ids.posts = e.ids.posts[0], e.ids.posts[1:]
		if !e.accepted(p.at, Appoint(e.tx, p.Post)) {
			e.spoilt[p.unit+"/"+string(p.Kind)] = true
			continue
		}
		e.roll.hold(p.Post)
		e.done.Posts.Added++
	}
}

// enterPerson finds out who is meant, and adds or revises the person.
func (e *entry) enterPerson(p *postRow) bool {
	who, there, text := e.roll.who(*p)
	if !text.IsZero() {
		e.refuse(p.at, text)
		return false
	}
	if !there {
		p.person.ID, e.ids.persons = e.ids.persons[0], e.ids.persons[1:]
		if !e.accepted(p.at, AddPerson(e.tx, p.person)) {
			return false
		}
		e.roll.join(p.person)
		e.roll.attach(p.person.ID, p.Unit)
		e.done.People.Added++
		p.Person = p.person.ID
		return true
	}
	p.Person, p.person.ID = who.ID, who.ID
	if p.person.Name.En == "" {
		p.person.Name.En = who.Name.En
	}
	e.roll.attach(who.ID, p.Unit)
	if p.person == who {
		e.done.People.Same++
		return true
	}
	if !e.accepted(p.at, RevisePerson(e.tx, p.person)) {
		return false
	}
	e.roll.join(p.person)
	e.done.People.Revised++
	return true
}

// enterHeld compares a row with the post that is there.
func (e *entry) enterHeld(p postRow, old Post) {
	p.keep("title_zh", &p.Title.Zh, old.Title.Zh)
	p.keep("title_en", &p.Title.En, old.Title.En)
	same := true
	if p.Title != old.Title {
		if !e.accepted(p.at, Retitle(e.tx, old.ID, p.Title)) {
			return
		}
		same = false
		e.done.Posts.Revised++
	}
	switch {
	case p.Until == old.Until:
		if same {
			e.done.Posts.Same++
		}
	case p.Until.IsZero() || !old.Until.IsZero() && old.Until.Before(p.Until):
		e.refuse(p.at, lang.T("该任职已于 {day} 终止，不能改得更晚；重新任职请另起一行。", "This post ended on {day} and cannot end later; a new term is a line of its own.").With("day", old.Until.String()))
	case p.Until.Before(p.Since):
		e.refuse(p.at, lang.T("截止日期早于起始日期。", "The last day is before the first."))
	default:
		if !e.accepted(p.at, EndPost(e.tx, old.ID, p.Until)) {
			return
		}
		e.done.Posts.Ended++
		e.ended = append(e.ended, p)
	}
	old.Title, old.Until = p.Title, p.Until
	e.roll.hold(old)
}

// letGo asks, once all posts are entered, whether those who leave may go.
func (e *entry) letGo() {
	if e.leave == nil {
		return
	}
	for _, p := range e.ended {
		text, err := e.leave(e.tx, p.Post, !e.roll.kept(p.Seat(), p.Until.Add(1)))
		if e.err = err; err != nil {
			return
		}
		if !text.IsZero() {
			e.refuse(p.at, text)
		}
	}
}

func (e *entry) enterDelegations() {
	for _, d := range e.delegations {
		unit, known := e.unitsKnown[d.unit]
		seat := d.unit + "/" + string(d.post)
		if !known {
			if !e.lost(d.unit, string(UnitTable)) {
				e.refuse(d.at, lang.T("没有单位 {code}。", "There is no unit {code}.").With("code", d.unit))
			}
			continue
		}
		post, ok := e.roll.heldBy(Seat{unit.ID, d.post}, d.from, d.Since)
		if !ok {
			if !e.lost(seat, string(PostTable)) {
				e.refuse(d.at, lang.T("{from} 在 {day} 没有担任此岗，或者有同名的人。", "{from} does not hold this post on {day}, or there are several of that name.").With("from", d.from, "day", d.Since.String()))
			}
			continue
		}
		to, ok := e.roll.named(d.to, unit.ID)
		if !ok {
			if !e.lost(string(PostTable)) {
				e.refuse(d.at, lang.T("没有 {to} 这个人，或者有同名的人；同名时请写人员编号。", "There is nobody called {to}, or there are several; name one by the person's code.").With("to", d.to))
			}
			continue
		}
		d.Post, d.To = post.ID, to.ID
		e.enterDelegation(d)
	}
}

func (e *entry) enterDelegation(d delegationRow) {
	key := givenKey{d.Post, d.To, d.Kind, d.Since.String()}
	old, there := e.given[key]
	switch {
	case !there:
		d.ID, e.ids.delegations = e.ids.delegations[0], e.ids.delegations[1:]
		if !e.accepted(d.at, Delegate(e.tx, d.Delegation)) {
			return
		}
		e.done.Delegations.Added++
		e.given[key] = d.Delegation
	case d.Until == old.Until:
		e.done.Delegations.Same++
	case d.Until.IsZero() || old.Until.Before(d.Until):
		e.refuse(d.at, lang.T("该授权到 {day} 为止，不能改得更晚；请另起一行。", "This delegation ends on {day} and cannot end later; write another line.").With("day", old.Until.String()))
	default:
		if e.accepted(d.at, EndDelegation(e.tx, old.ID, d.Until)) {
			e.done.Delegations.Ended++
			old.Until = d.Until
			e.given[key] = old
		}
	}
}
