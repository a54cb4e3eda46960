package desk

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"shuniu/face/docket"
	"shuniu/face/door"
	"shuniu/face/page"
	"shuniu/kernel/fault"
	"shuniu/kernel/org"
	"shuniu/kernel/process"
)

const (
	optionsPath = "/desk/options/"

	mostRead  = 20 // options stand in the page; of more, a name is typed
	mostMeant = 8
	mostNamed = 20
)

// seek makes a question with many answers one that is answered by typing a name.
func seek(in *page.Input) {
	switch in.Type {
	case process.FieldUnit, process.FieldRegion, process.FieldCategory:
		for i := range in.Options {
			in.Options[i].Path = in.Type == process.FieldCategory
		}
		if len(in.Options) > mostRead {
			in.Seek.Href = optionsPath + string(in.Type)
		}
	}
}

// options are the names that hold what is typed, for the browser to offer.
func (k library) options(w http.ResponseWriter, r *http.Request, v *door.Visitor) error {
	in := page.Input{Type: process.FieldType(r.PathValue("list")), Options: options(k.Org.Now(), process.FieldType(r.PathValue("list")))}
	if in.Type == process.FieldCategory {
		for _, o := range k.Engine.Categories.Options() {
			if !o.Retired {
				in.Options = append(in.Options, page.Option{Value: o.Value, Label: o.Label, Group: o.Group})
			}
		}
	}
	if in.Options == nil {
		return fault.Of(fault.NotFound, "no such list")
	}
	seek(&in)
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	return page.Offers(page.Sought(in.Options, r.URL.Query().Get(wordsParam), mostNamed), v.Lang).Render(r.Context(), w)
}

// asking is an act that asks, with the register that names are from.
type asking struct {
	dir *org.Directory
	def *process.Definition
	act *process.Act
}

// known puts the values of names that were typed in their place. What may mean
// several, or none, stays as it was typed.
func known(a asking, values url.Values) {
	if !slices.ContainsFunc(docket.Fields(a.def, a.act), func(f *process.Field) bool { return !coded(a.dir, f, values[f.Name]) }) {
		return
	}
	for _, in := range inputs(a.dir, a.def, a.act) {
		if in.Seek.Href == "" || len(values[in.Name]) == 0 {
			continue
		}
		var out, not []string
		for _, typed := range values[in.Name] {
			got, all := valuesOf(in, typed)
			if out = append(out, got...); !all {
				not = append(not, typed)
			}
		}
		switch {
		case !in.Many && len(out) > 0: // of what a name may mean, one was chosen
			values[in.Name] = out[len(out)-1:]
		case in.Many && len(not) == 0:
			slices.Sort(out)
			values[in.Name] = slices.Compact(out)
		}
	}
}

// coded reports whether nothing but values was sent for a field, as most forms do
// whose names were chosen.
func coded(dir *org.Directory, f *process.Field, sent []string) bool {
	is := func(string) bool { return true }
	switch f.Type {
	case process.FieldUnit:
		is = func(v string) bool { _, ok := dir.UnitByCode(v); return ok }
	case process.FieldRegion:
		is = func(v string) bool { _, ok := dir.Region(org.RegionCode(v)); return ok }
	case process.FieldCategory:
		is = func(v string) bool { return f.Option(v) != nil }
	default:
		return true
	}
	return !slices.ContainsFunc(sent, func(v string) bool { return !is(v) })
}

// valuesOf are the values that a line means: a name, or values with spaces between.
func valuesOf(in page.Input, typed string) (values []string, all bool) {
	if typed = strings.TrimSpace(typed); typed == "" {
		return nil, true
	}
	if found := page.Sought(in.Options, typed, 2); len(found) == 1 {
		return []string{found[0].Value}, true
	}
	for _, code := range strings.Fields(typed) {
		if !slices.ContainsFunc(in.Options, func(o page.Option) bool { return o.Value == code }) {
			return nil, false
		}
		values = append(values, code)
	}
	return values, true
}

// meant offers what typed names may mean.
func meant(inputs []page.Input) []page.Input {
	for i, in := range inputs {
		if in.Seek.Href == "" || in.Value == "" {
			continue
		}
		for _, typed := range strings.Split(in.Value, "\n") {
			if _, all := valuesOf(in, typed); !all {
				inputs[i].Seek.Found = append(inputs[i].Seek.Found, page.Sought(in.Options, typed, mostMeant)...)
			}
		}
	}
	return inputs
}
