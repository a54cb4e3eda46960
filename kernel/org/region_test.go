package org_test

import (
	"testing"

	"shuniu/kernel/fault"
	"shuniu/kernel/org"
)

func TestALevelAndAParentFollowFromTheCode(t *testing.T) {
	for _, c := range []struct {
		code   string
		level  org.Level
		parent org.RegionCode
	}{
		{"990100000000", org.City, ""},
		{"990102000000", org.County, "990100000000"},
		{"990110000000", org.County, "990100000000"}, // a zero inside the county's digits
		{"990102001000", org.Township, "990102000000"},
		{"990102100000", org.Township, "990102000000"},
		{"990102001201", org.Village, "990102001000"},
		{"990102100200", org.Village, "990102100000"},
		{"441900003000", org.Township, "441900000000"}, // a city without counties
		{"441900003001", org.Village, "441900003000"},
		{"110100000000", org.City, ""},
	} {
		code, err := org.ParseRegionCode(c.code)
		if err != nil || code.Level() != c.level || code.Parent() != c.parent {
			t.Errorf("%s: %v below %q, %v; want %v below %q", c.code, code.Level(), code.Parent(), err, c.level, c.parent)
		}
		if c.parent != "" && (!c.parent.Contains(code) || code.Contains(c.parent)) {
			t.Errorf("%s lies in %s and not the other way round", code, c.parent)
		}
	}
	for _, s := range []string{"", "9901", "9901020010001", "99010200100x", "９９０１０２００１", "990000000000", "000100000000", "990102000201", "990100000201"} {
		if _, err := org.ParseRegionCode(s); !fault.Is(err, fault.Invalid) {
			t.Errorf("%q: want invalid, got %v", s, err)
		}
	}
	if org.RegionCode("990102000000").Contains("990103000000") || org.RegionCode("990100000000").Contains("") {
		t.Error("a region does not contain its neighbour, nor nothing")
	}
}
