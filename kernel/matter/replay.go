package matter

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"shuniu/kernel/fault"
	"shuniu/kernel/ledger"
	"shuniu/kernel/process"
	"shuniu/kernel/store"
)

// Replayed is the outcome of a replay.
type Replayed struct {
	Matters     int64           `json:"matters"`
	Events      int64           `json:"events"`
	Differences []ledger.Damage `json:"differences"`
}

const replayBatch = 500

// Replay folds the events of every matter again and compares the result with all
// that is kept of the matter: its row and columns, the units that take part, its
// timers, the values beside the ledger with their commitments, and who has read
// them. A difference is corruption: nothing but acts changes a matter. It sees the
// database as it is when it starts.
func (e *Reader) Replay(ctx context.Context, progress func(matters int64)) (*Replayed, error) {
	out := &Replayed{Differences: []ledger.Damage{}}
	err := e.DB.Snapshot(ctx, func(q *store.Reader) error {
		for after := int64(0); ; {
			batch, err := readKept(q, after)
			if err != nil || len(batch) == 0 {
				return err
			}
			for _, k := range batch {
				if err := e.replay(q, k, out); err != nil {
					return err
				}
			}
			after = batch[len(batch)-1].id
			progress(out.Matters)
		}
	})
	return out, err
}

// replay is one matter's replay.
func (e *Reader) replay(q store.Q, k *kept, out *Replayed) error {
	out.Matters++
	r := replayer{e: e, kept: k, out: out}
	records, err := e.Log.History(q, k.id)
	if fault.Is(err, fault.Internal) {
		r.differs(0, "its events cannot be read: %v", err)
		return nil
	}
	if err != nil {
		return err
	}
	texts, err := readTexts(q, ID(k.id))
	if err != nil {
		return err
	}
	if len(records) > 0 {
		if r.def, err = e.editions.byDigest(records[0].Event.Definition); err != nil {
			return err
		}
	}
	m := &Matter{}
	for _, rec := range records {
		m.Apply(rec.Event, rec.Hash)
		out.Events++
	}
	r.row(m)
	r.parts(m)
	if err := r.clocks(m); err != nil {
		return err
	}
	n, err := e.brokenReading(q, ID(k.id))
	if err != nil {
		return err
	}
	if n != 0 {
		r.differs(0, "reading %d of personal data was changed, removed or inserted", n)
	}
	return r.values(m, records, texts)
}

// replayer compares what is kept of a matter with the fold of its events.
type replayer struct {
	*kept
	e   *Reader
	def *process.Definition
	out *Replayed
}

func (r *replayer) differs(seq int, what string, args ...any) {
	r.out.Differences = append(r.out.Differences, ledger.Damage{Matter: r.id, Seq: seq, What: fmt.Sprintf(what, args...)})
}

func (r *replayer) row(m *Matter) {
	folded, err := json.Marshal(m)
	if err != nil || string(folded) != r.fold {
		r.differs(m.Seq, "the row differs from the fold of its events")
	}
	for column, same := range map[string]bool{
		"number": r.number == m.Number, "process": r.process == m.Process, "parent": r.parent == int64(m.Parent), "root": r.root == int64(m.Root),
		"opened_at": r.opened == m.Opened, "state": r.state == m.State, "ended": r.ended == (m.End != ""), "holder_unit": r.unit == m.Holder.Unit,
		"holder_post": r.post == m.Holder.Post, "holder_person": r.person == m.Holder.Person, "secrecy": r.secrecy == m.Secrecy, "region": r.region == m.Region,
		"due_at": r.due == m.DueAt(), "updated_at": r.updated == m.Updated, "seq": r.seq == m.Seq, "head": string(r.head) == string(m.Head[:]),
		"code":       m.Erased && r.code == nil || !m.Erased && sameDigest(r.code, codeDigest(r.e.Keys.queryCode(m.ID))),
		"sealed_key": m.Erased == (r.key == nil),
	} {
		if !same {
			r.differs(m.Seq, "the column %s differs from the fold of its events", column)
		}
	}
}

func (r *replayer) parts(m *Matter) {
	if units := slices.Sorted(slices.Values(m.Units)); !slices.Equal(units, r.units) {
		r.differs(m.Seq, "units %v take part and %v are kept", units, r.units)
	}
}

// clocks checks that each running clock has the timer it waits for, and no other
// clock has one. When a reminder or an escalation is due, the calendar says, which
// may have changed since.
func (r *replayer) clocks(m *Matter) error {
	left := slices.Clone(r.timers)
	for _, c := range m.Clocks {
		want, ok, err := r.e.next(r.def.Clock(c.Name), c)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(left, func(t timer) bool { return t.clock == c.Name })
		switch {
		case ok && i < 0:
			r.differs(m.Seq, "the timer of clock %s is missing", c.Name)
		case ok && (left[i].n != c.N || left[i].kind != want.kind || want.kind == timerBreach && left[i].at != c.DueAt):
			r.differs(m.Seq, "the timer of clock %s was changed", c.Name)
		case !ok && i >= 0:
			r.differs(m.Seq, "clock %s has a timer and waits for none", c.Name)
		}
		if i >= 0 {
			left = slices.Delete(left, i, i+1)
		}
	}
	for _, t := range left {
		r.differs(m.Seq, "there is a timer of a clock %s that never ran", t.clock)
	}
	return nil
}

