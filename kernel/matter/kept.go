package matter

import (
	"database/sql"
	"errors"
	"math"

	"shuniu/kernel/ledger"
	"shuniu/kernel/store"
)

const replayBatch = 500

// kept is what is stored of one matter.
type kept struct {
	id, parent, root, opened, updated  int64
	unit, person, due                  int64
	number, process, state, post, fold string
	region                             string
	secrecy, seq                       int
	ended                              bool
	head, code, key                    []byte
	parts                              []part
	timers                             []timer
	lookups                            []string
	lost                               bool // the row is missing
}

// readKept reads the next matters after an id and all that lies between, and says
// up to which id that is.
func readKept(q store.Q, after int64) ([]*kept, int64, error) {
	b := &keptBatch{q: q, after: after, upto: math.MaxInt64, byID: map[int64]*kept{}}
	rows, err := q.Query(keptSQL, after, replayBatch)
	err = store.Scan(rows, err, func(rows *sql.Rows) error {
		k := &kept{}
		err := rows.Scan(&k.id, &k.number, &k.process, &k.parent, &k.root, &k.opened, &k.code, &k.key, &k.state, &k.ended, &k.unit, &k.post, &k.person,
			&k.secrecy, &k.region, &k.due, &k.updated, &k.seq, &k.head, &k.fold)
		b.add(k)
		return err
	})
	if err != nil {
		return nil, 0, err
	}
	if len(b.all) == replayBatch {
		b.upto = b.all[replayBatch-1].id
	}
	chains, err := ledger.Chains(q, after, b.upto)
	for _, id := range chains {
		b.of(id)
	}
	return b.all, b.upto, errors.Join(err, b.parts(), b.timers(), b.lookups(), b.texts())
}

// keptBatch is what is kept of the matters with ids in (after, upto].
type keptBatch struct {
	q           store.Q
	after, upto int64
	all         []*kept
	byID        map[int64]*kept
}

func (b *keptBatch) add(k *kept) {
	b.all = append(b.all, k)
	b.byID[k.id] = k
}

// of is the matter that something belongs to, lost if it has no row.
func (b *keptBatch) of(id int64) *kept {
	if b.byID[id] == nil {
		b.add(&kept{id: id, lost: true})
	}
	return b.byID[id]
}

func (b *keptBatch) read(query string, row func(rows *sql.Rows) error) error {
	rows, err := b.q.Query(query, b.after, b.upto)
	return store.Scan(rows, err, row)
}

// part is that of one unit in a matter, with what lists order by.
type part struct {
	unit, due int64
	ended     bool
	secrecy   int
}

func (b *keptBatch) parts() error {
	return b.read(keptPartsSQL, func(rows *sql.Rows) error {
		var id int64
		var p part
		err := rows.Scan(&id, &p.unit, &p.ended, &p.secrecy, &p.due)
		k := b.of(id)
		k.parts = append(k.parts, p)
		return err
	})
}

func (b *keptBatch) timers() error {
	return b.read(keptTimersSQL, func(rows *sql.Rows) error {
		var id int64
		var t timer
		err := rows.Scan(&id, &t.clock, &t.n, &t.kind, &t.at)
		k := b.of(id)
		k.timers = append(k.timers, t)
		return err
	})
}

func (b *keptBatch) lookups() error {
	return b.read(keptLookupsSQL, func(rows *sql.Rows) error {
		var id int64
		var kind, digest []byte
		err := rows.Scan(&id, &kind, &digest)
		k := b.of(id)
		k.lookups = append(k.lookups, string(kind)+" "+string(digest))
		return err
	})
}

// texts finds those of lost matters; of the others they are read one by one.
func (b *keptBatch) texts() error {
	return b.read(keptTextsSQL, func(rows *sql.Rows) error {
		var id int64
		err := rows.Scan(&id)
		b.of(id)
		return err
	})
}

const (
	keptSQL = `
SELECT id, number, process, parent, root, opened_at, code, sealed_key, state, ended, holder_unit, holder_post, holder_person,
	secrecy, region, due_at, updated_at, seq, head, fold
FROM matter WHERE id > $1 ORDER BY id LIMIT $2`
	keptPartsSQL   = `SELECT matter_id, unit_id, ended, secrecy, due_at FROM matter_part WHERE matter_id > $1 AND matter_id <= $2 ORDER BY matter_id, unit_id`
	keptTimersSQL  = `SELECT matter_id, clock, instance, kind, due_at FROM timer WHERE matter_id > $1 AND matter_id <= $2 ORDER BY matter_id, clock`
	keptTextsSQL   = `SELECT DISTINCT matter_id FROM matter_text WHERE matter_id > $1 AND matter_id <= $2`
	keptLookupsSQL = `SELECT matter_id, kind, digest FROM matter_lookup WHERE matter_id > $1 AND matter_id <= $2 ORDER BY matter_id`
)
