package matter

import (
	"fmt"
	"slices"
	"time"

	"shuniu/kernel/access"
	"shuniu/kernel/calendar"
	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
	"shuniu/kernel/ledger"
	"shuniu/kernel/org"
	"shuniu/kernel/process"
	"shuniu/kernel/store"
)

// scene is where somebody wants to act: who, when, on what, by which definition.
// It answers what is possible and changes nothing.
type scene struct {
	q      store.Q
	dir    *org.Directory
	actor  access.Actor
	at     time.Time     // when it happens, in the city's zone
	posts  calendar.Date // whose posts count: today's also for history, which the register does not reach back to
	origin ledger.Origin
	m      *Matter
	def    *process.Definition
	form   []byte  // whose waiting files the act may take
	parent *Matter // while a child is opened: what its clocks may not outlast
}

// today is the day of the act in the city.
func (s *scene) today() calendar.Date { return calendar.DateOf(s.at) }

// notBefore keeps the record of a matter from going back in time.
func (s *scene) notBefore(moment int64) {
	if store.Micros(s.at) < moment {
		s.at = store.Moment(moment).In(s.at.Location())
	}
}

// mayKnow hides from the actor what they may not even know of.
func (s *scene) mayKnow() error {
	_, err := access.See(s.actor, s.m.Object())
	return err
}

// conflict tells what has happened instead.
func (s *scene) conflict(act *process.Act) error {
	state := s.def.State(s.m.State)
	last := lang.T("操作", "an act")
	if a := s.def.Act(s.m.Last); a != nil {
		last = a.Title
	}
	at := store.Moment(s.m.LastAt).In(s.at.Location()).Format("2006-01-02 15:04")
	text := lang.T("未能“{act}”：本件已于{at}由他人或系统“{last}”，现处于“{state}”。", "“{act}” did not take effect: “{last}” was done at {at} and the matter is now “{state}”.")
	text = lang.Text{
		Zh: text.With("act", act.Title.In(lang.Zh), "at", at, "last", last.In(lang.Zh), "state", state.Title.In(lang.Zh)).Zh,
		En: text.With("act", act.Title.In(lang.En), "at", at, "last", last.In(lang.En), "state", state.Title.In(lang.En)).En,
	}
	return fault.New(fault.Conflict, text, fmt.Sprintf("act %s from state %s of matter %d", act.Name, s.m.State, s.m.ID))
}

// asks resolves roles, as those that may perform an act, to duties.
func (s *scene) asks(roles []string) []access.Ask {
	asks := make([]access.Ask, 0, len(roles)+1)
	for _, name := range roles {
		if name == access.RoleApplicant || name == access.RoleSystem || name == access.RoleProgram {
			asks = append(asks, access.Ask{Role: name})
			continue
		}
		role := s.def.Role(name)
		barred := s.barred(role)
		duty, ok := s.resolve(role)
		if s.m.Holder.Role == name {
			asks = append(asks, access.Ask{Role: name, Duty: s.duty(), Barred: barred})
		}
		if ok && (s.m.Holder.Role != name || duty.Unit != org.UnitID(s.m.Holder.Unit) || string(duty.Post) != s.m.Holder.Post) {
			asks = append(asks, access.Ask{Role: name, Duty: duty, Barred: barred})
		}
	}
	return asks
}

// duty is what the holder owes. Who has taken the matter owes it for as long as
// they hold the post; then it is everybody's in that post again.
func (s *scene) duty() access.Duty {
	d := s.m.Object().Holder
	if !slices.Contains(holders(s.dir, org.Seat{Unit: d.Unit, Post: d.Post}, s.posts), d.Person) {
		d.Person = 0
	}
	return d
}

// holders are the people who hold a seat on the day.
func holders(dir *org.Directory, seat org.Seat, on calendar.Date) []org.PersonID {
	var people []org.PersonID
	for _, p := range dir.HoldersOf(seat.Unit, seat.Post, on) {
		people = append(people, p.Person)
	}
	return people
}

// barred are the people a role must be independent of (separation of duties).
func (s *scene) barred(role *process.Role) []org.PersonID {
	var out []org.PersonID
	for _, other := range role.Not {
		for _, p := range s.m.Past[other] {
			out = append(out, org.PersonID(p))
		}
	}
	return out
}

// resolve finds the duty that a role means in this matter at this moment; false
// where nobody up to the top unit could fill it.
func (s *scene) resolve(role *process.Role) (access.Duty, bool) {
	var unit org.UnitID
	switch role.Unit {
	case process.UnitAssigned:
		unit = org.UnitID(s.m.Assigned)
	case process.UnitSuperior:
		unit = superior(s)
	case process.UnitOwn:
		unit = org.UnitID(s.m.Owner)
	case process.UnitParent:
		if s.parent != nil {
			unit = org.UnitID(s.parent.Holder.Unit)
		} else if p, err := loadRow(nil, s.q, s.m.Parent); err == nil {
			unit = org.UnitID(p.matter.Holder.Unit)
		}
	default:
		if u, ok := s.dir.UnitByCode(role.Unit); ok {
			unit = u.ID
		}
	}
	if unit == 0 {
		return access.Duty{}, false
	}
	owes, ok := s.dir.Resolve(unit, org.PostKind(role.Post), s.posts)
	for ok && avoids(s, role, owes.Unit) {
		unit, _ := s.dir.Unit(owes.Unit)
		owes, ok = s.dir.Resolve(unit.Parent, org.PostKind(role.Post), s.posts)
	}
	return access.Duty{Unit: owes.Unit, Post: owes.Post}, ok
}

