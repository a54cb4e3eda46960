package quality

import (
	"cmp"
	"math"
	"slices"

	"shuniu/kernel/insight/gram"
	"shuniu/kernel/lang"
)

const (
	subjectWeight = 3   // by which what the subject says counts more
	mostAsked     = 40  // runs of characters that stand for a question
	echo          = 6   // characters in a row that only repeat the subject
	opening       = 150 // characters in which it is looked for
)

// asked is a run of characters of the question with how much it says.
type asked struct {
	gram   gram.Gram
	weight float64
}

// asked are the runs that say most of the question.
func (r *Reader) asked(a Answer) []asked {
	counts := grams(gram.Fold(a.Body), 1)
	for g, n := range grams(gram.Fold(a.Subject), subjectWeight) {
		counts[g] += n
	}
	var all []asked
	for g, n := range counts {
		telling := math.Log(float64(r.texts+1) / float64(max(2, r.in[g])))
		all = append(all, asked{g, (1 + math.Log(n)) * telling})
	}
	slices.SortFunc(all, func(a, b asked) int { return cmp.Or(cmp.Compare(b.weight, a.weight), cmp.Compare(a.gram, b.gram)) })
	return all[:min(mostAsked, len(all))]
}

// takes is how much of what was asked the reply speaks of, without the opening that
// only repeats the subject.
func (r *Reader) takes(a Answer) Finding {
	reply := grams(withoutEcho(gram.Fold(a.Reply), gram.Fold(a.Subject)), 1)
	var sum, taken float64
	for _, q := range r.asked(a) {
		sum += q.weight
		if reply[q.gram] > 0 {
			taken += q.weight
		}
	}
	if sum == 0 {
		return Finding{}
	}
	f := Finding{Score: taken / sum}
	up, left := stretches(gram.Fold(a.Subject), reply)
	if len(up) > 0 {
		zh, en := quoted(up)
		f.Why = append(f.Why, lang.T("标题所问答到了"+zh, "Of the subject it speaks of "+en))
	}
	if len(left) > 0 {
		zh, en := quoted(left)
		f.Why = append(f.Why, lang.T("标题所问没有提到"+zh, "Of the subject it does not speak of "+en))
	}
	return f
}

// manners are what subjects say without saying what they are about.
var manners = []string{"反映", "咨询", "投诉", "举报", "建议", "请求", "关于", "希望", "问题", "的问题", "的投诉", "请问", "请解决"}

// stretches divides the subject into what the reply has too, in two characters and
// more, and what it lacks.
func stretches(subject []rune, reply map[gram.Gram]float64) (up, left []string) {
	has := make([]bool, len(subject))
	gram.Each(subject, func(g gram.Gram, from, to int) {
		if reply[g] > 0 {
			for i := from; i < to; i++ {
				has[i] = true
			}
		}
	})
	for from := 0; from < len(subject); {
		to := from
		for to < len(subject) && subject[to] != 0 && has[to] == has[from] {
			to++
		}
		switch part := string(subject[from:to]); {
		case to-from < 2 || slices.Contains(manners, part):
		case has[from]:
			up = append(up, part)
		default:
			left = append(left, part)
		}
		from = max(to, from+1)
	}
	return up, left
}

// withoutEcho blanks where the opening of a reply repeats the subject, whole or nearly
// so. A part of it, such as the name of the place, may be meant.
func withoutEcho(reply, subject []rune) []rune {
	out := slices.Clone(reply)
	whole := max(echo, len(subject)*4/5)
	for at := 0; at+whole <= min(len(reply), opening); at++ {
		run := reply[at : at+whole]
		for from := 0; from+whole <= len(subject); from++ {
			if slices.Equal(run, subject[from:from+whole]) {
				clear(out[at : at+whole])
				break
			}
		}
	}
	return out
}
