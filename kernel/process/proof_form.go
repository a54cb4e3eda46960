package process

import (
	"regexp"
	"slices"
)

// fields proves the rest of P6: every form field can be given by some act.
// Types, guards and texts were checked when the definition was read.
func (p *prover) fields() {
	for _, f := range p.d.Form {
		given := slices.ContainsFunc(p.d.Acts, func(a *Act) bool { return has(a.Needs, f.Name) || has(a.Asks, f.Name) })
		if !given {
			p.add("P6", at("form", f.Name), nil, "没有动作填写“{field}”", "no act gives “{field}”", "field", f.Name)
		}
	}
}

// waits proves P7 as far as one definition shows it: on every path to a waiting
// state enough children have been opened, and the act at the end of waiting is
// possible. That the children can end is for CheckSet.
func (p *prover) waits() {
	for _, t := range p.steps {
		if o := t.act.Opens; o != nil {
			for _, field := range []string{o.Units, o.Lead} {
				if path := p.ungiven(field, t); field != "" && path != nil {
					p.add("P7", at("acts", t.act.Name, "opens"), path, "“{field}”可能还没有填，不知道发给谁", "“{field}” may not be given; it is not known for whom to open", "field", field)
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

func (p *prover) opensEnough(s *State, w *Waits) {
	wanted := max(1, w.N)
	path := p.path(func(mark int, t step) (int, bool) {
		return min(wanted, mark+p.children(t.act, w.Process)), true
	}, func(at spot) bool { return at.state == s && at.mark < wanted })
	if path != nil {
		p.add("P7", at("states", s.Name, "waits"), path, "到“{state}”时可能还没有发出{n}个“{process}”，会一直等下去", "“{state}” can be reached before {n} of “{process}” are opened, and would wait for ever", "state", s.Name, "n", itoa(wanted), "process", w.Process)
	}
	for _, a := range p.d.Acts {
		if w.For == WaitLead && a.Opens != nil && a.Opens.Process == w.Process && a.Opens.Lead == "" {
			p.add("P7", at("acts", a.Name, "opens"), nil, "“{state}”等牵头单位，“{act}”要写 lead", "“{state}” waits for the lead; “{act}” must say lead", "state", s.Name, "act", a.Name)
		}
	}
}

// children is how many children of a process an act opens at the least.
func (p *prover) children(a *Act, process string) int {
	if a.Opens == nil || a.Opens.Process != process {
		return 0
	}
	return max(1, p.d.Field(a.Opens.Units).Min)
}

func (p *prover) waited(s *State, a *Act) {
	place := at("states", s.Name, "waits", "then")
	if !a.Allows(System) || a.Guard != nil || len(a.Needs) > 0 {
		p.add("P7", place, nil, "“{act}”由系统在等到后办理：by 要有 system，不能有条件和必填字段", "“{act}” is done by the system when the waiting ends: it must be by system, without guard and needs", "act", a.Name)
	}
	if !has(a.From, s.Name) || a.To == "" || a.To == s.Name {
		p.add("P7", place, p.to(s), "“{act}”应从“{state}”离开", "“{act}” must lead out of “{state}”", "act", a.Name, "state", s.Name)
	}
}

// citation is what a basis other than local must hold: an article, the number of
// a document, or a standard.
var citation = regexp.MustCompile(`第[〇零一二三四五六七八九十百千0-9]+条|[〔\[(（][0-9]{4}[〕\])）][0-9]+号|GB(/[TZ])? ?[0-9]|(?i:\bart(icle|\.)? ?[0-9])`)

// bases proves P9 within one definition: every limit, gate and ground cites its
// basis, and a minimum cannot be cut short.
func (p *prover) bases() {
	for _, c := range p.d.Clocks {
		p.cites(c.Basis, "clocks", c.Name, "basis")
		if c.Minimum {
			p.minimum(c)
		}
	}
	for _, s := range p.d.States {
		if s.End == Ground && s.Basis == "" {
			p.add("P9", at("states", s.Name), nil, "“{state}”的 ground 没有依据（basis）", "the ground of “{state}” cites no basis", "state", s.Name)
		}
		p.cites(s.Basis, "states", s.Name, "basis")
	}
	for _, a := range p.d.Acts {
		if len(a.After) > 0 && a.Basis == "" {
			p.add("P9", at("acts", a.Name), nil, "“{act}”有前置动作（after），须写依据（basis）", "“{act}” has gates (after) and must cite their basis", "act", a.Name)
		}
		p.cites(a.Basis, "acts", a.Name, "basis")
	}
}

func (p *prover) cites(basis string, place ...string) {
	if basis != "" && basis != string(Local) && !citation.MatchString(basis) {
		p.add("P9", place, nil, "“{basis}”没有写到条、文号或标准号", "“{basis}” names no article, document number or standard", "basis", basis)
	}
}

func (p *prover) minimum(c *Clock) {
	if c.Then == "" {
		p.add("P9", at("clocks", c.Name, "minimum"), nil, "“{clock}”是最短期限，须有 then", "“{clock}” is a minimum and needs then", "clock", c.Name)
	}
	for _, t := range p.steps {
		if TurnOf(c.Name, t.from, t.to) != Stops || t.act.Name == c.Then || t.to.End == Ground || slices.Equal(t.act.By, []string{Applicant}) {
			continue
		}
		p.add("P9", at("acts", t.act.Name), then(p.to(t.from), t), "“{act}”会使最短期限“{clock}”提前结束", "“{act}” would cut the minimum “{clock}” short", "act", t.act.Name, "clock", c.Name)
	}
}
