package matter

import (
	"encoding/json"
	"slices"

	"shuniu/kernel/access"
	"shuniu/kernel/fault"
	"shuniu/kernel/keyring"
	"shuniu/kernel/ledger"
	"shuniu/kernel/number"
	"shuniu/kernel/process"
)

// openMatter performs the opening act: r.m becomes the new matter.
func (r *run) openMatter(o opened, parent *Matter, typed map[string]string) error {
	if o.secrecy < access.Open || o.secrecy > access.Restricted {
		return fault.Of(fault.Invalid, "secrecy %d", o.secrecy)
	}
	if o.def.Restricted {
		o.secrecy = access.Restricted
	}
	r.def, r.parent = o.def, parent
	r.m = &Matter{ID: o.id, Root: o.id, Process: o.def.Name, Definition: o.def.Digest, Did: map[string]int{}}
	if parent != nil {
		r.m.Parent, r.m.Root = parent.ID, parent.Root
	}
	role, decision, err := r.mayOpen(o.act)
	if err != nil {
		return err
	}
	if o.handed {
		r.parent = nil // what it has left does not bind a right that came of it
	}
	s, err := r.prepare(o.act, typed)
	if err != nil {
		return err
	}
	region := s.values["region"]
	if region == "" {
		region = string(r.dir.City().Code)
	}
	s.open = &ledger.Opening{
		Number: number.New(o.def.Letter, region, r.at.Year()), Parent: int64(r.m.Parent), Root: int64(r.m.Root),
		Region: region, Owner: r.m.Owner, Secrecy: int(o.secrecy),
	}
	s.event.Rule, s.event.Actor = decision.Rule, r.as(role, decision.Stand)
	if _, r.sealed, err = r.e.Keys.NewKey(); err != nil {
		return err
	}
	return r.carryOut(s)
}

// seal divides the values of an act: what the ledger shows, and what it only
// commits to.
func (r *run) seal(s *step) error {
	for _, f := range r.def.Form {
		v, ok := s.values[f.Name]
		if !ok {
			continue
		}
		if !f.Sealed() {
			s.event.Effects.Fields = append(s.event.Effects.Fields, ledger.Field{Name: f.Name, Value: v})
			continue
		}
		t := text{field: f.Name, seq: s.event.Seq, salt: nonce(), value: []byte(v), personal: f.Personal}
		s.event.Sealed = append(s.event.Sealed, ledger.Commit(f.Name, t.salt, t.value))
		if f.Personal {
			key, err := r.e.Keys.Unwrap(r.sealed, keyring.OfMatter)
			if err != nil {
				return err
			}
			if t.value, err = keyring.Seal(key, t.value, sealContext(r.m.ID, f.Name, t.seq)); err != nil {
				return err
			}
		}
		if f.Lookup {
			t.lookup = lookup(r.e.Keys, f, v)
			t.kind = f.Type
		}
		s.texts = append(s.texts, t)
	}
	return nil
}

// text is a value that stands beside the ledger.
type text struct {
	field    string
	seq      int
	salt     []byte
	value    []byte // encrypted if personal
	personal bool
	lookup   []byte
	kind     process.FieldType
}

// commit appends the event of a step and writes the row, the texts, the timers
// and the parts that follow from it; then what the act sets off in other matters.
func (r *run) commit(s *step) error {
	if err := r.openChildren(s); err != nil {
		return err
	}
	if err := r.append(&s.event); err != nil {
		return err
	}
	if err := r.writeTexts(s.texts); err != nil {
		return err
	}
	if err := s.attach(r); err != nil {
		return err
	}
	if err := r.writeTimers(s.event.Effects.Clocks); err != nil {
		return err
	}
	if err := r.startChildren(s); err != nil {
		return err
	}
	if s.to != nil {
		if err := r.goOn(); err != nil {
			return err
		}
	}
	if s.event.Effects.End != "" || s.act.Closes != "" {
		if err := recall(r, s); err != nil {
			return err
		}
	}
	return r.afterwards(s.event.Effects.End)
}

