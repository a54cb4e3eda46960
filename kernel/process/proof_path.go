package process

import "slices"

// pathProof proves what concerns the ways a matter can take: P1, P2, P3, P8.
type pathProof struct{ *prover }

func (p pathProof) all() {
	p.reaches()
	p.answers()
	p.owners()
	p.gates()
	p.ended("recalled", p.d.Recalled)
	p.ended("closed", p.d.Closed)
}

// ended proves that what is recalled when its parent ends, or closed by it, can be,
// wherever it stands: nothing goes on for a matter that is over (P7).
func (p pathProof) ended(key, name string) {
	a := p.d.Act(name)
	if a == nil {
		return
	}
	for _, s := range p.d.States {
		if to := p.d.State(a.To); s.End == "" && (!a.Allows(System) || a.Guard != nil || len(a.Needs) > 0 || !has(a.From, s.Name) || to == nil || to.End == "") {
			p.add(at("P7", key), p.to(s), say("“{act}”应由 system 从“{state}”无条件办到终点", "“{act}” must lead from “{state}” to an end, by system, without guard or needs", "act", a.Name, "state", s.Name))
		}
	}
}

// reaches proves P1: every state is reachable; from every state an end can be
// reached by steps that can be counted on; a state held by the applicant has a
// timed exit, for nobody can be made to answer.
func (p pathProof) reaches() {
	if len(p.d.ActsFrom(Start)) == 0 {
		p.add(at("P1", "acts"), nil, say("没有从 start 开始的动作，无法提交", "no act opens a matter: none is from start"))
	}
	ends := p.leads(func(s *State) bool { return s.End != "" }, func(*State) bool { return true })
	var stuck []*State
	dead := false
	for _, s := range p.d.States {
		switch path := p.to(s); {
		case path == nil:
			p.add(at("P1", "states", s.Name), nil, say("没有路径可以到达“{state}”", "no path leads to “{state}”", "state", s.Name))
		case !ends[s]:
			stuck = append(stuck, s)
			dead = dead || !p.leaves(s)
		}
		p.outsider(s)
	}
	for i, s := range stuck {
		if !dead && i > 0 {
			break // a circle: one state of it shows it
		}
		if !dead || !p.leaves(s) {
			p.add(at("P1", "states", s.Name), p.to(s), say("从“{state}”出发，没有条件不拦、也不靠诉求人配合的路可以走到终点", "from “{state}” no end can be reached unless a guard or the applicant allows it", "state", s.Name))
		}
	}
}

// leaves reports whether a step that can be counted on leads out of the state.
func (p pathProof) leaves(s *State) bool {
	for _, t := range p.steps {
		if t.from == s && t.to != s && p.sure(t) {
			return true
		}
	}
	return false
}

// limited reports whether a clock runs in the state whatever the form holds.
func (p pathProof) limited(s *State) bool {
	return slices.ContainsFunc(s.Clocks, func(name string) bool {
		c := p.d.Clock(name)
		return !c.Optional(p.d.Field(c.By))
	})
}

func (p pathProof) outsider(s *State) {
	if s.Holder != Applicant {
		return
	}
	for _, t := range p.steps {
		if t.from == s && t.to != s && p.timed(t) {
			return
		}
	}
	p.add(at("P1", "states", s.Name), p.to(s), say("“{state}”由诉求人办理，却没有到期自动离开的动作（时限的 then）", "“{state}” is held by the applicant but has no timed exit (a clock with then)", "state", s.Name))
}

