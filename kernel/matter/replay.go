package matter

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"slices"

	"shuniu/kernel/fault"
	"shuniu/kernel/keyring"
	"shuniu/kernel/lang"
	"shuniu/kernel/ledger"
	"shuniu/kernel/number"
	"shuniu/kernel/process"
	"shuniu/kernel/reading"
	"shuniu/kernel/store"
)

// Replayed is the outcome of a replay.
type Replayed struct {
	Matters     int64           `json:"matters"`
	Events      int64           `json:"events"`
	Differences []ledger.Damage `json:"differences"`
}

// Replay folds the events of every matter again and compares the result with all
// that is kept of the matter: its row and columns, the units that take part, its
// timers, the values beside the ledger with their commitments, how it is looked up
// and who has read them. What is kept of a matter that has no row is a difference
// too. A difference is corruption: nothing but acts changes a matter. It sees the
// database as it is when it starts.
func (e *Reader) Replay(ctx context.Context, progress func(matters int64)) (*Replayed, error) {
	out := &Replayed{Differences: []ledger.Damage{}}
	err := e.DB.Snapshot(ctx, func(q *store.Reader) error {
		for after := int64(0); after < math.MaxInt64; progress(out.Matters) {
			batch, upto, err := readKept(q, after)
			if err != nil {
				return err
			}
			for _, k := range batch {
				if err := e.replay(q, k, out); err != nil {
					return err
				}
			}
			after = upto
		}
		return nil
	})
	return out, err
}

// replay is one matter's replay.
func (e *Reader) replay(q store.Q, k *kept, out *Replayed) error {
	r := replayer{e: e, kept: k, number: k.number, out: out}
	if !k.lost {
		out.Matters++
	}
	records, err := e.Log.History(q, k.id)
	if fault.Is(err, fault.Internal) {
		r.differs(0, lang.T("记录无法读取：{err}", "its events cannot be read: {err}"), "err", err.Error())
		return nil
	}
	if err != nil {
		return err
	}
	m := &Matter{Did: map[string]int{}}
	for _, rec := range records {
		m.Apply(rec.Event, rec.Hash)
		out.Events++
	}
	if m.Number != "" {
		r.number = m.Number
	}
	if k.lost {
		r.differs(0, lang.T("事项本身已不在，还留有它的数据", "the row of the matter is missing, and there is data that belongs to it"))
		return nil
	}
	return r.all(q, m, records)
}

// all compares everything there is of a matter.
func (r *replayer) all(q store.Q, m *Matter, records []ledger.Record) error {
	texts, err := readTexts(q, ID(r.id))
	if err != nil {
		return err
	}
	if len(records) > 0 {
		if r.def, _ = r.e.editions.ByDigest(m.Definition); r.def == nil {
			r.differs(1, lang.T("所用的流程定义不在库中：{digest}", "the definition it runs on is not there: {digest}"), "digest", m.Definition)
			return nil
		}
	}
	r.row(m)
	r.takesPart(m)
	r.clocks(m)
	n, err := reading.Broken(q, r.e.Log.City(), r.id)
	if err != nil {
		return err
	}
	if n != 0 {
		r.differs(0, lang.T("第 {n} 次查阅个人信息的记录被改动、删除或插入", "reading {n} of personal data was changed, removed or inserted"), "n", fmt.Sprint(n))
	}
	if err := r.files(q, records, texts); err != nil {
		return err
	}
	r.values(m, records, texts)
	return nil
}

// replayer compares what is kept of a matter with the fold of its events.
type replayer struct {
	*kept
	e      *Reader
	def    *process.Definition
	number string
	out    *Replayed
}

func (r *replayer) differs(seq int, what lang.Text, pairs ...string) {
	r.out.Differences = append(r.out.Differences, ledger.Damage{Matter: r.id, Number: r.number, Seq: seq, What: what.With(pairs...)})
}

func (r *replayer) row(m *Matter) {
	folded, err := json.Marshal(m)
	if err != nil || string(folded) != r.fold {
		r.differs(m.Seq, lang.T("事项与其记录推演的结果不同", "the row differs from the fold of its events"))
	}
	for column, same := range map[string]bool{
		"number": r.kept.number == m.Number, "process": r.process == m.Process, "parent": r.parent == int64(m.Parent), "root": r.root == int64(m.Root),
		"opened_at": r.opened == m.Opened, "state": r.state == m.State, "ended": r.ended == (m.End != ""), "holder_unit": r.unit == m.Holder.Unit,
		"holder_post": r.post == m.Holder.Post, "holder_person": r.person == m.Holder.Person, "secrecy": r.secrecy == m.Secrecy, "region": r.region == m.Region,
		"due_at": r.due == m.DueAt(), "updated_at": r.updated == m.Updated, "seq": r.seq == m.Seq, "head": string(r.head) == string(m.Head[:]),
		"code":       m.Erased && r.code == nil || !m.Erased && sameDigest(r.code, number.CodeDigest(queryCode(r.e.Keys, m.ID))),
		"sealed_key": m.Erased && r.key == nil || !m.Erased && r.opens(),
	} {
		if !same {
			r.differs(m.Seq, lang.T("列 {column} 与记录推演的结果不同", "the column {column} differs from the fold of its events"), "column", column)
		}
	}
}

