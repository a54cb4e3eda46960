package scorecard

import (
	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
	"shuniu/kernel/ledger"
	"shuniu/kernel/matter"
	"shuniu/kernel/store"
)

// Appeal is the process of the appeals against what was counted, which is the only way
// to take anything out; the act of it that does.
const (
	Appeal   = "office.appeal"
	takesOut = "exclude"
)

// derivedFrom ties an appeal to the matter it is about.
const derivedFrom = "derived_from"

// The fields of an appeal that are read here.
const (
	fieldAbout   = "about"
	fieldMeasure = "measure"
)

// Hooks are the rules of appeals, by the name that their definition gives them.
func Hooks(ms Measures) map[string]matter.Hook {
	return map[string]matter.Hook{"appeal.about": func(_ *store.Tx, d *matter.Draft) error {
		m, err := d.Find(d.Values[fieldAbout])
		if err != nil {
			return fault.Defects([]fault.Defect{{Field: fieldAbout, Text: lang.T("没有这个编号的办件，或者您看不到它。", "There is no matter with this number, or none that you may see.")}})
		}
		if ms.One(d.Values[fieldMeasure]) == nil {
			return fault.Defects([]fault.Defect{{Field: fieldMeasure, Text: lang.T("没有这项指标。", "There is no such measure.")}})
		}
		d.Links = append(d.Links, ledger.Link{Kind: derivedFrom, Matter: int64(m.ID)})
		return nil
	}}
}

// appeal takes in an act on an appeal: what it is about, and that it was granted.
func (t *tally) appeal(a *memory, e *ledger.Event) error {
	if o := e.Effects.Opening; o != nil {
		a.Unit, a.touched = o.Owner, true
	}
	for _, l := range e.Effects.Links {
		if l.Kind == derivedFrom {
			a.About, a.touched = l.Matter, true
		}
	}
	for _, f := range e.Effects.Fields {
		if f.Name == fieldMeasure {
			a.Fields, a.touched = put(a.Fields, f.Name, f.Value), true
		}
	}
	if e.Act != takesOut || a.About == 0 {
		return nil
	}
	if err := t.recall([]int64{a.About}); err != nil {
		return err
	}
	if m := t.memories[a.About]; m != nil {
		t.drop(m, a)
	}
	return nil
}

// drop takes out what a measure counted of a matter for the unit that appealed.
func (t *tally) drop(m, a *memory) {
	for i := range m.Counted {
		c := &m.Counted[i]
		if c.Dropped || c.Measure != a.Fields[fieldMeasure] || c.Unit != a.Unit {
			continue
		}
		c.Dropped, m.touched = true, true
		t.add(m, *c, number{n: -1, value: -c.Value, dropped: 1})
	}
}
