package ledger

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"math"

	"shuniu/kernel/store"
)

// Damage is one thing that verification found wrong with the ledger.
type Damage struct {
	Matter   int64  `json:"matter,omitempty"`
	Seq      int    `json:"seq,omitempty"`
	Position int64  `json:"position,omitempty"`
	What     string `json:"what"`
}

// String names the place and the damage.
func (d Damage) String() string {
	return fmt.Sprintf("matter %d seq %d: %s", d.Matter, d.Seq, d.What)
}

// Tip is the last event of a matter as the matter's own row remembers it.
type Tip struct {
	Matter int64
	Seq    int
	Head   Hash
}

// Tips gives the tips of up to limit matters with an id greater than after, in
// order of id. It is the engine's, which owns the matters.
type Tips func(q store.Q, after int64, limit int) ([]Tip, error)

// verifyBatch bounds the memory of a verification.
const verifyBatch = 2000

// Verification is the outcome of Verify.
type Verification struct {
	Matters int64    `json:"matters"`
	Events  int64    `json:"events"`
	Damage  []Damage `json:"damage"`
}

// Verify reads the whole ledger and reports every event that was changed,
// removed, inserted or put in another order: chains against their hashes, columns
// against the hashed bytes, chains against the tips of the matters, positions
// against events. It cannot detect an administrator who rewrites everything
// consistently, or who exchanges the positions of events of two matters; only
// hashes kept elsewhere, in their order, can.
func (l *Log) Verify(ctx context.Context, tips Tips, progress func(events int64)) (*Verification, error) {
	v := &verifier{city: l.city, tips: tips, out: &Verification{Damage: []Damage{}}}
	err := l.db.Snapshot(ctx, func(r *store.Reader) error {
		v.q = r
		var matter int64
		var seq int
		for n := verifyBatch; n == verifyBatch; progress(v.out.Events) {
			var err error
			if n, err = v.batch(&matter, &seq); err != nil {
				return err
			}
		}
		if err := v.finish(); err != nil {
			return err
		}
		return v.positions()
	})
	return v.out, err
}

type verifier struct {
	q    store.Q
	city string
	tips Tips
	out  *Verification
	last Tip   // the chain being read
	at   int64 // position of its last event
	due  []Tip // tips of matters not yet met in the ledger
	read int64 // matter id up to which tips were fetched
	end  bool
}

func (v *verifier) found(matter int64, seq int, what string, args ...any) {
	v.out.Damage = append(v.out.Damage, Damage{Matter: matter, Seq: seq, What: fmt.Sprintf(what, args...)})
}

// entry is a row of the ledger as stored, not yet believed.
type entry struct {
	matter, occurred, recorded, position int64
	seq, waiting                         int
	act                                  string
	hash, body                           []byte
}

func (v *verifier) batch(matter *int64, seq *int) (int, error) {
	var batch []entry
	rows, err := v.q.Query(verifySQL, *matter, *seq, verifyBatch)
	err = store.Scan(rows, err, func(rows *sql.Rows) error {
		var r entry
		err := rows.Scan(&r.matter, &r.seq, &r.act, &r.occurred, &r.recorded, &r.hash, &r.body, &r.position, &r.waiting)
		batch = append(batch, r)
		return err
	})
	if err != nil {
		return 0, err
	}
	for _, r := range batch {
		*matter, *seq = r.matter, r.seq
		if r.matter != v.last.Matter {
			if err := v.close(); err != nil {
				return 0, err
			}
			v.last, v.at = Tip{Matter: r.matter}, 0
			v.out.Matters++
		}
		v.check(r)
	}
	return len(batch), nil
}

// check compares one entry with its bytes, with the entry before it and with its
// place in the order.
func (v *verifier) check(r entry) {
	if r.seq == v.last.Seq {
		v.found(r.matter, r.seq, "stands twice: there are two of it, or it has two positions")
		return
	}
	v.out.Events++
	hash := HashOf(v.city, r.body)
	e, err := Decode(r.body)
	switch {
	case err != nil:
		v.found(r.matter, r.seq, "its bytes cannot be read: %v", err)
	case string(hash[:]) != string(r.hash):
		v.found(r.matter, r.seq, "its bytes were changed: the hash does not fit")
	case !isEncoding(e, r.body):
		v.found(r.matter, r.seq, "its bytes are not the encoding of an event")
	case e.Matter != r.matter || e.Seq != r.seq || e.Act != r.act || e.Occurred != r.occurred || e.Recorded != r.recorded:
		v.found(r.matter, r.seq, "its columns were changed: they differ from the hashed bytes")
	case r.seq != v.last.Seq+1:
		v.found(r.matter, v.last.Seq+1, "is missing: event %d follows event %d", r.seq, v.last.Seq)
	case e.Prev != v.last.Head:
		v.found(r.matter, r.seq, "does not continue the chain: event %d before it was changed, inserted or reordered, or it was itself", v.last.Seq)
	}
	v.place(r)
	v.last.Seq, v.last.Head = r.seq, hash
}

