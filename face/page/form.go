package page

import (
	"crypto/rand"
	"encoding/hex"
	"strconv"
	"unicode/utf8"

	"github.com/a-h/templ"

	"shuniu/kernel/lang"
	"shuniu/kernel/process"
)

// Form is a set of questions sent together by one button that says what happens.
type Form struct {
	Action   string
	Inputs   []Input
	Problems []lang.Text // what concerns no single input
	Submit   lang.Text   // 派单, 答复并公开
	Grave    bool        // what the button does cannot be taken back
	Cancel   string      // where to go instead; none if empty
	Key      string      // the client's key: sending twice acts once
	Draft    string      // name under which what is typed outlives a lost page; none if empty
	Hidden   []Hidden
	ID       string // by which buttons outside it belong to it; none if empty
	Detour   Detour
}

// Detour is a button that sends the form elsewhere first, filled in or not; the zero
// Detour is none.
type Detour struct {
	Name, Value string
	Text        lang.Text
}

// Hidden is a value that goes with the form unseen.
type Hidden struct{ Name, Value string }

// KeyField is the name of the field that carries Form.Key.
const KeyField = "client_key"

// NewKey is a Form.Key that nobody guesses.
func NewKey() string {
	var b [16]byte
	rand.Read(b[:]) // never fails
	return hex.EncodeToString(b[:])
}

// ErrorSummary lists all that is wrong, each linked to its field, at the head
// of the page.
type ErrorSummary struct {
	Inputs   []Input
	Problems []lang.Text
}

// Summary is what stands above the form if it came back with errors.
func (f Form) Summary() ErrorSummary {
	return ErrorSummary{Inputs: f.Inputs, Problems: f.Problems}
}

// Any reports whether anything is wrong; Page.Failed is to say the same.
func (s ErrorSummary) Any() bool {
	if len(s.Problems) > 0 {
		return true
	}
	for _, in := range s.Inputs {
		if !in.Error.IsZero() {
			return true
		}
	}
	return false
}

func (f Form) encoding() string {
	for _, in := range f.Inputs {
		if in.Type == process.FieldFile {
			return "multipart/form-data"
		}
	}
	return "application/x-www-form-urlencoded"
}

func (f Form) buttonClass() string {
	if f.Grave {
		return "govuk-button govuk-button--warning"
	}
	return "govuk-button"
}

// countAttrs tell the character counter its limit and its words.
func (in Input) countAttrs(tag lang.Tag) templ.Attributes {
	if !in.counted() {
		return templ.Attributes{}
	}
	const count = "%{count}"
	return templ.Attributes{
		"data-module":                            "govuk-character-count",
		"data-maxlength":                         strconv.Itoa(in.Max),
		"data-i18n.characters-under-limit.one":   Word("kit.count-left").Count(1).In(tag),
		"data-i18n.characters-under-limit.other": Word("kit.count-left").With("n", count).In(tag),
		"data-i18n.characters-at-limit":          Word("kit.count-none").In(tag),
		"data-i18n.characters-over-limit.one":    Word("kit.count-over").Count(1).In(tag),
		"data-i18n.characters-over-limit.other":  Word("kit.count-over").With("n", count).In(tag),
	}
}

// rows makes the box as tall as the answer is long, within reason.
func (in Input) rows() string {
	rows := 4
	switch long := max(in.Max/10, utf8.RuneCountInString(in.Value)); {
	case long > 600:
		rows = 10
	case long > 200:
		rows = 6
	}
	return strconv.Itoa(rows)
}

func (in Input) labelClass() string {
	if in.Heading {
		return "govuk-label govuk-label--l"
	}
	return "govuk-label govuk-label--s"
}

func (in Input) legendClass() string {
	if in.Heading {
		return "govuk-fieldset__legend govuk-fieldset__legend--l"
	}
	return "govuk-fieldset__legend govuk-fieldset__legend--s"
}

func (in Input) listKind() string {
	if in.Many {
		return "checkboxes"
	}
	return "radios"
}

func (in Input) listBlock() string { return "govuk-" + in.listKind() }

func (in Input) controlType() string {
	if in.Many {
		return "checkbox"
	}
	return "radio"
}

type optionGroup struct {
	title   lang.Text
	options []Option
}

func groupOptions(options []Option) []optionGroup {
	var groups []optionGroup
	for _, o := range options {
		if n := len(groups); n == 0 || groups[n-1].title != o.Group {
			groups = append(groups, optionGroup{title: o.Group})
		}
		last := &groups[len(groups)-1]
		last.options = append(last.options, o)
	}
	return groups
}
