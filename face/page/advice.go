package page

import "shuniu/kernel/lang"

// Advice are suggestions for the answer to a question, none of them chosen. Each has
// a button that sends the form to have it filled in. Measured says how good they are.
type Advice struct {
	Name     string // of the buttons
	Offers   []Offer
	Measured lang.Text
}

// Offer is one suggestion with its reasons.
type Offer struct {
	Value string // of its button
	Text  lang.Text
	Why   lang.Text
}

func (f Form) advises() bool {
	for _, in := range f.Inputs {
		if len(in.Advice.Offers) > 0 {
			return true
		}
	}
	return false
}
