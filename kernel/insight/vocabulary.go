package insight

import (
	"cmp"
	"math"
	"slices"

	"shuniu/kernel/insight/gram"
)

// rarest is in how many texts a gram must stand to be looked at: what one or two
// messages say tells little of the next and would keep a person's words.
const rarest = 3

// vocabulary are the grams of the examples with how telling each is.
type vocabulary struct {
	grams []gram.Gram // the commonest first
	idf   []float32   // inverse document frequency
	place map[gram.Gram]int32
}

// feature is the value of one gram in one text.
type feature struct {
	id    int32
	value float32
}

// vocabulary keeps the commonest grams of the chosen texts, as many as limit, and
// gives the texts as vectors of them.
func (c *corpus) vocabulary(chosen []int, limit int) (*vocabulary, [][]feature) {
	in := make([]int32, len(c.grams))
	for _, i := range chosen {
		for _, t := range c.texts[i] {
			in[t.id]++
		}
	}
	var ids []int32
	for id, n := range in {
		if n >= rarest {
			ids = append(ids, int32(id))
		}
	}
	slices.SortFunc(ids, func(a, b int32) int { return cmp.Or(cmp.Compare(in[b], in[a]), cmp.Compare(a, b)) })
	ids = ids[:min(limit, len(ids))]
	v := &vocabulary{grams: pick(c.grams, ids), idf: make([]float32, len(ids))}
	place := make([]int32, len(c.grams)) // from 1
	for i, id := range ids {
		place[id] = int32(i + 1)
		v.idf[i] = float32(1 + math.Log(float64(1+len(chosen))/float64(1+in[id])))
	}
	vectors := make([][]feature, len(chosen))
	for j, i := range chosen {
		vectors[j] = weigh(v, c.texts[i], func(t term) (int32, float32) { return place[t.id] - 1, t.n })
	}
	return v, vectors
}

// index makes the vocabulary ready for texts that were not in the corpus.
func (v *vocabulary) index() *vocabulary {
	v.place = make(map[gram.Gram]int32, len(v.grams))
	for i, g := range v.grams {
		v.place[g] = int32(i)
	}
	return v
}

func (v *vocabulary) vector(text string) []feature {
	return weigh(v, count(text), func(c counted) (int32, float32) {
		if id, ok := v.place[c.gram]; ok {
			return id, c.n
		}
		return -1, 0
	})
}

// weigh gives a text as a vector of length one: each gram by the logarithm of how
// often it occurs and by how telling it is. find gives its place, or -1.
func weigh[T any](v *vocabulary, text []T, find func(T) (int32, float32)) []feature {
	out := make([]feature, 0, len(text))
	var sum float64
	for _, c := range text {
		id, n := find(c)
		if id < 0 {
			continue
		}
		value := (1 + float32(math.Log(float64(n)))) * v.idf[id]
		out = append(out, feature{id, value})
		sum += float64(value) * float64(value)
	}
	for i := range out {
		out[i].value /= float32(math.Sqrt(sum))
	}
	slices.SortFunc(out, func(a, b feature) int { return int(a.id) - int(b.id) })
	return out
}
