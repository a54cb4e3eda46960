package page

import (
	"testing"

	"shuniu/kernel/lang"
	"shuniu/kernel/process"
	definitions "shuniu/process"
)

func TestAKeptDiagramIsTheOneThatIsDrawn(t *testing.T) {
	all, findings := definitions.All()
	if len(findings) > 0 {
		t.Fatal(findings)
	}
	def := all[0]
	var g Drawings
	pictures := map[string]bool{}
	for range 2 {
		for _, tag := range []lang.Tag{lang.Zh, lang.En} {
			for _, s := range def.States {
				got := g.svg(Diagram{Process: def, Current: s.Name}, tag)
				if got != string(process.Diagram(def, s.Name, tag)) {
					t.Errorf("%s in %s is another picture", s.Name, tag)
				}
				pictures[got] = true
			}
		}
	}
	if want := 2 * len(def.States); len(g.drawn) != want || len(pictures) != want {
		t.Errorf("%d kept, %d different, want %d", len(g.drawn), len(pictures), want)
	}
}
