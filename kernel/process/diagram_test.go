package process

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"

	"shuniu/kernel/lang"
)

// elements reads an SVG and counts its elements by name and class.
func elements(t *testing.T, svg []byte) map[string]int {
	t.Helper()
	counts := map[string]int{}
	decoder := xml.NewDecoder(bytes.NewReader(svg))
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			return counts
		}
		if err != nil {
			t.Fatalf("%v in %s", err, svg)
		}
		if start, ok := token.(xml.StartElement); ok {
			name := start.Name.Local
			for _, a := range start.Attr {
				switch a.Name.Local {
				case "class":
					name += "." + a.Value
				case "style", "onclick", "href":
					t.Errorf("%s has the attribute %s", name, a.Name.Local)
				}
			}
			counts[name]++
		}
	}
}

func TestDiagramShowsStatesActsAndWhereAMatterStands(t *testing.T) {
	d := request(t)
	svg := Diagram(d, "handling", lang.Zh)
	got := elements(t, svg)
	for name, want := range map[string]int{"svg.chart": 1, "title": 1, "desc": 1, "circle.start": 1, "rect.box": 6, "rect.box end": 3, "rect.box now": 1, "rect.inner": 3, "text.box-title": 10, "text.now-word": 1} {
		if got[name] != want {
			t.Errorf("%d of %s, not %d", got[name], name, want)
		}
	}
	for _, a := range d.Acts {
		if !strings.Contains(string(svg), a.Title.Zh) {
			t.Errorf("%s is not in the picture", a.Title.Zh)
		}
	}
	if !strings.Contains(string(svg), "当前环节：办理中。") || !strings.Contains(string(svg), "答复（经办人）：办理中、已承诺 → 已答复。") {
		t.Error("the picture does not say what it shows")
	}
	if strings.Contains(string(Diagram(d, "", lang.En)), "Now") {
		t.Error("no state is the present one, and one is marked")
	}
	if !bytes.Equal(svg, Diagram(d, "handling", lang.Zh)) {
		t.Error("the same definition gives two pictures")
	}
}

func BenchmarkDiagram(b *testing.B) {
	d := request(b)
	for b.Loop() {
		Diagram(d, "handling", lang.Zh)
	}
}

func BenchmarkCheck(b *testing.B) {
	d := request(b)
	for b.Loop() {
		Check(d)
	}
}
