package exchange

import (
	"database/sql"
	"encoding/json"

	"shuniu/kernel/fault"
	"shuniu/kernel/store"
)

const (
	columns = `connector, position, kind, matter_id, seq, occurred, status, due, tries, settled, reference, meaning, reason`
	from    = `SELECT ` + columns + ` FROM exchange_message `

	positionSQL = `SELECT position FROM exchange_position WHERE connector = $1`
	moveSQL     = `
INSERT INTO exchange_position (connector, position) VALUES ($1, $2)
ON CONFLICT (connector) DO UPDATE SET position = excluded.position`

	putSQL = `
INSERT INTO exchange_message (connector, position, kind, matter_id, seq, occurred, status, due, tries, settled, reference, meaning, reason)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, 0, '', '', '')
ON CONFLICT (connector, position, kind) DO NOTHING`

	// Of one matter only the oldest that waits is due: what happened later is told later.
	dueSQL = from + `m
WHERE connector = $1 AND status = 'waiting' AND due <= $2 AND NOT EXISTS (
	SELECT 1 FROM exchange_message o
	WHERE o.connector = m.connector AND o.matter_id = m.matter_id AND o.status = 'waiting' AND (o.position, o.kind) < (m.position, m.kind))
ORDER BY due, position LIMIT $3`

	settleSQL = `
UPDATE exchange_message SET status = $4, due = $5, tries = $6, settled = $7, reference = $8, meaning = $9, reason = $10
WHERE connector = $1 AND position = $2 AND kind = $3 AND status = 'waiting'`
	againSQL = `
UPDATE exchange_message SET status = 'waiting', due = $4, tries = 0, settled = 0
WHERE connector = $1 AND position = $2 AND kind = $3 AND status = $5`

	ofMatterSQL = from + `WHERE matter_id = $1 ORDER BY position, connector, kind`
	oneSQL      = from + `WHERE connector = $1 AND position = $2 AND kind = $3`
	settledSQL  = from + `WHERE connector = $1 AND status = $2 AND settled >= $3 AND settled < $4`
	statusSQL   = from + `
WHERE connector = $1 AND status = $2 AND position > $3 ORDER BY position LIMIT $4`

	countSQL = `
SELECT COUNT(*), COALESCE(MIN(occurred), 0) FROM (
	SELECT occurred FROM exchange_message WHERE connector = $1 AND status = $2 ORDER BY position LIMIT $3) few`
	lastSQL = `SELECT COALESCE(MAX(settled), 0) FROM exchange_message WHERE connector = $1 AND status = 'delivered'`

	reportSQL = `
INSERT INTO exchange_report (connector, day, at, compared, delivered, refused, waiting, found) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (connector, day) DO UPDATE SET at = excluded.at, compared = excluded.compared,
	delivered = excluded.delivered, refused = excluded.refused, waiting = excluded.waiting, found = excluded.found`
	reportsSQL = `
SELECT connector, day, at, compared, delivered, refused, waiting, found FROM exchange_report
WHERE connector = $1 AND day < $2 ORDER BY day DESC LIMIT $3`
	differenceSQL = `
INSERT INTO exchange_difference (connector, day, n, what, matter_id, position, kind, message, fields) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`
	forgetSQL      = `DELETE FROM exchange_difference WHERE connector = $1 AND day = $2`
	differencesSQL = `
SELECT what, matter_id, position, kind, message, fields FROM exchange_difference WHERE connector = $1 AND day = $2 ORDER BY n`
)

func list(q store.Q, query string, args ...any) ([]Message, error) {
	var out []Message
	rows, err := q.Query(query, args...)
	err = store.Scan(rows, err, func(rows *sql.Rows) error {
		var m Message
		var reason string
		err := rows.Scan(&m.Connector, &m.Position, &m.Kind, &m.Matter, &m.Seq, &m.Occurred, &m.Status, &m.Due, &m.Tries, &m.Settled, &m.Reference, &m.Meaning, &reason)
		if err == nil && reason != "" {
			err = json.Unmarshal([]byte(reason), &m.Reason)
		}
		out = append(out, m)
		return err
	})
	return out, err
}

// settle writes how far a message has come, unless another process did so before.
func settle(tx *store.Tx, m Message) error {
	reason := ""
	if !m.Reason.IsZero() {
		b, err := json.Marshal(m.Reason)
		if err != nil {
			return fault.Wrap(fault.Internal, err, "reason")
		}
		reason = string(b)
	}
	_, err := tx.Exec(settleSQL, m.Connector, m.Position, m.Kind, string(m.Status), m.Due, m.Tries, m.Settled, m.Reference, m.Meaning, reason)
	return err
}