// append records the event and folds it into the matter and its row.
func (r *run) append(e *ledger.Event) error {
	hash, err := r.e.Log.Append(r.tx, e)
	if err != nil {
		return err
	}
	before := r.m
	r.m = before.Clone()
	r.m.Apply(e, hash)
	if err := r.writeRow(); err != nil {
		return err
	}
	r.e.folds.keep(hash, folded{Matter: r.m}) // found only once it is stored: until then no row has this head
	return r.writeParts(before)
}

// writeRow stores the fold, and beside it the columns that lists look for.
func (r *run) writeRow() error {
	m := r.m
	fold, err := json.Marshal(m)
	if err != nil {
		return fault.Wrap(fault.Internal, err, "matter row")
	}
	if m.Seq == 1 {
		return r.tx.Put(insertSQL, int64(m.ID), m.Number, m.Process, int64(m.Parent), int64(m.Root), m.Opened,
			number.CodeDigest(queryCode(r.e.Keys, m.ID)), r.sealed,
			m.State, m.End != "", m.Holder.Unit, m.Holder.Post, m.Holder.Person, m.Secrecy, m.Region, m.DueAt(), m.Updated, m.Seq, m.Head[:], string(fold))
	}
	return r.tx.Put(updateSQL, int64(m.ID),
		m.State, m.End != "", m.Holder.Unit, m.Holder.Post, m.Holder.Person, m.Secrecy, m.Region, m.DueAt(), m.Updated, m.Seq, m.Head[:], string(fold))
}

func (r *run) writeTexts(texts []text) error {
	for _, t := range texts {
		if err := r.tx.Put(textSQL, int64(r.m.ID), t.field, t.seq, t.salt, t.value, t.personal); err != nil {
			return err
		}
		if t.lookup == nil {
			continue
		}
		if err := r.tx.Put(lookupSQL, string(t.kind), t.lookup, int64(r.m.ID)); err != nil {
			return err
		}
	}
	return nil
}

// writeTimers replaces the timer of each clock that changed by the next one due.
func (r *run) writeTimers(changed []ledger.Clock) error {
	for _, c := range changed {
		spec := r.def.Clock(c.Name)
		t, ok, err := r.e.next(spec, c, r.m.Fields[spec.By])
		if err != nil {
			return err
		}
		if ok {
			err = r.tx.Put(timerSQL, int64(r.m.ID), t.clock, t.n, t.kind, t.at)
		} else {
			err = r.tx.Put(dropTimerSQL, int64(r.m.ID), c.Name)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// mendTimers makes the timers kept of the matter those that its clocks wait for and
// tells whether any was not.
func (r *run) mendTimers() (bool, error) {
	want, err := r.e.waiting(r.def, r.m)
	if err != nil {
		return false, err
	}
	kept, err := keptTimers(r.tx, []int64{int64(r.m.ID)})
	if err != nil || sameTimers(want, kept[r.m.ID]) {
		return false, err
	}
	if err := r.tx.Put(dropTimersSQL, int64(r.m.ID)); err != nil {
		return false, err
	}
	for _, t := range want {
		if err := r.tx.Put(timerSQL, int64(r.m.ID), t.clock, t.n, t.kind, t.at); err != nil {
			return false, err
		}
	}
	return true, nil
}

// sameTimers compares two lists in any order; a clock has one timer at most.
func sameTimers(a, b []timer) bool {
	return len(a) == len(b) && !slices.ContainsFunc(a, func(t timer) bool { return !slices.Contains(b, t) })
}

// writeParts remembers the units that have come to take part, and beside all of
// them what lists order by.
func (r *run) writeParts(before *Matter) error {
	m, old := r.m, before.Units
	ended, due := m.End != "", m.DueAt()
	if m.Seq == 1 {
		old = nil
	}
	if len(old) > 0 && (ended != (before.End != "") || due != before.DueAt()) {
		if err := r.tx.Put(movePartsSQL, int64(m.ID), ended, due); err != nil {
			return err
		}
	}
	for _, u := range m.Units[len(old):] {
		if err := r.tx.Put(partSQL, int64(m.ID), u, ended, m.Secrecy, due); err != nil {
			return err
		}
	}
	return nil
}
