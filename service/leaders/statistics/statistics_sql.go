package statistics

import (
	"database/sql"
	"fmt"
	"strings"

	"shuniu/kernel/store"
)

// A figure's revision says how many releases have said it up to its own; revisions how
// many in all. What has revision = revisions is the latest.
const (
	columnsSQL = `f.indicator, f.measure, f.region, f.month, f.value, f.change, f.revision, f.revisions,
	r.number, r.title, r.source, r.standing, r.released`
	fromSQL = `FROM statistics_figure f JOIN statistics_release r ON r.matter_id = f.matter_id `

	putReleaseSQL = `INSERT INTO statistics_release (matter_id, at, number, title, source, standing, released) VALUES ($1, $2, $3, $4, $5, $6, $7)`
	putFigureSQL  = `
INSERT INTO statistics_figure (matter_id, place, indicator, measure, region, month, value, change, revision, revisions)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, 0)`
	renewSQL = `
UPDATE statistics_figure SET
	revisions = (SELECT count(*) FROM statistics_figure o WHERE o.indicator = $1 AND o.region = $2 AND o.month = $3),
	revision = (
		SELECT count(*) FROM statistics_figure o JOIN statistics_release s ON s.matter_id = o.matter_id
		WHERE o.indicator = $1 AND o.region = $2 AND o.month = $3 AND (s.at, s.matter_id) <= (
			SELECT t.at, t.matter_id FROM statistics_release t WHERE t.matter_id = statistics_figure.matter_id))
WHERE indicator = $1 AND region = $2 AND month = $3`
	ofSQL          = `SELECT indicator, region, month FROM statistics_figure WHERE matter_id = $1 ORDER BY place`
	dropFigureSQL  = `DELETE FROM statistics_figure WHERE matter_id = $1`
	dropReleaseSQL = `DELETE FROM statistics_release WHERE matter_id = $1`

	emptyFiguresSQL  = `DELETE FROM statistics_figure`
	emptyReleasesSQL = `DELETE FROM statistics_release`

	latestSQL = `SELECT ` + columnsSQL + ` ` + fromSQL + `
WHERE f.region = $1 AND f.revision = f.revisions
	AND f.month = (SELECT max(o.month) FROM statistics_figure o WHERE o.indicator = f.indicator AND o.region = f.region)
ORDER BY f.month DESC, r.at DESC, f.matter_id, f.place`
	seriesSQL    = `SELECT ` + columnsSQL + ` ` + fromSQL + `WHERE f.indicator = $1 AND f.region = $2 AND f.revision = f.revisions ORDER BY f.month DESC LIMIT $3`
	placesSQL    = `SELECT ` + columnsSQL + ` ` + fromSQL + `WHERE f.indicator = $1 AND f.month = $2 AND f.revision = f.revisions ORDER BY f.region`
	revisionsSQL = `SELECT ` + columnsSQL + ` ` + fromSQL + `
WHERE f.indicator = $1 AND f.region = $2 AND f.month >= $3 AND f.revision < f.revisions ORDER BY f.month DESC, f.revision DESC`
	dumpSQL = `SELECT ` + columnsSQL + ` ` + fromSQL + `ORDER BY f.matter_id, f.place`
)

// drop takes the figures of a release out; what they had replaced is the latest again.
func (y *Yearbook) drop(tx *store.Tx, id int64) error {
	type cell struct{ indicator, region, month string }
	var cells []cell
	rows, err := tx.Query(ofSQL, id)
	err = store.Scan(rows, err, func(rows *sql.Rows) error {
		var c cell
		err := rows.Scan(&c.indicator, &c.region, &c.month)
		cells = append(cells, c)
		return err
	})
	if err != nil || len(cells) == 0 {
		return err
	}
	for _, query := range []string{dropFigureSQL, dropReleaseSQL} {
		if err := tx.Put(query, id); err != nil {
			return err
		}
	}
	for _, c := range cells {
		if err := y.renew(tx, c.indicator, c.region, c.month); err != nil {
			return err
		}
	}
	return nil
}

// renew counts the revisions of one figure anew.
func (y *Yearbook) renew(tx *store.Tx, indicator, region, month string) error {
	return tx.Put(renewSQL, indicator, region, month)
}

func (y *Yearbook) figures(q store.Q, query string, args ...any) ([]Figure, error) {
	var out []Figure
	rows, err := q.Query(query, args...)
	return out, store.Scan(rows, err, func(rows *sql.Rows) error {
		var f Figure
		var on string
		r := &f.Release
		if err := rows.Scan(&f.Indicator, &f.Measure, &f.Region, &f.Month, &f.Value, &f.Change, &f.Revision, &f.Revisions, &r.Number, &r.Title, &r.Source, &r.Standing, &on); err != nil {
			return err
		}
		out = append(out, f)
		return out[len(out)-1].Release.On.UnmarshalText([]byte(on))
	})
}

// Reset empties the projection.
func (y *Yearbook) Reset(tx *store.Tx) error {
	for _, query := range []string{emptyFiguresSQL, emptyReleasesSQL} {
		if _, err := tx.Exec(query); err != nil {
			return err
		}
	}
	return nil
}

// Dump is the whole content as text, for comparing two builds.
func (y *Yearbook) Dump(q store.Q) (string, error) {
	all, err := y.figures(q, dumpSQL)
	var out strings.Builder
	for _, f := range all {
		fmt.Fprintf(&out, "%+v\n", f)
	}
	return out.String(), err
}
