// Package lang holds what every sentence of the product is made of: a text in
// Chinese and in English, and the choice between them.
//
// It promises that a text asked for in a language that is missing is answered
// in the other one, never with an empty string while one exists. It never
// translates by itself.
package lang

import "strings"

// Tag names a language of the faces, as in the HTML lang attribute.
type Tag string

// The two languages of the product; Chinese comes first.
const (
	Zh Tag = "zh"
	En Tag = "en"
)

// Parse returns the language named by s ("zh", "zh-CN", "en-GB", …) and Zh for
// anything else, because Chinese is the first language of the product.
func Parse(s string) Tag {
	if strings.HasPrefix(strings.ToLower(s), string(En)) {
		return En
	}
	return Zh
}

// HTML is the value of the lang attribute for a page in this language.
func (t Tag) HTML() string {
	if t == En {
		return "en"
	}
	return "zh-CN"
}

// Other is the language a reader may switch to.
func (t Tag) Other() Tag {
	if t == En {
		return Zh
	}
	return En
}

// Text is one sentence, label or title in both languages.
type Text struct {
	Zh string `yaml:"zh" json:"zh"`
	En string `yaml:"en" json:"en"`
}

// T makes a text of its Chinese and its English.
func T(zh, en string) Text { return Text{Zh: zh, En: en} }

// Same is a text that reads alike in both languages: a number, a code, a name
// that is not translated.
func Same(s string) Text { return Text{Zh: s, En: s} }

// In returns the text in the language asked for, or in the other one where
// that is empty.
func (t Text) In(tag Tag) string {
	if tag == En && t.En != "" || t.Zh == "" {
		return t.En
	}
	return t.Zh
}

// IsZero reports whether the text is empty in both languages.
func (t Text) IsZero() bool { return t == Text{} }

// Under names a thing after what it lies in: 供水 › 停水.
func (t Text) Under(above Text) Text {
	return Text{Zh: above.Zh + " › " + t.Zh, En: above.En + " › " + t.En}
}

// With replaces each {name} in both languages by the value that follows it in
// pairs: With("unit", "市水务局"). A text is never parsed for anything else.
func (t Text) With(pairs ...string) Text {
	old := make([]string, 0, len(pairs))
	for i, p := range pairs {
		if i%2 == 0 {
			p = "{" + p + "}"
		}
		old = append(old, p)
	}
	r := strings.NewReplacer(old...)
	return Text{Zh: r.Replace(t.Zh), En: r.Replace(t.En)}
}
