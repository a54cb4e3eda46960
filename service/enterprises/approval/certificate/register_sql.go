package certificate

import (
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"shuniu/kernel/fault"
	"shuniu/kernel/store"
)

const (
	columns = `matter_id, code, serial, item, title, unit, valid_from, valid_until, status, since`

	putSQL     = `INSERT INTO certificate (` + columns + `) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`
	moveSQL    = `UPDATE certificate SET status = $2, since = $3 WHERE matter_id = $1`
	termSQL    = `UPDATE certificate SET valid_from = $2, valid_until = $3 WHERE matter_id = $1`
	changeSQL  = `INSERT INTO certificate_change (matter_id, seq, at, act, valid_until) VALUES ($1, $2, $3, $4, $5)`
	dropSQL    = `DELETE FROM certificate WHERE matter_id = $1`
	forgetSQL  = `DELETE FROM certificate_change WHERE matter_id = $1`
	emptySQL   = `DELETE FROM certificate`
	unwriteSQL = `DELETE FROM certificate_change`

	byCodeSQL   = `SELECT ` + columns + ` FROM certificate WHERE code = $1`
	bySerialSQL = `SELECT ` + columns + ` FROM certificate WHERE serial = $1`
	changesSQL  = `SELECT at, act, valid_until FROM certificate_change WHERE matter_id = $1 ORDER BY seq`

	dumpSQL        = `SELECT ` + columns + ` FROM certificate ORDER BY matter_id`
	dumpChangesSQL = `SELECT matter_id, seq, at, act, valid_until FROM certificate_change ORDER BY matter_id, seq`
)

// one reads an entry with its history; NotFound if there is none.
func one(q store.Q, query, key string) (*Entry, error) {
	e, err := entry(q.QueryRow(query, key).Scan)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, fault.Of(fault.NotFound, "certificate")
	}
	if err != nil {
		return nil, fault.Wrap(fault.Unavailable, err, "certificate")
	}
	rows, err := q.Query(changesSQL, int64(e.Matter))
	err = store.Scan(rows, err, func(rows *sql.Rows) error {
		var c Change
		var until string
		if err := rows.Scan(&c.At, &c.Act, &until); err != nil {
			return err
		}
		e.Changes = append(e.Changes, c)
		return e.Changes[len(e.Changes)-1].Until.UnmarshalText([]byte(until))
	})
	return e, err
}

func entry(scan func(...any) error) (*Entry, error) {
	e := &Entry{}
	var from, until string
	if err := scan(&e.Matter, &e.Code, &e.Serial, &e.Item, &e.Title, &e.Unit, &from, &until, &e.Status, &e.Since); err != nil {
		return nil, err
	}
	return e, errors.Join(e.From.UnmarshalText([]byte(from)), e.Until.UnmarshalText([]byte(until)))
}

// Dump is the whole content as text, for comparing two builds.
func (r *Register) Dump(q store.Q) (string, error) {
	var b strings.Builder
	rows, err := q.Query(dumpSQL)
	err = store.Scan(rows, err, func(rows *sql.Rows) error {
		e, err := entry(rows.Scan)
		fmt.Fprintf(&b, "%+v\n", e)
		return err
	})
	if err != nil {
		return "", err
	}
	rows, err = q.Query(dumpChangesSQL)
	err = store.Scan(rows, err, func(rows *sql.Rows) error {
		var id, seq, at int64
		var act, until string
		err := rows.Scan(&id, &seq, &at, &act, &until)
		fmt.Fprintln(&b, id, seq, at, act, until)
		return err
	})
	return b.String(), err
}
