package portal

import (
	"strings"

	"shuniu/face/page"
	"shuniu/kernel/calendar"
	"shuniu/kernel/lang"
	"shuniu/kernel/org"
	"shuniu/kernel/process"
)

// valueText is a value as people read it.
func valueText(dir *org.Directory, f *process.Field, v string) lang.Text {
	switch {
	case f.Type == process.FieldBool && v == "":
		return page.Word("portal.no").Text()
	case v == "":
		return lang.Text{}
	case f.Type == process.FieldBool:
		return page.Word("portal.yes").Text()
	case f.Type == process.FieldChoice:
		if o := f.Option(v); o != nil {
			return o.Label
		}
	case f.Type == process.FieldRegion && len(v) == len(dir.City().Code):
		return lang.T(place(dir, org.RegionCode(v), lang.Zh), place(dir, org.RegionCode(v), lang.En))
	case f.Type == process.FieldUnit:
		return unitNames(dir, v)
	case f.Type == process.FieldDate:
		return dateText(v)
	}
	return same(v)
}

func unitNames(dir *org.Directory, codes string) lang.Text {
	var names []lang.Text
	for _, code := range strings.Fields(codes) {
		name := same(code)
		if unit, ok := dir.UnitByCode(code); ok {
			name = unit.Name
		}
		names = append(names, name)
	}
	return listed(names)
}

// dateText writes an ISO date out; what is not one is shown as it is.
func dateText(v string) lang.Text {
	d, err := calendar.ParseDate(v)
	if err != nil {
		return same(v)
	}
	return page.Date(d)
}
