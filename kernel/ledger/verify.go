package ledger

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"math"
	"strings"

	"shuniu/kernel/lang"
	"shuniu/kernel/store"
)

// Damage is one thing found wrong with the ledger, or with what is derived from it.
// Number is the public number of the matter, "" where nothing says it any more; Seq
// is 0 where it is of no single event.
type Damage struct {
	Matter   int64     `json:"matter,omitempty"`
	Number   string    `json:"number,omitempty"`
	Seq      int       `json:"seq,omitempty"`
	Position int64     `json:"position,omitempty"`
	What     lang.Text `json:"what"`
}

// In names the place and the damage in the language asked for.
func (d Damage) In(tag lang.Tag) string {
	var where []string
	say := func(there bool, text lang.Text, value any) {
		if there {
			where = append(where, text.With("v", fmt.Sprint(value)).In(tag))
		}
	}
	say(d.Number != "", lang.Same("{v}"), d.Number)
	say(d.Number == "" && d.Matter != 0, lang.T("内部编号 {v} 的事项", "the matter with the internal id {v}"), d.Matter)
	say(d.Seq != 0, lang.T("第 {v} 条记录", "event {v}"), d.Seq)
	say(d.Position != 0, lang.T("总序第 {v} 位", "position {v}"), d.Position)
	return strings.Join(where, lang.T("，", ", ").In(tag)) + lang.T("：", ": ").In(tag) + d.What.In(tag)
}

// String is the damage in English, for logs.
func (d Damage) String() string { return d.In(lang.En) }

// Tip is the last event of a matter as the matter's own row remembers it.
type Tip struct {
	Matter int64
	Number string
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
		if err := v.positions(); err != nil {
			return err
		}
		return v.name()
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

func (v *verifier) found(matter int64, seq int, what lang.Text, pairs ...string) {
	d := Damage{Matter: matter, Seq: seq, What: what.With(pairs...)}
	if matter == v.last.Matter {
		d.Number = v.last.Number
	}
	v.out.Damage = append(v.out.Damage, d)
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
		v.found(r.matter, r.seq, lang.T("出现两次：记录有两条，或在总序中占两位", "stands twice: there are two of it, or it has two positions"))
		return
	}
	v.out.Events++
	hash := HashOf(v.city, r.body)
	e, err := Decode(r.body)
	if err == nil && e.Effects.Opening != nil {
		v.last.Number = e.Effects.Opening.Number
	}
	switch {
	case err != nil:
		v.found(r.matter, r.seq, lang.T("内容无法读取：{err}", "its bytes cannot be read: {err}"), "err", err.Error())
	case string(hash[:]) != string(r.hash):
		v.found(r.matter, r.seq, lang.T("内容被改动，与其散列值不符", "its bytes were changed: the hash does not fit"))
	case !isEncoding(e, r.body):
		v.found(r.matter, r.seq, lang.T("内容不是记录的规范写法", "its bytes are not the encoding of an event"))
	case e.Matter != r.matter || e.Seq != r.seq || e.Act != r.act || e.Occurred != r.occurred || e.Recorded != r.recorded:
		v.found(r.matter, r.seq, lang.T("各列被改动，与带散列的内容不同", "its columns were changed: they differ from the hashed bytes"))
	case r.seq != v.last.Seq+1:
		v.found(r.matter, v.last.Seq+1, lang.T("缺失：第 {before} 条之后就是第 {after} 条", "is missing: event {after} follows event {before}"), "after", fmt.Sprint(r.seq), "before", fmt.Sprint(v.last.Seq))
	case e.Prev != v.last.Head:
		v.found(r.matter, r.seq, lang.T("接不上链条：它或它前面的第 {before} 条被改动、插入或调换", "does not continue the chain: event {before} before it was changed, inserted or reordered, or it was itself"), "before", fmt.Sprint(v.last.Seq))
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
		v.found(r.matter, r.seq, lang.T("不在总序中，派生数据永远读不到它", "has no position: followers would never see it"))
	case r.position != 0 && r.waiting != 0:
		v.found(r.matter, r.seq, lang.T("已在总序第 {at} 位，却仍在等候排序", "has position {at} and waits for one"), "at", fmt.Sprint(r.position))
	case r.position != 0 && r.position < v.at:
		v.found(r.matter, r.seq, lang.T("在总序第 {at} 位，早于它所接续的记录", "has position {at}, before the event it continues"), "at", fmt.Sprint(r.position))
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
			v.found(v.last.Matter, v.last.Seq, lang.T("不属于任何事项：事项本身已不在", "belongs to no matter: the matter's row is missing"))
			return nil
		case v.due[0].Matter < v.last.Matter:
			v.found(v.due[0].Matter, v.due[0].Seq, removed())
			v.due = v.due[1:]
			continue
		}
		tip := v.due[0]
		v.due = v.due[1:]
		switch {
		case tip.Seq > v.last.Seq:
			v.found(tip.Matter, v.last.Seq+1, lang.T("缺失：该事项曾有 {n} 条记录", "is missing: the matter has had {n} events"), "n", fmt.Sprint(tip.Seq))
		case tip.Seq < v.last.Seq:
			v.found(tip.Matter, tip.Seq+1, lang.T("是插入的：该事项只有 {n} 条记录", "was inserted: the matter has had {n} events"), "n", fmt.Sprint(tip.Seq))
		case tip.Head != v.last.Head:
			v.found(tip.Matter, tip.Seq, lang.T("不是该事项记得的最后一条记录", "is not the event the matter remembers as its last"))
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
			v.found(tip.Matter, tip.Seq, removed())
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
		d.What = lang.T("前面是第 {before} 位：有一位被删去或重复", "follows position {before}: a position was removed or given twice").With("before", fmt.Sprint(before))
		v.out.Damage = append(v.out.Damage, d)
		return err
	})
	if err != nil {
		return err
	}
	rows, err = v.q.Query(danglingSQL)
	return store.Scan(rows, err, func(rows *sql.Rows) error {
		d := Damage{What: lang.T("缺失：总序中有它，台账中没有", "is missing: the order names it, the ledger does not have it")}
		err := rows.Scan(&d.Position, &d.Matter, &d.Seq)
		v.out.Damage = append(v.out.Damage, d)
		return err
	})
}

func removed() lang.Text {
	return lang.T("缺失：整条记录链都被删去", "is missing: the whole chain was removed")
}

// name gives damage the public number of its matter, which people know it by.
func (v *verifier) name() error {
	known := map[int64]string{}
	for i := range v.out.Damage {
		d := &v.out.Damage[i]
		if _, asked := known[d.Matter]; !asked && d.Number == "" {
			tips, err := v.tips(v.q, d.Matter-1, 1)
			if err != nil {
				return err
			}
			if known[d.Matter] = ""; len(tips) == 1 && tips[0].Matter == d.Matter {
				known[d.Matter] = tips[0].Number
			}
		}
		if d.Number == "" {
			d.Number = known[d.Matter]
		}
	}
	return nil
}
