package instrument

import (
	"shuniu/kernel/calendar"
	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
	"shuniu/kernel/matter"
	"shuniu/kernel/org"
)

// Press makes the documents of a city.
type Press struct {
	Reader *matter.Reader
	Styles *Styles
}

// Issued is a document that an event issued.
type Issued struct {
	Seq    int // of the event
	Style  *Style
	Number string // 文号; empty: it bears none
	Unit   org.Unit
	Day    calendar.Date
	Title  lang.Text
}

// Issued are the documents of a matter that its reader sees whole, in order: what
// holds a value that is not for them is not shown at all.
func (p Press) Issued(v *matter.View) []Issued {
	var out []Issued
	for i := range v.Timeline {
		if at, one := p.issued(v, i); one != nil {
			if _, hidden := at.set(one); !hidden {
				out = append(out, *one)
			}
		}
	}
	return out
}

// Document is the document that event seq of a matter issued, as its reader sees the
// matter; plain are personal values that they may read whole (matter.Unmask).
// NotFound if the event issued none, or none for this reader.
func (p Press) Document(v *matter.View, seq int, plain map[string]string) (Document, error) {
	if seq > 0 && seq <= len(v.Timeline) {
		if at, one := p.issued(v, seq-1); one != nil {
			at.plain = plain
			if d, hidden := at.set(one); !hidden {
				return d, nil
			}
		}
	}
	return Document{}, fault.Of(fault.NotFound, "event %d issued no document for this reader", seq)
}

// issued is the document of the i-th event, nil if it issued none. One that should
// bear a number and has none was done before documents were numbered.
func (p Press) issued(v *matter.View, i int) (past, *Issued) {
	e := v.Timeline[i]
	at := past{Press: p, View: v, entry: e, before: v.Timeline[:i+1], dir: p.Reader.Org.Now(), masked: new(bool), hidden: new(bool)}
	day := at.day(e.Event.Occurred)
	style := p.Styles.On(v.Matter.Process, e.Event.Act, day)
	if style == nil || style.Plate {
		return at, nil
	}
	one := &Issued{Seq: e.Event.Seq, Style: style, Day: day, Unit: at.unit(style), Title: style.Title}
	for _, f := range e.Event.Effects.Fields {
		if f.Name == NumberField {
			one.Number = f.Value
		}
	}
	if style.Number != "" && one.Number == "" || one.Unit.ID == 0 {
		return at, nil
	}
	return at, one
}

// set fills the style of a document; hidden says that it holds what is not for its
// reader.
func (p past) set(one *Issued) (d Document, hidden bool) {
	style := one.Style
	fill := func(template string) (string, bool) { return filled(template, p.value(style)) }
	all := func(templates []string) []string {
		var out []string
		for _, t := range templates {
			if text, whole := fill(t); whole {
				out = append(out, text)
			}
		}
		return out
	}
	code := p.code(named{p.Matter.Number, one.Seq})
	d = Document{
		Organ: one.Unit.Name.Zh, Title: style.Title, Number: one.Number, Text: all(style.Text), Closing: all(style.Closing),
		Signature: one.Unit.Name.Zh, Day: one.Day, Case: p.Matter.Number, Code: code,
	}
	d.Addressee, _ = fill(style.To)
	for _, r := range style.Rows {
		if value, whole := fill(r.Value); whole {
			d.Rows = append(d.Rows, Row{r.Label, value})
		}
	}
	if style.Seal != "" {
		d.Seal.Organ = one.Unit.Name.Zh
		if style.Seal != Organ {
			d.Seal.Name = style.SealAs.Zh
		}
	}
	d.Masked = *p.masked
	return d, *p.hidden
}
