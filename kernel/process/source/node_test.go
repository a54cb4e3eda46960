package source

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestReadKnowsWhereEverythingIs(t *testing.T) {
	n, problems := Read("x.yaml", []byte("标题: {zh: 群众诉求, en: 'a: b'}\nlist:\n  - one\n  - 2\nlong: |\n  one\n  two\nyes: true\nnone:\n"))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	for _, row := range []struct {
		node *Node
		want Node
	}{
		{n.Get("标题").Get("zh"), Node{Kind: Text, Text: "群众诉求", Pos: Position{"x.yaml", 1, 10}}},
		{n.Get("标题").Get("en"), Node{Kind: Text, Text: "a: b", Quote: 1, Pos: Position{"x.yaml", 1, 20}}},
		{n.Get("list").Items[1], Node{Kind: Int, Text: "2", Pos: Position{"x.yaml", 4, 5}}},
		{n.Get("long"), Node{Kind: Text, Text: "one\ntwo", Quote: -1, Pos: Position{"x.yaml", 5, 7}}},
		{n.Get("yes"), Node{Kind: Bool, Text: "true", Pos: Position{"x.yaml", 8, 6}}},
		{n.Get("none"), Node{Kind: Empty, Pos: Position{"x.yaml", 9, 1}}},
	} {
		if diff := cmp.Diff(row.want, *row.node); diff != "" {
			t.Error(diff)
		}
	}
	if n.Get("nothing").Get("nothing") != nil {
		t.Error("nothing has a value")
	}
	want := `{"标题":{"zh":"群众诉求","en":"a: b"},"list":["one",2],"long":"one\ntwo","yes":true,"none":""}`
	if got := string(n.AppendJSON(nil)); got != want {
		t.Errorf("as JSON: %s", got)
	}
}

func TestReadRefusesWhatADefinitionDoesNotNeed(t *testing.T) {
	for src, want := range map[string]string{
		"":                              "1:1: exactly one",
		"# nothing\n":                   "1:1: exactly one",
		"a: 1\n---\nb: 2\n":             "1:1: exactly one",
		"a: &x 1\n":                     "1:4: does not use",
		"a: 1\nb: *x\n":                 "2:4: does not use",
		"a: !!str 1\n":                  "1:4: does not use",
		"<<: {a: 1}\n":                  "1:1: plain name",
		"a: 1\nb: 2\na: 3\n":            "3:1: already defined",
		"a:\n\t- b\n":                   "2:1: not valid YAML",
		strings.Repeat("[", 300):        "1:1: nested too deeply",
		strings.Repeat("- ", 300) + "a": "1:1: nested too deeply",
		"a: " + strings.Repeat("[", 40) + strings.Repeat("]", 40): "1:20: nested too deeply",
		strings.Repeat("a: b # long\n", 30_000):                   "1:1: larger than",
	} {
		_, problems := Read("x", []byte(src))
		place, says, _ := strings.Cut(want, ": ")
		if len(problems) == 0 || problems[0].Pos.String() != "x:"+place || !strings.Contains(problems[0].Text.En, says) {
			t.Errorf("%.30q: %v, not %s", src, problems, want)
		}
	}
}
