package search

import (
	"cmp"
	"math"
	"slices"

	"shuniu/kernel/store"
)

// Bounds of a look for similar documents: so many terms of the title and of the rest,
// among the newest blocks that have any of them.
const (
	titleTerms  = 16
	mostSimilar = 32
	tellsLess   = 4    // a term in more than one document of so many tells nothing
	alike       = 0.25 // how much of the title's weight a similar document has at least
)

// Sample is a text that others are compared with. Among so many thousand of the
// highest ids are Limit of them looked for.
type Sample struct {
	Title, Rest string
	Limit       int
	Thousands   int
}

// Similar are the documents that have most in common with a text, the likest first;
// rare terms count for more, those of the title alone decide whether a document is
// shown at all. Only the newest documents are looked at.
func (s Shelf) Similar(q store.Q, like Sample) ([]int64, error) {
	asked := s.firstTerms(like.Title, titleTerms)
	ofTitle := len(asked)
	for _, t := range s.firstTerms(like.Rest, mostSimilar) {
		if len(asked) < mostSimilar && !slices.Contains(asked, t) {
			asked = append(asked, t)
		}
	}
	last, err := s.last(q)
	if err != nil || last < 0 {
		return nil, err
	}
	low, top := blockOf(max(0, last-1000*int64(like.Thousands))), blockOf(last)
	sets, err := readBlocks(q, asked, low, top)
	if err != nil {
		return nil, err
	}
	n, in := spread(sets)
	weights, whole := make([]float64, len(asked)), 0.
	for i, term := range asked {
		weights[i] = math.Log(1 + float64(n)/float64(max(1, in[term])))
		if i < ofTitle {
			whole += weights[i]
		}
		if n > 100 && in[term] > n/tellsLess {
			weights[i] = 0
		}
	}
	var best []scored
	all, titles := make([]float64, blockSize), make([]float64, blockSize)
	for block := low; block <= top; block++ {
		clear(all)
		clear(titles)
		for i, term := range asked {
			docs := sets[slot{block, term}]
			if docs == nil || weights[i] == 0 {
				continue
			}
			for place := range docs.newest() {
				all[place] += weights[i]
				if i < ofTitle {
					titles[place] += weights[i]
				}
			}
		}
		for place, score := range all {
			if score > 0 && titles[place] >= alike*whole {
				best = append(best, scored{block<<blockBits | int64(place), score})
			}
		}
		best = likest(best, like.Limit)
	}
	ids := make([]int64, len(best))
	for i, b := range best {
		ids[i] = b.id
	}
	return ids, nil
}

// scored is how like a document is.
type scored struct {
	id    int64
	score float64
}

func (s Shelf) firstTerms(text string, n int) []int64 {
	var out []int64
	all := terms(fold(text))
	for _, t := range all[:min(n, len(all))] {
		out = append(out, s.word(t))
	}
	return out
}

// spread is in how many documents there is any term, and each.
func spread(sets map[slot]*set) (int, map[int64]int) {
	in, blocks := map[int64]int{}, map[int64]*set{}
	for at, docs := range sets {
		in[at.term] += docs.len()
		if blocks[at.block] == nil {
			blocks[at.block] = &set{}
		}
		blocks[at.block].or(docs)
	}
	n := 0
	for _, docs := range blocks {
		n += docs.len()
	}
	return n, in
}

// likest are the first of all, the newer of two alike.
func likest(all []scored, limit int) []scored {
	slices.SortFunc(all, func(a, b scored) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(b.id, a.id))
	})
	return all[:min(limit, len(all))]
}
