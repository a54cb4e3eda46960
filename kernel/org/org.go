// Package org knows who answers for what: the regions of the city in four
// levels, the units in them, the persons, the posts they hold and the powers they
// hand to one another, each from a day to a day.
//
// It promises that a post asked for is never nobody's while anyone above it
// serves: a vacant post falls to the head of the unit, and where there is no head
// to the head of the nearest superior unit. It never invents a power: a delegated
// post is not delegated further, and ends with the post of whoever gave it.
//
// Region codes are the 12 digits of the statistical division codes, whose first
// six are those of GB/T 2260. The posts with substitutes are the AB-role system
// (AB岗) of administrative offices.
//
// Writes go to the tables region, unit, unit_closure, person, post and delegation
// in the caller's transaction. Reads are answered by a Directory, an immutable
// snapshot in memory which a Keeper renews when the tables changed.
package org

import (
	"shuniu/kernel/calendar"
	"shuniu/kernel/lang"
)

// The ids of the organisation, each from its own sequence (see IDs); 0 is none.
type (
	// UnitID is the id of a unit.
	UnitID int64
	// PersonID is the id of a person.
	PersonID int64
	// PostID is the id of a post.
	PostID int64
	// DelegationID is the id of a delegation.
	DelegationID int64
)

// Unit is an organ or department. Parent is its superior unit, 0 for the one at
// the top of the city. Code is its short unique name, which process definitions
// use ("hotline").
type Unit struct {
	ID     UnitID
	Code   string
	Name   lang.Text
	Region RegionCode
	Parent UnitID
	Phone  string
}

// Person is somebody who works in a unit, or did. Code is the staff number (工号) or
// another mark that tells people of the same name apart; it may be empty, and is
// unique otherwise.
type Person struct {
	ID   PersonID
	Code string
	Name lang.Text
}

// PostKind says what a post is for, in the words of the process definitions:
// "handler", "dispatcher", "head".
type PostKind string

// Head is the post to which the vacant posts of a unit fall.
const Head PostKind = "head"

// Post is the time for which one person holds one post of a unit. Since and Until
// are its first and last day; a zero Until is open. Title is what the holder is
// called (局长); it may be empty.
type Post struct {
	ID     PostID
	Unit   UnitID
	Kind   PostKind
	Person PersonID
	Title  lang.Text
	Since  calendar.Date
	Until  calendar.Date
}

// On reports whether the post is held on the day. A post that ends before it
// begins was cancelled and is never held.
func (p Post) On(day calendar.Date) bool {
	return !day.Before(p.Since) && (p.Until.IsZero() || !day.After(p.Until))
}

// Seat is the place the post is held in.
func (p Post) Seat() Seat { return Seat{p.Unit, p.Kind} }

// DelegationKind says why a person may act for another.
type DelegationKind string

// A substitute (AB岗的B角) takes the place of the holder; a grant (授权) adds a
// second person to the post.
const (
	Substitute DelegationKind = "substitute"
	Grant      DelegationKind = "grant"
)

// Delegation lets a person act in the post of another, from its first day to its
// last; both are always set.
type Delegation struct {
	ID    DelegationID
	Post  PostID
	To    PersonID
	Kind  DelegationKind
	Since calendar.Date
	Until calendar.Date
}

// On reports whether the delegation itself is valid on the day; the post it hands
// on must be held that day too.
func (d Delegation) On(day calendar.Date) bool {
	return !day.Before(d.Since) && !day.After(d.Until)
}

// Seat is a post of a unit, whoever holds it.
type Seat struct {
	Unit UnitID
	Post PostKind
}

// Why says by what right somebody stands in a seat.
type Why string

// The rights: the person's own post, another's as substitute or by grant, or a
// vacant one that has fallen to the person.
const (
	ByPost       Why = "post"
	BySubstitute Why = "substitute"
	ByGrant      Why = "grant"
	ByVacancy    Why = "vacancy"
)

// Stand is a seat in which a person may act. Principal is whose power it is: the
// person's own, or that of whoever delegated it. Rules that keep two acts apart
// (separation of duties) must count the principal as having acted too.
type Stand struct {
	Unit      UnitID
	Post      PostKind
	Principal PersonID
	Why       Why
}

// Seat is the seat of the stand.
func (s Stand) Seat() Seat { return Seat{s.Unit, s.Post} }
