package attachment

import (
	"database/sql"

	"shuniu/kernel/fault"
	"shuniu/kernel/store"
)

// A row without a key is of a file that is not there yet, or is there no more: what
// is on the disk under its id is to be removed.
const (
	columns = `id, matter_id, seq, field, sealed_key, known, size`

	insertSQL  = `INSERT INTO attachment (id, form, matter_id, seq, field, size, at) VALUES ($1, $2, 0, 0, $3, $4, $5)`
	readySQL   = `UPDATE attachment SET sealed_key = $2, known = $3 WHERE id = $1 AND matter_id = 0`
	waitingSQL = `SELECT COALESCE(SUM(size), 0) FROM attachment WHERE matter_id = 0`

	ofFormSQL   = `SELECT ` + columns + ` FROM attachment WHERE form = $1 AND matter_id = 0 AND sealed_key IS NOT NULL ORDER BY at, id`
	ofMatterSQL = `SELECT ` + columns + ` FROM attachment WHERE matter_id = $1 AND sealed_key IS NOT NULL ORDER BY seq, id`
	takeSQL     = `SELECT ` + columns + ` FROM attachment WHERE id = $1 AND form = $2 AND matter_id = 0 AND sealed_key IS NOT NULL FOR UPDATE`
	attachSQL   = `UPDATE attachment SET form = NULL, matter_id = $2, seq = $3, field = $4, sealed_key = $5 WHERE id = $1`
	moveSQL     = `UPDATE attachment SET form = $2 WHERE form = $1 AND matter_id = 0`

	dropOneSQL = `UPDATE attachment SET form = NULL, sealed_key = NULL, known = NULL WHERE id = $1 AND form = $2 AND matter_id = 0`
	dropOldSQL = `UPDATE attachment SET form = NULL, sealed_key = NULL, known = NULL WHERE matter_id = 0 AND at < $1`
	dropAllSQL = `UPDATE attachment SET form = NULL, sealed_key = NULL, known = NULL WHERE matter_id = $1`

	deadSQL       = `SELECT id FROM attachment WHERE (matter_id = 0 OR sealed_key IS NULL) AND sealed_key IS NULL AND at < $1 ORDER BY at LIMIT 200`
	deadMatterSQL = `SELECT id FROM attachment WHERE matter_id = $1 AND matter_id <> 0 AND sealed_key IS NULL`
	attachedSQL   = `SELECT id FROM attachment WHERE id > $1 AND matter_id <> 0 AND sealed_key IS NOT NULL ORDER BY id LIMIT 500`
	forgetSQL     = `DELETE FROM attachment WHERE id = $1 AND sealed_key IS NULL`

	markSQL     = `SELECT mark FROM attachment_folder WHERE one = 1`
	lockMarkSQL = markSQL + ` FOR UPDATE`
	noMarkSQL   = `INSERT INTO attachment_folder (one, mark) VALUES (1, '') ON CONFLICT (one) DO NOTHING`
	setMarkSQL  = `UPDATE attachment_folder SET mark = $1 WHERE one = 1`
)

// Kept is a file as stored: Sealed is its key, wrapped by whoever keeps it.
type Kept struct {
	ID     ID
	Matter int64 // 0 while it waits for its act
	Seq    int   // of the act that gave it
	Field  string
	Sealed []byte
	Size   int64
	known  []byte
}

func read(q store.Q, query string, args ...any) ([]Kept, error) {
	var out []Kept
	rows, err := q.Query(query, args...)
	err = store.Scan(rows, err, func(rows *sql.Rows) error {
		var k Kept
		err := rows.Scan(&k.ID, &k.Matter, &k.Seq, &k.Field, &k.Sealed, &k.known, &k.Size)
		out = append(out, k)
		return err
	})
	return out, err
}

func readIDs(q store.Q, query string, args ...any) ([]ID, error) {
	var out []ID
	rows, err := q.Query(query, args...)
	err = store.Scan(rows, err, func(rows *sql.Rows) error {
		var id ID
		err := rows.Scan(&id)
		out = append(out, id)
		return err
	})
	return out, err
}

// Of are the files of a matter, in the order of its acts.
func Of(q store.Q, matter int64) ([]Kept, error) { return read(q, ofMatterSQL, matter) }

// Waiting are the files that wait for the act of a form, in the order they came.
func Waiting(q store.Q, form []byte) ([]Kept, error) { return read(q, ofFormSQL, form) }

// Take locks a file that waits in a form; NotFound if it does not.
func Take(tx *store.Tx, form []byte, id ID) (Kept, error) {
	rows, err := read(tx, takeSQL, string(id), form)
	if err != nil || len(rows) == 0 {
		return Kept{}, orNotFound(err)
	}
	return rows[0], nil
}

func orNotFound(err error) error {
	if err != nil {
		return err
	}
	return fault.Of(fault.NotFound, "no such file waits")
}

// Attach gives a file that was taken to the act and matter named in it, with its
// key as wrapped for them.
func Attach(tx *store.Tx, k Kept) error {
	return tx.Put(attachSQL, string(k.ID), k.Matter, k.Seq, k.Field, k.Sealed)
}

// Move gives all that waits in one form to another one.
func Move(tx *store.Tx, from, to []byte) error {
	_, err := tx.Exec(moveSQL, from, to)
	return err
}

// Drop takes the keys of a matter's files; Discard then removes what is on the disk.
func Drop(tx *store.Tx, matter int64) error {
	_, err := tx.Exec(dropAllSQL, matter)
	return err
}
