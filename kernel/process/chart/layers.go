package chart

import (
	"math"
	"slices"
)

// layers arranges nodes in rows with few crossings and short lines. Rows
// are given; the order within each is swept by barycentres and then exchanged
// pairwise while that helps.
type layers struct {
	rows [][]*node
	gap  float64 // least space between neighbours in a row
}

const sweeps = 24

func (l *layers) order() {
	best, least := l.copy(), l.crossings()
	for i := range sweeps {
		l.sweep(i%2 == 0)
		l.exchange()
		if n := l.crossings(); n < least {
			best, least = l.copy(), n
		}
	}
	l.rows = best
}

func (l *layers) copy() [][]*node {
	rows := make([][]*node, len(l.rows))
	for i, row := range l.rows {
		rows[i] = slices.Clone(row)
	}
	return rows
}

func (l *layers) places() map[*node]int {
	at := map[*node]int{}
	for _, row := range l.rows {
		for i, b := range row {
			at[b] = i
		}
	}
	return at
}

func (l *layers) sweep(downwards bool) {
	at := l.places()
	for i := range l.rows {
		row := l.rows[i]
		if !downwards {
			row = l.rows[len(l.rows)-1-i]
		}
		centre := map[*node]float64{}
		for j, b := range row {
			others := neighbours(b, downwards)
			sum := 0.0
			for _, o := range others {
				sum += float64(at[o])
			}
			if centre[b] = float64(j); len(others) > 0 {
				centre[b] = sum / float64(len(others))
			}
		}
		slices.SortStableFunc(row, func(a, b *node) int { return sign(centre[a] - centre[b]) })
		for j, b := range row {
			at[b] = j
		}
	}
}

func neighbours(b *node, above bool) []*node {
	var out []*node
	if above {
		for _, l := range b.up {
			out = append(out, l.top)
		}
		return out
	}
	for _, l := range b.down {
		out = append(out, l.bottom)
	}
	return out
}

func sign(x float64) int {
	switch {
	case x < 0:
		return -1
	case x > 0:
		return 1
	}
	return 0
}

// exchange swaps neighbours while that removes crossings.
func (l *layers) exchange() {
	for again := true; again; {
		again = false
		for r, row := range l.rows {
			for i := 0; i+1 < len(row); i++ {
				before := l.crossingsAt(r)
				row[i], row[i+1] = row[i+1], row[i]
				if l.crossingsAt(r) < before {
					again = true
					continue
				}
				row[i], row[i+1] = row[i+1], row[i]
			}
		}
	}
}

func (l *layers) crossings() int {
	n := 0
	for r := range l.rows {
		n += l.between(r)
	}
	return n
}

func (l *layers) crossingsAt(r int) int {
	if r == 0 {
		return l.between(0)
	}
	return l.between(r-1) + l.between(r)
}

// between counts the crossings between a row and the next.
func (l *layers) between(r int) int {
	if r+1 >= len(l.rows) {
		return 0
	}
	at := map[*node]int{}
	for i, b := range l.rows[r+1] {
		at[b] = i
	}
	var ends []int
	n := 0
	for _, b := range l.rows[r] {
		first := len(ends)
		for _, line := range b.down {
			for _, e := range ends[:first] {
				if e > at[line.bottom] {
					n++
				}
			}
			ends = append(ends, at[line.bottom])
		}
	}
	return n
}

// place gives each box its x: every box is drawn to the mean of its neighbours,
// more strongly along lines that should be straight, and rows keep their order
// and their gaps.
func (l *layers) place() {
	for _, row := range l.rows {
		x := 0.0
		for _, b := range row {
			b.x = x + b.w/2
			x += b.w + l.gap
		}
		for _, b := range row {
			b.x -= x / 2
		}
	}
	for i := range 8 * sweeps {
		for r := range l.rows {
			if i%2 == 1 {
				r = len(l.rows) - 1 - r
			}
			l.settle(l.rows[r])
		}
	}
}

// settle moves a row to the wanted places as nearly as its order and gaps allow:
// least squares under an order, by pooling neighbours that would overlap.
func (l *layers) settle(row []*node) {
	type pool struct {
		sum, weight float64
		n           int
	}
	offset := make([]float64, len(row))
	var pools []pool
	for i, b := range row {
		if i > 0 {
			offset[i] = offset[i-1] + row[i-1].w/2 + b.w/2 + l.gap
		}
		want, weight := wanted(b)
		pools = append(pools, pool{(want - offset[i]) * weight, weight, 1})
		for n := len(pools); n > 1 && pools[n-2].sum/pools[n-2].weight > pools[n-1].sum/pools[n-1].weight; n = len(pools) {
			last := pools[n-1]
			pools = pools[:n-1]
			pools[n-2].sum += last.sum
			pools[n-2].weight += last.weight
			pools[n-2].n += last.n
		}
	}
	i := 0
	for _, p := range pools {
		for range p.n {
			row[i].x = p.sum/p.weight + offset[i]
			i++
		}
	}
}

func wanted(b *node) (x, weight float64) {
	sum := 0.0
	for _, above := range []bool{true, false} {
		for _, o := range neighbours(b, above) {
			w := b.weight * o.weight
			sum, weight = sum+o.x*w, weight+w
		}
	}
	if weight == 0 {
		return b.x, 0.1
	}
	return sum / weight, weight
}

// frame is the leftmost and rightmost x of all boxes.
func (l *layers) frame() (left, right float64) {
	left, right = math.Inf(1), math.Inf(-1)
	for _, row := range l.rows {
		for _, b := range row {
			left, right = min(left, b.x-b.w/2), max(right, b.x+b.w/2)
		}
	}
	return left, right
}
