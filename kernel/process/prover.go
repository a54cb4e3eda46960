package process

import "shuniu/kernel/lang"

// prover gathers what cannot be proved of one definition.
type prover struct {
	*graph
	findings []Finding
}

func newProver(d *Definition) *prover { return &prover{graph: newGraph(d)} }

// place is a part of the definition and the property that fails there.
type place struct {
	property string
	path     []string
}

func at(property string, path ...string) place { return place{property, path} }

// add reports a counter-example, or a finding without one if path is nil.
func (p *prover) add(at place, path []string, text lang.Text) {
	p.findings = append(p.findings, Finding{Property: at.property, Pos: p.d.Pos(at.path...), Text: text, Path: path})
}

// say is a sentence about a definition, with its {places} filled in.
func say(zh, en string, pairs ...string) lang.Text { return lang.T(zh, en).With(pairs...) }
