package style_test

import (
	"testing"

	definitions "shuniu/process"
	"shuniu/process/style"
)

func TestEveryShippedStyleFitsItsProcess(t *testing.T) {
	defs, _ := definitions.All()
	styles, findings := style.All()
	for _, f := range append(findings, styles.Check(defs)...) {
		t.Error(f)
	}
	if styles.Count() == 0 {
		t.Error("no style is shipped")
	}
}
