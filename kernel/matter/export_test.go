package matter

import (
	"fmt"

	"shuniu/kernel/store"
)

// Lane is a query that lists are merged from, the index it has to run along, and
// whether it may sort what it finds.
type Lane struct {
	Query string
	Args  []any
	Index string
	Sorts bool
}

// Lanes are all of them.
func Lanes() map[string]Lane {
	some := store.List([]int64{1, 2})
	at := func(rest ...any) []any { return append([]any{int64(0), int64(1) << 62, 10}, rest...) }
	return map[string]Lane{
		"owed":              {fmt.Sprintf(owedSQL, "= $7"), at("handler", some, some, 1), "matter_owed", false},
		"owed, vacant":      {fmt.Sprintf(owedSQL, "IN (LIST($7))"), at("handler", some, some, some), "matter_owed", true},
		"owed, counted":     {fmt.Sprintf(owedCountSQL, "= $6"), []any{0, 10, "handler", some, some, 1}, "COVERING INDEX matter_owed", false},
		"late":              {lateSQL, at(9), "COVERING INDEX matter_late", false},
		"late of a unit":    {lateOfSQL, at(9, 1), "COVERING INDEX matter_part_due", false},
		"newest":            {newestSQL, at(), "PRIMARY KEY", false},
		"newest of a unit":  {newestOfSQL, at(1), "PRIMARY KEY", false},
		"newest open":       {newestOpenSQL, at(), "COVERING INDEX matter_late", true},
		"open of a unit":    {newestOpenOfSQL, at(1), "COVERING INDEX matter_part_due", true},
		"what is in a list": {headsSQL, []any{some, "", ""}, "INTEGER PRIMARY KEY", false},
		"what a list shows": {titledSQL, []any{some}, "INTEGER PRIMARY KEY", false},
	}
}
