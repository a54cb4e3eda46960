package hall

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"

	"shuniu/kernel/calendar"
	"shuniu/kernel/matter"
	"shuniu/kernel/store"
)

const (
	columns = `matter_id, number, hall, day, slot, item, ticket, state, since, called, service_window, calls, took`

	putVisitSQL = `
INSERT INTO visit (matter_id, number, hall, day, slot, item, ticket, state, since, called, service_window, calls, took)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0, '', 0, 0)`
	callSQL        = `UPDATE visit SET state = 'serving', called = $2, service_window = $3, calls = 1 WHERE matter_id = $1`
	recallSQL      = `UPDATE visit SET called = $2, calls = calls + 1 WHERE matter_id = $1`
	waitSQL        = `UPDATE visit SET state = 'waiting', since = $2 WHERE matter_id = $1`
	endSQL         = `UPDATE visit SET state = $2, took = CASE WHEN called > 0 THEN $3 - called ELSE 0 END WHERE matter_id = $1`
	emptyVisitsSQL = `DELETE FROM visit`
	countSQL       = `
INSERT INTO visit_day (hall, day, state, n, waited, took)
SELECT hall, day, state, 1, CASE WHEN called > 0 THEN called - since ELSE 0 END, took FROM visit WHERE matter_id = $1
ON CONFLICT (hall, day, state) DO UPDATE SET n = visit_day.n + 1, waited = visit_day.waited + excluded.waited, took = visit_day.took + excluded.took`
	emptyDaysSQL = `DELETE FROM visit_day`

	queueSQL      = `SELECT ` + columns + ` FROM visit WHERE day = $1 AND state = $2 AND hall = $3 ORDER BY since, matter_id LIMIT $4`
	servedSQL     = `SELECT ` + columns + ` FROM visit WHERE day = $1 AND state = $2 AND hall = $3 ORDER BY since DESC, matter_id DESC LIMIT $4`
	lengthsSQL    = `SELECT hall, count(*) FROM visit WHERE day = $1 AND state = $2 GROUP BY hall`
	dayCountsSQL  = `SELECT state, n, waited, took FROM visit_day WHERE hall = $1 AND day = $2`
	dumpVisitsSQL = `SELECT ` + columns + ` FROM visit ORDER BY matter_id`
	dumpDaysSQL   = `SELECT hall, day, state, n, waited, took FROM visit_day ORDER BY hall, day, state`
)

func visits(q store.Q, query string, args ...any) ([]Visit, error) {
	var out []Visit
	rows, err := q.Query(query, args...)
	err = store.Scan(rows, err, func(rows *sql.Rows) error {
		var v Visit
		var id, since, called, took int64
		err := rows.Scan(&id, &v.Number, &v.Hall, &v.Day, &v.Slot, &v.Item, &v.Ticket, &v.State, &since, &called, &v.Window, &v.Calls, &took)
		v.Matter, v.Since, v.Called, v.Took = matter.ID(id), store.Moment(since), store.Moment(called), time.Duration(took)*time.Microsecond
		out = append(out, v)
		return err
	})
	return out, err
}

// counts reads rows of a name and a number.
func counts(q store.Q, query string, args ...any) (map[string]int, error) {
	out := map[string]int{}
	rows, err := q.Query(query, args...)
	err = store.Scan(rows, err, func(rows *sql.Rows) error {
		var name string
		var n int
		err := rows.Scan(&name, &n)
		out[name] = n
		return err
	})
	return out, err
}

// Counts is what became of the visits of a hall and day, by the state they ended in.
func (q *Queue) Counts(ctx context.Context, hall string, day calendar.Date) (map[string]Count, error) {
	out := map[string]Count{}
	rows, err := q.engine.DB.Follow().Read(ctx).Query(dayCountsSQL, hall, day.String())
	err = store.Scan(rows, err, func(rows *sql.Rows) error {
		var state string
		var n int
		var waited, took int64
		err := rows.Scan(&state, &n, &waited, &took)
		out[state] = Count{n, time.Duration(waited) * time.Microsecond, time.Duration(took) * time.Microsecond}
		return err
	})
	return out, err
}

// Dump is the whole content as text, for comparing two builds.
func (q *Queue) Dump(r store.Q) (string, error) {
	var b strings.Builder
	all, err := visits(r, dumpVisitsSQL)
	if err != nil {
		return "", err
	}
	for _, v := range all {
		fmt.Fprintf(&b, "%+v\n", v)
	}
	rows, err := r.Query(dumpDaysSQL)
	err = store.Scan(rows, err, func(rows *sql.Rows) error {
		var hall, day, state string
		var n, waited, took int64
		err := rows.Scan(&hall, &day, &state, &n, &waited, &took)
		fmt.Fprintln(&b, hall, day, state, n, waited, took)
		return err
	})
	return b.String(), err
}
