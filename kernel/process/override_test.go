package process

import (
	"strings"
	"testing"
)

func TestASiteMayTightenOnly(t *testing.T) {
	src := read(t, "testdata/permit.yaml")
	base, _ := Parse("base.yaml", []byte(src))
	override := func(src string) []Finding {
		site, findings := Parse("site.yaml", []byte(src))
		if site == nil {
			t.Fatal(findings)
		}
		return CheckOverride(base, site)
	}
	for _, b := range []broken{
		{"a statutory maximum lengthened", "limit: 20wd, basis: 行政许可法第42条", "limit: 25wd, basis: 行政许可法第42条", "P9", "25wd", "cannot be lengthened", ""},
		{"a statutory maximum shortened in silence", "limit: 20wd, basis: 行政许可法第42条", "limit: 10wd, basis: 行政许可法第42条", "P9", "10wd", "consent", ""},
		{"a limit in another unit", "limit: 20wd, basis: 行政许可法第42条", "limit: 20d, basis: 行政许可法第42条", "P9", "20d", "cannot be compared", ""},
		{"a minimum shortened", "limit: 7d, basis: 行政许可法第48条", "limit: 5d, basis: 行政许可法第48条", "P9", "5d", "at least", ""},
		{"a statutory clock called local", "limit: 5wd, basis: 行政许可法第32条", "limit: 5wd, basis: local", "P9", "accept", "cannot be changed", ""},
		{"a longer extension", "max: 10wd, by: chief", "max: 15wd, by: chief", "P9", "extend", "more than the law allows", ""},
		{"a pause the law does not know", "clocks: [decide, consult]", "clocks: [consult], suspends: [decide]", "P9", "suspends", "where the law does not", ""},
		{"a gate taken away", "after: [examine], basis: 行政许可法第34条", "basis: 行政许可法第34条", "P9", "grant", "cannot be taken away", ""},
		{"a bar taken away", "not: [examiner, chief]", "not: [examiner]", "P9", "chair", "cannot be taken away", ""},
		{"personal data declared harmless", "personal: true, lookup: true", "lookup: true", "P9", "phone", "personal data", ""},
	} {
		t.Run(b.rule, func(t *testing.T) { b.test(t, src, override) })
	}
	for _, allowed := range [][2]string{
		{"limit: 20wd, basis: 行政许可法第42条", "limit: 10wd, consent: 2026-03-02 各审批单位会商同意, basis: 行政许可法第42条"},
		{"limit: 7d, basis: 行政许可法第48条", "limit: 10d, basis: 行政许可法第48条"},
		{"limit: 15d, basis: local", "limit: 5d, basis: local"},
	} {
		if f := override(strings.Replace(src, allowed[0], allowed[1], 1)); len(f) != 0 {
			t.Errorf("%s: %v", allowed[1], f)
		}
	}
}
