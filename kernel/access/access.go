// Package access decides who may see a matter and who may act on it, and names
// the rule that decided.
//
// It promises to fail closed: what no rule allows is refused. What a person may
// not even know of is Withheld, which the public is told as not found. The same
// question is asked of each line of a list, so that none shows what a page refuses. It
// looks only at the actor, the object and the posts in force; it reads no table.
package access

import (
	"iter"
	"slices"

	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
	"shuniu/kernel/org"
)

// Kind is what sort of actor acts.
type Kind string

// The kinds of actor. An Applicant is somebody outside who has proved, by query
// code, that one matter is theirs; API is a program of another system,
// let in by its token; System takes timed exits and settles clocks;
// Importer enters what another system recorded, in whatever role it was done
// there, and touches no matter that began here.
const (
	Staff     Kind = "staff"
	Applicant Kind = "applicant"
	API       Kind = "api"
	System    Kind = "system"
	Importer  Kind = "import"
)

// Secrecy is how closely a matter is held.
type Secrecy int

// The levels of secrecy. The product holds no state secrets: documents that bear
// such a mark are refused at the door.
const (
	Open       Secrecy = 0
	WorkSecret Secrecy = 1 // only those who took part in it, by post
	Restricted Secrecy = 2 // the restricted lane: only whoever holds it now
)

// Actor is who acts, with the posts they may fill at this moment.
type Actor struct {
	Kind   Kind
	Person org.PersonID // staff
	Stands []org.Stand  // own posts, delegations, vacancies (see org)
	Units  []org.UnitID // units whose matters the actor may see: own units, and all below those they head
	All    bool         // heads or supervises the whole city
	Level  Secrecy      // highest secrecy the actor's posts are cleared for
	Matter int64        // applicant: the matter proved to be theirs

	Program int64 // api: the token it was let in by
}

// Posts that see more than their own desk: heads see the units below, a
// supervisor of a city organ, and the head whom that supervisor works for, sees every
// matter that is not held more closely.
const (
	head       = "head"
	supervisor = "supervisor"
)

// StaffActor is the actor that person is on the day, by the directory.
func StaffActor(dir *org.Directory, person org.PersonID, stands []org.Stand) Actor {
	a := Actor{Kind: Staff, Person: person, Stands: stands}
	for _, s := range stands {
		switch s.Post {
		case head:
			a.Level = max(a.Level, WorkSecret)
			below := dir.Descendants(s.Unit)
			unit, _ := dir.Unit(s.Unit)
			a.All = a.All || unit.Parent == 0 && len(below) == len(dir.Units()) || unit.Region.Level() == org.City && dir.Seated(s.Unit, supervisor)
			a.Units = append(a.Units, below...)
		case supervisor:
			a.Level = max(a.Level, WorkSecret)
			unit, ok := dir.Unit(s.Unit)
			a.All = a.All || ok && unit.Region.Level() == org.City
			a.Units = append(a.Units, dir.Descendants(s.Unit)...)
		default:
			a.Units = append(a.Units, s.Unit)
		}
	}
	slices.Sort(a.Units)
	a.Units = slices.Compact(a.Units)
	return a
}

// ByCode is the actor who proved with its query code that matter is theirs.
func ByCode(matter int64) Actor { return Actor{Kind: Applicant, Matter: matter} }

// Outsider is an actor of whom nothing is known; they may open matters.
func Outsider() Actor { return Actor{Kind: Applicant} }

// ByToken is the program of another system that was let in by a token, for a unit.
func ByToken(program int64, unit org.UnitID) Actor {
	return Actor{Kind: API, Program: program, Units: []org.UnitID{unit}}
}

// TheSystem is the actor of timed exits and clocks.
func TheSystem() Actor { return Actor{Kind: System} }

// TheImporter is the actor of another system's history.
func TheImporter() Actor { return Actor{Kind: Importer} }

// Object is what a decision about one matter looks at.
type Object struct {
	Matter  int64
	Secrecy Secrecy
	Holder  Duty
	Units   []org.UnitID // every unit that has held or opened it
	Past    bool         // it is the history of another system
}

// Duty is a post in a unit; Person is set once somebody who holds it has taken
// the matter, and for as long as they hold it.
type Duty struct {
	Unit   org.UnitID
	Post   org.PostKind
	Person org.PersonID
}

// Decision is the outcome; Rule is recorded with the event it allowed. Stand is
// the post the actor filled, with its principal.
type Decision struct {
	Rule  string
	Stand org.Stand
}

