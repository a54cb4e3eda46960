package desk

import (
	"slices"

	"shuniu/face/docket"
	"shuniu/face/page"
	"shuniu/kernel/org"
	"shuniu/kernel/process"
)

// options are what may be chosen of the fields whose answers are in the register.
func options(dir *org.Directory, t process.FieldType) []page.Option {
	switch t {
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
		out = append(out, page.Option{Value: string(r.Code), Label: docket.Place(dir, r.Code), Group: group})
	}
	return out
}
