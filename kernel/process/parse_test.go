package process

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"shuniu/kernel/calendar"
	"shuniu/kernel/lang"
)

func request(t testing.TB) *Definition {
	t.Helper()
	src, err := os.ReadFile("testdata/request.yaml")
	if err != nil {
		t.Fatal(err)
	}
	d, findings := Parse("request.yaml", src)
	for _, f := range findings {
		t.Error(f)
	}
	if d == nil {
		t.FailNow()
	}
	return d
}

func TestParseReadsTheRequestProcess(t *testing.T) {
	d := request(t)
	if got, want := d.Pos("acts", "reply", "needs").String(), "request.yaml:71:"; len(got) < len(want) || got[:len(want)] != want {
		t.Errorf("needs of reply is at %s", got)
	}
	if len(d.Acts) != 18 || d.Act("publish").Guard == nil || d.State("closed").End != Answered {
		t.Errorf("read %d acts", len(d.Acts))
	}
	if l, ok := d.Clock("handle").LimitFor("emergency"); !ok || l.String() != "2h" {
		t.Errorf("an emergency is to be handled in %v", l)
	}
	ok, err := d.Act("publish").Guard.Eval(map[string]any{"secrecy_reviewed": true})
	if err != nil || !ok {
		t.Errorf("a reviewed request may be published: %v, %v", ok, err)
	}
}

func BenchmarkGuard(b *testing.B) {
	d := request(b)
	vars := d.Vars(map[string]string{"secrecy_reviewed": "true"}, nil, calendar.Date{})
	g := d.Act("publish").Guard
	for b.Loop() {
		if ok, err := g.Eval(vars); !ok || err != nil {
			b.Fatal(ok, err)
		}
	}
}

func TestCheckProvesTheRequestProcess(t *testing.T) {
	for _, f := range Check(request(t)) {
		t.Error(f)
	}
}

func TestParseRefusesAndSaysWhere(t *testing.T) {
	for _, b := range []broken{
		{"an unknown key", "letter: P", "leter: P", "yaml", "leter", "no key “leter” (→ letter?)", ""},
		{"a missing key", "letter: P\n", "", "yaml", "process", "“letter” is missing", ""},
		{"a key twice", "letter: P", "letter: P\nletter: Q", "yaml", "letter", "already defined", ""},
		{"a text in one language", "word: {zh: 办件, en: case}", "word: {zh: 办件}", "yaml", "zh", "every sentence is in Chinese and English", ""},
		{"a third language", "word: {zh: 办件, en: case}", "word: {zh: 办件, en: case, de: Fall}", "yaml", "de", "no key", ""},
		{"a word that is none", "type: phone", "type: fone", "yaml", "fone", "(→ phone?)", ""},
		{"a limit that is none", "limit: 5wd", "limit: 5 days", "yaml", "5 days", "not a limit", ""},
		{"a number that is none", "min: 2, max: 60", "min: two, max: 60", "yaml", "two", "whole number", ""},
		{"a truth that is none", "personal: true", "personal: yes", "yaml", "yes", "true or false", ""},
		{"a text that is a number", "post: clerk", "post: 5", "yaml", "5", "put it in quotes", ""},
		{"a name with capitals", "  window: {", "  Window: {", "yaml", "Window", "not written as it must be", ""},
		{"a list where none belongs", "to: received, by: applicant", "to: [received], by: applicant", "yaml", "[received]", "single value", ""},
		{"no list where one belongs", "clocks: [accept]", "clocks: accept", "yaml", "accept", "a list belongs", ""},
		{"an item twice", "clocks: [decide, consult]", "clocks: [decide, decide]", "yaml", "decide]", "listed twice", ""},
		{"nothing", "letter: P", "letter:", "yaml", "letter:", "no value", ""},
		{"an anchor", "letter: P", "letter: &l P", "yaml", "&l", "does not use", ""},
		{"a tag", "letter: P", "letter: !!str P", "yaml", "!!str", "does not use", ""},
		{"two documents", "letter: P", "letter: P\n---\na: b", "yaml", "", "exactly one process", ""},
		{"broken YAML", "letter: P", "letter: {P", "yaml", "", "not valid YAML", ""},
		{"text that reads backwards", "en: Licence", "en: \"L\u202eicence\"", "yaml", "\"L", "control characters", ""},
		{"two fields of a name", "name: phone, type: phone", "name: subject, type: phone", "yaml", "subject", "written twice", ""},
		{"a choice without options", "name: reason, type: prose", "name: reason, type: choice", "P6", "", "a choice has options", ""},
		{"more files than an act may bring", "label: {zh: 材料, en: Papers}, max: 5", "label: {zh: 材料, en: Papers}, max: 21", "P6", "21", "at most 20 files", ""},
		{"a word of CEL as a field", "name: missing", "name: import", "P6", "import", "cannot name a field", ""},
		{"a built-in role", "  window: {", "  system: {", "P5", "system", "built in", ""},
	} {
		t.Run(b.rule, func(t *testing.T) { b.test(t, read(t, "testdata/permit.yaml"), prove) })
	}
}

