package org

import (
	"strings"

	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
)

// Level is one of the four levels of the city's regions.
type Level uint8

// The levels, from the city down.
const (
	City Level = iota + 1
	County
	Township
	Village
)

var levels = [...]struct {
	word   string
	name   lang.Text
	digits int // of the code, down to this level
}{
	City:     {"city", lang.T("市", "City"), 4},
	County:   {"county", lang.T("县（市、区）", "County or district"), 6},
	Township: {"township", lang.T("乡镇（街道）", "Township or street office"), 9},
	Village:  {"village", lang.T("村（社区）", "Village or community"), 12},
}

// String is the level's word in data: city, county, township, village.
func (l Level) String() string { return levels[l].word }

// Name is what a reader calls the level.
func (l Level) Name() lang.Text { return levels[l].name }

// Region is an area with a code. Its level and parent follow from the code.
type Region struct {
	Code RegionCode
	Name lang.Text
}

// RegionCode is a region's 12 digits: province 2, city 2, county 2, township 3,
// village 3; a higher level has zeros at the end.
type RegionCode string

// ParseRegionCode reads a code of one of the four levels. A municipality under
// the central government takes part as its 市辖区 row (110100000000).
func ParseRegionCode(s string) (RegionCode, error) {
	if text := codeDefect(s); !text.IsZero() {
		return "", fault.New(fault.Invalid, text, "region code")
	}
	return RegionCode(s), nil
}

func codeDefect(s string) lang.Text {
	if len(s) != 12 || strings.Trim(s, "0123456789") != "" {
		return lang.T("区划代码应为 12 位数字。", "A region code has 12 digits.")
	}
	if s[:2] == "00" || s[2:4] == "00" {
		return lang.T("区划代码应属于某一个市，前四位不能缺省或市级为零。", "A region code must lie in a city: its first four digits name the province and the city.")
	}
	if s[9:] != "000" && s[6:9] == "000" {
		return lang.T("村（社区）代码应属于某一个乡镇（街道），第 7 至 9 位不能为零。", "A village code must lie in a township: digits 7 to 9 are not zero.")
	}
	return lang.Text{}
}

func regionDefects(r Region) []lang.Text {
	var found []lang.Text
	if text := codeDefect(string(r.Code)); !text.IsZero() {
		found = append(found, text)
	}
	if text := nameDefect(r.Name); !text.IsZero() {
		found = append(found, text)
	}
	return found
}

// Level is the level of the code.
func (c RegionCode) Level() Level {
	for l := Village; l > City; l-- {
		if strings.Trim(string(c[levels[l-1].digits:levels[l].digits]), "0") != "" {
			return l
		}
	}
	return City
}

// Parent is the code of the region one level up, empty for a city. A township
// that lies in no county has the city for its parent.
func (c RegionCode) Parent() RegionCode {
	l := c.Level()
	if l == City {
		return ""
	}
	n := levels[l-1].digits
	return c[:n] + RegionCode(strings.Repeat("0", len(c)-n))
}

// Contains reports whether o is the region c or lies in it.
func (c RegionCode) Contains(o RegionCode) bool {
	n := levels[c.Level()].digits
	return len(o) == len(c) && o[:n] == c[:n]
}

// Words are the names of a region and of those it lies in, below the city, and of a unit:
// what somebody would call the place and the office by.
func Words(d *Directory, region RegionCode, unit UnitID) string {
	var names []string
	for code := region; code != "" && code.Level() > City; code = code.Parent() {
		if r, ok := d.Region(code); ok {
			names = append(names, r.Name.Zh)
		}
	}
	if u, ok := d.Unit(unit); ok {
		names = append(names, u.Name.Zh)
	}
	return strings.Join(names, "\n")
}
