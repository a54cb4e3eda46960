package matter

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/json"
	"maps"
	"slices"

	"shuniu/kernel/access"
	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
	"shuniu/kernel/ledger"
	"shuniu/kernel/process"
	"shuniu/kernel/store"
)

// Reading is the record that somebody read personal data unmasked. The readings of
// a matter form a hash chain of their own: they change nothing of the matter, so
// they are no events, but none of them can be taken out unseen. Of a file the field
// is told with its id: "files:…".
type Reading struct {
	Matter int64       `json:"matter"`
	N      int         `json:"n"` // from 1
	Prev   ledger.Hash `json:"prev"`
	At     int64       `json:"at"`
	Person int64       `json:"person"`
	For    int64       `json:"for"` // whom a delegate stood for
	Rule   string      `json:"rule"`
	Fields []string    `json:"fields"`
}

// Unmask gives the personal values of a matter in plain text, by field, and
// records the reading in the same write: what cannot be recorded is not shown.
// Only whoever holds the matter, or has acted on it, may read them; others are
// Denied.
func (e *Engine) Unmask(ctx context.Context, a access.Actor, id ID) (map[string]string, error) {
	var values map[string]string
	err := e.DB.Write(ctx, func(tx *store.Tx) error {
		r, err := e.begin(tx, a, Input{})
		if err != nil {
			return err
		}
		if err := r.load(id, nil); err != nil {
			return err
		}
		d, err := access.See(a, r.m.Object())
		if err != nil {
			return err
		}
		if !mayUnmask(a, r.m) {
			return errNoPart()
		}
		if values, err = r.personal(); err != nil {
			return err
		}
		maps.DeleteFunc(values, func(field, _ string) bool { return !r.sees(field) })
		if len(values) == 0 {
			return nil
		}
		return r.recordReading(d, slices.Sorted(maps.Keys(values)))
	})
	return values, err
}

// mayUnmask decides who may read personal data whole: whoever holds the matter or
// has acted on it.
func mayUnmask(a access.Actor, m *Matter) bool {
	d, err := access.See(a, m.Object())
	return err == nil && a.Person != 0 && (d.Rule == "see:holder" || m.actedOn(int64(a.Person)))
}

func (m *Matter) actedOn(person int64) bool {
	for _, people := range m.Past {
		if person != 0 && slices.Contains(people, person) {
			return true
		}
	}
	return false
}

func errNoPart() error {
	return fault.New(fault.Denied, lang.T("只有正在办理或办理过本件的人员可以查看个人信息。", "Only those who handle this matter or have handled it may read personal data."), "unmask:no-part")
}

// personal are the last personal values of the matter in plain text, by field.
func (r *run) personal() (map[string]string, error) {
	out := map[string]string{}
	for _, f := range r.def.Form {
		seq, ok := r.m.Given[f.Name]
		if !ok || !f.Personal || f.Type == process.FieldFile {
			continue
		}
		t, err := readText(r.tx, r.m.ID, f.Name, seq)
		if err != nil {
			return nil, err
		}
		if t.value == nil {
			continue // erased
		}
		if out[f.Name], err = r.e.reveal(r.m.ID, r.sealed, t); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (r *run) recordReading(d access.Decision, fields []string) error {
	past, err := readings(r.tx, r.m.ID)
	if err != nil {
		return err
	}
	x := Reading{Matter: int64(r.m.ID), N: len(past) + 1, At: store.Micros(r.tx.Now()), Person: int64(r.actor.Person), Rule: d.Rule, Fields: fields}
	if d.Stand.Principal != r.actor.Person {
		x.For = int64(d.Stand.Principal)
	}
	if len(past) > 0 {
		x.Prev = past[len(past)-1].hash
	}
	body, err := json.Marshal(x)
	if err != nil {
		return fault.Wrap(fault.Internal, err, "reading")
	}
	hash := r.e.readingHash(body)
	_, err = r.tx.Exec(putReadingSQL, x.Matter, x.N, hash[:], body)
	return err
}

func (e *Reader) readingHash(body []byte) ledger.Hash {
	return sha256.Sum256(append([]byte("shuniu/reading/1/"+e.Log.City()+"\n"), body...))
}

// Readings tells who has read the personal data of a matter unmasked, in order.
func (e *Reader) Readings(ctx context.Context, id ID) ([]Reading, error) {
	rows, err := readings(e.DB.Read(ctx), id)
	out := make([]Reading, 0, len(rows))
	for _, row := range rows {
		out = append(out, row.Reading)
	}
	return out, err
}

type readingRow struct {
	Reading
	hash ledger.Hash
	body []byte
}

func readings(q store.Q, id ID) ([]readingRow, error) {
	var out []readingRow
	rows, err := q.Query(readingsSQL, int64(id))
	err = store.Scan(rows, err, func(rows *sql.Rows) error {
		var r readingRow
		var hash []byte
		if err := rows.Scan(&hash, &r.body); err != nil {
			return err
		}
		copy(r.hash[:], hash)
		err := json.Unmarshal(r.body, &r.Reading)
		out = append(out, r)
		return fault.Wrap(fault.Internal, err, "reading")
	})
	return out, err
}

// brokenReading is the first reading of a matter that does not fit its chain, 0 if
// all do.
func (e *Reader) brokenReading(q store.Q, id ID) (int, error) {
	rows, err := readings(q, id)
	if err != nil {
		return 0, err
	}
	prev := ledger.Hash{}
	for i, r := range rows {
		hash := e.readingHash(r.body)
		if r.N != i+1 || r.Matter != int64(id) || r.Prev != prev || !bytes.Equal(hash[:], r.hash[:]) {
			return i + 1, nil
		}
		prev = hash
	}
	return 0, nil
}

const (
	putReadingSQL = `INSERT INTO reading (matter_id, n, hash, body) VALUES ($1, $2, $3, $4)`
	readingsSQL   = `SELECT hash, body FROM reading WHERE matter_id = $1 ORDER BY n`
)
