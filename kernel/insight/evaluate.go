package insight

import (
	"cmp"
	"math/rand/v2"
	"slices"
)

// Report is how well a way of training does on messages that it has not seen.
type Report struct {
	Classes   []string
	Messages  int
	Confusion [][]int // by true class, then suggested class
	Second    int     // messages whose true class was the second suggestion
	Shares    []Band  // by the share of the first suggestion, lowest first
}

// Band is what became of the suggestions whose share lies in it.
type Band struct {
	From, To float64
	Messages int
	Right    int
}

// Division is how the examples are divided: in how many folds, and which of the
// many ways to do so.
type Division struct {
	Folds int
	Seed  uint64
}

// Evaluate divides the examples into folds of the same mix of classes and trains
// on all but one of them at a time, vocabulary and weights of grams included.
// Messages of the same folded text stay in one fold, so that no answer is known
// beforehand.
func Evaluate(examples []Example, d Division, progress Progress) (*Report, error) {
	classes, err := classesOf(examples)
	if err != nil {
		return nil, err
	}
	c := newCorpus(examples, classes)
	fold := d.divide(examples)
	margins := make([][]float32, len(examples))
	for f := range d.Folds {
		train := slices.DeleteFunc(indices(len(examples)), func(i int) bool { return fold[i] == f })
		test := slices.DeleteFunc(indices(len(examples)), func(i int) bool { return fold[i] != f })
		m := c.learn(train, passes, func(pass int) { progress(f*passes+pass, d.Folds*passes) })
		for j, of := range m.marginsOf(pick(examples, test)) {
			margins[test[j]] = of
		}
	}
	return report(classes, margins, c.class), nil
}

// report counts what the margins of messages not trained on come to. The shares
// are sharpened on all of them, one number for all.
func report(classes []string, margins [][]float32, class []int) *Report {
	r := &Report{Classes: classes, Messages: len(class), Shares: bands()}
	for range classes {
		r.Confusion = append(r.Confusion, make([]int, len(classes)))
	}
	sharpness := sharpest(margins, class)
	for i, of := range margins {
		shares := softmax(of, sharpness)
		order := indices(len(classes))
		slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(shares[b], shares[a]) })
		r.Confusion[class[i]][order[0]]++
		if order[1] == class[i] {
			r.Second++
		}
		at := slices.IndexFunc(r.Shares, func(b Band) bool { return shares[order[0]] <= b.To })
		band := &r.Shares[max(0, at)]
		band.Messages++
		if order[0] == class[i] {
			band.Right++
		}
	}
	return r
}

func bands() []Band {
	return []Band{{From: 0, To: 0.5}, {From: 0.5, To: 0.7}, {From: 0.7, To: 0.9}, {From: 0.9, To: 0.98}, {From: 0.98, To: 1.01}}
}

// divide gives each example its fold.
func (d Division) divide(examples []Example) []int {
	order := rand.New(rand.NewPCG(d.Seed, 1)).Perm(len(examples)) //nolint:gosec // a division that can be repeated, not a secret
	next, same := map[string]int{}, map[string]int{}
	part := make([]int, len(examples))
	for _, i := range order {
		e := examples[i]
		text := string(fold(e.Text))
		if _, seen := same[text]; !seen {
			same[text] = next[e.Class] % d.Folds
			next[e.Class]++
		}
		part[i] = same[text]
	}
	return part
}

// Accuracy is the part of messages whose class was suggested first.
func (r *Report) Accuracy() float64 {
	right := 0
	for k := range r.Classes {
		right += r.Confusion[k][k]
	}
	return float64(right) / float64(r.Messages)
}

// TopTwo is the part of messages whose class was the first or second suggestion.
func (r *Report) TopTwo() float64 { return r.Accuracy() + float64(r.Second)/float64(r.Messages) }

// Class is how well one class is suggested: how many of those suggested are right,
// how many of its messages are found, and the harmonic mean of both.
func (r *Report) Class(k int) (precision, recall, f1 float64) {
	right, suggested, messages := r.Confusion[k][k], 0, 0
	for j := range r.Classes {
		suggested += r.Confusion[j][k]
		messages += r.Confusion[k][j]
	}
	if right == 0 {
		return 0, 0, 0
	}
	return float64(right) / float64(suggested), float64(right) / float64(messages), 2 * float64(right) / float64(suggested+messages)
}

// MacroF1 is the mean F1 of the classes, each counting alike however few messages
// it has.
func (r *Report) MacroF1() float64 {
	var sum float64
	for k := range r.Classes {
		_, _, f1 := r.Class(k)
		sum += f1
	}
	return sum / float64(len(r.Classes))
}
