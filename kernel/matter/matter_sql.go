package matter

import (
	"bytes"
	"database/sql"
	"errors"

	"shuniu/kernel/fault"
	"shuniu/kernel/store"
)

const (
	insertSQL = `
INSERT INTO matter (id, number, process, parent, root, opened_at, code, sealed_key,
	state, ended, holder_unit, holder_post, holder_person, secrecy, region, due_at, updated_at, seq, head, fold)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)`

	updateSQL = `
UPDATE matter SET state = $2, ended = $3, holder_unit = $4, holder_post = $5, holder_person = $6, secrecy = $7, region = $8,
	due_at = $9, updated_at = $10, seq = $11, head = $12, fold = $13
WHERE id = $1`

	rowSQL      = `SELECT head, sealed_key, fold FROM matter WHERE id = $1`
	lockRowSQL  = rowSQL + ` FOR UPDATE`
	lockSQL     = `SELECT head FROM matter WHERE id = $1 FOR UPDATE`
	numberSQL   = `SELECT number FROM matter WHERE id = $1`
	rootSQL     = `SELECT root FROM matter WHERE id = $1`
	lockRootSQL = rootSQL + ` FOR UPDATE`

	keySQL     = `INSERT INTO act_key (scope, client_key, digest, matter_id, at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING`
	findKeySQL = `SELECT digest, matter_id FROM act_key WHERE scope = $1 AND client_key = $2`

	textSQL   = `INSERT INTO matter_text (matter_id, field, seq, salt, value, personal) VALUES ($1, $2, $3, $4, $5, $6)`
	lookupSQL = `INSERT INTO matter_lookup (kind, digest, matter_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`
	partSQL   = `INSERT INTO matter_part (matter_id, unit_id, ended, secrecy, due_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING`

	movePartsSQL = `UPDATE matter_part SET ended = $2, due_at = $3 WHERE matter_id = $1`

	readTextSQL  = `SELECT field, seq, salt, value, personal FROM matter_text WHERE matter_id = $1 AND field = $2 AND seq = $3`
	readTextsSQL = `SELECT field, seq, salt, value, personal FROM matter_text WHERE matter_id = $1 ORDER BY seq, field`

	timerSQL = `
INSERT INTO timer (matter_id, clock, instance, kind, due_at) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (matter_id, clock) DO UPDATE SET instance = excluded.instance, kind = excluded.kind, due_at = excluded.due_at`
	dropTimerSQL  = `DELETE FROM timer WHERE matter_id = $1 AND clock = $2`
	dropTimersSQL = `DELETE FROM timer WHERE matter_id = $1`
	timersOfSQL   = `SELECT matter_id, clock, instance, kind, due_at FROM timer WHERE matter_id IN (LIST($1))`
	dueTimersSQL  = `
SELECT matter_id, due_at FROM timer WHERE due_at <= $1 AND (due_at, matter_id) > ($2, $3)
ORDER BY due_at, matter_id LIMIT $4`
)

// row is a matter as stored.
type row struct {
	matter *Matter
	head   []byte
	key    []byte
}

func loadRow(f *folds, q store.Q, id ID) (*row, error) { return f.row(q, rowSQL, id) }

// lockRow reads a matter and locks it, after the root of its tree, so that two
// acts in one tree never wait for each other in a circle. What was known of it
// before the write, if anything, is not read again where its last event is the
// same: that and all before it make the row.
func lockRow(f *folds, q store.Q, id ID, known *row) (*row, error) {
	root := id
	if known != nil {
		root = known.matter.Root // it never changes
	} else if err := scanOne(q, rootSQL, id, &root); err != nil {
		return nil, err
	}
	if root != id {
		if err := scanOne(q, lockRootSQL, root, &root); err != nil {
			return nil, err
		}
	}
	if known != nil {
		var head []byte
		if err := scanOne(q, lockSQL, id, &head); err != nil {
			return nil, err
		}
		if bytes.Equal(head, known.head) {
			return known, nil
		}
	}
	return f.row(q, lockRowSQL, id)
}

func (f *folds) row(q store.Q, text string, id ID) (*row, error) {
	r := &row{}
	var fold []byte
	err := scanOne(q, text, id, &r.head, &r.key, &fold)
	if err == nil {
		r.matter, err = f.read(r.head, fold)
	}
	return r, err
}

func scanOne(q store.Q, text string, id ID, into ...any) error {
	err := q.QueryRow(text, int64(id)).Scan(into...)
	if errors.Is(err, sql.ErrNoRows) {
		return errGone(id)
	}
	return fault.Wrap(fault.Unavailable, err, "matter")
}

// keptTimers are the timers as stored, by matter.
func keptTimers(q store.Q, ids []int64) (map[ID][]timer, error) {
	out := map[ID][]timer{}
	rows, err := q.Query(timersOfSQL, store.List(ids))
	err = store.Scan(rows, err, func(rows *sql.Rows) error {
		var id ID
		var t timer
		err := rows.Scan(&id, &t.clock, &t.n, &t.kind, &t.at)
		out[id] = append(out[id], t)
		return err
	})
	return out, err
}

func readText(q store.Q, id ID, field string, seq int) (text, error) {
	var t text
	err := q.QueryRow(readTextSQL, int64(id), field, seq).Scan(&t.field, &t.seq, &t.salt, &t.value, &t.personal)
	if errors.Is(err, sql.ErrNoRows) {
		return t, nil // erased
	}
	return t, fault.Wrap(fault.Unavailable, err, "text")
}

func readTexts(q store.Q, id ID) ([]text, error) {
	var out []text
	rows, err := q.Query(readTextsSQL, int64(id))
	err = store.Scan(rows, err, func(rows *sql.Rows) error {
		var t text
		err := rows.Scan(&t.field, &t.seq, &t.salt, &t.value, &t.personal)
		out = append(out, t)
		return err
	})
	return out, err
}
