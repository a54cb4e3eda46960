package search

import "strings"

// Piece is a part of a text; Match is set where it is what was asked for.
type Piece struct {
	Text  string
	Match bool
}

// around is how many characters a snippet shows before the first match, and length
// how many in all.
const (
	around        = 24
	snippetLength = 120
)

// Snippet is the part of a text where the first match stands, with all matches in
// it; an ellipsis stands for what is left out, a space for the end of a line.
func (q Query) Snippet(text string) []Piece {
	folded := fold(text)
	first := len(folded)
	for _, p := range q.phrases {
		if i := p.next(folded, 0); i >= 0 {
			first = min(first, i)
		}
	}
	from := 0
	if first < len(folded) && first > around {
		from = first - around
	}
	to := min(len(folded), from+snippetLength)
	out := q.mark(text, from, to)
	if from > 0 {
		out = append([]Piece{{Text: "…"}}, out...)
	}
	if to < len(folded) {
		out = append(out, Piece{Text: "…"})
	}
	return out
}

// Mark is a whole text with all matches in it.
func (q Query) Mark(text string) []Piece {
	return q.mark(text, 0, len([]rune(text)))
}

func (q Query) mark(whole string, from, to int) []Piece {
	text, folded := []rune(whole), fold(whole)
	matched := make([]bool, len(folded))
	for _, p := range q.phrases {
		for i := p.next(folded, max(0, from-mostCharacters)); i >= 0 && i < to; i = p.next(folded, i+1) {
			for j := range p.text {
				matched[i+j] = true
			}
		}
	}
	var out []Piece
	for from < to {
		end := from + 1
		for end < to && matched[end] == matched[from] {
			end++
		}
		out = append(out, Piece{Text: strings.ReplaceAll(string(text[from:end]), "\n", " "), Match: matched[from]})
		from = end
	}
	return out
}
