package measures_test

import (
	"testing"

	measures "shuniu/assessment"
	definitions "shuniu/process"
)

func TestTheShippedMeasuresAreSound(t *testing.T) {
	defs, findings := definitions.All()
	if len(findings) > 0 {
		t.Fatal(findings)
	}
	all, err := measures.All(defs)
	if err != nil {
		t.Fatal(err)
	}
	var weight int64
	for _, m := range all {
		weight += m.Weight
	}
	if weight != 100 {
		t.Errorf("the weights add up to %d, not 100", weight)
	}
}
