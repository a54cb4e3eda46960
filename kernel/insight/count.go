package insight

import (
	"cmp"
	"slices"
	"unicode"

	"shuniu/kernel/insight/gram"
)

// The opening of a message is its subject and first words, where people say what
// their trouble is.
const (
	opening       = 40 // characters
	openingWeight = 2  // by which each occurrence there counts more
)

// fold reads a number of any length as one 0: which number it is tells nothing of a
// class.
func fold(text string) []rune {
	runes := gram.Fold(text)
	for i, r := range runes {
		if unicode.IsDigit(r) {
			runes[i] = '0'
		}
	}
	kept := runes[:0]
	for _, r := range runes {
		if n := len(kept); r != '0' || n == 0 || kept[n-1] != '0' {
			kept = append(kept, r)
		}
	}
	return kept
}

// counted is a gram with its weighted number of occurrences in one text.
type counted struct {
	gram gram.Gram
	n    float32
}

// count gives the grams of a text in order.
func count(text string) []counted {
	runes := fold(text)
	all := make([]counted, 0, gram.Longest*len(runes))
	gram.Each(runes, func(g gram.Gram, from, _ int) {
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
