package quality

import (
	"hash/fnv"
	"unicode"

	"shuniu/kernel/insight/gram"
	"shuniu/kernel/lang"
)

const (
	shingle  = 8   // characters in a row that two answers hardly share by chance
	common   = 30  // answers from which a shingle is a manner of speaking
	muchLike = 0.5 // of an answer's shingles found in another one
	alike    = 0.5 // of a question found in another one
)

// shingles are the hashes of all runs of eight characters of a reply, numbers and
// marks left out, so that another date or sum makes no difference.
func shingles(reply string) map[uint64]bool {
	var runes []rune
	for _, r := range gram.Fold(reply) {
		if r != 0 && !unicode.IsDigit(r) {
			runes = append(runes, r)
		}
	}
	out := make(map[uint64]bool, len(runes))
	h := fnv.New64a()
	for i := 0; i+shingle <= len(runes); i++ {
		h.Reset()
		h.Write([]byte(string(runes[i : i+shingle])))
		out[h.Sum64()] = true
	}
	return out
}

// own tells the part of the reply that stands in no single other answer, turns of
// phrase left out. An answer to nearly the same question may well be the same.
func (r *Reader) own(a Answer, q *Quality) {
	shared, counted := map[int32]int{}, 0
	all := shingles(a.Reply)
	for s := range all {
		if len(r.shingles[s]) > common {
			continue
		}
		counted++
		for _, at := range r.shingles[s] {
			shared[at]++
		}
	}
	best := int32(-1)
	for at, n := range shared {
		if r.shelf[at].id != a.ID && (best < 0 || n > shared[best] || n == shared[best] && at < best) {
			best = at
		}
	}
	if counted == 0 && len(all) > 0 {
		q.Own = Finding{0, []lang.Text{lang.T("全是套话", "It is nothing but turns of phrase")}}
		return
	}
	if best < 0 {
		q.Own = Finding{Score: 1}
		return
	}
	part := float64(shared[best]) / float64(counted)
	q.Own.Score = 1 - part
	if part < muchLike {
		return
	}
	other := r.shelf[best]
	q.Like, q.Asked = other.id, r.sameQuestion(a, other)
	why := lang.T("与 "+other.id+" 的答复有 "+percent(part)+" 相同，所问不同", percent(part)+" of it stands in the answer to "+other.id+", which asks something else")
	if q.Asked {
		why = lang.T("与 "+other.id+" 的答复有 "+percent(part)+" 相同，所问也相近", percent(part)+" of it stands in the answer to "+other.id+", which asks nearly the same")
	}
	q.Own.Why = []lang.Text{why}
}

func (r *Reader) sameQuestion(a Answer, other kept) bool {
	mine := grams(gram.Fold(a.Subject+"\n"+a.Body), 1)
	var sum, both float64
	for _, q := range other.asked {
		sum += q.weight
		if mine[q.gram] > 0 {
			both += q.weight
		}
	}
	return both >= alike*sum
}
