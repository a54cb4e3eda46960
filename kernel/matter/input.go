package matter

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
	"shuniu/kernel/ledger"
	"shuniu/kernel/org"
	"shuniu/kernel/process"
)

// parse brings the values of an act to their canonical form. All defects are
// reported at once: missing, malformed, unknown.
func (s *scene) parse(act *process.Act, typed map[string]string) (map[string]string, error) {
	values := make(map[string]string, len(typed))
	var ds []fault.Defect
	for _, name := range slices.Concat(act.Needs, act.Asks) {
		f := s.def.Field(name)
		if s.origin == ledger.Import {
			f = f.AnyLength() // the words of another system stay as they were
		}
		v, d := f.Parse(typed[name])
		switch {
		case d != nil:
			ds = append(ds, *d)
		case v == "" && slices.Contains(act.Needs, name):
			ds = append(ds, missing(f))
		case v != "":
			if d := s.known(f, v); d != nil {
				ds = append(ds, *d)
				continue
			}
			values[name] = v
		}
	}
	for name := range typed {
		if !slices.Contains(act.Needs, name) && !slices.Contains(act.Asks, name) {
			ds = append(ds, fault.Defect{Field: name, Text: lang.T("此处不需要这一项。", "This is not asked for here.")})
		}
	}
	slices.SortStableFunc(ds, func(a, b fault.Defect) int { return s.fieldOrder(a.Field) - s.fieldOrder(b.Field) })
	return values, fault.Defects(ds)
}

func (s *scene) fieldOrder(name string) int {
	return slices.IndexFunc(s.def.Form, func(f *process.Field) bool { return f.Name == name })
}

func missing(f *process.Field) fault.Defect {
	text := lang.T("请填写“{label}”。", "Enter “{label}”.")
	switch f.Type {
	case process.FieldChoice, process.FieldUnit, process.FieldRegion, process.FieldPerson, process.FieldCategory:
		text = lang.T("请选择“{label}”。", "Choose “{label}”.")
	case process.FieldBool:
		text = lang.T("请确认“{label}”。", "Confirm “{label}”.")
	}
	return fault.Defect{Field: f.Name, Text: lang.Text{Zh: text.With("label", f.Label.Zh).Zh, En: text.With("label", f.Label.En).En}}
}

// known checks values that name something in the city.
func (s *scene) known(f *process.Field, v string) *fault.Defect {
	ok := true
	switch f.Type {
	case process.FieldUnit:
		for _, code := range split(v) {
			_, known := s.dir.UnitByCode(code)
			ok = ok && known
		}
	case process.FieldRegion:
		_, ok = s.dir.Region(org.RegionCode(v))
	case process.FieldPerson:
		for _, code := range split(v) {
			id, err := strconv.ParseInt(code, 10, 64)
			_, known := s.dir.Person(org.PersonID(id))
			ok = ok && known && err == nil
		}
	}
	if ok {
		return nil
	}
	return &fault.Defect{Field: f.Name, Text: lang.Text{
		Zh: "“" + f.Label.Zh + "”不在本市名录中，请重新选择。",
		En: f.Label.En + ": this is not in the city's directory. Choose again.",
	}}
}

// split gives the codes of a unit field, one or several.
func split(codes string) []string { return strings.Fields(codes) }

// given stands, in guards, for a sealed value that an earlier act gave: a guard
// may ask whether it is there, not what it says.
const given = "*"

// vars are the values a guard sees: those of this act over those given before,
// empty where nothing was given.
func (s *scene) vars(values map[string]string) map[string]any {
	all := make(map[string]string, len(values)+len(s.m.Fields)+len(s.m.Given))
	maps.Copy(all, s.m.Fields)
	for name := range s.m.Given {
		all[name] = given
	}
	maps.Copy(all, values)
	return s.def.Vars(all, s.m.Did, s.today())
}
