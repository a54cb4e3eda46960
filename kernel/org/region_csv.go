package org

import (
	"encoding/csv"
	"errors"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
)

// ReadRegions reads the regions of one city from CSV in UTF-8: code, Chinese name
// and, if there is one, English name; a first line that begins with "code" is a
// heading. It fails with Invalid and one defect for each thing wrong, whose field
// is the number of the line. The file must be whole: a region whose parent is not
// in it is a defect, and so is a second city.
func ReadRegions(r io.Reader) ([]Region, error) {
	rows := csv.NewReader(r)
	rows.FieldsPerRecord = -1
	rows.TrimLeadingSpace = true
	var regions []Region
	var lines []int
	var defects []fault.Defect
	for first := true; ; first = false {
		record, err := rows.Read()
		var syntax *csv.ParseError
		switch {
		case err == io.EOF:
			defects = append(defects, familyDefects(regions, lines)...)
			return regions, fault.Defects(defects)
		case errors.As(err, &syntax):
			defects = append(defects, onLine(syntax.Line, lang.T("不是合格的 CSV。", "This is not proper CSV.")))
			continue
		case err != nil:
			return nil, fault.Wrap(fault.Unavailable, err, "regions")
		}
		line, _ := rows.FieldPos(0)
		if first {
			record[0] = strings.TrimPrefix(record[0], "\ufeff")
			if record[0] == "code" {
				continue
			}
		}
		region, found := readRegion(record)
		for _, text := range found {
			defects = append(defects, onLine(line, text))
		}
		if len(found) == 0 {
			regions, lines = append(regions, region), append(lines, line)
		}
	}
}

func readRegion(record []string) (Region, []lang.Text) {
	if !utf8.ValidString(strings.Join(record, "")) {
		return Region{}, []lang.Text{lang.T("不是 UTF-8 编码，请另存为 UTF-8。", "This is not UTF-8; save the file as UTF-8.")}
	}
	if len(record) != 2 && len(record) != 3 {
		return Region{}, []lang.Text{lang.T("应有两列或三列：代码、名称、英文名称。", "There must be two or three columns: code, name, English name.")}
	}
	region := Region{Code: RegionCode(strings.TrimSpace(record[0])), Name: lang.Text{Zh: strings.TrimSpace(record[1])}}
	if len(record) == 3 {
		region.Name.En = strings.TrimSpace(record[2])
	}
	return region, regionDefects(region)
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

// familyDefects are those that show only among all the regions of a file.
func familyDefects(regions []Region, lines []int) []fault.Defect {
	var defects []fault.Defect
	at := make(map[RegionCode]int, len(regions))
	city := RegionCode("")
	for i, r := range regions {
		if earlier, ok := at[r.Code]; ok {
			defects = append(defects, onLine(lines[i], lang.T("代码 {code} 与第 {line} 行重复。", "Code {code} is also on line {line}.").With("code", string(r.Code), "line", strconv.Itoa(earlier))))
			continue
		}
		at[r.Code] = lines[i]
		if r.Code.Level() != City {
			continue
		}
		if city != "" {
			defects = append(defects, onLine(lines[i], lang.T("一个文件只能有一个市，已有 {code}。", "A file holds one city; {code} is there already.").With("code", string(city))))
			continue
		}
		city = r.Code
	}
	for i, r := range regions {
		parent := r.Code.Parent()
		if _, ok := at[parent]; !ok && parent != "" {
			defects = append(defects, onLine(lines[i], lang.T("缺少上级区划 {code}。", "The parent region {code} is missing.").With("code", string(parent))))
		}
	}
	return defects
}

func onLine(line int, text lang.Text) fault.Defect {
	n := strconv.Itoa(line)
	return fault.Defect{Field: n, Text: lang.T("第 "+n+" 行："+text.Zh, "Line "+n+": "+text.En)}
}