func TestParseTellsAllDefectsAtOnce(t *testing.T) {
	src := strings.NewReplacer("letter: P", "leter: P", "limit: 5wd", "limit: 5", "type: phone", "type: fone").Replace(read(t, "testdata/permit.yaml"))
	d, findings := Parse("x.yaml", []byte(src))
	if d != nil || len(findings) != 4 { // leter is there, letter is not
		t.Errorf("%v", findings)
	}
}

func TestDigestIsOfTheTextNotItsLineEnds(t *testing.T) {
	src := read(t, "testdata/opinion.yaml")
	d, _ := Parse("x.yaml", []byte(src))
	crlf, _ := Parse("y.yaml", []byte("\ufeff"+strings.ReplaceAll(src, "\n", "\r\n")))
	other, _ := Parse("x.yaml", []byte(src+"# a remark\n"))
	if d.Digest != crlf.Digest || d.Digest == other.Digest || string(crlf.Source) != src {
		t.Errorf("%s, %s, %s", d.Digest, crlf.Digest, other.Digest)
	}
	again, _ := Parse("z.yaml", d.Source)
	if again.Digest != d.Digest {
		t.Error("what is stored does not give the digest again")
	}
}

// FuzzParse holds that Parse and the proofs never panic, and that what is
// returned says what is wrong or can be drawn.
func FuzzParse(f *testing.F) {
	for _, file := range []string{"testdata/permit.yaml", "testdata/opinion.yaml", "testdata/request.yaml"} {
		f.Add([]byte(read(f, file)))
	}
	for _, seed := range []string{"", "a", "- - -", "a: [", "{a: {b: }", "? a\n: b", "<<: *x", "process: 1\nacts: []", "a: |\n  b", "\"\\x", "%YAML 1.2\n---\n"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		d, findings := Parse("x.yaml", src)
		if (d == nil) != (len(findings) > 0) {
			t.Fatalf("a definition and findings: %v", findings)
		}
		for _, finding := range findings {
			if finding.Pos.Line < 1 || finding.Pos.Col < 1 || finding.Text.Zh == "" || finding.Text.En == "" {
				t.Errorf("%#v", finding)
			}
		}
		if d != nil && len(d.States) < 40 && len(d.Acts) < 80 {
			Prove([]*Definition{d})
			Diagram(d, "", lang.Zh)
			if _, err := json.Marshal(d); err != nil {
				t.Error(err)
			}
		}
	})
}

func BenchmarkParse(b *testing.B) {
	src := []byte(read(b, "testdata/request.yaml"))
	for b.Loop() {
		if d, findings := Parse("x.yaml", src); d == nil {
			b.Fatal(findings)
		}
	}
}
