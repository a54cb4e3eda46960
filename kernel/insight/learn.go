package insight

import (
	"math"
	"math/rand/v2"
)

// How the machine is trained. The values were chosen on the folds that Evaluate
// reports; doc/benchmarks.md says how little the result hangs on them.
const (
	cost      = 4   // of a mistake against the size of the weights
	blend     = 0.5 // of the log-count ratios against plain weights
	smoothing = 0.1 // added to each count before the ratio
	passes    = 7   // over the examples
	seed      = 1   // of the order in which they are looked at
)

// machine learns all classes against the rest at once: the weights of one gram
// for all classes lie together, so that a pass reads memory in one stream.
type machine struct {
	classes int
	texts   [][]feature
	class   []int
	weights []float32 // by gram, then class
	bias    []float32
	stretch []float32 // by gram, then class: the square of what a value counts for
	alpha   []float32 // by text, then class: the dual variables
	norm    []float32 // by text, then class: the squared length of the stretched text
}

// prepare makes room for the weights of so many grams.
func (m *machine) prepare(grams int) {
	m.weights, m.bias = make([]float32, grams*m.classes), make([]float32, m.classes)
	m.alpha, m.norm = make([]float32, len(m.texts)*m.classes), make([]float32, len(m.texts)*m.classes)
	m.stretch = m.ratios(grams)
	for i, text := range m.texts {
		norm := m.norm[i*m.classes : (i+1)*m.classes]
		for k := range norm {
			norm[k] = 1 // the bias
		}
		for _, f := range text {
			for k, s := range m.stretch[int(f.id)*m.classes : (int(f.id)+1)*m.classes] {
				norm[k] += f.value * f.value * s
			}
		}
	}
}

// ratios says how much more a gram counts for a class that is much richer, or
// much poorer, in it than the rest.
func (m *machine) ratios(grams int) []float32 {
	in := make([]float64, grams*m.classes)
	all, total := make([]float64, grams), make([]float64, m.classes)
	var sum float64
	for i, text := range m.texts {
		for _, f := range text {
			in[int(f.id)*m.classes+m.class[i]] += float64(f.value)
			all[f.id] += float64(f.value)
			total[m.class[i]] += float64(f.value)
			sum += float64(f.value)
		}
	}
	out := make([]float32, len(in))
	for i := range out {
		g, k := i/m.classes, i%m.classes
		inside := (in[i] + smoothing) / (total[k] + smoothing*float64(grams))
		outside := (all[g] - in[i] + smoothing) / (sum - total[k] + smoothing*float64(grams))
		s := 1 - blend + blend*math.Abs(math.Log(inside/outside))
		out[i] = float32(s * s)
	}
	return out
}

// run goes over the examples; done is told after each pass.
func (m *machine) run(passes int, done func(pass int)) {
	order := rand.New(rand.NewPCG(seed, 0)) //nolint:gosec // an order that can be repeated, not a secret
	for pass := range passes {
		for _, i := range order.Perm(len(m.texts)) {
			m.look(i)
		}
		done(pass + 1)
	}
}

// look takes one step of coordinate descent for example i and every class, under
// the squared hinge loss.
func (m *machine) look(i int) {
	var room [64]float32
	step := append(room[:0], m.bias...)
	add(step, m.texts[i], m.weights)
	const slack = 1 / (2 * cost)
	moved := false
	for k := range step {
		at := i*m.classes + k
		side := float32(-1)
		if m.class[i] == k {
			side = 1
		}
		before := m.alpha[at]
		gradient := side*step[k] - 1 + before*slack
		m.alpha[at] = max(0, before-gradient/(m.norm[at]+slack))
		step[k] = side * (m.alpha[at] - before)
		moved = moved || step[k] != 0
		m.bias[k] += step[k]
	}
	if !moved {
		return
	}
	for _, f := range m.texts[i] {
		from := int(f.id) * len(step)
		w, s := m.weights[from:from+len(step)], m.stretch[from:from+len(step)]
		for k := range step {
			w[k] += step[k] * s[k] * f.value
		}
	}
}

// add sums what the grams of a text speak for each class.
func add(sums []float32, text []feature, weights []float32) {
	for _, f := range text {
		from := int(f.id) * len(sums)
		for k, w := range weights[from : from+len(sums)] {
			sums[k] += w * f.value
		}
	}
}
