package simulate

import (
	"fmt"
	"hash/fnv"
	"maps"
	"math"
	mathrand "math/rand/v2"
	"slices"
	"time"
)

// dice are the draws of one question, always the same ones for the same seed and
// question, whatever was drawn before: so a simulation can be left and taken up.
type dice struct{ *mathrand.Rand }

func roll(seed uint64, question ...any) dice {
	h := fnv.New64a()
	fmt.Fprintln(h, question...)                                // a hash takes everything
	return dice{mathrand.New(mathrand.NewPCG(seed, h.Sum64()))} //nolint:gosec // nothing secret depends on the draw
}

// percent is true so often in a hundred.
func (d dice) percent(p float64) bool { return d.Float64()*100 < p }

// between is a whole number from low to high.
func (d dice) between(r []int) int { return r[0] + d.IntN(r[1]-r[0]+1) }

// around is a length of time about the median, never longer than thirty times that.
func (d dice) around(median time.Duration, sigma float64) time.Duration {
	f := math.Exp(d.NormFloat64() * sigma)
	return time.Duration(float64(median) * min(f, 30))
}

// weighted is an index by weight; -1 where nothing has any.
func (d dice) weighted(weights []float64) int {
	sum := 0.0
	for _, w := range weights {
		sum += w
	}
	if sum <= 0 {
		return -1
	}
	at := d.Float64() * sum
	for i, w := range weights {
		if at -= w; at < 0 {
			return i
		}
	}
	return len(weights) - 1
}

// named is a key by weight.
func (d dice) named(weights map[string]float64) string {
	names := slices.Sorted(maps.Keys(weights))
	all := make([]float64, len(names))
	for i, n := range names {
		all[i] = weights[n]
	}
	if i := d.weighted(all); i >= 0 {
		return names[i]
	}
	return ""
}

func pick[T any](d dice, of []T) T { return of[d.IntN(len(of))] }
