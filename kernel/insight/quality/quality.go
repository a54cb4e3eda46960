// Package quality reads an answer beside its question and tells the checker what to
// look at: whether it takes up what was asked, whether it is specific, on what basis
// it stands, and whether it is copied from another matter.
//
// Every figure comes with its reasons, and all of them are advice. It never reads
// whether an answer is true, kind or right; a short answer can be a good one, and
// not every question wants an article of law. doc/answer-quality.md has the method
// and how well it does on real answers.
package quality

import (
	"strconv"
	"strings"

	"shuniu/kernel/insight/gram"
	"shuniu/kernel/lang"
)

// Answer is a reply with what it replies to.
type Answer struct {
	ID, Subject, Body, Reply string
}

// Finding is one figure, 0 to 1, the higher the better, with its reasons.
type Finding struct {
	Score float64
	Why   []lang.Text
}

// Quality is what is to be said of an answer.
type Quality struct {
	Takes    Finding // up what was asked
	Specific Finding
	Basis    Finding
	Own      Finding // words, and not those of another answer
	Like     string  // the id of the answer it is most like, if it is much like one
	Asked    bool    // nearly the same was asked there
}

// Reader knows the questions and answers there were. It is used by one goroutine at
// a time.
type Reader struct {
	texts    int
	in       map[gram.Gram]int32 // texts, by gram
	shelf    []kept
	shingles map[uint64][]int32 // places on the shelf
}

// kept is what is remembered of an answer that was given.
type kept struct {
	id    string
	asked []asked
}

// NewReader knows none.
func NewReader() *Reader {
	return &Reader{in: map[gram.Gram]int32{}, shingles: map[uint64][]int32{}}
}

// Learn takes in an answer that was given.
func (r *Reader) Learn(a Answer) {
	for _, text := range []string{a.Subject + "\n" + a.Body, a.Reply} {
		r.texts++
		for g := range grams(gram.Fold(text), 1) {
			r.in[g]++
		}
	}
	at := int32(len(r.shelf))
	r.shelf = append(r.shelf, kept{a.ID, r.asked(a)})
	for s := range shingles(a.Reply) {
		r.shingles[s] = append(r.shingles[s], at)
	}
}

// Read judges an answer, given or about to be.
func (r *Reader) Read(a Answer) Quality {
	q := Quality{Takes: r.takes(a), Specific: specific(a), Basis: basis(a.Reply)}
	r.own(a, &q)
	return q
}

// Copied is how much of a reply, in percent, is not its own: it stands in the answer to
// something else, or is nothing but turns of phrase (100). What was said of nearly the
// same question before may be said again.
func (r *Reader) Copied(a Answer) int {
	var q Quality
	if r.own(a, &q); q.Asked {
		return 0
	}
	return int(100*(1-q.Own.Score) + 0.5)
}

func grams(runes []rune, weight float64) map[gram.Gram]float64 {
	out := map[gram.Gram]float64{}
	gram.Each(runes, func(g gram.Gram, from, to int) {
		if to-from > 1 {
			out[g] += weight
		}
	})
	return out
}

func percent(part float64) string { return strconv.Itoa(int(100*part+0.5)) + "%" }

func quoted(words []string) (zh, en string) {
	return "“" + strings.Join(words, "”“") + "”", "“" + strings.Join(words, "”, “") + "”"
}
