package process

import (
	"maps"
	"math"
	"slices"

	"shuniu/kernel/lang"
)

// picture is a definition laid out: states in even rows, the acts that lead from
// one to another in the odd rows between them, so that no label can cover
// another or a line. An act possible in several states is one label in which
// their lines meet.
type picture struct {
	d       *Definition
	tag     lang.Tag
	current string
	rows    [][]*box
	tops    []float64 // of the rows
	heights []float64
	states  map[*State]*box
	lanes   [][]*box // label and bends of each lane, from the top
	layers  layered
}

func layOut(d *Definition, current string, tag lang.Tag) *picture {
	p := &picture{d: d, tag: tag, current: current, states: map[*State]*box{}}
	moves, back := d.moves()
	layers := d.longest(moves, back)
	for _, s := range append([]*State{nil}, d.States...) {
		b := &box{state: s, layer: 2 * layers[s], weight: 1}
		b.w, b.h = p.size(b)
		p.states[s] = b
		p.put(b)
	}
	for _, g := range group(moves, back) {
		p.lead(g, layers)
	}
	p.layers = layered{rows: p.rows, gap: 18}
	p.layers.order()
	p.rows = p.layers.rows
	p.layers.place()
	for range 4 {
		for _, lane := range p.lanes {
			p.straighten(lane)
		}
		for _, s := range d.States {
			p.hang(p.states[s])
		}
	}
	p.heighten()
	return p
}

func (p *picture) put(b *box) {
	for len(p.rows) <= b.layer {
		p.rows = append(p.rows, nil)
	}
	p.rows[b.layer] = append(p.rows[b.layer], b)
}

// move is an act leading out of one state; from is nil for the start.
type move struct {
	act      *Act
	from, to *State
}

// moves are all acts that lead somewhere else, and which of them lead back to a
// state already on the way.
func (d *Definition) moves() ([]move, map[move]bool) {
	var moves []move
	for _, a := range d.Acts {
		for _, from := range a.From {
			if a.To != "" && a.To != from {
				moves = append(moves, move{a, d.State(from), d.State(a.To)})
			}
		}
	}
	back := map[move]bool{}
	const open, done = 1, 2
	seen := map[*State]int{}
	var visit func(*State)
	visit = func(s *State) {
		seen[s] = open
		for _, m := range moves {
			switch {
			case m.from != s:
			case seen[m.to] == open:
				back[m] = true
			case seen[m.to] == 0:
				visit(m.to)
			}
		}
		seen[s] = done
	}
	visit(nil)
	for _, s := range d.States {
		if seen[s] == 0 {
			visit(s)
		}
	}
	return moves, back
}

// longest gives each state the length of the longest way to it, ways back not
// counted; what cannot be reached stands beside the first states.
func (d *Definition) longest(moves []move, back map[move]bool) map[*State]int {
	layers := map[*State]int{}
	for _, s := range d.States {
		layers[s] = 1
	}
	for again := true; again; {
		again = false
		for _, m := range moves {
			if !back[m] && layers[m.to] <= layers[m.from] {
				layers[m.to], again = layers[m.from]+1, true
			}
		}
	}
	return layers
}

// lane is one label with the states its lines come from and the one they lead to.
type lane struct {
	acts []*Act
	from []*State
	to   *State
	back bool
}

// group makes one lane of the acts that lead from the same states to the same
// state.
func group(moves []move, back map[move]bool) []lane {
	var lanes []lane
	for _, m := range moves {
		i := slices.IndexFunc(lanes, func(l lane) bool { return l.acts[0] == m.act && l.back == back[m] })
		if i < 0 {
			lanes = append(lanes, lane{acts: []*Act{m.act}, to: m.to, back: back[m]})
			i = len(lanes) - 1
		}
		lanes[i].from = append(lanes[i].from, m.from)
	}
	var merged []lane
	for _, l := range lanes {
		i := slices.IndexFunc(merged, func(o lane) bool { return o.to == l.to && o.back == l.back && slices.Equal(o.from, l.from) })
		if i >= 0 {
			merged[i].acts = append(merged[i].acts, l.acts...)
			continue
		}
		merged = append(merged, l)
	}
	return merged
}

