// Package serial gives the numbers of official documents 文号, which run without a
// gap: 党政机关公文处理工作条例第9条 (机关代字、年份、发文顺序号).
//
// A number is taken in the transaction of the act that issues the document. It is
// given back if that act does not happen, and whoever asks meanwhile waits: no number
// is given twice or left out. That is why a number is taken only when a document is
// signed, never for a draft.
package serial

import (
	"shuniu/kernel/fault"
	"shuniu/kernel/store"
)

// Next is the next number of a series, which begins at 1 when it is first asked for.
func Next(tx *store.Tx, series string) (int, error) {
	var n int
	err := tx.QueryRow(nextSQL, series).Scan(&n)
	return n, fault.Wrap(fault.Unavailable, err, "next number of "+series)
}

const nextSQL = `
INSERT INTO serial (series, last) VALUES ($1, 1)
ON CONFLICT (series) DO UPDATE SET last = serial.last + 1
RETURNING last`
