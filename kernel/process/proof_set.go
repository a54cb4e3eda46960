package process

import (
	"slices"

	"maps"
)

// CheckSet proves what concerns several definitions at once: names and letters
// are unique; the children an act opens exist, can be opened with what the
// parent gives, and can end, so that no state waits for ever (P7). Each
// definition is taken to have passed Check.
func CheckSet(ds []*Definition) []Finding {
	set := processes{byName: map[string]*Definition{}, endless: map[string]bool{}}
	var findings []Finding
	letters := map[string]string{}
	for _, d := range ds {
		p := newProver(d)
		if first := set.byName[d.Name]; first != nil {
			p.add(at("yaml", "process"), nil, say("流程“{name}”已在 {file} 中定义", "the process “{name}” is defined in {file} already", "name", d.Name, "file", first.File))
		}
		if other, taken := letters[d.Letter]; taken && other != d.Name {
			p.add(at("yaml", "letter"), nil, say("编号首字母“{letter}”已由“{name}”使用", "the letter “{letter}” is used by “{name}” already", "letter", d.Letter, "name", other))
		}
		set.byName[d.Name], letters[d.Letter] = d, d.Name
		findings = append(findings, p.findings...)
	}
	set.findEndless()
	for _, d := range ds {
		p := setProof{newProver(d), set}
		p.parents()
		findings = append(findings, distinct(sorted(p.findings))...)
	}
	return findings
}

type processes struct {
	byName  map[string]*Definition
	endless map[string]bool
}

// findEndless starts by taking every process for endless and strikes out those
// that can end with what has been struck out so far; what is left waits in a
// circle.
func (set processes) findEndless() {
	for name := range set.byName {
		set.endless[name] = true
	}
	for again := true; again; {
		again = false
		for name := range maps.Keys(set.endless) {
			if set.byName[name].ends(set.endless) {
				delete(set.endless, name)
				again = true
			}
		}
	}
}

// ends reports whether a matter, once opened, can reach an end by steps that can
// be counted on.
func (d *Definition) ends(endless map[string]bool) bool {
	g := newGraph(d)
	g.endless = endless
	good := g.leads(func(s *State) bool { return s.End != "" }, func(*State) bool { return true })
	for _, s := range g.steps {
		if s.from == nil && good[s.to] {
			return true
		}
	}
	return false
}

// setProof proves P7 of one definition among the others.
type setProof struct {
	*prover
	processes
}

func (p setProof) parents() {
	for _, t := range p.steps {
		for _, o := range t.act.Opens {
			p.child(t, o)
		}
		if name := t.act.Closes; name != "" && (p.byName[name] == nil || p.byName[name].Closed == "") {
			p.add(at("P7", "acts", t.act.Name, "closes"), nil, say("没有“{name}”这个流程，或者它没有写 closed", "there is no process “{name}”, or it does not say how it is closed", "name", name))
		}
	}
	for _, s := range p.d.States {
		switch w := s.Waits; {
		case w == nil:
		case p.byName[w.Process] == nil:
			p.add(at("P7", "states", s.Name, "waits", "process"), nil, say("没有“{name}”这个流程", "there is no process “{name}”", "name", w.Process))
		case p.processes.endless[w.Process]:
			p.add(at("P7", "states", s.Name, "waits", "process"), p.to(s), say("“{name}”没有可靠的路走到终点，“{state}”会一直等下去", "“{name}” has no sure way to an end; “{state}” would wait for ever", "name", w.Process, "state", s.Name))
		}
	}
}

// child proves that a child can be opened with what its parent gives.
func (p setProof) child(t step, o *Opens) {
	child := p.byName[o.Process]
	in := func(key ...string) place { return at("P7", append(slices.Clone(o.path), key...)...) }
	place := in("process")
	if child == nil {
		p.add(place, nil, say("没有“{name}”这个流程", "there is no process “{name}”", "name", o.Process))
		return
	}
	if (o.Unit == UnitAssigned || o.Unit == UnitSuperior) && !assigns(t.act) {
		if path := p.past(t.from, assigns); path != nil {
			p.add(in("unit"), then(path, t), say("“{act}”时可能还没有派给任何单位", "“{act}” may come before any unit is assigned", "act", t.act.Name))
		}
	}
	opening := child.OpenedBySystem(o.Act)
	if opening == nil || opening.Assigns == "" || opening.Guard != nil {
		p.add(place, nil, say("“{name}”应恰有一个由 system 从 start 办理的动作，写明 assigns，不带条件", "“{name}” must have exactly one act from start by system, with assigns and without guard", "name", o.Process))
		return
	}
	for _, need := range opening.Needs {
		source, given := o.Gives[need]
		if need == opening.Assigns {
			continue
		}
		if !given {
			p.add(in("gives"), nil, say("“{name}”需要“{field}”，gives 没有给", "“{name}” needs “{field}”, which gives does not give", "name", o.Process, "field", need))
			continue
		}
		if source == o.Each {
			continue // where nothing is given, no child is opened
		}
		if path := p.ungiven(source, t); path != nil {
			p.add(in("gives", need), path, say("“{name}”需要“{field}”，但“{source}”可能还没有填", "“{name}” needs “{field}”, but “{source}” may not be given", "name", o.Process, "field", need, "source", source))
		}
	}
	for to, from := range o.Gives {
		place := in("gives", to)
		if !has(opening.Needs, to) && !has(opening.Asks, to) {
			p.add(place, nil, say("“{act}”不填这个字段", "“{act}” does not take this field", "act", opening.Name))
			continue
		}
		given := p.d.Field(from)
		if from == o.Each {
			one := *given
			one.Many = false
			given = &one
		}
		p.passes(place, given, child.Field(to))
	}
}

// OpenedBySystem is the act by which the engine opens a child: the one named, or
// the only one there is; nil if there is no such act.
func (d *Definition) OpenedBySystem(name string) *Act {
	var found *Act
	for _, a := range d.ActsFrom(Start) {
		switch {
		case !a.Allows(System) || name != "" && a.Name != name:
		case found != nil:
			return nil
		default:
			found = a
		}
	}
	return found
}

// passes proves that a value of one field may be given to the other.
func (p setProof) passes(place place, from, to *Field) {
	switch {
	case from.Type != to.Type || from.Many != to.Many:
		p.add(place, nil, say("字段类型不同：{from}，{to}", "the fields are of different types: {from}, {to}", "from", string(from.Type), "to", string(to.Type)))
	case from.Personal && !to.Personal, from.Sealed() && to.Public && !from.Public:
		p.add(place, nil, say("受保护的内容不能交给保护较弱的字段", "what is protected cannot be given to a field that protects it less"))
	case from.Min < to.Min || from.most() > to.most():
		p.add(place, nil, say("“{field}”的 min 和 max 容不下给它的值", "“{field}” has bounds that the value given may exceed", "field", to.Name))
	}
	for _, o := range from.Options {
		if to.Option(o.Value) == nil {
			p.add(place, nil, say("“{field}”没有“{value}”这个选项", "“{field}” has no option “{value}”", "field", to.Name, "value", o.Value))
		}
	}
}
