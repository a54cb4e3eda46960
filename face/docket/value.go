package docket

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"shuniu/face/page"
	"shuniu/kernel/calendar"
	"shuniu/kernel/lang"
	"shuniu/kernel/matter"
	"shuniu/kernel/org"
	"shuniu/kernel/process"
)

// Reader is somebody who reads values, with the register that names are from.
type Reader struct {
	Dir   *org.Directory
	Lang  lang.Tag
	Files string // path below which files are read; empty: they are only named
}

// Fact is a value of a matter with its label.
func (r Reader) Fact(f *process.Field, v matter.Value) page.Fact {
	if v.Erased {
		return page.Fact{Key: f.Term(), Value: page.Word("docket.erased").In(r.Lang)}
	}
	if v.Files != nil {
		return page.Fact{Key: f.Term(), Part: r.files(v).In(r.Lang)}
	}
	return page.Fact{Key: f.Term(), Value: Value(r.Dir, f, v.Text).In(r.Lang)}
}

// Facts are the values of those fields of a form that are shown; the first text
// among them stands by itself as the body.
func (r Reader) Facts(form []*process.Field, values map[string]matter.Value, shown func(*process.Field) bool) (body string, facts []page.Fact) {
	for _, f := range form {
		v, ok := values[f.Name]
		switch {
		case !ok || !shown(f):
		case f.Type == process.FieldProse && body == "" && !v.Erased:
			body = v.Text
		default:
			facts = append(facts, r.Fact(f, v))
		}
	}
	return body, facts
}

// Typed are what was typed for an act that came too late.
func (r Reader) Typed(form []*process.Field, typed url.Values) []page.Fact {
	var facts []page.Fact
	for _, f := range form {
		if v := strings.Join(typed[f.Name], " "); v != "" && f.Type != process.FieldFile {
			facts = append(facts, r.Fact(f, matter.Value{Text: v}))
		}
	}
	return facts
}

// Value is a value as people read it.
func Value(dir *org.Directory, f *process.Field, v string) lang.Text {
	switch {
	case f.Type == process.FieldBool && v == "":
		return page.Word("docket.no").Text()
	case v == "":
		return lang.Text{}
	case f.Type == process.FieldBool:
		return page.Word("docket.yes").Text()
	case f.Type == process.FieldChoice, f.Type == process.FieldCategory:
		if o := f.Option(v); o != nil {
			return o.Whole()
		}
	case f.Type == process.FieldRegion && len(v) == len(dir.City().Code):
		return Place(dir, org.RegionCode(v))
	case f.Type == process.FieldUnit:
		return Units(dir, v)
	case f.Type == process.FieldPerson:
		return persons(dir, v)
	case f.Type == process.FieldDate:
		if d, err := calendar.ParseDate(v); err == nil {
			return page.Date(d)
		}
	}
	return lang.Same(v)
}

// persons names the persons of ids with spaces between.
func persons(dir *org.Directory, ids string) lang.Text {
	var names []lang.Text
	for _, code := range strings.Fields(ids) {
		name := lang.Same(code)
		id, _ := strconv.ParseInt(code, 10, 64) // what is no number is nobody's
		if p, ok := dir.Person(org.PersonID(id)); ok {
			name = p.Name
		}
		names = append(names, name)
	}
	return Listed(names)
}

// Units names the units of codes with spaces between.
func Units(dir *org.Directory, codes string) lang.Text {
	var names []lang.Text
	for _, code := range strings.Fields(codes) {
		name := lang.Same(code)
		if unit, ok := dir.UnitByCode(code); ok {
			name = unit.Name
		}
		names = append(names, name)
	}
	return Listed(names)
}

// Listed puts texts in a row: 甲、乙; a, b.
func Listed(texts []lang.Text) lang.Text {
	zh, en := make([]string, len(texts)), make([]string, len(texts))
	for i, t := range texts {
		zh[i], en[i] = t.In(lang.Zh), t.In(lang.En)
	}
	return lang.T(strings.Join(zh, "、"), strings.Join(en, ", "))
}

// Place names a region with those around it, the city left out: 潮生区南堤街道, and
// in English from the smallest.
func Place(dir *org.Directory, code org.RegionCode) lang.Text {
	var zh, en []string
	for ; code != ""; code = code.Parent() {
		region, ok := dir.Region(code)
		if ok && (code.Level() > org.City || len(zh) == 0) {
			zh, en = append(zh, region.Name.In(lang.Zh)), append(en, region.Name.In(lang.En))
		}
	}
	slices.Reverse(zh)
	return lang.T(strings.Join(zh, ""), strings.Join(en, ", "))
}
