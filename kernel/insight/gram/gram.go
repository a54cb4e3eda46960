// Package gram reads a text as the runs of characters that machines compare texts
// by. Chinese has no spaces between words; runs of two and three characters are the
// words, and what lies across them does little harm.
//
// It promises that the same text is read the same way everywhere and that no run
// crosses a mark of punctuation. It knows no words.
package gram

import (
	"slices"
	"unicode"
)

// Longest is how many characters a gram has at most.
const Longest = 3

// Gram is a run of one to three characters, 21 bits each, the last one lowest.
type Gram uint64

const runeBits = 21

func (g Gram) String() string {
	var out []rune
	for ; g != 0; g >>= runeBits {
		out = append(out, rune(g&(1<<runeBits-1)))
	}
	slices.Reverse(out)
	return string(out)
}

// Len is how many characters the gram has.
func (g Gram) Len() int {
	n := 0
	for ; g != 0; g >>= runeBits {
		n++
	}
	return n
}

// Fold reads a text as a machine compares it: letters and digits in lower case and
// half width, spaces dropped, and a 0 rune, which no gram crosses, for what else
// stands between.
func Fold(text string) []rune {
	out := make([]rune, 0, len(text)/3)
	for _, r := range text {
		if r >= '！' && r <= '～' { // of full width
			r -= '！' - '!'
		}
		switch {
		case unicode.IsSpace(r):
			continue
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			r = unicode.ToLower(r)
		default:
			r = 0
		}
		if r != 0 || len(out) > 0 && out[len(out)-1] != 0 {
			out = append(out, r)
		}
	}
	return out
}

// Each visits the grams of a folded text, in order of where they begin.
func Each(runes []rune, visit func(g Gram, from, to int)) {
	for from := range runes {
		g := Gram(0)
		for to := from; to < min(from+Longest, len(runes)) && runes[to] != 0; to++ {
			g = g<<runeBits | Gram(runes[to])
			visit(g, from, to+1)
		}
	}
}