func isEncoding(e *Event, body []byte) bool {
	again, err := e.Encode()
	return err == nil && bytes.Equal(again, body)
}

// place checks where an entry stands in the city's order: after the one it
// continues.
func (v *verifier) place(r entry) {
	switch {
	case r.position == 0 && r.waiting == 0:
		v.found(r.matter, r.seq, "has no position: followers would never see it")
	case r.position != 0 && r.waiting != 0:
		v.found(r.matter, r.seq, "has position %d and waits for one", r.position)
	case r.position != 0 && r.position < v.at:
		v.found(r.matter, r.seq, "has position %d, before the event it continues", r.position)
	}
	if v.at = r.position; r.waiting != 0 {
		v.at = math.MaxInt64
	}
}

// close compares the chain just read with the tip its matter remembers.
func (v *verifier) close() error {
	if v.last.Matter == 0 {
		return nil
	}
	for {
		if len(v.due) == 0 {
			if err := v.fetch(); err != nil {
				return err
			}
		}
		switch {
		case len(v.due) == 0 || v.due[0].Matter > v.last.Matter:
			v.found(v.last.Matter, v.last.Seq, "belongs to no matter: the matter's row is missing")
			return nil
		case v.due[0].Matter < v.last.Matter:
			v.found(v.due[0].Matter, v.due[0].Seq, "is missing: the whole chain was removed")
			v.due = v.due[1:]
			continue
		}
		tip := v.due[0]
		v.due = v.due[1:]
		switch {
		case tip.Seq > v.last.Seq:
			v.found(tip.Matter, v.last.Seq+1, "is missing: the matter has had %d events", tip.Seq)
		case tip.Seq < v.last.Seq:
			v.found(tip.Matter, tip.Seq+1, "was inserted: the matter has had %d events", tip.Seq)
		case tip.Head != v.last.Head:
			v.found(tip.Matter, tip.Seq, "is not the event the matter remembers as its last")
		}
		return nil
	}
}

func (v *verifier) fetch() error {
	if v.end {
		return nil
	}
	tips, err := v.tips(v.q, v.read, verifyBatch)
	if err != nil {
		return err
	}
	v.due, v.end = tips, len(tips) < verifyBatch
	if len(tips) > 0 {
		v.read = tips[len(tips)-1].Matter
	}
	return nil
}

// finish closes the last chain and reports matters that have no chain at all.
func (v *verifier) finish() error {
	if err := v.close(); err != nil {
		return err
	}
	for {
		if len(v.due) == 0 {
			if err := v.fetch(); err != nil {
				return err
			}
		}
		if len(v.due) == 0 {
			return nil
		}
		for _, tip := range v.due {
			v.found(tip.Matter, tip.Seq, "is missing: the whole chain was removed")
		}
		v.due = nil
	}
}

// positions checks that the city's order has no gap, gives nothing twice and
// names no event that is not there.
func (v *verifier) positions() error {
	rows, err := v.q.Query(unevenSQL)
	err = store.Scan(rows, err, func(rows *sql.Rows) error {
		var d Damage
		var before int64
		err := rows.Scan(&d.Position, &d.Matter, &d.Seq, &before)
		d.What = fmt.Sprintf("has position %d, which follows %d: a position was removed or given twice", d.Position, before)
		v.out.Damage = append(v.out.Damage, d)
		return err
	})
	if err != nil {
		return err
	}
	rows, err = v.q.Query(danglingSQL)
	return store.Scan(rows, err, func(rows *sql.Rows) error {
		d := Damage{What: "is missing: the order names it, the ledger does not have it"}
		err := rows.Scan(&d.Position, &d.Matter, &d.Seq)
		v.out.Damage = append(v.out.Damage, d)
		return err
	})
}
