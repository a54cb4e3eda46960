package quality

import (
	"math/rand/v2"
	"strings"
	"unicode/utf8"
)

// Trial is how well a reader tells real answers from ones that are wrong on purpose.
type Trial struct {
	Answers  int // real ones of some length
	Stranger Odds
	Near     Odds
	Copies   Odds
	Copied   int // real ones that are found to be copied though something else was asked
}

// Odds are how many of so many were told rightly; a tie is half.
type Odds struct {
	Of    int
	Right float64
}

// Part is the part told rightly.
func (o Odds) Part() float64 { return o.Right / float64(max(1, o.Of)) }

func (o *Odds) won(by float64) {
	o.Of++
	switch {
	case by > 0:
		o.Right++
	case by == 0:
		o.Right += 0.5
	}
}

// sample is one answer in so many, where all would take too long.
const sample = 10

// Try asks three questions of real answers, which are those that the reader has
// learned, in the same order. Does the
// real reply take up more of its question than a reply drawn by lot, and than the
// reply to the question most like it? Is a copy with other numbers, another salutation
// and without its end, put under another question, found?
func (r *Reader) Try(answers []Answer, seed uint64) Trial {
	var t Trial
	lot := rand.New(rand.NewPCG(seed, 2)) //nolint:gosec // a draw that can be repeated, not a secret
	var long []int
	for i, a := range answers {
		if utf8.RuneCountInString(a.Reply) >= substance {
			long = append(long, i)
		}
	}
	t.Answers = len(long)
	for n, i := range long {
		a := answers[i]
		j := long[(n+1+lot.IntN(max(1, len(long)-1)))%len(long)]
		own := r.takes(a).Score
		t.Stranger.won(own - r.under(a, answers[j].Reply))
		q := r.Read(a)
		if q.Like != "" && !r.twin(a, q.Like) {
			t.Copied++
		}
		if n%sample == 0 {
			t.Near.won(own - r.under(a, answers[r.nearest(i, long)].Reply))
			copied := r.Read(Answer{ID: answers[j].ID, Subject: answers[j].Subject, Body: answers[j].Body, Reply: disguised(a.Reply)})
			t.Copies.won(muchLike - copied.Own.Score)
		}
	}
	return t
}

// under is how much of what was asked another reply takes up.
func (r *Reader) under(a Answer, reply string) float64 {
	a.Reply = reply
	return r.takes(a).Score
}

func (r *Reader) twin(a Answer, id string) bool {
	for _, k := range r.shelf {
		if k.id == id {
			return r.sameQuestion(a, k)
		}
	}
	return false
}

// nearest is the answer whose question is most like that of i, though not the same.
func (r *Reader) nearest(i int, among []int) int {
	mine := map[uint64]float64{}
	for _, q := range r.shelf[i].asked {
		mine[uint64(q.gram)] = q.weight
	}
	best, most := among[0], -1.0
	for _, j := range among {
		var both, sum float64
		for _, q := range r.shelf[j].asked {
			sum += q.weight
			if mine[uint64(q.gram)] > 0 {
				both += q.weight
			}
		}
		if part := both / max(1e-9, sum); j != i && part > most && part < alike {
			best, most = j, part
		}
	}
	return best
}

// disguised changes the numbers of a reply, and takes away its salutation and its
// last fifth.
func disguised(reply string) string {
	runes := []rune(reply)
	runes = runes[min(15, len(runes)):]
	runes = runes[:len(runes)*4/5]
	return "市民朋友您好！" + strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return '0' + (r-'0'+3)%10
		}
		return r
	}, string(runes))
}
