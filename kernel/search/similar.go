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
	mostSimilar = 48
	similarIn   = 16   // blocks: 131,072 ids
	tellsLess   = 4    // a term in more than one document of so many tells nothing
	alike       = 0.25 // how much of the title's weight a similar document has at least
)

// Similar are the documents that have most in common with a text, the likest first;
// rare terms count for more, those of the title alone decide whether a document is
// shown at all. Only the newest documents are looked at.
func (s Shelf) Similar(q store.Q, title, rest string, limit int) ([]int64, error) {
	asked := s.firstTerms(title, titleTerms)
	ofTitle := len(asked)
	for _, t := range s.firstTerms(rest, mostSimilar) {
		if len(asked) < mostSimilar && !slices.Contains(asked, t) {
			asked = append(asked, t)
		}
	}
	top, err := newest(q, asked)
	if err != nil || top < 0 {
		return nil, err
	}
	low := max(0, top-similarIn+1)
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
	for block := low; block <= top; block++ {
		var all, titles [blockSize]float64
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
		best = likest(best, limit)
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

// newest is the newest block that has one of the terms, -1 if none has.
func newest(q store.Q, terms []int64) (int64, error) {
	top := int64(-1)
	for _, term := range terms {
		block, ok, err := newestBlock(q, term, 1<<62)
		if err != nil {
			return -1, err
		}
		if ok {
			top = max(top, block)
		}
	}
	return top, nil
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
