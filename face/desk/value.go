package desk

import (
	"slices"
	"strings"

	"shuniu/face/page"
	"shuniu/kernel/calendar"
	"shuniu/kernel/lang"
	"shuniu/kernel/matter"
	"shuniu/kernel/org"
	"shuniu/kernel/process"
)

// valueText is a canonical value as people read it.
func valueText(dir *org.Directory, f *process.Field, v string) lang.Text {
	switch {
	case v == "":
		return lang.Text{}
	case f.Type == process.FieldBool:
		return page.Word("desk.yes").Text()
	case f.Type == process.FieldChoice:
		if o := f.Option(v); o != nil {
			return o.Label
		}
	case f.Type == process.FieldRegion:
		return place(dir, v)
	case f.Type == process.FieldUnit:
		return unitNames(dir, v)
	case f.Type == process.FieldDate:
		if d, err := calendar.ParseDate(v); err == nil {
			return page.Date(d)
		}
	}
	return same(v)
}

func unitNames(dir *org.Directory, codes string) lang.Text {
	var zh, en []string
	for _, code := range strings.Fields(codes) {
		name := same(code)
		if unit, ok := dir.UnitByCode(code); ok {
			name = unit.Name
		}
		zh, en = append(zh, name.In(lang.Zh)), append(en, name.In(lang.En))
	}
	return lang.T(strings.Join(zh, "、"), strings.Join(en, ", "))
}

// place names a region with those around it, the city left out: 潮生区南堤街道, and
// in English from the smallest.
func place(dir *org.Directory, code string) lang.Text {
	var zh, en []string
	for c := org.RegionCode(code); c != ""; c = c.Parent() {
		region, ok := dir.Region(c)
		if ok && (c.Level() > org.City || len(zh) == 0) {
			zh, en = append(zh, region.Name.In(lang.Zh)), append(en, region.Name.In(lang.En))
		}
	}
	slices.Reverse(zh)
	return lang.T(strings.Join(zh, ""), strings.Join(en, ", "))
}

// fact is a value of a matter with its label.
func (s sight) fact(f *process.Field, v matter.Value) page.Fact {
	if v.Erased {
		return page.Fact{Key: f.Label, Value: page.Word("desk.erased").In(s.Lang)}
	}
	return page.Fact{Key: f.Label, Value: valueText(s.dir, f, v.Text).In(s.Lang)}
}

// options are what may be chosen of the fields whose answers are in the register.
func options(dir *org.Directory, f *process.Field) []page.Option {
	switch f.Type {
	case process.FieldUnit:
		return unitOptions(dir)
	case process.FieldRegion:
		return regionOptions(dir)
	}
	return nil
}

// unitOptions are the units below the top, those of one level together: the city's
// own, then those of counties, then those of townships.
func unitOptions(dir *org.Directory) []page.Option {
	var out []page.Option
	for _, u := range dir.Units() {
		o := page.Option{Value: u.Code, Label: u.Name, Group: page.Word("desk.units-city").Text()}
		if level := u.Region.Level(); level > org.City {
			o.Group = level.Name()
		}
		out = append(out, o)
	}
	slices.SortStableFunc(out, func(a, b page.Option) int { return levelOf(dir, a) - levelOf(dir, b) })
	return out
}

func levelOf(dir *org.Directory, o page.Option) int {
	u, _ := dir.UnitByCode(o.Value)
	return int(u.Region.Level())
}

// regionOptions are all regions, those of one county together.
func regionOptions(dir *org.Directory) []page.Option {
	var out []page.Option
	group := dir.City().Name
	for _, r := range dir.Regions() {
		if r.Code.Level() == org.County {
			group = r.Name
		}
		out = append(out, page.Option{Value: string(r.Code), Label: place(dir, string(r.Code)), Group: group})
	}
	return out
}
