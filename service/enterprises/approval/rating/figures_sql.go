package rating

import (
	"database/sql"
	"fmt"
	"strings"

	"shuniu/kernel/store"
)

const (
	recallSQL   = `SELECT matter_id, of_matter, item, unit, window_unit, served, rated_in, last_grade FROM rating_service WHERE matter_id IN (LIST($1))`
	rememberSQL = `
INSERT INTO rating_service (matter_id, of_matter, item, unit, window_unit, served, rated_in, last_grade) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (matter_id) DO UPDATE SET of_matter = excluded.of_matter, item = excluded.item, unit = excluded.unit, window_unit = excluded.window_unit,
	served = excluded.served, rated_in = excluded.rated_in, last_grade = excluded.last_grade`
	dumpServicesSQL  = `SELECT matter_id, of_matter, item, unit, window_unit, served, rated_in, last_grade FROM rating_service ORDER BY matter_id`
	emptyServicesSQL = `DELETE FROM rating_service`

	figureColumns = `month, kind, subject, served, rated, again, ruled_false, first_1, first_2, first_3, first_4, first_5, last_1, last_2, last_3, last_4, last_5`

	addSQL = `
INSERT INTO rating_month (` + figureColumns + `) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
ON CONFLICT (kind, subject, month) DO UPDATE SET
	served = rating_month.served + excluded.served, rated = rating_month.rated + excluded.rated,
	again = rating_month.again + excluded.again, ruled_false = rating_month.ruled_false + excluded.ruled_false,
	first_1 = rating_month.first_1 + excluded.first_1, first_2 = rating_month.first_2 + excluded.first_2,
	first_3 = rating_month.first_3 + excluded.first_3, first_4 = rating_month.first_4 + excluded.first_4,
	first_5 = rating_month.first_5 + excluded.first_5, last_1 = rating_month.last_1 + excluded.last_1,
	last_2 = rating_month.last_2 + excluded.last_2, last_3 = rating_month.last_3 + excluded.last_3,
	last_4 = rating_month.last_4 + excluded.last_4, last_5 = rating_month.last_5 + excluded.last_5`
	monthSQL        = `SELECT ` + figureColumns + ` FROM rating_month WHERE month = $1 AND kind = $2 AND subject >= $3 ORDER BY subject LIMIT $4`
	monthsSQL       = `SELECT ` + figureColumns + ` FROM rating_month WHERE kind = $1 AND subject = $2 AND month >= $3 AND month <= $4 ORDER BY month`
	dumpFiguresSQL  = `SELECT ` + figureColumns + ` FROM rating_month ORDER BY kind, subject, month`
	emptyFiguresSQL = `DELETE FROM rating_month`
)

func figures(q store.Q, query string, args ...any) ([]Figure, error) {
	var out []Figure
	rows, err := q.Query(query, args...)
	err = store.Scan(rows, err, func(rows *sql.Rows) error {
		var f Figure
		into := []any{&f.Month, &f.By, &f.Subject, &f.Served, &f.Rated, &f.Again, &f.False}
		for i := range f.First {
			into = append(into, &f.First[i])
		}
		for i := range f.Last {
			into = append(into, &f.Last[i])
		}
		err := rows.Scan(into...)
		out = append(out, f)
		return err
	})
	return out, err
}

// Dump is the whole content as text, for comparing two builds.
func (f *Figures) Dump(q store.Q) (string, error) {
	var b strings.Builder
	all, err := figures(q, dumpFiguresSQL)
	for _, one := range all {
		fmt.Fprintf(&b, "%+v\n", one)
	}
	if err != nil {
		return "", err
	}
	rows, err := q.Query(dumpServicesSQL)
	err = store.Scan(rows, err, func(rows *sql.Rows) error {
		var id int64
		var s service
		err := rows.Scan(&id, &s.of, &s.item, &s.unit, &s.window, &s.served, &s.rated, &s.last)
		fmt.Fprintf(&b, "%d %+v\n", id, s)
		return err
	})
	return b.String(), err
}