// values checks the values beside the ledger: that each fits the commitment to it,
// that none is missing before an erasure or back after it, and that what can be
// looked up is what there is.
func (r *replayer) values(m *Matter, records []ledger.Record, texts []text) error {
	erased := 0
	for _, rec := range records {
		if rec.Event.Effects.Erased {
			erased = rec.Event.Seq
		}
	}
	var lookups []string
	for _, rec := range records {
		seq := rec.Event.Seq
		for _, c := range rec.Event.Sealed {
			t := find(texts, c.Name, seq)
			switch {
			case t == nil && seq > erased:
				r.differs(seq, "the value of %s is missing", c.Name)
			case t != nil && seq < erased:
				r.differs(seq, "the value of %s was erased and is back", c.Name)
			case t != nil:
				lookup, err := r.value(*t, c)
				if err != nil {
					return err
				}
				lookups = append(lookups, lookup...)
			}
			texts = slices.DeleteFunc(texts, func(t text) bool { return t.field == c.Name && t.seq == seq })
		}
	}
	for _, t := range texts {
		r.differs(t.seq, "there is a value of %s that no event committed to", t.field)
	}
	slices.Sort(lookups)
	slices.Sort(r.lookups)
	if !slices.Equal(slices.Compact(lookups), r.lookups) {
		r.differs(m.Seq, "it cannot be looked up by the values given, or can be by others")
	}
	return nil
}

// value checks one value and returns how it is looked up.
func (r *replayer) value(t text, c ledger.Commitment) ([]string, error) {
	f := r.def.Field(t.field)
	plain, err := r.e.reveal(ID(r.id), r.key, t)
	switch {
	case fault.Is(err, fault.Unavailable):
		return nil, err
	case err != nil || f == nil || t.personal != f.Personal || ledger.Commit(c.Name, t.salt, []byte(plain)) != c:
		r.differs(t.seq, "the value of %s was changed: it does not fit its commitment", c.Name)
	case f.Lookup:
		return []string{string(f.Type) + " " + string(r.e.Keys.lookup(f, plain))}, nil
	}
	return nil, nil
}

// kept is what is stored of one matter.
type kept struct {
	id, parent, root, opened, updated  int64
	unit, person, due                  int64
	number, process, state, post, fold string
	region                             string
	secrecy, seq                       int
	ended                              bool
	head, code, key                    []byte
	units                              []int64
	timers                             []timer
	lookups                            []string
}

// readKept reads the next matters after an id.
func readKept(q store.Q, after int64) ([]*kept, error) {
	var batch []*kept
	byID := map[int64]*kept{}
	rows, err := q.Query(keptSQL, after, replayBatch)
	err = store.Scan(rows, err, func(rows *sql.Rows) error {
		k := &kept{}
		batch = append(batch, k)
		err := rows.Scan(&k.id, &k.number, &k.process, &k.parent, &k.root, &k.opened, &k.code, &k.key, &k.state, &k.ended, &k.unit, &k.post, &k.person,
			&k.secrecy, &k.region, &k.due, &k.updated, &k.seq, &k.head, &k.fold)
		byID[k.id] = k
		return err
	})
	if err != nil || len(batch) == 0 {
		return nil, err
	}
	of := func(id int64) *kept {
		if k := byID[id]; k != nil {
			return k
		}
		return &kept{} // what belongs to no matter: nothing leads to it
	}
	rest := func(query string, read func(rows *sql.Rows) error) error {
		rows, err := q.Query(query, after, batch[len(batch)-1].id)
		return store.Scan(rows, err, read)
	}
	return batch, errors.Join(
		rest(keptPartsSQL, func(rows *sql.Rows) error {
			var id, unit int64
			err := rows.Scan(&id, &unit)
			of(id).units = append(of(id).units, unit)
			return err
		}),
		rest(keptTimersSQL, func(rows *sql.Rows) error {
			var id int64
			var t timer
			err := rows.Scan(&id, &t.clock, &t.n, &t.kind, &t.at)
			of(id).timers = append(of(id).timers, t)
			return err
		}),
		rest(keptLookupsSQL, func(rows *sql.Rows) error {
			var id int64
			var kind, digest []byte
			err := rows.Scan(&id, &kind, &digest)
			of(id).lookups = append(of(id).lookups, string(kind)+" "+string(digest))
			return err
		}),
	)
}

const (
	keptSQL = `
SELECT id, number, process, parent, root, opened_at, code, sealed_key, state, ended, holder_unit, holder_post, holder_person,
	secrecy, region, due_at, updated_at, seq, head, fold
FROM matter WHERE id > $1 ORDER BY id LIMIT $2`
	keptPartsSQL   = `SELECT matter_id, unit_id FROM matter_part WHERE matter_id > $1 AND matter_id <= $2 ORDER BY matter_id, unit_id`
	keptTimersSQL  = `SELECT matter_id, clock, instance, kind, due_at FROM timer WHERE matter_id > $1 AND matter_id <= $2 ORDER BY matter_id, clock`
	keptLookupsSQL = `SELECT matter_id, kind, digest FROM matter_lookup WHERE matter_id > $1 AND matter_id <= $2 ORDER BY matter_id`
)
