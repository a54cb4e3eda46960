package insight

import (
	"cmp"
	"slices"
	"unicode"
)

// longest is how many characters a gram has at most. Four made the measured
// result worse and the model twice as large.
const longest = 3

// gram is a run of one to three characters, 21 bits each, the last one lowest.
type gram uint64

const runeBits = 21

// Fold reads a text as a machine compares it: letters in lower case, a number of
// any length as one 0, spaces dropped, and a 0 rune, which no run crosses, for
// what else stands between.
func Fold(text string) []rune {
	out := make([]rune, 0, len(text)/3)
	for _, r := range text {
		if r >= '！' && r <= '～' { // of full width
			r -= '！' - '!'
		}
		switch {
		case unicode.IsSpace(r):
			continue
		case unicode.IsDigit(r):
			r = '0'
		case unicode.IsLetter(r):
			r = unicode.ToLower(r)
		default:
			r = 0
		}
		if n := len(out); n > 0 && out[n-1] == r && (r == 0 || r == '0') {
			continue
		}
		out = append(out, r)
	}
	return out
}

// The opening of a message is its subject and first words, where people say what
// their trouble is.
const (
	opening       = 40 // characters
	openingWeight = 2  // by which each occurrence there counts more
)

// counted is a gram with its weighted number of occurrences in one text.
type counted struct {
	gram gram
	n    float32
}

// count gives the grams of a text in order.
func count(text string) []counted {
	runes := Fold(text)
	all := make([]counted, 0, longest*len(runes))
	eachGram(runes, func(g gram, from, _ int) {
		n := float32(1)
		if from < opening {
			n += openingWeight
		}
		all = append(all, counted{g, n})
	})
	slices.SortFunc(all, func(a, b counted) int { return cmp.Compare(a.gram, b.gram) })
	merged := all[:0]
	for _, c := range all {
		if n := len(merged); n > 0 && merged[n-1].gram == c.gram {
			merged[n-1].n += c.n
		} else {
			merged = append(merged, c)
		}
	}
	return merged
}

// eachGram visits the runs of one to three characters of a folded text.
func eachGram(runes []rune, visit func(g gram, from, to int)) {
	for from := range runes {
		g := gram(0)
		for to := from; to < min(from+longest, len(runes)) && runes[to] != 0; to++ {
			g = g<<runeBits | gram(runes[to])
			visit(g, from, to+1)
		}
	}
}
