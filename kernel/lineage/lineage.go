// Package lineage follows the links between matters back to where they lead: which
// requests were merged into one, what answers it, what was made of it. A matter
// knows what it is linked to; from the other end only this projection knows it.
//
// It says which matters are linked and nothing of them: whoever shows them asks the
// engine what the reader may see.
package lineage

import (
	"database/sql"
	"fmt"
	"strings"

	"shuniu/kernel/ledger"
	"shuniu/kernel/matter"
	"shuniu/kernel/store"
)

// Links is the projection of links by the matter they lead to.
type Links struct{}

// Name is the projection's name among the followers.
func (Links) Name() string { return "lineage" }

// Follow takes in the links that acts made. A link is never undone; what is erased
// loses its texts, not its place.
func (Links) Follow(tx *store.Tx, records []ledger.Record) error {
	for _, r := range records {
		for _, l := range r.Event.Effects.Links {
			if err := tx.Put(putSQL, l.Matter, l.Kind, r.Event.Matter); err != nil {
				return err
			}
		}
	}
	return nil
}

// Reset empties the projection.
func (Links) Reset(tx *store.Tx) error {
	_, err := tx.Exec(emptySQL)
	return err
}

// Incoming are the latest links that lead to a matter, at most limit; each names the
// matter it comes from.
func Incoming(q store.Q, to matter.ID, limit int) ([]ledger.Link, error) {
	var out []ledger.Link
	rows, err := q.Query(incomingSQL, int64(to), limit)
	err = store.Scan(rows, err, func(rows *sql.Rows) error {
		var l ledger.Link
		err := rows.Scan(&l.Kind, &l.Matter)
		out = append(out, l)
		return err
	})
	return out, err
}

// Dump is the whole content as text, for comparing two builds.
func (Links) Dump(q store.Q) (string, error) {
	var b strings.Builder
	rows, err := q.Query(dumpSQL)
	err = store.Scan(rows, err, func(rows *sql.Rows) error {
		var to, from int64
		var kind string
		err := rows.Scan(&to, &kind, &from)
		fmt.Fprintln(&b, to, kind, from)
		return err
	})
	return b.String(), err
}

const (
	putSQL      = `INSERT INTO lineage (matter_id, kind, source) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`
	emptySQL    = `DELETE FROM lineage`
	incomingSQL = `SELECT kind, source FROM lineage WHERE matter_id = $1 ORDER BY source DESC LIMIT $2`
	dumpSQL     = `SELECT matter_id, kind, source FROM lineage ORDER BY matter_id, source, kind`
)
