package process

import "slices"

// roleProof proves P5.
type roleProof struct{ *prover }

func (p roleProof) all() {
	p.roles()
	p.duties()
}

// roles proves the first half of P5: whoever must act can be found on every
// path, and no act belongs to nobody.
func (p roleProof) roles() {
	for _, s := range p.d.States {
		if r := p.d.Role(s.Holder); r != nil && r.OfAssigned() {
			if path := p.past(s, assigns); path != nil {
				p.add(at("P5", "states", s.Name, "holder"), path, say("到“{state}”时可能还没有派给任何单位，“{role}”无人担任", "“{state}” can be reached before any unit is assigned, and “{role}” would be nobody", "state", s.Name, "role", r.Name))
			}
		}
	}
	for _, t := range p.steps {
		p.doer(t)
		if t.act.Assigns == "" {
			continue
		}
		if path := p.ungiven(t.act.Assigns, t); path != nil {
			p.add(at("P5", "acts", t.act.Name, "assigns"), path, say("“{field}”可能还没有填，不知道派给谁", "“{field}” may not be given; nobody would be assigned", "field", t.act.Assigns))
		}
	}
	for _, r := range p.d.Roles {
		p.opened(r)
		if !p.busy(r.Name) {
			p.add(at("P5", "roles", r.Name), nil, say("没有环节或动作用到“{role}”", "no state or act uses “{role}”", "role", r.Name))
		}
	}
	for _, a := range p.d.Acts {
		if slices.Equal(a.By, []string{System}) && !p.caused(a) {
			p.add(at("P5", "acts", a.Name, "by"), nil, say("“{act}”只由 system 办理，却没有时限、waits 或 hook 触发它", "“{act}” is by the system alone, but no clock, waits or hook brings it about", "act", a.Name))
		}
	}
}

func assigns(a *Act) bool { return a.Assigns != "" }

// doer proves that an act only the assigned unit may do comes after assigning;
// where that unit also holds the state, the state's own proof says it already.
func (p roleProof) doer(t step) {
	for _, by := range t.act.By {
		if r := p.d.Role(by); r == nil || !r.OfAssigned() {
			return
		}
	}
	if t.from != nil {
		if r := p.d.Role(t.from.Holder); r != nil && r.OfAssigned() {
			return
		}
	}
	if path := p.past(t.from, assigns); path != nil {
		p.add(at("P5", "acts", t.act.Name, "by"), then(path, t), say("“{act}”时可能还没有派给任何单位，无人可办", "“{act}” is possible before any unit is assigned, and nobody could do it", "act", t.act.Name))
	}
}

// opened proves that a role of the parent's or the opener's unit has one.
func (p roleProof) opened(r *Role) {
	for _, a := range p.d.ActsFrom(Start) {
		path := []string{Start, a.Name, a.To}
		if r.Unit == UnitParent && !slices.Equal(a.By, []string{System}) {
			p.add(at("P5", "roles", r.Name, "unit"), path, say("“{act}”提交的没有上级事项，“{role}”无人担任", "what “{act}” opens has no parent, and “{role}” would be nobody", "act", a.Name, "role", r.Name))
		}
		if r.Unit == UnitOwn && (a.Allows(Applicant) || a.Allows(System)) && !p.spared(r.Name) {
			p.add(at("P5", "roles", r.Name, "unit"), path, say("“{act}”可能不是由单位提交的，“{role}”无人担任", "“{act}” may be done by nobody's unit, and “{role}” would be nobody", "act", a.Name, "role", r.Name))
		}
	}
}

// spared reports whether a matter can do without a role: it holds nothing, and but
// for opening, where whoever does it has a unit, it does nothing that a role of
// another unit could not do as well.
func (p roleProof) spared(role string) bool {
	others := func(by string) bool { return p.d.Role(by) != nil && p.d.Role(by).Unit != UnitOwn }
	return !slices.ContainsFunc(p.d.States, func(s *State) bool { return s.Holder == role }) &&
		!slices.ContainsFunc(p.d.Acts, func(a *Act) bool {
			return a.Allows(role) && !a.Opening() && !slices.ContainsFunc(a.By, others)
		})
}

func (p roleProof) busy(role string) bool {
	for _, s := range p.d.States {
		if s.Holder == role {
			return true
		}
	}
	for _, a := range p.d.Acts {
		if a.Allows(role) {
			return true
		}
	}
	for _, f := range p.d.Form {
		if has(f.Sees, role) {
			return true
		}
	}
	return false
}

func (p roleProof) caused(a *Act) bool {
	if a.Opening() || a.Hook != "" || a.Name == p.d.Recalled || a.Name == p.d.Closed {
		return true
	}
	for _, c := range p.d.Clocks {
		if c.Then == a.Name || slices.ContainsFunc(c.Escalate, func(e Escalate) bool { return e.Then == a.Name }) {
			return true
		}
	}
	return slices.ContainsFunc(p.d.States, func(s *State) bool { return s.Waits != nil && s.Waits.Then == a.Name })
}

// duties proves the second half of P5, separation of duties: whoever judges work
// is barred from having done it. An act judges what it says it reviews, and
// without being told so judges the answer when it reopens a matter or decides on
// one the applicant has rejected.
func (p roleProof) duties() {
	disputed := p.disputed()
	for _, t := range p.steps {
		judged := t.act.Reviews
		if t.act.Reopens || disputed[t.from] && t.to != t.from {
			judged = append(slices.Clone(judged), p.answerers(t.from)...)
		}
		upholds := disputed[t.from] && t.to.End != ""
		for _, by := range t.act.By {
			for _, role := range judged {
				own := role == by && !upholds && !has(t.act.Reviews, role)
				if staff(by) && !own && !has(p.d.Role(by).Not, role) {
					p.add(at("P5", "acts", t.act.Name, "by"), then(p.to(t.from), t), say("“{act}”评判“{role}”的工作，“{by}”须用 not 回避“{role}”",
						"“{act}” judges the work of “{role}”; “{by}” must bar “{role}” by not", "act", t.act.Name, "role", role, "by", by))
				}
			}
		}
	}
}

// disputed are the states the applicant leads into from one in which the answer
// has certainly been given.
func (p roleProof) disputed() map[*State]bool {
	out := map[*State]bool{}
	gives := func(a *Act) bool { return a.Answers != "" }
	for _, t := range p.steps {
		if t.from == nil || t.from.Holder != Applicant || !t.act.Allows(Applicant) || t.to.End != "" || t.to == t.from {
			continue
		}
		open := p.path(since(gives), func(at spot) bool { return at.state == t.from && at.mark == 0 })
		if open == nil {
			out[t.to] = true
		}
	}
	return out
}

// answerers are the staff roles whose answer may stand when the state is
// reached.
func (p roleProof) answerers(s *State) []string {
	var roles []string
	for _, a := range p.d.Acts {
		if a.Answers == "" {
			continue
		}
		path := p.path(since(func(b *Act) bool { return a == b }), func(at spot) bool { return at.state == s && at.mark == 1 })
		if path == nil {
			continue
		}
		for _, by := range a.By {
			if staff(by) && !has(roles, by) {
				roles = append(roles, by)
			}
		}
	}
	return roles
}
