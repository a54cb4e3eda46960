package matter

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"

	"shuniu/kernel/ledger"
	"shuniu/kernel/store"
)

// Replayed is the outcome of a replay.
type Replayed struct {
	Matters     int64           `json:"matters"`
	Events      int64           `json:"events"`
	Differences []ledger.Damage `json:"differences"`
}

const replayBatch = 500

// Replay folds the events of every matter again and compares the result with the
// matter's row, its columns, and the texts with their commitments. A difference is
// corruption: nothing but acts changes a matter. It sees the database as it is
// when it starts.
func (e *Reader) Replay(ctx context.Context, progress func(matters int64)) (*Replayed, error) {
	out := &Replayed{Differences: []ledger.Damage{}}
	err := e.DB.Snapshot(ctx, func(q *store.Reader) error {
		for after := int64(0); ; {
			rows, err := replayRows(q, after)
			if err != nil || len(rows) == 0 {
				return err
			}
			for _, r := range rows {
				if err := e.replayOne(q, r, out); err != nil {
					return err
				}
			}
			after = rows[len(rows)-1].id
			progress(out.Matters)
		}
	})
	return out, err
}

// replayRow is a matter's row with the columns that repeat parts of its fold.
type replayRow struct {
	id, unit, person, due int64
	number, state, post   string
	ended                 bool
	fold                  string
}

func replayRows(q store.Q, after int64) ([]replayRow, error) {
	var out []replayRow
	rows, err := q.Query(replaySQL, after, replayBatch)
	err = store.Scan(rows, err, func(rows *sql.Rows) error {
		var r replayRow
		err := rows.Scan(&r.id, &r.number, &r.state, &r.ended, &r.unit, &r.post, &r.person, &r.due, &r.fold)
		out = append(out, r)
		return err
	})
	return out, err
}

func (e *Reader) replayOne(q store.Q, r replayRow, out *Replayed) error {
	out.Matters++
	records, err := e.Log.History(q, r.id)
	if err != nil {
		return err
	}
	texts, err := readTexts(q, ID(r.id))
	if err != nil {
		return err
	}
	differs := func(seq int, what string, args ...any) {
		out.Differences = append(out.Differences, ledger.Damage{Matter: r.id, Seq: seq, What: fmt.Sprintf(what, args...)})
	}
	m := &Matter{}
	sealed := 0
	for _, rec := range records {
		m.Apply(rec.Event, rec.Hash)
		out.Events++
		for _, c := range rec.Event.Sealed {
			sealed++
			if t := find(texts, c.Name, rec.Event.Seq); t == nil && !erased(records) {
				differs(rec.Event.Seq, "the value of %s is missing", c.Name)
			} else if t != nil && !t.personal && ledger.Commit(c.Name, t.salt, t.value) != c {
				differs(rec.Event.Seq, "the value of %s was changed: it does not fit its commitment", c.Name)
			}
		}
	}
	if len(texts) > sealed {
		differs(m.Seq, "there are %d values beside %d commitments", len(texts), sealed)
	}
	if n, err := e.brokenReading(q, ID(r.id)); err != nil {
		return err
	} else if n != 0 {
		differs(0, "reading %d of personal data was changed, removed or inserted", n)
	}
	folded, err := json.Marshal(m)
	if err != nil {
		return err
	}
	if string(folded) != r.fold {
		differs(m.Seq, "the row differs from the fold of its events")
	}
	if r.number != m.Number || r.state != m.State || r.ended != (m.End != "") || r.unit != m.Holder.Unit || r.post != m.Holder.Post || r.person != m.Holder.Person || r.due != m.DueAt() {
		differs(m.Seq, "the columns of the row differ from the fold of its events")
	}
	return nil
}

func erased(records []ledger.Record) bool {
	for _, r := range records {
		if r.Event.Effects.Erased {
			return true
		}
	}
	return false
}

const replaySQL = `
SELECT id, number, state, ended, holder_unit, holder_post, holder_person, due_at, fold
FROM matter WHERE id > $1 ORDER BY id LIMIT $2`
