package matter

import (
	"database/sql"
	"encoding/json"
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

	rowSQL  = `SELECT fold, sealed_key FROM matter WHERE id = $1`
	lockSQL = rowSQL + ` FOR UPDATE`
	rootSQL = `SELECT root, parent FROM matter WHERE id = $1`

	keySQL     = `INSERT INTO act_key (scope, client_key, digest, matter_id, at) VALUES ($1, $2, $3, $4, $5)`
	findKeySQL = `SELECT digest, matter_id FROM act_key WHERE scope = $1 AND client_key = $2`

	textSQL   = `INSERT INTO matter_text (matter_id, field, seq, salt, value, personal) VALUES ($1, $2, $3, $4, $5, $6)`
	lookupSQL = `INSERT INTO matter_lookup (kind, digest, matter_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`
	partSQL   = `INSERT INTO matter_part (matter_id, unit_id) VALUES ($1, $2) ON CONFLICT DO NOTHING`

	readTextSQL  = `SELECT field, seq, salt, value, personal FROM matter_text WHERE matter_id = $1 AND field = $2 AND seq = $3`
	readTextsSQL = `SELECT field, seq, salt, value, personal FROM matter_text WHERE matter_id = $1 ORDER BY seq, field`

	timerSQL = `
INSERT INTO timer (matter_id, clock, instance, kind, due_at) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (matter_id, clock) DO UPDATE SET instance = excluded.instance, kind = excluded.kind, due_at = excluded.due_at`
	dropTimerSQL = `DELETE FROM timer WHERE matter_id = $1 AND clock = $2`
	dueTimersSQL = `SELECT matter_id, due_at FROM timer WHERE due_at <= $1 ORDER BY due_at, matter_id LIMIT $2`
)

// row is a matter as stored.
type row struct {
	matter *Matter
	key    []byte
}

// loadRow reads a matter; with lock it also locks the matter and those above it,
// root first.
func loadRow(q store.Q, id ID, lock bool) (*row, error) {
	text := rowSQL
	if lock {
		text = lockSQL
		if err := lockAbove(q, id); err != nil {
			return nil, err
		}
	}
	return scanRow(q, text, id)
}

func lockAbove(q store.Q, id ID) error {
	var root, parent int64
	err := q.QueryRow(rootSQL, int64(id)).Scan(&root, &parent)
	if errors.Is(err, sql.ErrNoRows) {
		return errGone(id)
	}
	if err != nil {
		return fault.Wrap(fault.Unavailable, err, "matter")
	}
	if root == int64(id) {
		return nil
	}
	_, err = scanRow(q, lockSQL, ID(root))
	return err
}

func scanRow(q store.Q, text string, id ID) (*row, error) {
	var fold string
	r := &row{matter: &Matter{}}
	err := q.QueryRow(text, int64(id)).Scan(&fold, &r.key)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, errGone(id)
	}
	if err != nil {
		return nil, fault.Wrap(fault.Unavailable, err, "matter")
	}
	if err := json.Unmarshal([]byte(fold), r.matter); err != nil {
		return nil, fault.Wrap(fault.Internal, err, "matter row")
	}
	return r, nil
}

type knownKey struct {
	digest []byte
	matter ID
}

func findKey(q store.Q, scope, key string) (*knownKey, error) {
	var k knownKey
	err := q.QueryRow(findKeySQL, scope, key).Scan(&k.digest, &k.matter)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	return &k, fault.Wrap(fault.Unavailable, err, "idempotency key")
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
