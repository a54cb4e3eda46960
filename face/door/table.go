package door

import (
	"encoding/csv"
	"net/http"
	"strings"

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
