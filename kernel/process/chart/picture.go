package chart

import (
	"math"
	"slices"
)

// node is one thing that has a place: the dot, a box, a label, or a bend where a
// line passes through a row that is not its own.
type node struct {
	dot      bool
	box      *Box
	labels   []string
	row      int
	w, h     float64
	x, y     float64 // of the centre
	up, down []*stroke
	weight   float64 // how much its lines want to be straight
}

func (n *node) bend() bool { return !n.dot && n.box == nil && n.labels == nil }

// stands reports whether lines begin or end here.
func (n *node) stands() bool { return n.dot || n.box != nil }

// stroke is a piece of a line between two nodes in neighbouring rows.
type stroke struct {
	top, bottom *node
	head        int // an arrow head at the bottom (1), at the top (-1), none (0)
}

// picture is a chart laid out: boxes in even rows, labels in odd ones.
type picture struct {
	boxes   map[int]*node
	rows    [][]*node
	lanes   []*lane
	layers  *layers
	tops    []float64 // of the rows
	heights []float64
}

func layOut(c Chart) *picture {
	p := &picture{boxes: map[int]*node{}}
	edges, back := c.edges()
	rows := c.longest(edges, back)
	p.add(Begin, &node{dot: true})
	for i := range c.Boxes {
		p.add(i, &node{box: &c.Boxes[i], row: 2 * rows[i]})
	}
	p.lanes = c.lanes(edges, back)
	for _, l := range p.lanes {
		l.draw(p)
	}
	p.layers = &layers{rows: p.rows, gap: 18}
	p.layers.order()
	p.rows = p.layers.rows
	p.layers.place()
	for range 4 {
		for _, l := range p.lanes {
			p.straighten(l.downwards())
		}
		for i := range c.Boxes {
			p.hang(p.boxes[i])
		}
	}
	p.heighten()
	return p
}

func (p *picture) add(i int, n *node) {
	n.weight = 1
	n.w, n.h = n.room()
	p.boxes[i] = n
	p.put(n)
}

func (p *picture) put(n *node) {
	for len(p.rows) <= n.row {
		p.rows = append(p.rows, nil)
	}
	p.rows[n.row] = append(p.rows[n.row], n)
}

// straighten lets a lane run straight down over as many rows as its neighbours
// leave room for.
func (p *picture) straighten(lane []*node) {
	for len(lane) > 0 {
		left, right, n := math.Inf(-1), math.Inf(1), 0
		for _, at := range lane {
			l, r := p.between(at)
			if max(left, l) > min(right, r) {
				break
			}
			left, right, n = max(left, l), min(right, r), n+1
		}
		if n == 0 {
			lane = lane[1:]
			continue
		}
		want := pull(lane, n)
		for _, at := range lane[:n] {
			at.x = min(max(want, left), right)
		}
		lane = lane[n:]
	}
}

// between is how far a node may move between its neighbours.
func (p *picture) between(n *node) (left, right float64) {
	left, right = math.Inf(-1), math.Inf(1)
	row := p.rows[n.row]
	i := slices.Index(row, n)
	if i > 0 {
		left = row[i-1].x + row[i-1].w/2 + p.layers.gap + n.w/2
	}
	if i+1 < len(row) {
		right = row[i+1].x - row[i+1].w/2 - p.layers.gap - n.w/2
	}
	return left, right
}

// pull is where the first n nodes of a lane would best stand: at the arrow head,
// so that it arrives straight, or else in the middle of what they join.
func pull(lane []*node, n int) float64 {
	var heads, joins []float64
	for i, at := range lane[:n] {
		for _, s := range at.up {
			switch {
			case s.head != 0:
				heads = append(heads, s.topX())
			case s.top.stands() || i == 0:
				joins = append(joins, s.topX())
			}
		}
		for _, s := range at.down {
			switch {
			case s.head != 0:
				heads = append(heads, s.bottomX())
			case s.bottom.stands() || i == len(lane)-1:
				joins = append(joins, s.bottomX())
			}
		}
	}
	if len(heads) == 0 {
		heads = joins
	}
	if len(heads) == 0 {
		return lane[0].x
	}
	sum := 0.0
	for _, x := range heads {
		sum += x
	}
	return sum / float64(len(heads))
}

// hang moves a box that only one line leads to, and none from, below that line.
func (p *picture) hang(n *node) {
	if len(n.up) == 1 && len(n.down) == 0 {
		left, right := p.between(n)
		n.x = min(max(n.up[0].top.x, left), right)
	}
}

const (
	rowGap  = 28.0 // least height in which lines turn
	rowMost = 60.0
)

// heighten gives rows their heights, and more room between them where lines have
// far to go.
func (p *picture) heighten() {
	y := 0.0
	for i, row := range p.rows {
		height, far := 0.0, 0.0
		for _, n := range row {
			height = max(height, n.h)
			for _, s := range n.down {
				far = max(far, math.Abs(s.bottom.x-n.x))
			}
		}
		p.tops = append(p.tops, y)
		p.heights = append(p.heights, height)
		for _, n := range row {
			n.y = y + height/2
		}
		if i+1 < len(p.rows) {
			y += height + math.Round(min(rowMost, rowGap+far*0.06))
		}
	}
}

// topX and bottomX are the places where a stroke meets its nodes: lines leave a
// box side by side, and meet in the middle of everything else.
func (s *stroke) topX() float64 {
	return s.top.port(s.top.down, slices.Index(s.top.down, s), func(s *stroke) float64 { return s.bottom.x })
}

func (s *stroke) bottomX() float64 {
	return s.bottom.port(s.bottom.up, slices.Index(s.bottom.up, s), func(s *stroke) float64 { return s.top.x })
}

func (n *node) port(strokes []*stroke, i int, other func(*stroke) float64) float64 {
	if n.box == nil || len(strokes) < 2 {
		return n.x
	}
	before := 0
	for j, s := range strokes {
		if x := other(s); x < other(strokes[i]) || x == other(strokes[i]) && j < i {
			before++
		}
	}
	gap := min(24, (n.w-28)/float64(len(strokes)-1))
	return n.x + gap*(float64(before)-float64(len(strokes)-1)/2)
}