func (r *replayer) takesPart(m *Matter) {
	var units []int64
	for _, p := range r.parts {
		units = append(units, p.unit)
		if p.ended != (m.End != "") || p.secrecy != m.Secrecy || p.due != m.DueAt() {
			r.differs(m.Seq, lang.T("参与单位（内部编号）{unit} 处所记的办结、密级或期限与本件不符", "what is kept with the part of the unit with the id {unit} differs from the matter"), "unit", fmt.Sprint(p.unit))
		}
	}
	if want := slices.Sorted(slices.Values(m.Units)); !slices.Equal(want, units) {
		r.differs(m.Seq, lang.T("参与单位（内部编号）应为 {units}，现存 {kept}", "the units with the ids {units} take part, and {kept} are kept"), "units", fmt.Sprint(want), "kept", fmt.Sprint(units))
	}
}

// opens tells whether the key of the matter is one that the keyring wrapped.
func (r *replayer) opens() bool {
	_, err := r.e.Keys.Unwrap(r.key, keyring.OfMatter)
	return err == nil
}

// clocks checks that each running clock has the timer it waits for, by the
// calendar in force, and no other clock has one.
func (r *replayer) clocks(m *Matter) {
	want, err := r.e.waiting(r.def, m)
	if err != nil {
		r.differs(m.Seq, lang.T("时限无法计算：{err}", "its clocks cannot be counted: {err}"), "err", err.Error())
		return
	}
	for _, w := range want {
		switch i := slices.IndexFunc(r.timers, func(t timer) bool { return t.clock == w.clock }); {
		case i < 0:
			r.differs(m.Seq, lang.T("时限 {clock} 缺少定时", "the timer of clock {clock} is missing"), "clock", w.clock)
		case r.timers[i] != w:
			r.differs(m.Seq, lang.T("时限 {clock} 的定时被改动", "the timer of clock {clock} was changed"), "clock", w.clock)
		}
	}
	for _, t := range r.timers {
		if !slices.ContainsFunc(want, func(w timer) bool { return w.clock == t.clock }) {
			r.differs(m.Seq, lang.T("时限 {clock} 无须定时，却有定时", "there is a timer of clock {clock}, which waits for none"), "clock", t.clock)
		}
	}
}

// values checks the values beside the ledger: that each fits the commitment to it,
// that none is missing before an erasure or back after it, and that what can be
// looked up is what there is.
func (r *replayer) values(m *Matter, records []ledger.Record, texts []text) {
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
				r.differs(seq, lang.T("{field} 的内容缺失", "the value of {field} is missing"), "field", c.Name)
			case t != nil && seq < erased:
				r.differs(seq, lang.T("{field} 的内容已依法删除，却又出现", "the value of {field} was erased and is back"), "field", c.Name)
			case t != nil:
				lookups = append(lookups, r.value(*t, c)...)
			}
			texts = slices.DeleteFunc(texts, func(t text) bool { return t.field == c.Name && t.seq == seq })
		}
	}
	for _, t := range texts {
		r.differs(t.seq, lang.T("有一份 {field} 的内容不出自任何记录", "there is a value of {field} that no event committed to"), "field", t.field)
	}
	slices.Sort(lookups)
	slices.Sort(r.lookups)
	if !slices.Equal(slices.Compact(lookups), r.lookups) {
		r.differs(m.Seq, lang.T("按所填的电话、证件号查不到它，或按别的内容能查到", "it cannot be looked up by the values given, or can be by others"))
	}
}

// value checks one value and returns how it is looked up.
func (r *replayer) value(t text, c ledger.Commitment) []string {
	f := r.def.Field(t.field)
	plain, err := r.e.reveal(ID(r.id), r.key, t)
	switch {
	case err != nil || f == nil || t.personal != f.Personal || ledger.Commit(c.Name, t.salt, []byte(plain)) != c:
		r.differs(t.seq, lang.T("{field} 的内容被改动，与记录中的承诺值不符", "the value of {field} was changed: it does not fit its commitment"), "field", c.Name)
	case f.Lookup:
		return []string{string(f.Type) + " " + string(lookup(r.e.Keys, f, plain))}
	}
	return nil
}
