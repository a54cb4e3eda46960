package instrument

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"shuniu/kernel/calendar"
	"shuniu/kernel/ledger"
	"shuniu/kernel/matter"
	"shuniu/kernel/org"
	"shuniu/kernel/process"
)

// derived are the places that every document knows besides the fields of its form and
// {$due:clock}, the day by which something has to be done: the organ that issues it,
// the people's government above it, its day, the matter's number and the day it was
// opened, and who issued it.
var derived = []string{"$organ", "$government", "$day", "$moment", "$matter", "$opened", "$by", "$phone"}

const erased = "（已依法删除）"

// past is a matter as it stood with one of its events, as its reader may see it.
type past struct {
	Press
	*matter.View
	entry  matter.Entry
	before []matter.Entry // up to and with it
	plain  map[string]string
	dir    *org.Directory
	masked *bool
	hidden *bool
}

// unit is who issues the document.
func (p past) unit(style *Style) org.Unit {
	id := p.entry.Event.Actor.Unit
	if !style.Own || id == 0 {
		for _, e := range p.before {
			if a := e.Event.Effects.Assigned; a != 0 {
				id = a
			}
		}
	}
	u, _ := p.dir.Unit(org.UnitID(id))
	return u
}

// value is what stands in a place of a template, empty if nothing was given.
func (p past) value(style *Style) func(place string) string {
	return func(place string) string {
		if clock, ok := strings.CutPrefix(place, "$due:"); ok {
			return p.due(clock)
		}
		switch place {
		case "$organ":
			return p.unit(style).Name.Zh
		case "$phone":
			return p.unit(style).Phone
		case "$government":
			return p.government(p.unit(style))
		case "$day":
			return Chinese(p.day(p.entry.Event.Occurred))
		case "$moment":
			at := p.at(p.entry.Event.Occurred)
			return Chinese(calendar.DateOf(at)) + at.Format("15时04分")
		case "$opened":
			return Chinese(p.day(p.Matter.Opened))
		case "$matter":
			return p.Matter.Number
		case "$by":
			who, _ := p.dir.Person(org.PersonID(p.entry.Event.Actor.Person))
			return who.Name.Zh
		}
		return p.field(place)
	}
}

func (p past) at(micros int64) time.Time { return time.UnixMicro(micros).In(p.Reader.Zone) }

func (p past) day(micros int64) calendar.Date { return calendar.DateOf(p.at(micros)) }

// government is the people's government of the unit's region, to which who disagrees
// may turn (行政复议法第24条).
func (p past) government(u org.Unit) string {
	code := u.Region
	for code.Level() > org.County {
		code = code.Parent()
	}
	r, ok := p.dir.Region(code)
	if !ok {
		return ""
	}
	return r.Name.Zh + "人民政府"
}

// due is the day by which a clock that the matter has runs out.
func (p past) due(clock string) string {
	var last ledger.Clock
	for _, e := range p.before {
		for _, c := range e.Event.Effects.Clocks {
			if c.Name == clock {
				last = c
			}
		}
	}
	d, err := calendar.ParseDate(last.Due)
	if err != nil {
		return "" // it does not run, or stands still
	}
	return Chinese(d)
}

// field is the value that the matter held then.
func (p past) field(name string) string {
	f := p.Definition.Field(name)
	if f == nil {
		return "" // an older definition has no such field
	}
	for _, e := range slices.Backward(p.before) {
		v, shown := e.Values[name]
		if !shown {
			if gives(e.Event, name) {
				*p.hidden = true
				return ""
			}
			continue
		}
		if whole, known := p.plain[name]; known && v.Masked && p.Matter.Given[name] == e.Event.Seq {
			return whole
		}
		*p.masked = *p.masked || v.Masked && f.Type != process.FieldFile
		return p.shown(f, v)
	}
	return ""
}

// gives reports whether an event gave a value to the field.
func gives(e *ledger.Event, field string) bool {
	return slices.ContainsFunc(e.Effects.Fields, func(f ledger.Field) bool { return f.Name == field }) ||
		slices.ContainsFunc(e.Sealed, func(c ledger.Commitment) bool { return c.Name == field })
}

// shown is a value as documents write it.
func (p past) shown(f *process.Field, v matter.Value) string {
	if v.Erased {
		return erased
	}
	switch f.Type {
	case process.FieldFile:
		return files(v)
	case process.FieldBool:
		return map[string]string{"true": "是"}[v.Text]
	case process.FieldChoice, process.FieldCategory:
		if o := f.Option(v.Text); o != nil {
			return o.Whole().Zh
		}
	case process.FieldDate:
		if d, err := calendar.ParseDate(v.Text); err == nil {
			return Chinese(d)
		}
	case process.FieldUnit:
		return listed(v.Text, func(code string) string { u, _ := p.dir.UnitByCode(code); return u.Name.Zh })
	case process.FieldPerson:
		return listed(v.Text, func(id string) string {
			n, _ := strconv.ParseInt(id, 10, 64) // what is no number is nobody's
			who, _ := p.dir.Person(org.PersonID(n))
			return who.Name.Zh
		})
	case process.FieldRegion:
		return p.place(org.RegionCode(v.Text))
	}
	return v.Text
}

func files(v matter.Value) string {
	var names []string
	for _, f := range v.Files {
		if f.Name != "" {
			names = append(names, f.Name)
		}
	}
	count := "共" + strconv.Itoa(len(v.Files)) + "份"
	if len(names) == 0 {
		return count
	}
	return strings.Join(names, "；") + "（" + count + "）"
}

func listed(codes string, name func(string) string) string {
	parts := strings.Fields(codes)
	for i, code := range parts {
		if n := name(code); n != "" {
			parts[i] = n
		}
	}
	return strings.Join(parts, "、")
}

// place is a region with all that it lies in: 澜湾市潮生区南堤街道.
func (p past) place(code org.RegionCode) string {
	out := ""
	for ; code != ""; code = code.Parent() {
		if r, ok := p.dir.Region(code); ok {
			out = r.Name.Zh + out
		}
	}
	return out
}
