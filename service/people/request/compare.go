package request

import (
	"cmp"
	"strings"

	"shuniu/kernel/matter"
	"shuniu/kernel/search"
)

// Comparison shows the reviewer one text of a publication beside what it was made
// from. Before marks in the original what looks personal; After marks what is hidden
// in the text to be published; Left is what still looks personal there.
type Comparison struct {
	Field  string
	Before []search.Piece
	After  []search.Piece
	Left   []string
}

// ComparePublish compares question and answer as typed, or as suggested where
// nothing was typed, with the resident's words and the last answer.
func ComparePublish(v *matter.View, typed map[string]string) []Comparison {
	var out []Comparison
	prefilled, from := PrefillPublish(v), originals(v)
	for _, field := range []string{fieldQuestion, fieldAnswer} {
		after := cmp.Or(typed[field], prefilled[field])
		hidden := make([]bool, 0, len(after))
		for _, r := range after {
			hidden = append(hidden, r == maskMark)
		}
		out = append(out, Comparison{
			Field: field, Before: pieces(from[field], suspects(from[field])), After: pieces(after, hidden), Left: left(after),
		})
	}
	return out
}

// originals are the texts that a publication is made from.
func originals(v *matter.View) map[string]string {
	question := v.Values[fieldTitle].Text
	if body := v.Values[fieldBody].Text; body != "" {
		question += "\n" + body
	}
	return map[string]string{fieldQuestion: question, fieldAnswer: v.Values[fieldReply].Text}
}

// pieces cuts a text where marked and unmarked characters meet.
func pieces(text string, marked []bool) []search.Piece {
	var out []search.Piece
	for i, r := range []rune(text) {
		if n := len(out); n == 0 || out[n-1].Match != marked[i] {
			out = append(out, search.Piece{Match: marked[i]})
		}
		out[len(out)-1].Text += string(r)
	}
	return out
}

// left is what still looks personal in a text, each once.
func left(text string) []string {
	var out []string
	seen := map[string]bool{}
	for _, p := range pieces(text, suspects(text)) {
		if p.Match && !seen[p.Text] {
			seen[p.Text] = true
			out = append(out, strings.TrimSpace(p.Text))
		}
	}
	return out
}
