package process

import (
	"slices"
	"strings"
	"testing"
)

func TestTheDocumentIsComplete(t *testing.T) {
	doc := read(t, "../../doc/process-language.md")
	parts := map[string]*form{"The definition": definitionForm(), "Fields (`form`)": fieldForm(), "Roles": roleForm(), "Clocks": clockForm(), "States": stateForm(), "Acts": actForm()}
	for title, f := range parts {
		_, part, found := strings.Cut(doc, "\n### "+title+"\n")
		if !found {
			t.Errorf("no part %q", title)
		}
		part, _, _ = strings.Cut(part, "\n### ")
		for _, k := range f.keys {
			if !strings.Contains(part, "`"+k.name+"`") {
				t.Errorf("%s: the key %s is not explained", title, k.name)
			}
			for _, inner := range k.form.keys {
				if !strings.Contains(part, inner.name) {
					t.Errorf("%s: %s of %s is not explained", title, inner.name, k.name)
				}
			}
			for _, w := range k.form.words {
				if !strings.Contains(part, "`"+w+"`") {
					t.Errorf("%s: the value %s of %s is not explained", title, w, k.name)
				}
			}
		}
	}
}

func TestTheDocumentsExampleIsProved(t *testing.T) {
	blocks := strings.Split(read(t, "../../doc/process-language.md"), "```")
	examples := slices.DeleteFunc(blocks, func(b string) bool { return !strings.HasPrefix(b, "yaml\n") })
	if len(examples) == 0 {
		t.Fatal("no example")
	}
	for _, b := range examples {
		d, findings := Parse("doc/process-language.md", []byte(strings.TrimPrefix(b, "yaml\n")))
		if d != nil {
			findings = Prove([]*Definition{d})
		}
		for _, f := range findings {
			t.Error(f)
		}
	}
}
