package process

import (
	"slices"
	"strings"
	"testing"

	"shuniu/kernel/lang"
)

func TestDiffTellsWhatChangedAndWhomItConcerns(t *testing.T) {
	src := read(t, "testdata/permit.yaml")
	before, _ := Parse("old.yaml", []byte(src))
	changed := strings.NewReplacer(
		"limit: 15d, basis: local", "limit: 10d, basis: local",
		"from: received, to: examining, by: window", "from: [received], to: examining, by: [window]", // says the same
		"needs: [extra_days, reason]", "needs: [extra_days]",
		"  - {name: reason,", "  - {name: remark, type: text, label: {zh: 备注, en: Remark}}\n  - {name: reason,",
		", reviews: [examiner], basis: 行政许可法第48条", ", basis: 行政许可法第48条",
		"title: {zh: 行政许可,", "title: {zh: 许可,",
	).Replace(src)
	after, findings := Parse("new.yaml", []byte(changed))
	if after == nil {
		t.Fatal(findings)
	}
	var got []string
	for _, c := range Diff(before, after) {
		got = append(got, c.In(lang.En))
	}
	want := []string{
		"~ title.zh: 行政许可 → 许可",
		"+ form.remark: {name: remark, type: text, label: {zh: 备注, en: Remark}}",
		"~ clocks.correct.limit: 15d → 10d (states: correcting)",
		"- acts.conclude.reviews: examiner (states: hearing)",
		"~ acts.extend.needs: extra_days, reason → extra_days (states: deciding)",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if c := Diff(before, after)[3]; c.Pos.File != "old.yaml" {
		t.Errorf("what was removed is at %v", c.Pos)
	}
	if again := Diff(before, before); len(again) != 0 {
		t.Errorf("a definition differs from itself: %v", again)
	}
}
