package page

import "shuniu/kernel/lang"

// Advice are suggestions for the answer to a question, none of them chosen. Each has
// a button that sends the form to have it filled in. Measured says how good they are.
type Advice struct {
	Name     string // of the buttons
	Offers   []Offer
	Measured lang.Text
	Ask      lang.Text // of a button by which they are asked for, where there are none yet
}

// Offer is one suggestion with its reasons.
type Offer struct {
	Value string // of its button
	Text  lang.Text
	Why   lang.Text
}

func (f Form) advises() bool {
	for _, in := range f.Inputs {
		if len(in.Advice.Offers) > 0 || !in.Advice.Ask.IsZero() {
			return true
		}
	}
	return false
}
