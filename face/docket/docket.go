// Package docket puts what a matter holds into words for the pages of both faces:
// its values and places, its clocks and what their days rest on, and the form of
// an act.
//
// It says the same of the same thing wherever it stands. It decides neither who
// may read a value nor what may be done: a face hands it what is to be shown.
package docket

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"shuniu/face/page"
	"shuniu/kernel/lang"
	"shuniu/kernel/ledger"
	"shuniu/kernel/matter"
	"shuniu/kernel/org"
	"shuniu/kernel/process"
)

// SeenField carries how far the record went that a form was made from.
const SeenField = "seen"

// Name is what a matter is called in titles: 工单 Q990100-….
func Name(v *matter.View) lang.Text {
	return page.Word("docket.name").Fill(page.Texts{"word": v.Definition.Word, "number": lang.Same(v.Matter.Number)})
}

// Role is what a role is called, those that every process has included.
func Role(def *process.Definition, name string) lang.Text {
	switch name {
	case "":
		return lang.Text{}
	case process.Applicant:
		return def.Applicant
	case process.System:
		return page.Word("docket.system").Text()
	case process.Program:
		return page.Word("docket.program").Text()
	}
	if role := def.Role(name); role != nil {
		return role.Title
	}
	return lang.Same(name)
}

// Holder is a role with its unit, never a person: 市水务局 经办人.
func Holder(def *process.Definition, dir *org.Directory, h ledger.Holder) lang.Text {
	title := Role(def, h.Role)
	u, ok := dir.Unit(org.UnitID(h.Unit))
	if !ok {
		return title
	}
	return lang.T(u.Name.Zh+" "+title.Zh, u.Name.En+", "+strings.ToLower(title.En))
}

// Possible is the act of a name, nil if it is not possible now.
func Possible(v *matter.View, name string) *process.Act {
	if i := slices.IndexFunc(v.Possible, func(a *process.Act) bool { return a.Name == name }); i >= 0 {
		return v.Possible[i]
	}
	return nil
}

// Fields are those that an act needs or asks, in the form's order.
func Fields(def *process.Definition, act *process.Act) []*process.Field {
	return slices.DeleteFunc(slices.Clone(def.Form), func(f *process.Field) bool {
		return !slices.Contains(act.Needs, f.Name) && !slices.Contains(act.Asks, f.Name)
	})
}

// Inputs ask for what an act needs, as the process says.
func Inputs(def *process.Definition, act *process.Act) []page.Input {
	var inputs []page.Input
	for _, f := range Fields(def, act) {
		inputs = append(inputs, page.FromField(f, slices.Contains(act.Needs, f.Name)))
	}
	return inputs
}

// Seen goes with the form of an act, so that what happens before it is sent is
// noticed.
func Seen(m *matter.Matter) page.Hidden {
	return page.Hidden{Name: SeenField, Value: strconv.Itoa(m.Seq)}
}

// Input is what was sent for an act.
func Input(act *process.Act, form url.Values) matter.Input {
	seen, _ := strconv.Atoi(form.Get(SeenField))
	in := matter.Input{Key: form.Get(page.KeyField), Values: map[string]string{}, Seen: seen}
	for _, field := range slices.Concat(act.Needs, act.Asks) {
		if value := strings.Join(form[field], " "); value != "" {
			in.Values[field] = value
		}
	}
	return in
}
