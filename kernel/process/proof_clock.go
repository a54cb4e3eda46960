package process

import "slices"

// clockProof proves P4.
type clockProof struct{ *prover }

func (p clockProof) all() {
	p.clocks()
	p.extensions()
}

// clocks proves P4 for starting, pausing, running out: a clock that starts has a
// limit on every path; what is paused has run and can be resumed; the act at its
// end is possible wherever it can run out. That a started clock stops needs no
// proof of its own: clocks follow states, ends have none, and P1 shows that an
// end is reached.
func (p clockProof) clocks() {
	for _, c := range p.d.Clocks {
		used := false
		for _, s := range p.d.States {
			used = used || s.Runs(c.Name)
			if s.Runs(c.Name) && s.Holds(c.Name) {
				p.add(at("P4", "states", s.Name, "suspends"), nil, say("“{clock}”不能在“{state}”既走又停", "“{clock}” cannot both run and be suspended in “{state}”", "clock", c.Name, "state", s.Name))
			}
			if s.Runs(c.Name) && c.Then != "" {
				p.runsOut(c, s)
			}
			if s.Runs(c.Name) {
				p.escalates(c, s)
			}
		}
		if !used {
			p.add(at("P4", "clocks", c.Name), nil, say("没有环节用到“{clock}”", "no state runs “{clock}”", "clock", c.Name))
		}
		p.starts(c)
		p.resumes(c)
	}
	p.restarts()
	p.asOf()
}

// asOf proves that the moment from which clocks are to count is known: the clock it
// is read from runs wherever the act is done.
func (p clockProof) asOf() {
	for _, t := range p.steps {
		if c := t.act.AsOf; c != "" && (t.from == nil || !t.from.Runs(c) && !t.from.Holds(c)) {
			p.add(at("P4", "acts", t.act.Name, "as_of"), then(p.to(t.from), t), say("“{act}”时“{clock}”不在走，不知道从何时算起", "“{clock}” does not run when “{act}” is done; it is not known from when to count", "act", t.act.Name, "clock", c))
		}
	}
}

// starts proves that the fields on which the limit depends are given on every path
// on which the clock starts, and that nothing is held paused that never ran.
func (p clockProof) starts(c *Clock) {
	fields := slices.DeleteFunc([]string{c.By, c.Until, c.Given}, func(f string) bool { return f == "" })
	told := false
	for _, t := range p.steps {
		turn := TurnOf(c.Name, t.from, t.to)
		restarts := has(t.act.Restarts, c.Name)
		if path := p.to(t.from); !told && turn == Idle && t.to.Holds(c.Name) && path != nil {
			told = true
			p.add(at("P4", "states", t.to.Name, "suspends"), then(path, t), say("“{clock}”在这条路上还没有开始就被停了，以后再也不会开始", "“{clock}” is suspended on this path before it ever ran, and would never start", "clock", c.Name))
		}
		if c.IfGiven || turn != Starts && !restarts {
			continue
		}
		for _, field := range fields {
			if path := p.ungiven(field, t); path != nil {
				p.add(at("P4", "clocks", c.Name), path, say("“{clock}”开始时，“{field}”可能还没有填，算不出时限", "“{clock}” can start before “{field}” is given, and would have no limit", "clock", c.Name, "field", field))
				return
			}
		}
	}
}

func (p clockProof) resumes(c *Clock) {
	back := p.leads(func(s *State) bool { return s.Runs(c.Name) }, func(s *State) bool { return s.Holds(c.Name) })
	for _, s := range p.d.States {
		if path := p.to(s); s.Holds(c.Name) && !back[s] && path != nil {
			p.add(at("P4", "states", s.Name, "suspends"), path, say("“{clock}”在“{state}”停下后，没有可靠的路让它恢复", "“{clock}” is suspended in “{state}” with no sure way to be resumed", "clock", c.Name, "state", s.Name))
		}
	}
}

// runsOut proves that the act at the clock's end can be done by the system in
// the state, and ends the running out.
func (p clockProof) runsOut(c *Clock, s *State) {
	a := p.d.Act(c.Then)
	place := at("P4", "clocks", c.Name, "then")
	switch {
	case !a.Allows(System):
		p.add(place, nil, say("“{act}”由到期触发，by 里要有 system", "“{act}” is done when the clock runs out and must be by system", "act", a.Name))
	case a.Guard != nil:
		p.add(place, nil, say("“{act}”由到期触发，不能带条件", "“{act}” is done when the clock runs out and cannot have a guard", "act", a.Name))
	case len(a.Needs) > 0:
		p.add(place, nil, say("“{act}”由系统办理，不能有必填字段", "“{act}” is done by the system and cannot need fields", "act", a.Name))
	case !has(a.From, s.Name):
		p.add(place, p.to(s), say("“{clock}”可能在“{state}”到期，但“{act}”不能在那里办理", "“{clock}” can run out in “{state}”, where “{act}” is not possible", "clock", c.Name, "state", s.Name, "act", a.Name))
	case !has(a.Restarts, c.Name) && (a.To == "" || p.d.State(a.To).Runs(c.Name)):
		p.add(place, p.to(s), say("“{act}”之后“{clock}”仍在走，到期没有了结", "“{clock}” still runs after “{act}”; running out settles nothing", "clock", c.Name, "act", a.Name))
	}
}

