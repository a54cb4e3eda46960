package process

import (
	"strings"
	"testing"

	"shuniu/kernel/lang"
)

func TestCheckSetRefusesChildrenThatCannotBe(t *testing.T) {
	parent, child := read(t, "testdata/permit.yaml"), read(t, "testdata/opinion.yaml")
	sets := func(changeParent bool) func(string) []Finding {
		return func(src string) []Finding {
			with := child
			if !changeParent {
				src, with = parent, src
			}
			p, findings := Parse("x.yaml", []byte(src))
			c, more := Parse("y.yaml", []byte(with))
			if p == nil || c == nil {
				t.Fatal(findings, more)
			}
			return CheckSet([]*Definition{p, c})
		}
	}
	for _, b := range []broken{
		{"a process that does not exist", "opens: {process: test.opinion", "opens: {process: test.opinions", "P7", "test.opinions", "no process", ""},
		{"a value of another type", "gives: {subject: subject}", "gives: {subject: reason}", "P7", "reason", "different types", ""},
		{"a need that is not given", ", gives: {subject: subject}", "", "P7", "opens", "does not give", ""},
		{"a need that may be empty", "needs: [subject], asks: [phone, papers]", "asks: [subject, phone, papers]", "P7", "subject", "may not be given", "start —apply→ received —accept→ examining —consult→ consulting"},
		{"a field the child does not take", "gives: {subject: subject}", "gives: {subject: subject, opinion: opinion}", "P7", "opinion", "does not take", ""},
		{"closing what cannot be closed", "opens: {process: test.opinion", "closes: test.opinion, opens: {process: test.opinion", "P7", "test.opinion", "how it is closed", ""},
		{"personal data given to an open field", "name: subject, type: text,", "name: subject, type: text, personal: true,", "P7", "subject", "protects it less", ""},
		{"a letter twice", "letter: P", "letter: O", "yaml", "letter", "", ""},
	} {
		if b.property == "yaml" {
			d, _ := Parse("x.yaml", []byte(strings.Replace(parent, b.old, b.new, 1)))
			c, _ := Parse("y.yaml", []byte(child))
			if f := CheckSet([]*Definition{d, c}); len(f) != 1 || f[0].Pos.File != "y.yaml" {
				t.Errorf("%s: %v", b.rule, f)
			}
			continue
		}
		t.Run(b.rule, func(t *testing.T) { b.test(t, parent, sets(true)) })
	}
	b := broken{"a child the system cannot open", "to: asked, by: system", "to: asked, by: handler", "P7", "", "", ""}
	src := strings.Replace(child, b.old, b.new, 1)
	if f := sets(false)(src); len(f) != 1 || !strings.Contains(f[0].In(lang.En), "exactly one act") || f[0].Pos.File != "x.yaml" {
		t.Errorf("%s: %v", b.rule, f)
	}
}

func TestWaitingInACircleIsFound(t *testing.T) {
	child := read(t, "testdata/opinion.yaml")
	child = strings.Replace(child, "asked: {title: {zh: 待回复, en: Asked}, holder: handler, clocks: [answer]}", "asked: {title: {zh: 待回复, en: Asked}, holder: handler, clocks: [answer]}\n  waiting: {title: {zh: 等待, en: Waiting}, holder: handler, clocks: [answer], waits: {for: any, process: test.opinion, then: got}}", 1)
	child = strings.Replace(child, "from: asked, to: given", "from: waiting, to: given", 1)
	child = strings.Replace(child, "  recall: {title: {zh: 撤回, en: Recall}, from: asked, to: recalled, by: lead}", "  pass: {title: {zh: 转办, en: Pass on}, from: asked, to: waiting, by: handler, opens: {process: test.opinion, units: unit, gives: {subject: subject}}}\n  got: {title: {zh: 收到, en: Got}, from: waiting, to: ready, by: system}", 1)
	child = strings.Replace(child, "  given: {title", "  ready: {title: {zh: 待答复, en: Ready}, holder: handler, clocks: [answer]}\n  given: {title", 1)
	child = strings.Replace(child, "from: waiting, to: given", "from: ready, to: given", 1)
	d, findings := Parse("x.yaml", []byte(child))
	if d == nil {
		t.Fatal(findings)
	}
	for _, f := range CheckSet([]*Definition{d}) {
		if f.Property == "P7" && strings.Contains(f.In(lang.En), "would wait for ever") {
			return
		}
	}
	t.Error("every matter of the process waits for one of its own kind, and that was not found")
}
