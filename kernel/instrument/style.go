package instrument

import (
	"regexp"
	"slices"
	"strings"

	"shuniu/kernel/calendar"
	"shuniu/kernel/lang"
	"shuniu/kernel/process/source"
)

// Style 文书样式 says how a document is worded: what one act issues, from a day on.
// Its texts are in the language of the law and have the values of the matter in
// braces (see place.go). A paragraph or row whose value was not given is left out.
type Style struct {
	Process string
	Act     string // whose event the document is
	Version int
	From    calendar.Date // first day on which it is issued in this style
	Title   lang.Text
	Number  string   // form of the 文号, with {$n}; empty: the document bears none
	To      string   // addressee
	Basis   []string // articles it is issued by
	Own     bool     // issued by the unit of whoever acted, not by the one in charge
	Seal    string   // name of a seal; Organ for the organ's own; empty: none
	SealAs  lang.Text
	Plate   bool // a certificate, set on a page of its own (Certify): the style tells its seal only
	Text    []string
	Rows    []Row
	Closing []string
	Node    *source.Node // where it is written
}

// Organ is the name of the seal that every organ has.
const Organ = "organ"

// NumberField is the field in which an event holds the number of its document. The
// act names it in fills, and its hook calls Styles.Number.
const NumberField = "document_no"

// Styles are all styles of a city.
type Styles struct {
	all   []*Style
	marks map[string]string // 机关代字 by unit
}

// On is the style in which an act issues a document on a day, nil if it issues none.
func (s *Styles) On(process, act string, day calendar.Date) *Style {
	var found *Style
	if s == nil {
		return nil
	}
	for _, one := range s.all {
		if one.Process == process && one.Act == act && !one.From.After(day) && (found == nil || found.From.Before(one.From)) {
			found = one
		}
	}
	return found
}

// Over are the styles with those of the site over them: its own for an act and a day
// replaces the shipped one, its marks are added.
func (s *Styles) Over(shipped *Styles) *Styles {
	out := &Styles{all: slices.Clone(s.all), marks: map[string]string{}}
	for _, one := range shipped.all {
		if !slices.ContainsFunc(s.all, one.sameAs) {
			out.all = append(out.all, one)
		}
	}
	for _, from := range []*Styles{shipped, s} {
		for unit, mark := range from.marks {
			out.marks[unit] = mark
		}
	}
	return out
}

func (s *Style) sameAs(o *Style) bool {
	return s.Process == o.Process && s.Act == o.Act && s.From == o.From
}

// texts are all the templates of the style, with the key each is under.
func (s *Style) texts() map[string][]string {
	rows := make([]string, len(s.Rows))
	for i, r := range s.Rows {
		rows[i] = r.Value
	}
	return map[string][]string{"number": {s.Number}, "to": {s.To}, "text": s.Text, "rows": rows, "closing": s.Closing}
}

var placeShape = regexp.MustCompile(`\{([^{}]*)\}`)

// filled puts values into a template; false if one of them was not given.
func filled(template string, value func(place string) string) (string, bool) {
	whole := true
	out := placeShape.ReplaceAllStringFunc(template, func(place string) string {
		v := value(strings.Trim(place, "{}"))
		whole = whole && v != ""
		return v
	})
	return out, whole
}

// Count is how many styles there are, all versions.
func (s *Styles) Count() int { return len(s.all) }
