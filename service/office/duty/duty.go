// Package duty keeps the chain of responsibility whole when people change: whoever
// leaves a post hands every open matter of theirs to a named successor before the
// post ends (岗位责任制; the handover itself is a matter, process/office/handover.yaml).
//
// It promises that no post ends by it while an open matter has no named successor,
// that a successor who may not hold a matter (separation of duties) or does not hold
// the post is refused by name, that every matter handed over says in its own chain by
// whose order, and that a handover which was interrupted goes on where it stopped and
// does nothing twice. It never chooses a successor and never ends a post early.
package duty

import (
	"shuniu/kernel/calendar"
	"shuniu/kernel/matter"
	"shuniu/kernel/org"
)

// The names of the definition; a site's own edition of it keeps them.
const (
	Process       = "office.handover"
	stateOrdered  = "ordered"
	actComplete   = "complete"
	personnelUnit = "office"
	personnelPost = org.PostKind("personnel")

	fieldUnit      = "unit"
	fieldLeaver    = "leaver"
	fieldPost      = "post"
	fieldLast      = "last"
	fieldSuccessor = "successor"
	fieldShares    = "shares"
	fieldAppoint   = "appoint"
	fieldMatters   = "matters"
	fieldReason    = "reason"
)

// Hooks are the rules of handovers that their definition names.
func Hooks() map[string]matter.Hook {
	return map[string]matter.Hook{"handover.order": order, "handover.complete": complete}
}

// Change is a departure as it is asked for. Kind "" is every post in the unit. Shares
// name, by number, who gets a matter instead of Successor; Appoint lets Successor
// take over the posts on the day after the last.
type Change struct {
	Unit      org.UnitID
	Leaver    org.PersonID
	Kind      org.PostKind
	Last      calendar.Date
	Successor org.PersonID
	Shares    map[string]org.PersonID
	Appoint   bool
}

// next is the first day on which the posts are no longer the leaver's.
func (c Change) next() calendar.Date { return c.Last.Add(1) }

// posts are those that the leaver still holds on a day and is to leave.
func (c Change) posts(dir *org.Directory, on calendar.Date) []org.Post {
	var out []org.Post
	for _, p := range dir.PostsOf(c.Leaver, on) {
		if p.Unit == c.Unit && (c.Kind == "" || p.Kind == c.Kind) {
			out = append(out, p)
		}
	}
	return out
}

// holds are the leaver's seats, with whether anybody else keeps them afterwards.
func (c Change) holds(dir *org.Directory) []matter.Hold {
	var out []matter.Hold
	for _, p := range c.posts(dir, c.Last) {
		sole := true
		for _, other := range dir.HoldersOf(p.Unit, p.Kind, c.next()) {
			sole = sole && other.Person == c.Leaver
		}
		out = append(out, matter.Hold{Person: c.Leaver, Seat: p.Seat(), Sole: sole})
	}
	return out
}

// takes reports whether a person holds the seat once the leaver has gone.
func (c Change) takes(dir *org.Directory, who org.PersonID, seat org.Seat) bool {
	if c.Appoint && who == c.Successor {
		return true
	}
	for _, p := range dir.HoldersOf(seat.Unit, seat.Post, c.next()) {
		if p.Person == who && who != c.Leaver {
			return true
		}
	}
	return false
}