// answers proves P2, 件件有回音: no path reaches an answered end without an
// answer after the last reopening; any other end names its ground.
func (p pathProof) answers() {
	gives := func(a *Act) bool { return a.Answers != "" }
	for _, s := range p.d.States {
		if s.End == Answered {
			path := p.path(since(gives), func(at spot) bool { return at.state == s && at.mark == 0 })
			if path != nil {
				p.add(at("P2", "states", s.Name), path, say("可以不经答复就到达“{state}”", "“{state}” can be reached without an answer", "state", s.Name))
			}
		}
		if s.End == Ground && s.Ground.IsZero() {
			p.add(at("P2", "states", s.Name), p.to(s), say("“{state}”未经答复而终结，须写明 ground", "“{state}” ends without an answer and must name its ground", "state", s.Name))
		}
	}
	for _, t := range p.steps {
		if t.act.Reopens && gives(t.act) {
			p.add(at("P2", "acts", t.act.Name), nil, say("“{act}”不能既答复又重开", "“{act}” cannot both answer and reopen", "act", t.act.Name))
		}
		if t.from != nil && t.from.End != "" && t.to != t.from && !t.act.Reopens {
			p.add(at("P2", "acts", t.act.Name), then(p.to(t.from), t), say("“{act}”离开了终点，须写 reopens: true，重新答复", "“{act}” leaves an end; it must say reopens: true, so that a new answer is owed", "act", t.act.Name))
		}
	}
}

// owners proves P3, 事事有着落: every waiting state has one holder and a running
// clock, or the reason why the law sets none.
func (p pathProof) owners() {
	for _, s := range p.d.States {
		if s.End != "" {
			p.endOwesNothing(s)
			continue
		}
		if s.Holder == "" || s.Holder == System || s.Holder == Program {
			p.add(at("P3", "states", s.Name), p.to(s), say("“{state}”没有承办的人（holder）", "nobody holds “{state}”: it has no holder", "state", s.Name))
		}
		if !p.limited(s) && s.NoClock.IsZero() {
			p.add(at("P3", "states", s.Name), p.to(s), say("“{state}”没有时限在走，也没有写明为什么（no_clock）", "no clock runs in “{state}”, and no_clock does not say why", "state", s.Name))
		}
		if p.limited(s) && !s.NoClock.IsZero() {
			p.add(at("P3", "states", s.Name, "no_clock"), nil, say("“{state}”有时限，不应再写 no_clock", "“{state}” has a clock; no_clock does not belong here", "state", s.Name))
		}
		if len(s.Suspends) > 0 && len(s.Clocks) == 0 {
			p.add(at("P3", "states", s.Name, "suspends"), p.to(s), say("“{state}”停了时限，须另有时限催它恢复", "“{state}” suspends a clock and must run another, so that it is resumed", "state", s.Name))
		}
		if s.Ground != (State{}).Ground || s.Basis != "" {
			p.add(at("P3", "states", s.Name, "ground"), nil, say("ground 和 basis 只写在 end: ground 的环节", "ground and basis belong to a state with end: ground"))
		}
	}
}

func (p pathProof) endOwesNothing(s *State) {
	if s.Holder != "" || len(s.Clocks)+len(s.Suspends) > 0 || !s.NoClock.IsZero() || s.Waits != nil {
		p.add(at("P3", "states", s.Name), nil, say("“{state}”是终点，不应有 holder、时限或 waits", "“{state}” is an end and has no holder, clock or waits", "state", s.Name))
	}
	if s.End == Answered && (!s.Ground.IsZero() || s.Basis != "") {
		p.add(at("P3", "states", s.Name, "ground"), nil, say("ground 和 basis 只写在 end: ground 的环节", "ground and basis belong to a state with end: ground"))
	}
}

// gates proves P8: no path reaches a gated act without having passed its gates
// since the last reopening.
func (p pathProof) gates() {
	for _, t := range p.steps {
		for _, gate := range t.act.After {
			path := p.path(since(func(a *Act) bool { return a.Name == gate }), func(at spot) bool { return at.state == t.from && at.mark == 0 })
			if path != nil {
				p.add(at("P8", "acts", t.act.Name, "after"), then(path, t), say("可以不经“{gate}”就到“{act}”", "“{act}” can be reached without “{gate}”", "gate", gate, "act", t.act.Name))
			}
		}
	}
}
