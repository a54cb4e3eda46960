package process

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// arc is an act of a random definition, as it is written there.
type arc struct {
	from, to         string
	answers, reopens bool
	guard, applicant bool
}

var randomStates = []string{"a", "b", "c", "d", "done", "gone"}

func randomArcs(t *rapid.T) []arc {
	arcs := []arc{{from: Start, to: rapid.SampledFrom(randomStates[:4]).Draw(t, "first")}}
	for range rapid.IntRange(3, 9).Draw(t, "acts") {
		x := arc{
			from: rapid.SampledFrom(randomStates).Draw(t, "from"), to: rapid.SampledFrom(randomStates).Draw(t, "to"),
			guard: rapid.IntRange(0, 4).Draw(t, "guard") == 0, applicant: rapid.IntRange(0, 4).Draw(t, "applicant") == 0,
		}
		switch rapid.IntRange(0, 4).Draw(t, "kind") {
		case 0, 1:
			x.answers = true
		case 2:
			x.reopens = true
		}
		arcs = append(arcs, x)
	}
	return arcs
}

func inYAML(arcs []arc) string {
	var b strings.Builder
	b.WriteString(`process: test.random
title: {zh: 试, en: test}
word: {zh: 件, en: case}
letter: R
applicant: {zh: 人, en: Person}
form: []
roles:
  clerk: {title: {zh: 员, en: Clerk}, unit: hall, post: clerk}
clocks:
  run: {title: {zh: 限, en: limit}, limit: 5d, basis: local}
states:
`)
	for _, s := range randomStates[:4] {
		fmt.Fprintf(&b, "  %s: {title: {zh: 环, en: state}, holder: clerk, clocks: [run]}\n", s)
	}
	b.WriteString("  done: {title: {zh: 毕, en: done}, end: answered}\n  gone: {title: {zh: 毕, en: gone}, end: answered}\nacts:\n")
	for i, x := range arcs {
		by := "clerk"
		if x.applicant {
			by = Applicant
		}
		fmt.Fprintf(&b, "  act%d: {title: {zh: 办, en: act}, from: %s, to: %s, by: %s", i, x.from, x.to, by)
		if x.answers {
			b.WriteString(", answers: applicant")
		}
		if x.reopens {
			b.WriteString(", reopens: true")
		}
		if x.guard {
			b.WriteString(", guard: today != ''")
		}
		b.WriteString("}\n")
	}
	return b.String()
}

// walk follows every way through the arcs up to a length at which each state has
// been passed with and without an answer, and tells each place it comes to.
func walk(arcs []arc, visit func(state string, answered bool)) {
	var on func(state string, answered bool, steps int)
	type spot struct {
		state    string
		answered bool
		steps    int
	}
	seen := map[spot]bool{}
	on = func(state string, answered bool, steps int) {
		at := spot{state, answered, steps}
		if steps == 0 || seen[at] {
			return
		}
		seen[at] = true
		visit(state, answered)
		for _, x := range arcs {
			if x.from == state {
				on(x.to, x.answers || answered && !x.reopens, steps-1)
			}
		}
	}
	on(Start, false, 2*len(randomStates)+2)
}

// ends tells whether an end can be reached by acts that clerks may always do,
// trying every way without coming to a state twice.
func ends(arcs []arc, state string, been []string) bool {
	if state == "done" || state == "gone" {
		return true
	}
	for _, x := range arcs {
		if x.from == state && !x.guard && !x.applicant && !slices.Contains(been, x.to) && ends(arcs, x.to, append(slices.Clone(been), x.to)) {
			return true
		}
	}
	return false
}

func TestProofsAgreeWithTryingEveryWay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		arcs := randomArcs(t)
		d, findings := Parse("x.yaml", []byte(inYAML(arcs)))
		if d == nil {
			t.Fatalf("%v", findings)
		}
		reached, unanswered := map[string]bool{}, map[string]bool{}
		walk(arcs, func(state string, answered bool) {
			reached[state] = true
			unanswered[state] = unanswered[state] || !answered
		})
		unreachable, silent, stuck := said(Check(d))
		anyStuck := false
		for _, s := range d.States {
			if unreachable[s.Name] == reached[s.Name] {
				t.Errorf("%s: reached %v, said to be unreachable %v", s.Name, reached[s.Name], unreachable[s.Name])
			}
			if s.End == Answered && silent[s.Name] != unanswered[s.Name] {
				t.Errorf("%s: reached unanswered %v, said so %v", s.Name, unanswered[s.Name], silent[s.Name])
			}
			none := reached[s.Name] && !ends(arcs, s.Name, []string{s.Name})
			anyStuck = anyStuck || none
			if stuck[s.Name] && !none {
				t.Errorf("%s: said to be stuck, and is not", s.Name)
			}
		}
		if anyStuck != (len(stuck) > 0) {
			t.Errorf("some state is stuck: %v; said to be: %v", anyStuck, stuck)
		}
		for _, f := range Check(d) {
			follows(t, arcs, f.Path)
		}
	})
}

// said sorts findings by what they say of which state.
func said(findings []Finding) (unreachable, silent, stuck map[string]bool) {
	unreachable, silent, stuck = map[string]bool{}, map[string]bool{}, map[string]bool{}
	for _, f := range findings {
		_, name, _ := strings.Cut(f.Text.En, "“")
		name, _, _ = strings.Cut(name, "”")
		switch {
		case strings.Contains(f.Text.En, "no path leads to"):
			unreachable[name] = true
		case strings.Contains(f.Text.En, "without an answer"):
			silent[name] = true
		case strings.Contains(f.Text.En, "no end can be reached"):
			stuck[name] = true
		}
	}
	return unreachable, silent, stuck
}

// follows holds that a counter-example is a way that can be gone.
func follows(t *rapid.T, arcs []arc, path []string) {
	if len(path) > 0 && path[0] != Start {
		t.Errorf("%v does not begin at the start", path)
	}
	for i := 0; i+2 < len(path); i += 2 {
		var n int
		if _, err := fmt.Sscanf(path[i+1], "act%d", &n); err != nil || arcs[n].from != path[i] || arcs[n].to != path[i+2] {
			t.Errorf("%v: no act leads from %s to %s", path, path[i], path[i+2])
		}
	}
}
