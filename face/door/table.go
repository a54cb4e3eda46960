package door

import (
	"encoding/csv"
	"mime"
	"net/http"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"shuniu/kernel/fault"
)

// TableMedia is what a table is sent as.
const TableMedia = "text/csv; charset=utf-8; header=present"

// SendTable sends rows as CSV (RFC 4180), the first of them the heads. What a program
// for tables would take for a formula is marked as text: the values were written by
// people, and are opened by others.
func SendTable(w http.ResponseWriter, rows [][]string) error {
	w.Header().Set("Content-Type", TableMedia)
	for _, row := range rows {
		for i, cell := range row {
			if cell != "" && strings.ContainsRune("=+-@\t\r", rune(cell[0])) {
				row[i] = "'" + cell
			}
		}
	}
	return fault.Wrap(fault.Unavailable, csv.NewWriter(w).WriteAll(rows), "send table")
}

// WorkbookMedia is what a workbook is sent as (ISO/IEC 29500).
const WorkbookMedia = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

// SendWorkbook sends rows as an XLSX file of one sheet, the first of them the heads. What
// reads as a number is one; all else is text, whatever it begins with.
func SendWorkbook(w http.ResponseWriter, name string, rows [][]string) error {
	f := excelize.NewFile()
	sheet := f.GetSheetName(0)
	for r, row := range rows {
		for c, text := range row {
			at, err := excelize.CoordinatesToCellName(c+1, r+1)
			if err != nil {
				return fault.Wrap(fault.Internal, err, "workbook")
			}
			var cell any = text
			if n, err := strconv.ParseFloat(text, 64); err == nil && r > 0 {
				cell = n
			}
			if err := f.SetCellValue(sheet, at, cell); err != nil {
				return fault.Wrap(fault.Internal, err, "workbook")
			}
		}
	}
	w.Header().Set("Content-Type", WorkbookMedia)
	w.Header().Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name + ".xlsx"}))
	return fault.Wrap(fault.Unavailable, f.Write(w), "send workbook")
}
