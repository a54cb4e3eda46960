package matter

import (
	"context"
	"maps"
	"slices"

	"shuniu/kernel/access"
	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
	"shuniu/kernel/org"
	"shuniu/kernel/process"
	"shuniu/kernel/reading"
	"shuniu/kernel/store"
)

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

// mayUnmask decides who may read personal data whole: whoever holds the matter, has
// acted on it, or stands in a unit that it was shown to.
func mayUnmask(a access.Actor, m *Matter) bool {
	d, err := access.See(a, m.Object())
	return err == nil && a.Person != 0 && (d.Rule == "see:holder" || m.ActedOn(int64(a.Person)) || slices.ContainsFunc(a.Stands, func(s org.Stand) bool { return slices.Contains(m.Shown, int64(s.Unit)) }))
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
	x := reading.Reading{Matter: int64(r.m.ID), Person: int64(r.actor.Person), Rule: d.Rule, Fields: fields}
	if d.Stand.Principal != r.actor.Person {
		x.For = int64(d.Stand.Principal)
	}
	return reading.Record(r.tx, r.e.Log.City(), x)
}

// Readings tells who has read the personal data of a matter unmasked, in order.
func (e *Reader) Readings(ctx context.Context, id ID) ([]reading.Reading, error) {
	return reading.Of(e.DB.Read(ctx), int64(id))
}
