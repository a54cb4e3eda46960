package simulate

import (
	"slices"

	"shuniu/kernel/access"
	"shuniu/kernel/calendar"
	"shuniu/kernel/matter"
	"shuniu/kernel/org"
	"shuniu/kernel/process"
)

// who does an act: the resident, or somebody who fills one of its roles, whoever has
// the matter first. False where nobody does.
func (p *play) who(l *life, act *process.Act, d dice) (access.Actor, bool) {
	roles := slices.Clone(act.By)
	if i := slices.Index(roles, l.row.Holder.Role); i > 0 {
		roles[0], roles[i] = roles[i], roles[0]
	}
	for _, name := range roles {
		switch name {
		case process.System, process.Program:
		case process.Applicant:
			if l.row.Parent == 0 {
				return access.ByCode(int64(l.row.ID)), true
			}
		default:
			if a, ok := p.filling(l, l.def.Role(name), d); ok {
				return a, true
			}
		}
	}
	return access.Actor{}, false
}

// filling is somebody who may fill a role in a matter: who has taken it, if somebody
// has, and nobody who is barred.
func (p *play) filling(l *life, role *process.Role, d dice) (access.Actor, bool) {
	unit := p.unitOf(l, role)
	day := calendar.DateOf(p.now.In(p.zone))
	dir := p.org.Now()
	stand, ok := dir.Resolve(unit, org.PostKind(role.Post), day)
	if !ok {
		return access.Actor{}, false
	}
	seat := stand.Seat()
	if l.row.Holder.Role == role.Name {
		seat = org.Seat{Unit: org.UnitID(l.row.Holder.Unit), Post: org.PostKind(l.row.Holder.Post)}
	}
	var people []org.PersonID
	for _, h := range dir.HoldersOf(seat.Unit, seat.Post, day) {
		if !p.barred(l.row, role, h.Person) {
			people = append(people, h.Person)
		}
	}
	if len(people) == 0 {
		return access.Actor{}, false
	}
	person := pick(d, people)
	if taken := org.PersonID(l.row.Claims[role.Name].Person); slices.Contains(people, taken) {
		person = taken
	}
	return access.StaffActor(dir, person, dir.Stands(person, day)), true
}

func (p *play) barred(m *matter.Matter, role *process.Role, person org.PersonID) bool {
	return slices.ContainsFunc(role.Not, func(other string) bool { return slices.Contains(m.Past[other], int64(person)) })
}

// unitOf is the unit that a role means in a matter.
func (p *play) unitOf(l *life, role *process.Role) org.UnitID {
	switch role.Unit {
	case process.UnitAssigned:
		return org.UnitID(l.row.Assigned)
	case process.UnitOwn:
		return org.UnitID(l.row.Owner)
	case process.UnitParent:
		if parent := p.lives[l.row.Parent]; parent != nil {
			return org.UnitID(parent.row.Holder.Unit)
		}
		return 0
	}
	u, _ := p.org.Now().UnitByCode(role.Unit)
	return u.ID
}

// clerk is somebody of the staff who may open a process: at any of the units that
// have the post, for the place where it is about.
func (p *play) clerk(act *process.Act, def *process.Definition, d dice) (access.Actor, bool) {
	dir, day := p.org.Now(), calendar.DateOf(p.now.In(p.zone))
	for _, name := range act.By {
		role := def.Role(name)
		if role == nil {
			continue
		}
		var people []org.PersonID
		for _, u := range dir.Units() {
			if role.Unit == u.Code || role.Unit == process.UnitOwn {
				for _, h := range dir.HoldersOf(u.ID, org.PostKind(role.Post), day) {
					people = append(people, h.Person)
				}
			}
		}
		if len(people) > 0 {
			person := pick(d, people)
			return access.StaffActor(dir, person, dir.Stands(person, day)), true
		}
	}
	return access.Actor{}, false
}

// codeOf is the code of a unit.
func (p *play) codeOf(unit int64) string {
	u, _ := p.org.Now().Unit(org.UnitID(unit))
	return u.Code
}
