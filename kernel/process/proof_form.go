package process

import "slices"

// formProof proves P6 and, within one definition, P7.
type formProof struct{ *prover }

func (p formProof) all() {
	p.fields()
	p.waits()
	p.within()
}

// within proves that an act bound to a running clock can be done where it stands.
func (p formProof) within() {
	for _, t := range p.steps {
		if w := t.act.Within; w != "" && (t.from == nil || !t.from.Runs(w)) {
			p.add(at("P4", "acts", t.act.Name, "within"), nil, say("“{act}”只在“{clock}”运行时可办，而“{state}”没有这个时限", "“{act}” is possible only while “{clock}” runs, which it does not in “{state}”", "act", t.act.Name, "clock", w, "state", nameOf(t.from)))
		}
	}
}

// fields proves the rest of P6: every form field can be given by some act, and no
// group is empty.
// Types, guards and texts were checked when the definition was read.
func (p formProof) fields() {
	for _, f := range p.d.Form {
		given := slices.ContainsFunc(p.d.Acts, func(a *Act) bool { return a.Sets(f.Name) || has(a.Asks, f.Name) })
		if !given {
			p.add(at("P6", "form", f.Name), nil, say("没有动作填写“{field}”", "no act gives “{field}”", "field", f.Name))
		}
	}
	for _, g := range p.d.Groups {
		if !slices.ContainsFunc(p.d.Acts, func(a *Act) bool { return a.Group == g.Name }) {
			p.add(at("P6", "groups", g.Name), nil, say("分组“{group}”里没有动作", "no act is in the group “{group}”", "group", g.Name))
		}
	}
}

// waits proves P7 as far as one definition shows it: on every path to a waiting
// state enough children have been opened, and the act at the end of waiting is
// possible. That the children can end is for CheckSet.
func (p formProof) waits() {
	for _, t := range p.steps {
		for _, o := range t.act.Opens {
			for _, field := range []string{o.Units, o.Lead} {
				if field == "" || o.When != nil && field == o.Units {
					continue
				}
				if path := p.ungiven(field, t); path != nil {
					p.add(at("P7", o.path...), path, say("“{field}”可能还没有填，不知道发给谁", "“{field}” may not be given; it is not known for whom to open", "field", field))
				}
			}
		}
	}
	for _, s := range p.d.States {
		if s.Waits != nil {
			p.opensEnough(s, s.Waits)
			p.waited(s, p.d.Act(s.Waits.Then))
		}
	}
}

func (p formProof) opensEnough(s *State, w *Waits) {
	wanted := max(1, w.N)
	path := p.path(func(mark int, t step) (int, bool) {
		return min(wanted, mark+p.children(t.act, w.Process)), true
	}, func(at spot) bool { return at.state == s && at.mark < wanted })
	if path != nil {
		p.add(at("P7", "states", s.Name, "waits"), path, say("到“{state}”时可能还没有发出{n}个“{process}”，会一直等下去", "“{state}” can be reached before {n} of “{process}” are opened, and would wait for ever", "state", s.Name, "n", itoa(wanted), "process", w.Process))
	}
	for _, a := range p.d.Acts {
		if w.For == WaitLead && slices.ContainsFunc(a.Opens, func(o *Opens) bool { return o.Process == w.Process && o.Lead == "" }) {
			p.add(at("P7", "acts", a.Name, "opens"), nil, say("“{state}”等牵头单位，“{act}”要写 lead", "“{state}” waits for the lead; “{act}” must say lead", "state", s.Name, "act", a.Name))
		}
	}
}

// children is how many children of a process an act opens at the least.
func (p formProof) children(a *Act, process string) int {
	n := 0
	for _, o := range a.Opens {
		switch {
		case o.Process != process, o.When != nil, o.Each != "":
		case o.Unit != "":
			n++
		default:
			n += max(1, p.d.Field(o.Units).Min)
		}
	}
	return n
}

func (p formProof) waited(s *State, a *Act) {
	place := at("P7", "states", s.Name, "waits", "then")
	if !a.Allows(System) || a.Guard != nil || len(a.Needs) > 0 {
		p.add(place, nil, say("“{act}”由系统在等到后办理：by 要有 system，不能有条件和必填字段", "“{act}” is done by the system when the waiting ends: it must be by system, without guard and needs", "act", a.Name))
	}
	if !has(a.From, s.Name) || a.To == "" || a.To == s.Name {
		p.add(place, p.to(s), say("“{act}”应从“{state}”离开", "“{act}” must lead out of “{state}”", "act", a.Name, "state", s.Name))
	}
}
