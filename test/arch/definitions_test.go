package arch

import (
	"slices"
	"strings"
	"testing"

	"shuniu/kernel/process"
	definitions "shuniu/process"
)

// unproved are the findings of every definition, alone and together with the
// others.
func unproved(defs []*process.Definition) []process.Finding {
	found := process.CheckSet(defs)
	for _, d := range defs {
		found = append(found, process.Check(d)...)
	}
	return found
}

func TestEveryDefinitionIsProved(t *testing.T) {
	defs, found := definitions.All()
	if len(defs) == 0 {
		t.Error("no definition is embedded")
	}
	for _, finding := range append(found, unproved(defs)...) {
		t.Error(finding)
	}
}

func TestEveryDefinitionIsProvedSeesAnEndWithoutAnswer(t *testing.T) {
	defs, _ := definitions.All()
	for i, d := range defs {
		broken, found := process.Parse(d.Name, []byte(strings.ReplaceAll(string(d.Source), ", answers: applicant", "")))
		if len(found) > 0 {
			t.Fatal(found)
		}
		defs[i] = broken
	}
	if !slices.ContainsFunc(unproved(defs), func(f process.Finding) bool { return f.Property == "P2" }) {
		t.Error("no finding for an end that no act answers")
	}
}
