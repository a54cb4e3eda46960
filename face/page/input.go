package page

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
	"shuniu/kernel/process"
)

// mostRadios is the longest choice shown whole; longer ones become a select.
const mostRadios = 6

// Input is one question of a form.
type Input struct {
	Name     string
	Type     process.FieldType
	Label    lang.Text
	Help     lang.Text
	Value    string
	Options  []Option  // of choice, region, unit, person
	Unchosen lang.Text // what a select says where nothing need be chosen; zero asks to choose
	Error    lang.Text
	Optional bool
	Many     bool // several of the options, or several files
	Max      int  // characters of text and prose; 0 shows no count
	Accept   string
	Files    []File // of a file: those the form holds already
	Personal bool   // no draft of it is kept
	Heading  bool   // the label is the page's h1: one question per page
	Seek     Seek   // where the options are found by typing; zero: they all stand in the page
	Advice   Advice // what it might be answered by; zero: nothing is suggested
	Autofill string // what the browser may fill in; that of a password also hides it
}

// Option is one answer to choose. Options of one Group stand together in a select.
type Option struct {
	Value string
	Label lang.Text
	Help  lang.Text
	Group lang.Text
	Path  bool // its group is part of its name
}

// FromField makes the question of a field of a process definition. What may be
// chosen of regions, units and persons is the caller's to add as Options.
func FromField(f *process.Field, required bool) Input {
	in := Input{
		Name: f.Name, Type: f.Type, Label: f.Label, Help: f.Help,
		Optional: !required, Many: f.Many, Personal: f.Personal,
	}
	switch f.Type {
	case process.FieldText, process.FieldProse:
		in.Max = f.Max
	case process.FieldFile:
		in.Many = f.Max > 1
	}
	for _, o := range f.Options {
		if !o.Retired {
			in.Options = append(in.Options, Option{Value: o.Value, Label: o.Label, Group: o.Group})
		}
	}
	return in
}

// Fill gives each input what was typed for it, so that nothing is typed twice.
func Fill(inputs []Input, typed url.Values) []Input {
	filled := make([]Input, len(inputs))
	for i, in := range inputs {
		if in.Type != process.FieldFile && typed.Has(in.Name) {
			in.Value = joinValues(typed[in.Name])
			if in.Seek.Href != "" { // names have spaces in them
				in.Value = strings.Join(typed[in.Name], "\n")
			}
		}
		filled[i] = in
	}
	return filled
}

// Mark puts the defects of a failed act beside the inputs they concern and
// returns those that concern none. err may be nil.
func Mark(inputs []Input, err error) (marked []Input, rest []lang.Text) {
	marked = append([]Input(nil), inputs...)
	failure := fault.As(err)
	if failure == nil {
		return marked, nil
	}
	if len(failure.Defects) == 0 {
		return marked, []lang.Text{failure.Person}
	}
	for _, d := range failure.Defects {
		if in := inputNamed(marked, d.Field); in != nil {
			in.Error = lang.Text{Zh: lines(in.Error.Zh, d.Text.Zh), En: lines(in.Error.En, d.Text.En)}
		} else {
			rest = append(rest, d.Text)
		}
	}
	return marked, rest
}

// lines puts one defect of an answer under another.
func lines(above, below string) string {
	if above == "" {
		return below
	}
	return above + "\n" + below
}

func inputNamed(inputs []Input, name string) *Input {
	for i := range inputs {
		if inputs[i].Name == name {
			return &inputs[i]
		}
	}
	return nil
}

func (in Input) id() string { return "f-" + in.Name }

// firstID is the id of the control that a link to the question leads to.
func (in Input) firstID() string {
	if in.listed() {
		return in.optionID(0)
	}
	return in.id()
}

func (in Input) optionID(i int) string {
	if i == 0 {
		return in.id()
	}
	return in.id() + "-" + strconv.Itoa(i+1)
}

// listed reports whether each option has a control of its own.
func (in Input) listed() bool {
	grouped := slices.ContainsFunc(in.Options, func(o Option) bool { return !o.Group.IsZero() })
	return in.chosen() && (in.Many || len(in.Options) <= mostRadios && !grouped && in.Unchosen.IsZero())
}

