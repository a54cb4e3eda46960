// Package reading keeps the record of who has read personal data unmasked.
//
// The readings of a matter form a hash chain of their own: they change nothing of
// the matter, so they are no events, but none of them can be taken out unseen. It
// promises that a reading stands before what was read is shown, for it is written
// in the transaction that reads. It does not decide who may read: the engine does.
package reading

import (
	"bytes"
	"crypto/sha256"
	"database/sql"
	"encoding/json"

	"shuniu/kernel/fault"
	"shuniu/kernel/ledger"
	"shuniu/kernel/store"
)

// Reading says that Person read Fields of a matter, by which rule, and For whom a
// delegate stood. Of a file the field is told with its id: "files:…".
type Reading struct {
	Matter int64       `json:"matter"`
	N      int         `json:"n"` // from 1
	Prev   ledger.Hash `json:"prev"`
	At     int64       `json:"at"`
	Person int64       `json:"person"`
	For    int64       `json:"for"`
	Rule   string      `json:"rule"`
	Fields []string    `json:"fields"`
}

// Record appends a reading to the chain of its matter; N, Prev and At are given
// here. The matter has to be locked, so that two readings never take one place.
func Record(tx *store.Tx, city string, x Reading) error {
	past, err := chain(tx, x.Matter)
	if err != nil {
		return err
	}
	x.N, x.At = len(past)+1, store.Micros(tx.Now())
	if len(past) > 0 {
		x.Prev = past[len(past)-1].hash
	}
	body, err := json.Marshal(x)
	if err != nil {
		return fault.Wrap(fault.Internal, err, "reading")
	}
	hash := hashOf(city, body)
	_, err = tx.Exec(putSQL, x.Matter, x.N, hash[:], body)
	return err
}

func hashOf(city string, body []byte) ledger.Hash {
	return sha256.Sum256(append([]byte("shuniu/reading/1/"+city+"\n"), body...))
}

// Of tells who has read the personal data of a matter unmasked, in order.
func Of(q store.Q, matter int64) ([]Reading, error) {
	rows, err := chain(q, matter)
	out := make([]Reading, 0, len(rows))
	for _, row := range rows {
		out = append(out, row.Reading)
	}
	return out, err
}

// Broken is the first reading of a matter that does not fit its chain, 0 if all do.
func Broken(q store.Q, city string, matter int64) (int, error) {
	rows, err := chain(q, matter)
	if err != nil {
		return 0, err
	}
	prev := ledger.Hash{}
	for i, r := range rows {
		hash := hashOf(city, r.body)
		if r.N != i+1 || r.Matter != matter || r.Prev != prev || !bytes.Equal(hash[:], r.hash[:]) {
			return i + 1, nil
		}
		prev = hash
	}
	return 0, nil
}

type row struct {
	Reading
	hash ledger.Hash
	body []byte
}

func chain(q store.Q, matter int64) ([]row, error) {
	var out []row
	rows, err := q.Query(ofSQL, matter)
	err = store.Scan(rows, err, func(rows *sql.Rows) error {
		var r row
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

const (
	putSQL = `INSERT INTO reading (matter_id, n, hash, body) VALUES ($1, $2, $3, $4)`
	ofSQL  = `SELECT hash, body FROM reading WHERE matter_id = $1 ORDER BY n`
)