// See decides whether the actor may see the matter; the error is Withheld.
func See(a Actor, o Object) (Decision, error) {
	switch {
	case a.Kind == System:
		return Decision{Rule: "see:system"}, nil
	case a.Kind == Applicant && a.Matter == o.Matter && o.Matter != 0:
		return Decision{Rule: "see:applicant"}, nil
	case a.Kind == Applicant:
		return withheld("see:not-theirs")
	case a.Kind == Importer && o.Past:
		return Decision{Rule: "see:import"}, nil
	case a.Kind == Importer:
		return withheld("see:not-imported")
	}
	for s := range standsFor(a, o.Holder.Unit, o.Holder.Post) {
		return Decision{Rule: "see:holder", Stand: s}, nil
	}
	if o.Secrecy > a.Level {
		return withheld("see:secrecy")
	}
	if a.All {
		return Decision{Rule: "see:supervision"}, nil
	}
	for _, u := range o.Units {
		if _, ok := slices.BinarySearch(a.Units, u); ok {
			return Decision{Rule: "see:unit"}, nil
		}
	}
	return withheld("see:no-part")
}

func withheld(rule string) (Decision, error) {
	return Decision{Rule: rule}, fault.Of(fault.Withheld, "%s", rule)
}

// Ask is one way in which the process lets somebody act: a role with the duty it
// resolves to. Barred are the people who may not fill it in this matter, because
// they acted in a role it must be independent of.
type Ask struct {
	Role   string
	Duty   Duty
	Barred []org.PersonID
}

// The roles every process has.
const (
	RoleApplicant = "applicant"
	RoleSystem    = "system"
	RoleProgram   = "program"
)

// Act decides whether the actor may do what the asks allow, and as which role.
// Several asks are alternatives. The error is Denied and says why.
func Act(a Actor, o Object, asks []Ask) (string, Decision, error) {
	refused := noRole
	for _, ask := range asks {
		if a.Kind == Staff {
			for s := range standsFor(a, ask.Duty.Unit, ask.Duty.Post) {
				why := ask.refuses(a.Person, s)
				if why == "" {
					return ask.Role, Decision{Rule: "act:" + string(s.Why), Stand: s}, nil
				}
				if refused != separation {
					refused = why
				}
			}
			continue
		}
		if d, ok := outside(a, o, ask); ok {
			return ask.Role, d, nil
		}
	}
	return "", Decision{Rule: refused}, denied(refused)
}

// outside decides for those who fill no post.
func outside(a Actor, o Object, ask Ask) (Decision, bool) {
	switch {
	case a.Kind == API && ask.Role == RoleProgram && len(a.Units) == 1:
		return Decision{Rule: "act:token", Stand: org.Stand{Unit: a.Units[0]}}, true
	case a.Kind == Importer && o.Past && ask.Role != RoleSystem:
		return Decision{Rule: "act:import", Stand: org.Stand{Unit: ask.Duty.Unit, Post: ask.Duty.Post}}, true
	case a.Kind == System && ask.Role == RoleSystem:
		return Decision{Rule: "act:system"}, true
	case a.Kind == Applicant && ask.Role == RoleApplicant && a.Matter == o.Matter:
		return Decision{Rule: "act:applicant"}, true
	}
	return Decision{}, false
}

// The rules by which an act is refused.
const (
	noRole     = "act:no-role"
	taken      = "act:taken"
	separation = "act:separation"
)

// refuses names the rule that keeps person, standing in s, from what is asked; a
// delegate counts as the principal, in duty as in bar.
func (ask Ask) refuses(person org.PersonID, s org.Stand) string {
	switch {
	case slices.Contains(ask.Barred, person), slices.Contains(ask.Barred, s.Principal):
		return separation
	case ask.Duty.Person != 0 && ask.Duty.Person != person && ask.Duty.Person != s.Principal:
		return taken
	}
	return ""
}

func denied(rule string) error {
	switch rule {
	case separation:
		return fault.New(fault.Denied, lang.T("您此前经办过本件，依规定须由其他人员办理。", "You have handled this matter before; somebody else has to do this."), rule)
	case taken:
		return fault.New(fault.Denied, lang.T("本件已由同岗位的同事承接。", "A colleague in the same post has taken this."), rule)
	}
	return fault.Of(fault.Denied, "%s", rule)
}

// standsFor gives the stands that fill a post, the actor's own first.
func standsFor(a Actor, unit org.UnitID, post org.PostKind) iter.Seq[org.Stand] {
	return func(yield func(org.Stand) bool) {
		for _, own := range []bool{true, false} {
			for _, s := range a.Stands {
				if unit != 0 && s.Unit == unit && s.Post == post && (s.Why == org.ByPost) == own && !yield(s) {
					return
				}
			}
		}
	}
}
