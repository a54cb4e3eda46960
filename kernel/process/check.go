package process

import (
	"slices"

	"shuniu/kernel/lang"
)

// Check proves P1 to P9 of one definition, as far as it can be done without
// looking at others (see CheckSet), and returns what could not be proved, by
// place.
func Check(d *Definition) []Finding {
	p := newProver(d)
	pathProof{p}.all()
	clockProof{p}.all()
	roleProof{p}.all()
	formProof{p}.all()
	basisProof{p}.all()
	return distinct(sorted(p.findings))
}

// Prove is Check for each definition and CheckSet for all of them together.
func Prove(ds []*Definition) []Finding {
	var findings []Finding
	for _, d := range ds {
		findings = append(findings, Check(d)...)
	}
	return append(findings, CheckSet(ds)...)
}

// distinct leaves out what was found again from another state.
func distinct(findings []Finding) []Finding {
	type said struct {
		pos  Position
		text lang.Text
	}
	seen := map[said]bool{}
	return slices.DeleteFunc(findings, func(f Finding) bool {
		key := said{f.Pos, f.Text}
		again := seen[key]
		seen[key] = true
		return again
	})
}