// lead draws a lane: from its states to the label beside the last of them, and on
// to where it leads, with a bend in each row between.
func (p *picture) lead(l lane, layers map[*State]int) {
	label := &box{acts: l.acts, weight: 2}
	step, row := 1, 0
	for i, s := range l.from {
		if i == 0 || (layers[s] > row) != l.back {
			row = layers[s]
		}
	}
	if label.layer = 2*row + 1; l.back {
		step, label.layer = -1, 2*row-1
	}
	label.w, label.h = p.size(label)
	p.put(label)
	bends := map[int]*box{label.layer: label}
	for _, s := range l.from {
		p.run(p.states[s], label.layer, step, bends)
	}
	end := p.states[l.to]
	at := label
	for at.layer+step != end.layer {
		at = p.on(at, at.layer+step, step, bends)
	}
	p.join(at, end, step, true)
	var boxes []*box
	for _, row := range slices.Sorted(maps.Keys(bends)) {
		boxes = append(boxes, bends[row])
	}
	p.lanes = append(p.lanes, boxes)
}

// run leads from a box to a row, and stops where it meets a line of its lane.
func (p *picture) run(at *box, row, step int, bends map[int]*box) {
	for at.layer != row {
		met := bends[at.layer+step] != nil
		if at = p.on(at, at.layer+step, step, bends); met {
			return
		}
	}
}

func (p *picture) on(at *box, row, step int, bends map[int]*box) *box {
	next := bends[row]
	if next == nil {
		next = &box{layer: row, w: 8, weight: 4}
		bends[row] = next
		p.put(next)
	}
	p.join(at, next, step, false)
	return next
}

func (p *picture) join(from, to *box, step int, ends bool) {
	s := &stroke{top: from, bottom: to}
	if step < 0 {
		s.top, s.bottom = to, from
	}
	if ends {
		s.head = step
	}
	s.top.down = append(s.top.down, s)
	s.bottom.up = append(s.bottom.up, s)
}

// straighten lets a lane run straight down over as many rows as its neighbours
// leave room for.
func (p *picture) straighten(lane []*box) {
	for len(lane) > 0 {
		left, right, n := math.Inf(-1), math.Inf(1), 0
		for _, b := range lane {
			l, r := p.room(b)
			if max(left, l) > min(right, r) {
				break
			}
			left, right, n = max(left, l), min(right, r), n+1
		}
		if n == 0 {
			lane = lane[1:]
			continue
		}
		want := p.pull(lane, n)
		for _, b := range lane[:n] {
			b.x = min(max(want, left), right)
		}
		lane = lane[n:]
	}
}

// room is how far a box may move between its neighbours.
func (p *picture) room(b *box) (left, right float64) {
	left, right = math.Inf(-1), math.Inf(1)
	row := p.rows[b.layer]
	i := slices.Index(row, b)
	if i > 0 {
		left = row[i-1].x + row[i-1].w/2 + p.layers.gap + b.w/2
	}
	if i+1 < len(row) {
		right = row[i+1].x - row[i+1].w/2 - p.layers.gap - b.w/2
	}
	return left, right
}

// pull is where the first n boxes of a lane would best stand: at the arrow, so
// that it arrives straight, or else in the middle of what they join.
func (p *picture) pull(lane []*box, n int) float64 {
	var arrows, joins []float64
	for i, b := range lane[:n] {
		for _, s := range b.up {
			switch {
			case s.head != 0:
				arrows = append(arrows, port(s.top, s, true))
			case p.stands(s.top) || i == 0:
				joins = append(joins, port(s.top, s, true))
			}
		}
		for _, s := range b.down {
			switch {
			case s.head != 0:
				arrows = append(arrows, port(s.bottom, s, false))
			case p.stands(s.bottom) || i == len(lane)-1:
				joins = append(joins, port(s.bottom, s, false))
			}
		}
	}
	if len(arrows) == 0 {
		arrows = joins
	}
	if len(arrows) == 0 {
		return lane[0].x
	}
	sum := 0.0
	for _, x := range arrows {
		sum += x
	}
	return sum / float64(len(arrows))
}

func (p *picture) stands(b *box) bool { return b.state != nil || b == p.states[nil] }

// hang moves a state that only one line leads to, and none from, below that
// line.
func (p *picture) hang(b *box) {
	if len(b.up) == 1 && len(b.down) == 0 {
		left, right := p.room(b)
		b.x = min(max(b.up[0].top.x, left), right)
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
		for _, b := range row {
			height = max(height, b.h)
			for _, s := range b.down {
				far = max(far, s.bottom.x-b.x, b.x-s.bottom.x)
			}
		}
		p.tops = append(p.tops, y)
		p.heights = append(p.heights, height)
		for _, b := range row {
			b.y = y + height/2
		}
		if i+1 < len(p.rows) {
			y += height + min(rowMost, rowGap+far*0.06)
		}
	}
}
