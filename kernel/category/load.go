package category

import (
	"bytes"
	_ "embed"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
	"unicode/utf8"

	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
)

//go:embed list.csv
var shipped []byte

// Embedded is the list compiled in.
func Embedded() *List {
	// A broken one would offer nothing to choose; the tests load it.
	l, err := Load("list.csv", shipped)
	if err != nil {
		return newList(nil)
	}
	return l
}

// The longest name that still fits a line of a form on a phone.
const longestName = 60

// The columns of a file; the last may be left out.
const (
	columnCode = iota
	columnZh
	columnEn
	columnRetired
	columns
)

var columnNames = [columns]string{"code", "name_zh", "name_en", "retired"}

var codeShape = regexp.MustCompile(`^([0-9]{2}){1,3}$`)

// Load reads a list from CSV in UTF-8 with the columns code, name_zh, name_en and,
// if any entry is retired ("yes"), retired. The error is Invalid and names every
// defect with its place, as in "own.csv:12": a code of another shape or written
// twice, a parent that is missing or retired, a name that is missing, too long or
// the same as a neighbour's.
func Load(file string, text []byte) (*List, error) {
	p := parser{file: file, lines: map[Code]int{}, names: map[string]int{}}
	p.read(text)
	for _, e := range p.entries {
		p.placed(e)
	}
	if len(p.entries) == 0 && len(p.defects) == 0 {
		p.defect(1, lang.T("没有任何分类。", "There are no categories."))
	}
	if err := fault.Defects(p.defects); err != nil {
		return nil, err
	}
	return newList(p.entries), nil
}

type parser struct {
	file    string
	entries []Entry
	lines   map[Code]int
	names   map[string]int // by parent and name
	defects []fault.Defect
}

func (p *parser) defect(line int, text lang.Text) {
	p.defects = append(p.defects, fault.Defect{Field: fmt.Sprintf("%s:%d", p.file, line), Text: text})
}

func (p *parser) read(text []byte) {
	if !utf8.Valid(text) {
		p.defect(1, lang.T("不是 UTF-8 编码，请另存为“CSV UTF-8”。", "This is not UTF-8; save the file as “CSV UTF-8”."))
		return
	}
	rows := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(text, []byte("\ufeff"))))
	rows.FieldsPerRecord = -1
	for width := 0; ; {
		row, err := rows.Read()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			p.defect(lineOf(err), lang.T("不是合格的 CSV，其后各行未读。", "This is not proper CSV; the lines after it were not read."))
			return
		}
		line, _ := rows.FieldPos(0)
		for i := range row {
			row[i] = strings.TrimSpace(row[i])
		}
		switch {
		case width == 0:
			if width = len(row); strings.Join(row, ",") != strings.Join(columnNames[:min(max(width, columnRetired), columns)], ",") {
				p.defect(line, lang.T("首行应为 {names}。", "The first line must be {names}.").With("names", strings.Join(columnNames[:], ",")))
				return
			}
		case len(row) != width:
			p.defect(line, lang.T("应有{want}列，实有{is}列。", "There must be {want} columns, and there are {is}.").With("want", fmt.Sprint(width), "is", fmt.Sprint(len(row))))
		default:
			p.entry(line, append(row, "")[:columns])
		}
	}
}

func lineOf(err error) int {
	var syntax *csv.ParseError
	if errors.As(err, &syntax) {
		return syntax.Line
	}
	return 1
}

func (p *parser) entry(line int, row []string) {
	e := Entry{Code: Code(row[columnCode]), Name: lang.T(row[columnZh], row[columnEn]), Retired: row[columnRetired] == "yes"}
	if !codeShape.MatchString(string(e.Code)) {
		p.defect(line, lang.T("代码“{code}”应为2、4或6位数字。", "The code “{code}” must have 2, 4 or 6 digits.").With("code", string(e.Code)))
		return
	}
	if first, ok := p.lines[e.Code]; ok {
		p.defect(line, lang.T("代码 {code} 与第{line}行重复。", "The code {code} is that of line {line}.").With("code", string(e.Code), "line", fmt.Sprint(first)))
		return
	}
	p.lines[e.Code] = line
	if r := row[columnRetired]; r != "" && r != "yes" {
		p.defect(line, lang.T("“停用”一列只能空着或写 yes。", "The column retired is empty or yes."))
	}
	for i, name := range []string{e.Name.Zh, e.Name.En} {
		switch n := utf8.RuneCountInString(name); {
		case n == 0 || n > longestName:
			p.defect(line, lang.T("{column} 应有1至{most}个字符。", "{column} must have 1 to {most} characters.").With("column", columnNames[columnZh+i], "most", fmt.Sprint(longestName)))
			continue
		}
		key := fmt.Sprint(e.Code.Parent(), i, name)
		if first, ok := p.names[key]; ok {
			p.defect(line, lang.T("同一级下“{name}”与第{line}行重名。", "“{name}” is also the name of line {line} beside it.").With("name", name, "line", fmt.Sprint(first)))
		}
		p.names[key] = line
	}
	p.entries = append(p.entries, e)
}

// placed checks an entry against the one it lies in, wherever in the file that
// stands.
func (p *parser) placed(e Entry) {
	parent := e.Code.Parent()
	if parent == "" {
		return
	}
	if _, ok := p.lines[parent]; !ok {
		p.defect(p.lines[e.Code], lang.T("缺少上级 {parent}。", "Its parent {parent} is missing.").With("parent", string(parent)))
	}
	for _, above := range p.entries {
		if above.Code == parent && above.Retired && !e.Retired {
			p.defect(p.lines[e.Code], lang.T("上级 {parent} 已停用，本项也应停用。", "Its parent {parent} is retired; so must this be.").With("parent", string(parent)))
		}
	}
}