func (in Input) chosen() bool {
	if in.Seek.Href != "" {
		return false
	}
	switch in.Type {
	case process.FieldChoice, process.FieldRegion, process.FieldUnit, process.FieldPerson, process.FieldCategory:
		return len(in.Options) > 0
	}
	return false
}

func (in Input) has(value string) bool {
	if in.Many {
		return slices.Contains(strings.Fields(in.Value), value)
	}
	return in.Value == value
}

// describedBy names what a screen reader says after the label.
func (in Input) describedBy() string {
	ids := ""
	if !in.Help.IsZero() {
		ids = in.id() + "-help"
	}
	if !in.Error.IsZero() {
		ids += " " + in.id() + "-error"
	}
	if in.counted() {
		ids += " " + in.id() + "-info"
	}
	return ids
}

func (in Input) counted() bool { return in.Type == process.FieldProse && in.Max > 0 }

func (in Input) label(tag lang.Tag) string {
	if in.Optional {
		return in.Label.In(tag) + Word("kit.optional").In(tag)
	}
	return in.Label.In(tag)
}

func (in Input) groupClass() string {
	class := "govuk-form-group"
	if in.counted() {
		class += " govuk-character-count"
	}
	if !in.Error.IsZero() {
		class += " govuk-form-group--error"
	}
	return class
}

// attrs are what a one-line control needs for its type: the right keyboard on
// a phone, the right width, what the browser may fill in.
func (in Input) attrs() templ.Attributes {
	a := templ.Attributes{"type": "text", "class": in.class("govuk-input")}
	switch in.Type {
	case process.FieldDate:
		a["type"], a["class"] = "date", in.class("govuk-input sn-input--date")
	case process.FieldNumber:
		a["inputmode"], a["class"] = "numeric", in.class("govuk-input govuk-input--width-5")
	case process.FieldPhone:
		a["type"], a["inputmode"], a["autocomplete"], a["class"] = "tel", "tel", "tel", in.class("govuk-input govuk-input--width-20")
	case process.FieldIDNumber:
		a["autocomplete"], a["class"] = "off", in.class("govuk-input govuk-input--width-20")
	case process.FieldEmail:
		a["type"], a["autocomplete"] = "email", "email"
	case process.FieldRegion:
		a["inputmode"], a["class"] = "numeric", in.class("govuk-input govuk-input--width-20")
	case process.FieldFile:
		a["type"], a["class"], a["multiple"] = "file", in.class("govuk-file-upload"), in.Many
		if in.Accept != "" {
			a["accept"] = in.Accept
		}
	}
	if in.Autofill != "" {
		a["autocomplete"], a["class"] = in.Autofill, in.class("govuk-input govuk-input--width-20")
	}
	if secret(in.Autofill) {
		a["type"] = "password"
	} else if in.Type != process.FieldFile {
		a["value"] = in.Value
	}
	return in.shared(a)
}

// shared are the attributes that every control of the question has.
func (in Input) shared(a templ.Attributes) templ.Attributes {
	if by := in.describedBy(); by != "" {
		a["aria-describedby"] = by
	}
	if !in.Error.IsZero() {
		a["aria-invalid"] = "true"
	}
	if in.Personal || in.Type == process.FieldIDNumber {
		a["data-personal"] = true
		a["spellcheck"] = "false"
	}
	return a
}

// unchosen is the first line of a select.
func unchosen(text lang.Text) lang.Text {
	if text.IsZero() {
		return Word("kit.choose").Text()
	}
	return text
}

// secret reports whether what the browser may fill in is a password, which no page
// ever repeats.
func secret(autofill string) bool { return strings.HasSuffix(autofill, "-password") }

func (in Input) class(base string) string {
	if in.Error.IsZero() {
		return base
	}
	block, _, _ := strings.Cut(base, " ")
	return base + " " + block + "--error"
}

// Several codes are one value with spaces between, as process.Field.Parse reads
// them.
func joinValues(values []string) string { return strings.Join(values, " ") }