// superior is the unit above the one assigned; nobody's where none is assigned.
func superior(s *scene) org.UnitID {
	assigned := org.UnitID(s.m.Assigned)
	if above := s.dir.Ancestors(assigned); len(above) > 0 {
		return above[0]
	}
	return assigned
}

// avoids reports whether the matter itself keeps a unit from filling the role.
func avoids(s *scene, role *process.Role, unit org.UnitID) bool {
	return slices.ContainsFunc(role.Avoids, func(field string) bool {
		named, ok := s.dir.UnitByCode(s.m.Fields[field])
		return ok && s.dir.Within(unit, named.ID)
	})
}

// as is the actor as the event records it.
func (s *scene) as(role string, stand org.Stand) ledger.Actor {
	a := ledger.Actor{Kind: string(s.actor.Kind), Person: int64(s.actor.Person), Unit: int64(stand.Unit), Role: role, Program: s.actor.Program}
	if stand.Principal != s.actor.Person {
		a.For = int64(stand.Principal)
	}
	return a
}

// gates refuses an act whose earlier acts have not been done since the last
// reopening.
func (s *scene) gates(act *process.Act) error {
	var ds []fault.Defect
	for _, need := range act.After {
		if !slices.Contains(s.m.Since, need) {
			ds = append(ds, fault.Defect{Text: lang.Text{
				Zh: "须先“" + s.def.Act(need).Title.Zh + "”。",
				En: "“" + s.def.Act(need).Title.En + "” has to be done first.",
			}})
		}
	}
	return fault.Defects(ds)
}

// inTime refuses what comes after a hard limit, or after the limit within which
// alone the act is possible; other limits card late work and never forbid it.
func (s *scene) inTime(act *process.Act) error {
	if s.actor.Kind == access.System || s.actor.Kind == access.Importer { // what was late elsewhere happened all the same
		return nil
	}
	if act.Within != "" {
		spec := s.def.Clock(act.Within)
		if c, ok := s.m.Clock(act.Within); !ok || c.Phase != Running || c.DueAt <= store.Micros(s.at) {
			return fault.New(fault.Late, lang.Text{
				Zh: "“" + spec.Title.Zh + "”的期限已过，不能再“" + act.Title.Zh + "”。（" + spec.Basis + "）",
				En: "The limit “" + spec.Title.En + "” has passed: “" + act.Title.En + "” is no longer possible. (" + spec.Basis + ")",
			}, "act within "+act.Within)
		}
	}
	for _, c := range s.m.Clocks {
		if spec := s.def.Clock(c.Name); spec.Hard && c.Phase == Running && c.DueAt <= store.Micros(s.at) {
			return fault.New(fault.Late, lang.Text{
				Zh: "“" + spec.Title.Zh + "”的期限已于" + c.Due + "届满，依规定不能再办理。（" + spec.Basis + "）",
				En: "The limit “" + spec.Title.En + "” ended on " + c.Due + " and allows no late act. (" + spec.Basis + ")",
			}, "hard limit "+c.Name)
		}
	}
	return nil
}

// closed reports whether the guard refuses the act whatever is given to it: it
// looks only at what is known already.
func (s *scene) closed(act *process.Act) bool {
	if act.Guard == nil {
		return false
	}
	never, err := act.Guard.Never(s.vars(nil), slices.Concat(act.Needs, act.Asks, act.Fills)...)
	return err != nil || never
}

func (s *scene) guardRefused(act *process.Act) error {
	text := act.Refusal
	if text.IsZero() {
		text = lang.Text{Zh: "依流程规定，现在不能“" + act.Title.Zh + "”。", En: "The process does not allow “" + act.Title.En + "” now."}
	}
	typed := func(f string) bool { return slices.Contains(act.Needs, f) || slices.Contains(act.Asks, f) }
	if !slices.ContainsFunc(act.Guard.Fields, typed) { // nothing that was entered could be corrected
		return fault.New(fault.Conflict, text, "guard of "+act.Name+": "+act.Guard.Source)
	}
	e := fault.Of(fault.Invalid, "guard of %s: %s", act.Name, act.Guard.Source)
	e.Defects = []fault.Defect{{Text: text}}
	return e
}

// mayOpen decides who opens, and for which unit: an outsider as applicant, staff
// by a post that the opening act names, the system for the unit that holds the
// parent.
func (s *scene) mayOpen(act *process.Act) (role string, d access.Decision, err error) {
	own := []org.UnitID{0}
	for _, stand := range s.actor.Stands {
		if !slices.Contains(own, stand.Unit) {
			own = append(own, stand.Unit)
		}
	}
	for _, unit := range own { // whoever has posts in several opens for the first that may
		s.m.Owner = int64(unit)
		role, d, err = access.Act(s.actor, access.Object{Matter: s.actor.Matter, Past: s.origin == ledger.Import}, s.asks(act.By))
		if err == nil {
			break
		}
	}
	s.m.Owner = int64(d.Stand.Unit)
	if s.parent != nil {
		s.m.Owner = s.parent.Holder.Unit
	}
	return role, d, err
}
