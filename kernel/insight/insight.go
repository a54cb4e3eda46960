// Package insight learns from the city's own history of messages in which class
// a new one belongs, and says why.
//
// A message is read as its runs of one to three characters; what a class is known
// by are the runs that its messages have and others lack. The model is linear, so
// that the reasons it gives for a suggestion are the sum it decided by and not a
// story told afterwards. Training the same examples gives the same model, byte
// for byte. Evaluate measures a way of training on messages it has not seen.
//
// It never decides: whoever shows a suggestion shows its reasons beside it and
// leaves the choice to a person. It knows no words, no grammar and no other
// city's messages, and it keeps no text: a model holds runs of at most three
// characters that three or more messages share.
//
// The method is a support-vector machine over log-count ratios (Wang and Manning
// 2012), one class against the rest, trained by dual coordinate descent (Hsieh and
// others 2008).
package insight

import (
	"cmp"
	"slices"
	"strings"

	"shuniu/kernel/insight/gram"
)

// Example is a message whose class a person has settled.
type Example struct {
	Text  string // subject and body, one after the other
	Class string
}

// Suggestion is one class for a message. It is advice.
type Suggestion struct {
	Class string
	Share float64 // how likely the class is as measured while training, 0 to 1; those of all classes add up to 1
	Why   []Reason
}

// Reason is a stretch of the message, as Fold reads it, that spoke for the class.
type Reason struct {
	Words  string
	Weight float64 // its part of the margin by which the class was chosen
}

// reasons is how many are given: as many as fit beside a field.
const reasons = 5

// Suggest gives every class, the likeliest first; none for a message in which
// there is nothing the model knows.
func (m *Model) Suggest(text string) []Suggestion {
	v := m.words.vector(text)
	if len(v) == 0 {
		return nil
	}
	margins := m.margins(v)
	shares := softmax(margins, m.sharpness)
	runes := fold(text)
	seen := m.occurrences(runes, v)
	out := make([]Suggestion, len(m.classes))
	for k, class := range m.classes {
		out[k] = Suggestion{Class: class, Share: shares[k], Why: stretches(runes, m.spoken(runes, seen, k))}
	}
	slices.SortStableFunc(out, func(a, b Suggestion) int { return cmp.Compare(b.Share, a.Share) })
	return out
}

// occurrence is one place of a gram in the text, with its part of the gram's value.
type occurrence struct {
	id       int32
	from, to int
	value    float64
}

func (m *Model) occurrences(runes []rune, v []feature) []occurrence {
	times := make(map[int32]float64, len(v))
	var all []occurrence
	gram.Each(runes, func(g gram.Gram, from, to int) {
		if id, ok := m.words.place[g]; ok {
			times[id]++
			all = append(all, occurrence{id: id, from: from, to: to})
		}
	})
	value := make(map[int32]float64, len(v))
	for _, f := range v {
		value[f.id] = float64(f.value)
	}
	for i, o := range all {
		all[i].value = value[o.id] / times[o.id]
	}
	return all
}

// spoken is what each character of the text adds to the margin of class k; the sum
// is that margin without the bias.
func (m *Model) spoken(runes []rune, seen []occurrence, k int) []float64 {
	out := make([]float64, len(runes))
	for _, o := range seen {
		part := o.value * float64(m.weights[int(o.id)*len(m.classes)+k]) / float64(o.to-o.from)
		for i := o.from; i < o.to; i++ {
			out[i] += part
		}
	}
	return out
}

// stretches are the runs of two characters and more that each speak for the class
// above the common measure, the weightiest first and none twice.
func stretches(runes []rune, spoken []float64) []Reason {
	var sum, n float64
	for _, x := range spoken {
		if x > 0 {
			sum, n = sum+x, n+1
		}
	}
	var all []Reason
	for i := 0; i < len(runes); i++ {
		var weight float64
		from := i
		for ; i < len(runes) && runes[i] != 0 && spoken[i] > sum/n; i++ {
			weight += spoken[i]
		}
		if i-from >= 2 {
			all = append(all, Reason{string(runes[from:i]), weight})
		}
	}
	slices.SortStableFunc(all, func(a, b Reason) int { return cmp.Compare(b.Weight, a.Weight) })
	var kept []Reason
	for _, r := range all {
		if len(kept) < reasons && !slices.ContainsFunc(kept, func(k Reason) bool {
			return strings.Contains(k.Words, r.Words) || strings.Contains(r.Words, k.Words)
		}) {
			kept = append(kept, r)
		}
	}
	return kept
}
