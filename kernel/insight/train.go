package insight

import (
	"cmp"
	"math"
	"slices"
	"strconv"

	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
)

// Model is what was learned. It never changes and may be shared.
type Model struct {
	classes   []string
	words     *vocabulary
	weights   []float32 // by gram, then class
	bias      []float32
	sharpness float64 // of the shares: how far a margin carries
}

// Classes are those the model knows, in order.
func (m *Model) Classes() []string { return slices.Clone(m.classes) }

// Progress is told how many of the steps of a long work are done.
type Progress func(done, of int)

// Train learns from the examples. Fewer than two classes or more than 2,000, or a
// class with fewer than five messages, is Invalid.
func Train(examples []Example, progress Progress) (*Model, error) {
	classes, err := classesOf(examples)
	if err != nil {
		return nil, err
	}
	c := newCorpus(examples, classes)
	all := indices(len(examples))
	steps := trialPasses + passes
	rest := slices.DeleteFunc(slices.Clone(all), func(i int) bool { return i%heldOut == 0 })
	held := slices.DeleteFunc(slices.Clone(all), func(i int) bool { return i%heldOut != 0 })
	trial := c.learn(rest, trialPasses, func(pass int) { progress(pass, steps) })
	m := c.learn(all, passes, func(pass int) { progress(trialPasses+pass, steps) })
	m.sharpness = sharpest(trial.marginsOf(pick(examples, held)), pick(c.class, held))
	return m, nil
}

// One example in heldOut is kept from a trial, on which the shares are measured
// before the model is trained on all. A trial of few passes has nearly the margins
// of a full one.
const (
	heldOut     = 10
	trialPasses = 4
)

// fewest is how many messages a class must have.
const fewest = 5

func classesOf(examples []Example) ([]string, error) {
	n := map[string]int{}
	for _, e := range examples {
		n[e.Class]++
	}
	var classes []string
	var defects []fault.Defect
	for class, n := range n {
		classes = append(classes, class)
		if n < fewest {
			defects = append(defects, fault.Defect{Field: class, Text: lang.T("只有{n}件，至少要{fewest}件。", "Only {n} messages; {fewest} are needed.").With("n", strconv.Itoa(n), "fewest", strconv.Itoa(fewest))})
		}
	}
	if len(classes) < 2 {
		defects = append(defects, fault.Defect{Text: lang.T("至少要有两个类别。", "There must be at least two classes.")})
	}
	if len(classes) > mostClasses {
		defects = append(defects, fault.Defect{Text: lang.T("类别不能多于{most}个。", "There are more than {most} classes.").With("most", strconv.Itoa(mostClasses))})
	}
	slices.SortFunc(defects, func(a, b fault.Defect) int { return cmp.Compare(a.Field, b.Field) })
	slices.Sort(classes)
	return classes, fault.Defects(defects)
}

// learn trains on the chosen examples, vocabulary and all.
func (c *corpus) learn(chosen []int, passes int, done func(pass int)) *Model {
	words, vectors := c.vocabulary(chosen, mostGrams(len(c.classes)))
	m := machine{classes: len(c.classes), texts: vectors, class: pick(c.class, chosen)}
	m.prepare(len(words.grams))
	m.run(passes, done)
	return &Model{classes: c.classes, words: words.index(), weights: m.weights, bias: m.bias, sharpness: 1}
}

func (m *Model) margins(v []feature) []float32 {
	sums := slices.Clone(m.bias)
	add(sums, v, m.weights)
	return sums
}

func (m *Model) marginsOf(examples []Example) [][]float32 {
	out := make([][]float32, len(examples))
	for i, e := range examples {
		out[i] = m.margins(m.words.vector(e.Text))
	}
	return out
}

// sharpest is the sharpness under which the shares of the true classes of messages
// not trained on are the likeliest.
func sharpest(margins [][]float32, class []int) float64 {
	best, least := 1.0, math.Inf(1)
	for s := 0.5; s <= 20; s *= 1.05 {
		var loss float64
		for i, of := range margins {
			loss -= math.Log(max(softmax(of, s)[class[i]], 1e-12))
		}
		if loss < least {
			best, least = s, loss
		}
	}
	return best
}

func softmax(margins []float32, sharpness float64) []float64 {
	out := make([]float64, len(margins))
	top, sum := slices.Max(margins), 0.0
	for k, m := range margins {
		out[k] = math.Exp(sharpness * float64(m-top))
		sum += out[k]
	}
	for k := range out {
		out[k] /= sum
	}
	return out
}

func indices(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	return out
}

func pick[T any, N int | int32](from []T, which []N) []T {
	out := make([]T, len(which))
	for i, at := range which {
		out[i] = from[at]
	}
	return out
}
