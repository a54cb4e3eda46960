package org_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
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

func TestReadRegionsReadsAFileFromASpreadsheet(t *testing.T) {
	got, err := org.ReadRegions(strings.NewReader("\ufeffcode,name_zh,name_en\r\n990100000000,澜湾市,Lanwan\r\n990102000000, 潮生区\r\n"))
	want := []org.Region{{Code: "990100000000", Name: lang.T("澜湾市", "Lanwan")}, {Code: "990102000000", Name: lang.T("潮生区", "")}}
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Fatal(err, diff)
	}
}

func TestReadRegionsNamesEachDefectWithItsLine(t *testing.T) {
	_, err := org.ReadRegions(strings.NewReader(strings.Join([]string{
		"990100000000,澜湾市",
		"99010200,潮生区",      // 2: not 12 digits
		"990103000000,",     // 3: no name
		"990122100000,屏山镇",  // 4: no county 990122
		"990100000000,澜湾市",  // 5: again
		"990200000000,别的市",  // 6: a second city
		"990104000000",      // 7: one column
		"990105000000,\xb3", // 8: another encoding
		`990106000000,"a"b`, // 9: a stray quote
		"990107000201,无镇村",  // 10: a village in no township
	}, "\n")))
	if !fault.Is(err, fault.Invalid) {
		t.Fatal(err)
	}
	var lines []string
	for _, d := range fault.As(err).Defects {
		lines = append(lines, d.Field)
		if d.Text.Zh == "" || !strings.Contains(d.Text.En, "Line "+d.Field+": ") {
			t.Errorf("defect without its line: %+v", d)
		}
	}
	slices.Sort(lines)
	if diff := cmp.Diff([]string{"10", "2", "3", "4", "5", "6", "7", "8", "9"}, lines); diff != "" {
		t.Fatal(diff, err)
	}
}

func FuzzReadRegions(f *testing.F) {
	f.Add("990100000000,澜湾市,Lanwan\n990102000000,潮生区\n")
	f.Add("code,name\n\"990100000000\",\"a\nb\"")
	f.Add("990100000000,\"\n,\n")
	f.Fuzz(func(t *testing.T, text string) {
		regions, err := org.ReadRegions(strings.NewReader(text))
		if err != nil {
			if !fault.Is(err, fault.Invalid) || len(fault.As(err).Defects) == 0 {
				t.Fatalf("refused without a defect: %v", err)
			}
			return
		}
		known := map[org.RegionCode]bool{"": true}
		for _, r := range regions {
			known[r.Code] = true
		}
		for _, r := range regions {
			if _, err := org.ParseRegionCode(string(r.Code)); err != nil || !known[r.Code.Parent()] || r.Name.Zh == "" {
				t.Fatalf("accepted %+v", r)
			}
		}
	})
}
