package process

import (
	"regexp"
	"slices"
)

// basisProof proves P9 within one definition; CheckOverride proves the rest.
type basisProof struct{ *prover }

// citation is what a basis other than local must hold: an article, the number of
// a document, or a standard.
var citation = regexp.MustCompile(`第[〇零一二三四五六七八九十百千0-9]+条|[〔\[(（][0-9]{4}[〕\])）][0-9]+号|GB(/[TZ])? ?[0-9]|(?i:\bart(icle|\.)? ?[0-9])`)

// Cites reports whether a basis names an article, the number of a document or a
// standard, or is local.
func Cites(basis string) bool { return basis == string(Local) || citation.MatchString(basis) }

// all proves P9 within one definition: every limit, gate and ground cites its
// basis, and a minimum cannot be cut short.
func (p basisProof) all() {
	for _, c := range p.d.Clocks {
		p.cites(c.Basis, "clocks", c.Name, "basis")
		if c.Minimum {
			p.minimum(c)
		}
	}
	for _, s := range p.d.States {
		if s.End == Ground && s.Basis == "" {
			p.add(at("P9", "states", s.Name), nil, say("“{state}”的 ground 没有依据（basis）", "the ground of “{state}” cites no basis", "state", s.Name))
		}
		p.cites(s.Basis, "states", s.Name, "basis")
	}
	for _, a := range p.d.Acts {
		if len(a.After) > 0 && a.Basis == "" {
			p.add(at("P9", "acts", a.Name), nil, say("“{act}”有前置动作（after），须写依据（basis）", "“{act}” has gates (after) and must cite their basis", "act", a.Name))
		}
		p.cites(a.Basis, "acts", a.Name, "basis")
	}
}

func (p basisProof) cites(basis string, place ...string) {
	if basis != "" && !Cites(basis) {
		p.add(at("P9", place...), nil, say("“{basis}”没有写到条、文号或标准号", "“{basis}” names no article, document number or standard", "basis", basis))
	}
}

func (p basisProof) minimum(c *Clock) {
	if c.Then == "" {
		p.add(at("P9", "clocks", c.Name, "minimum"), nil, say("“{clock}”是最短期限，须有 then", "“{clock}” is a minimum and needs then", "clock", c.Name))
	}
	for _, t := range p.steps {
		if TurnOf(c.Name, t.from, t.to) != Stops || t.act.Name == c.Then || t.to.End == Ground || slices.Equal(t.act.By, []string{Applicant}) {
			continue
		}
		p.add(at("P9", "acts", t.act.Name), then(p.to(t.from), t), say("“{act}”会使最短期限“{clock}”提前结束", "“{act}” would cut the minimum “{clock}” short", "act", t.act.Name, "clock", c.Name))
	}
}