// escalates proves that the act of each step can be done by the system in the
// state, and leaves the matter there: an escalation calls others, it settles nothing.
func (p clockProof) escalates(c *Clock, s *State) {
	place := at("P4", "clocks", c.Name, "escalate", "then")
	for _, e := range c.Escalate {
		switch a := p.d.Act(e.Then); {
		case a == nil:
		case !a.Allows(System), a.Guard != nil, len(a.Needs) > 0, len(a.After) > 0:
			p.add(place, nil, say("“{act}”在升级时由系统办理，by 里要有 system，不能带条件、前置和必填字段", "“{act}” is done by the system when a breach lasts: it must be by system, without guard, gates or needs", "act", a.Name))
		case a.To != "":
			p.add(place, nil, say("“{act}”在升级时办理，不能改变环节", "“{act}” is done when a breach lasts and cannot lead to another state", "act", a.Name))
		case !has(a.From, s.Name):
			p.add(place, p.to(s), say("“{clock}”可能在“{state}”升级，但“{act}”不能在那里办理", "“{clock}” can escalate in “{state}”, where “{act}” is not possible", "clock", c.Name, "state", s.Name, "act", a.Name))
		}
	}
}

func (p clockProof) restarts() {
	for _, t := range p.steps {
		for _, c := range t.act.Restarts {
			if !t.to.Runs(c) {
				p.add(at("P4", "acts", t.act.Name, "restarts"), then(p.to(t.from), t), say("“{act}”之后“{clock}”不在走，无从重新开始", "“{clock}” does not run after “{act}” and cannot begin anew", "clock", c, "act", t.act.Name))
			}
		}
	}
}

// extensions proves the rest of P4: each extension is bounded, and granted by
// the role the clock names while the clock is alive.
func (p clockProof) extensions() {
	granted := map[string]bool{}
	for _, a := range p.d.Acts {
		if a.Extends == nil {
			continue
		}
		granted[a.Extends.Clock] = true
		p.extension(a, p.d.Clock(a.Extends.Clock), p.d.Field(a.Extends.Days))
	}
	for _, c := range p.d.Clocks {
		if c.Extend == nil {
			continue
		}
		if !granted[c.Name] {
			p.add(at("P4", "clocks", c.Name, "extend"), nil, say("没有动作可以延长“{clock}”", "no act extends “{clock}”", "clock", c.Name))
		}
		if c.Extend.Times < 1 {
			p.add(at("P4", "clocks", c.Name, "extend", "times"), nil, say("times 至少为1", "times must be at least 1"))
		}
	}
}

func (p clockProof) extension(a *Act, c *Clock, days *Field) {
	place := at("P4", "acts", a.Name, "extends")
	if c.Extend == nil {
		p.add(place, nil, say("“{clock}”不可延长", "“{clock}” cannot be extended", "clock", c.Name))
		return
	}
	if !slices.Equal(a.By, []string{c.Extend.By}) {
		p.add(at("P4", "acts", a.Name, "by"), nil, say("延长“{clock}”只能由“{role}”批准", "only “{role}” may extend “{clock}”", "clock", c.Name, "role", c.Extend.By))
	}
	if days.Min < 1 || days.Max < 1 || days.Max > c.Extend.Max.N {
		p.add(at("P4", "form", days.Name), nil, say("“{field}”应限定在1到{max}之间，一次最多延长{limit}", "“{field}” must be bounded by 1 and {max}: one extension is {limit} at most", "field", days.Name, "max", itoa(c.Extend.Max.N), "limit", c.Extend.Max.String()))
	}
	for _, t := range p.steps {
		if t.act != a {
			continue
		}
		if turn := TurnOf(c.Name, t.from, t.to); turn == Idle || turn == Stops || turn == Starts {
			p.add(place, then(p.to(t.from), t), say("“{act}”时“{clock}”不在走", "“{clock}” does not run when “{act}” extends it", "clock", c.Name, "act", a.Name))
		}
		if path := p.ungiven(days.Name, t); path != nil {
			p.add(place, path, say("“{field}”可能还没有填，不知道延长多少", "“{field}” may not be given; it is not known by how much to extend", "field", days.Name))
		}
	}
}
