package process

import "maps"

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
			p.add("yaml", at("process"), nil, "流程“{name}”已在 {file} 中定义", "the process “{name}” is defined in {file} already", "name", d.Name, "file", first.File)
		}
		if other, taken := letters[d.Letter]; taken && other != d.Name {
			p.add("yaml", at("letter"), nil, "编号首字母“{letter}”已由“{name}”使用", "the letter “{letter}” is used by “{name}” already", "letter", d.Letter, "name", other)
		}
		set.byName[d.Name], letters[d.Letter] = d, d.Name
		findings = append(findings, p.findings...)
	}
	set.findEndless()
	for _, d := range ds {
		p := newProver(d)
		p.parents(set)
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
	p := newProver(d)
	p.endless = endless
	good := p.leads(func(s *State) bool { return s.End != "" }, func(*State) bool { return true })
	for _, s := range p.steps {
		if s.from == nil && good[s.to] {
			return true
		}
	}
	return false
}

func (p *prover) parents(set processes) {
	for _, t := range p.steps {
		if o := t.act.Opens; o != nil {
			p.child(t, o, set.byName[o.Process])
		}
	}
	for _, s := range p.d.States {
		switch w := s.Waits; {
		case w == nil:
		case set.byName[w.Process] == nil:
			p.add("P7", at("states", s.Name, "waits", "process"), nil, "没有“{name}”这个流程", "there is no process “{name}”", "name", w.Process)
		case set.endless[w.Process]:
			p.add("P7", at("states", s.Name, "waits", "process"), p.to(s), "“{name}”没有可靠的路走到终点，“{state}”会一直等下去", "“{name}” has no sure way to an end; “{state}” would wait for ever", "name", w.Process, "state", s.Name)
		}
	}
}

// child proves that a child can be opened with what its parent gives.
func (p *prover) child(t step, o *Opens, child *Definition) {
	place := at("acts", t.act.Name, "opens", "process")
	if child == nil {
		p.add("P7", place, nil, "没有“{name}”这个流程", "there is no process “{name}”", "name", o.Process)
		return
	}
	opening := child.openedBySystem()
	if opening == nil || opening.Assigns == "" || opening.Guard != nil {
		p.add("P7", place, nil, "“{name}”应恰有一个由 system 从 start 办理的动作，写明 assigns，不带条件", "“{name}” must have exactly one act from start by system, with assigns and without guard", "name", o.Process)
		return
	}
	for _, need := range opening.Needs {
		source, given := o.Gives[need]
		if need == opening.Assigns {
			continue
		}
		if !given {
			p.add("P7", at("acts", t.act.Name, "opens", "gives"), nil, "“{name}”需要“{field}”，gives 没有给", "“{name}” needs “{field}”, which gives does not give", "name", o.Process, "field", need)
			continue
		}
		if path := p.ungiven(source, t); path != nil {
			p.add("P7", at("acts", t.act.Name, "opens", "gives", need), path, "“{name}”需要“{field}”，但“{source}”可能还没有填", "“{name}” needs “{field}”, but “{source}” may not be given", "name", o.Process, "field", need, "source", source)
		}
	}
	for to, from := range o.Gives {
		p.passes(at("acts", t.act.Name, "opens", "gives", to), p.d.Field(from), child.Field(to), opening)
	}
}

// openedBySystem is the act by which the engine opens a child, nil unless there
// is exactly one.
func (d *Definition) openedBySystem() *Act {
	var one *Act
	for _, a := range d.ActsFrom(Start) {
		if a.Allows(System) && one != nil {
			return nil
		}
		if a.Allows(System) {
			one = a
		}
	}
	return one
}

// passes proves that a value of one field may be given to the other.
func (p *prover) passes(place []string, from, to *Field, opening *Act) {
	switch {
	case to == nil || !has(opening.Needs, to.Name) && !has(opening.Asks, to.Name):
		p.add("P7", place, nil, "“{act}”不填这个字段", "“{act}” does not take this field", "act", opening.Name)
		return
	case from.Type != to.Type || from.Many != to.Many:
		p.add("P7", place, nil, "字段类型不同：{from}，{to}", "the fields are of different types: {from}, {to}", "from", string(from.Type), "to", string(to.Type))
	case from.Personal && !to.Personal, from.Sealed() && to.Public && !from.Public:
		p.add("P7", place, nil, "受保护的内容不能交给保护较弱的字段", "what is protected cannot be given to a field that protects it less")
	case from.Min < to.Min || from.most() > to.most():
		p.add("P7", place, nil, "“{field}”的 min 和 max 容不下给它的值", "“{field}” has bounds that the value given may exceed", "field", to.Name)
	}
	for _, o := range from.Options {
		if to.Option(o.Value) == nil {
			p.add("P7", place, nil, "“{field}”没有“{value}”这个选项", "“{field}” has no option “{value}”", "field", to.Name, "value", o.Value)
		}
	}
}
