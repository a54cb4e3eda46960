package process

import (
	"strings"

	"shuniu/kernel/lang"
	"shuniu/kernel/process/source"
)

// Position is a place in a definition's source.
type Position = source.Position

// Start is the name of the pseudo-state before a matter is opened.
const Start = "start"

// Finding is one thing wrong with a definition.
type Finding struct {
	// Property is "yaml" for what cannot be read, or the property that could
	// not be proved: "P1" to "P9".
	Property string    `json:"property"`
	Pos      Position  `json:"position"`
	Text     lang.Text `json:"text"`
	// Path is the counter-example: states and acts in turn, from Start on;
	// empty where the finding is about one place and not about a path.
	Path []string `json:"path,omitempty"`
}

// String is the finding in Chinese, the product's first language.
func (f Finding) String() string { return f.In(lang.Zh) }

// In is "file:line:col: P2: …" in the language asked for, with the
// counter-example path on a line of its own.
func (f Finding) In(tag lang.Tag) string {
	s := f.Pos.String() + ": " + f.Property + ": " + f.Text.In(tag)
	if len(f.Path) > 0 {
		s += "\n\t" + lang.T("反例：", "counter-example: ").In(tag) + arrows(f.Path)
	}
	return s
}

// arrows writes a path as "start —submit→ submitted —dispatch→ dispatched".
func arrows(path []string) string {
	var b strings.Builder
	for i, name := range path {
		switch {
		case i == 0:
			b.WriteString(name)
		case i%2 == 1:
			b.WriteString(" —" + name + "→ ")
		default:
			b.WriteString(name)
		}
	}
	return b.String()
}
