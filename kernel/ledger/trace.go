package ledger

import (
	"database/sql"

	"shuniu/kernel/store"
)

// Trace is an act without what it holds: which matter, what was done, and when it
// happened and was recorded (microseconds since 1970).
type Trace struct {
	Position int64
	Matter   int64
	Act      string
	Occurred int64
	Recorded int64
}

// Traces are up to n acts before a position of the ledger, the latest first.
func Traces(q store.Q, before int64, n int) ([]Trace, error) {
	var out []Trace
	rows, err := q.Query(tracesSQL, before, n)
	err = store.Scan(rows, err, func(rows *sql.Rows) error {
		var t Trace
		err := rows.Scan(&t.Position, &t.Matter, &t.Act, &t.Occurred, &t.Recorded)
		out = append(out, t)
		return err
	})
	return out, err
}
