package insight

import (
	"slices"

	"shuniu/kernel/insight/gram"
)

// term is a gram, by its number in the corpus, with its weighted occurrences.
type term struct {
	id int32
	n  float32
}

// corpus are the examples as numbers. A gram that stands in one place only has no
// number: no training would look at it.
type corpus struct {
	classes []string
	grams   []gram.Gram
	texts   [][]term
	class   []int
}

func newCorpus(examples []Example, classes []string) *corpus {
	again := repeated(examples)
	c := &corpus{classes: classes, texts: make([][]term, len(examples)), class: make([]int, len(examples))}
	number := map[gram.Gram]int32{}
	for i, e := range examples {
		c.class[i] = slices.Index(classes, e.Class)
		counts := count(e.Text)
		c.texts[i] = make([]term, 0, len(counts)/2)
		for _, g := range counts {
			if !again.has(g.gram) {
				continue
			}
			id, ok := number[g.gram]
			if !ok {
				id = int32(len(c.grams))
				number[g.gram] = id
				c.grams = append(c.grams, g.gram)
			}
			c.texts[i] = append(c.texts[i], term{id, g.n})
		}
	}
	return c
}

// sieve holds a bit for each of 2^26 hashes of grams. Most grams of a corpus stand
// in it once; to give each of them an entry of a map took half of the time and most
// of the memory of a training.
type sieve []uint64

const sieveBits = 26

func newSieve() sieve { return make(sieve, 1<<sieveBits/64) }

func (s sieve) place(g gram.Gram) (word, bit uint64) {
	h := uint64(g) * 0x9e3779b97f4a7c15 >> (64 - sieveBits) // Knuth's multiplicative hash
	return h / 64, 1 << (h % 64)
}

func (s sieve) has(g gram.Gram) bool {
	word, bit := s.place(g)
	return s[word]&bit != 0
}

func (s sieve) add(g gram.Gram) {
	word, bit := s.place(g)
	s[word] |= bit
}

// repeated has every gram that occurs at least twice, and a few others.
func repeated(examples []Example) sieve {
	once, again := newSieve(), newSieve()
	for _, e := range examples {
		gram.Each(fold(e.Text), func(g gram.Gram, _, _ int) {
			if once.has(g) {
				again.add(g)
			}
			once.add(g)
		})
	}
	return again
}
