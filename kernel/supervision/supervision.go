// Package supervision is the second reader of the ledger: rules as data, tried on
// every act of the city, and the cards that come of them.
//
// It promises that the same version of a rule, given the same events and what has not
// been erased, finds the same; that a card is a matter of a process of its own, so
// that nothing about it can be taken away unseen; and that a red card takes effect
// only when a person confirms it. It never judges a person and changes no matter that
// it looks at.
package supervision

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"

	"cel.dev/cel-go/cel"

	"shuniu/kernel/calendar"
	"shuniu/kernel/lang"
)

// Process is the process of the cards.
const Process = "office.card"

// Severity is how grave a card is.
type Severity string

// The severities: a notice asks for no answer, a yellow card for one, a red card is
// confirmed by a person first.
const (
	Notice Severity = "notice"
	Yellow Severity = "yellow"
	Red    Severity = "red"
)

// opens are the acts by which a card of each severity begins.
var opens = map[Severity]string{Notice: "note", Yellow: "give", Red: "propose"}

// Rule says when a card is given, in CEL over event, before, after and history. Unit is
// the expression of the unit that gets it, by default the one that held the matter
// before the act. With Gather the matches are counted and one card is given for many.
type Rule struct {
	Name      string        `yaml:"rule" json:"rule"`
	Title     lang.Text     `yaml:"title" json:"title"`
	Since     calendar.Date `yaml:"since" json:"since"`
	Basis     string        `yaml:"basis" json:"basis"`
	Processes []string      `yaml:"processes" json:"processes"` // none: all
	Acts      []string      `yaml:"acts" json:"acts"`
	When      string        `yaml:"when" json:"when"`
	Unit      string        `yaml:"unit" json:"unit,omitempty"`
	Gather    *Gather       `yaml:"gather" json:"gather,omitempty"`
	Card      `yaml:",inline"`

	compiled
}

// Card is what a rule gives: how grave it is, how many points it counts, and what it
// says.
type Card struct {
	Severity Severity  `yaml:"severity" json:"severity"`
	Score    int       `yaml:"score" json:"score"`
	Found    lang.Text `yaml:"found" json:"found"`
}

// compiled are the expressions of a rule; unit and by may be none.
type compiled struct{ when, unit, by cel.Program }

// Gather counts matches that have By, an expression, in common: a card is given where
// there are Least of them within so many days, and, with Rise, that many times as many
// as in the four spans before on average; and then none for another span.
type Gather struct {
	By    string `yaml:"by" json:"by"`
	Days  int    `yaml:"days" json:"days"`
	Least int    `yaml:"least" json:"least"`
	Rise  int    `yaml:"rise" json:"rise,omitempty"`
}

// Version names what a rule says: the beginning of the SHA-256 of its canonical JSON.
// Whoever has the file can compute it.
func (r *Rule) Version() string {
	b, err := json.Marshal(r)
	if err != nil {
		return "" // texts and numbers always encode
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:6])
}

// about tells whether an act of a process is one that the rule looks at.
func (r *Rule) about(process, act string) bool {
	return process != Process && slices.Contains(r.Acts, act) && (len(r.Processes) == 0 || slices.Contains(r.Processes, process))
}
