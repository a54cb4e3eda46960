package definitions

import (
	"strings"
	"testing"
	"testing/fstest"
)

func TestEveryShippedDefinitionIsProved(t *testing.T) {
	defs, findings := All()
	for _, f := range findings {
		t.Error(f)
	}
	if len(defs) == 0 {
		t.Fatal("nothing is shipped")
	}
	for _, d := range defs {
		if want := "process/" + strings.ReplaceAll(d.Name, ".", "/") + ".yaml"; d.File != want {
			t.Errorf("%s is in %s, not in %s", d.Name, d.File, want)
		}
	}
}

func TestReadTellsAllThatIsWrong(t *testing.T) {
	folder := fstest.MapFS{"a/x.yaml": {Data: []byte("process: [")}, "b.yaml": {Data: nil}, "notes.txt": {Data: []byte("?")}}
	defs, findings := Read(folder, "site/")
	if len(defs) != 0 || len(findings) != 2 || findings[0].Pos.File != "site/a/x.yaml" || findings[1].Pos.File != "site/b.yaml" {
		t.Errorf("%d read, %v", len(defs), findings)
	}
}
