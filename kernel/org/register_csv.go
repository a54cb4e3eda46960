package org

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"shuniu/kernel/lang"
)

// read gives the rows of a file that can be read, and keeps what is wrong with
// the others.
func (r *Register) read(source int, s Source) []row {
	place := func(line int) at { return at{s.Name, source, line} }
	if !utf8.Valid(s.Text) {
		r.defect(place(0), lang.T("不是 UTF-8 编码，请另存为“CSV UTF-8”。", "This is not UTF-8; save the file as “CSV UTF-8”."))
		r.spoil(s.Table)
		return nil
	}
	lines := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(s.Text, []byte("\ufeff"))))
	lines.FieldsPerRecord = -1
	lines.TrimLeadingSpace = true
	var head []string
	var rows []row
	for {
		record, err := lines.Read()
		var syntax *csv.ParseError
		switch {
		case errors.Is(err, io.EOF):
			if head == nil {
				r.defect(place(0), lang.T("文件是空的，首行应为列名。", "The file is empty; its first line names the columns."))
				r.spoil(s.Table)
			}
			return rows
		case errors.As(err, &syntax):
			// where this record ends nobody knows, so what it would have added is unknown too
			r.defect(place(syntax.StartLine), lang.T("不是合格的 CSV。", "This is not proper CSV."))
			r.spoil(s.Table)
			continue
		}
		line, _ := lines.FieldPos(0)
		if head == nil {
			if head = record; !r.heading(s.Table, place(line), head) {
				r.spoil(s.Table)
				return nil
			}
			continue
		}
		if one := (row{at: place(line)}); r.fill(&one, head, record) {
			rows = append(rows, one)
		}
	}
}

// heading checks the names of the columns.
func (r *Register) heading(t Table, where at, head []string) bool {
	whole := true
	seen := map[string]bool{}
	for i := range head {
		head[i] = strings.TrimSpace(head[i])
		if seen[head[i]] {
			whole = false
			r.defect(where, lang.T("列 {column} 重复。", "Column {column} stands twice.").With("column", head[i]))
		}
		seen[head[i]] = true
	}
	for _, c := range t.columns() {
		if c.required && !seen[c.name] {
			whole = false
			r.defect(where, lang.T("首行缺少列 {column}。", "The first line lacks the column {column}.").With("column", c.name))
		}
		delete(seen, c.name)
	}
	for _, name := range head {
		if seen[name] {
			whole = false
			r.defect(where, lang.T("不认识的列：{column}。", "Unknown column: {column}.").With("column", name))
		}
	}
	return whole
}

// fill gives the row its cells; false means that it has too many or too few.
func (r *Register) fill(one *row, head, record []string) bool {
	one.cells = make(map[string]string, len(head))
	for i, cell := range record[:min(len(record), len(head))] {
		one.cells[head[i]] = strings.TrimSpace(cell)
	}
	if len(record) == len(head) {
		return true
	}
	r.defect(one.at, lang.T("应有 {want} 列，实有 {got} 列。", "There must be {want} columns, and there are {got}.").
		With("want", strconv.Itoa(len(head)), "got", strconv.Itoa(len(record))))
	r.broken[one.cells["code"]] = true
	r.broken[one.cells["unit"]+"/"+one.cells["kind"]] = true
	return false
}

// spoil notes that rows of the table could not be read at all.
func (r *Register) spoil(t Table) { r.broken[string(t)] = true }
