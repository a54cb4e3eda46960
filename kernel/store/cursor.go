package store

import (
	"strconv"
	"strings"

	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
)

// Cursor names the place in a list, by the numbers it is ordered by, in an address:
// where the next page begins.
func Cursor(at ...int64) string {
	parts := make([]string, len(at))
	for i, n := range at {
		parts[i] = strconv.FormatInt(n, 36)
	}
	return strings.Join(parts, ".")
}

// ParseCursor reads a Cursor of so many numbers; anything that none of our pages
// can have written is Invalid.
func ParseCursor(cursor string, numbers int) ([]int64, error) {
	parts := strings.Split(cursor, ".")
	at := make([]int64, len(parts))
	for i, part := range parts {
		n, err := strconv.ParseInt(part, 36, 64)
		if err != nil || n < 0 {
			return nil, ErrCursor
		}
		at[i] = n
	}
	if len(parts) != numbers || Cursor(at...) != cursor {
		return nil, ErrCursor
	}
	return at, nil
}

// ErrCursor refuses a list that is to begin where no page ends.
var ErrCursor = fault.New(fault.Invalid, lang.T("列表的起点无效，请从第一页看起。", "The list cannot begin there. Begin with its first page."), "list cursor")
