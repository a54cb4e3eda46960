package chart

import (
	"maps"
	"slices"
)

// lane is a label with the boxes its lines come from and the one they lead to.
type lane struct {
	labels []string
	from   []int
	to     int
	back   bool // leads against the order of rows

	picture *picture
	step    int           // 1 downwards, -1 upwards
	nodes   map[int]*node // the label and the bends, by row
}

// edge is an arrow from one of its sources.
type edge struct{ arrow, from, to int }

// edges are all arrows that lead elsewhere, and those of them that lead back to
// a box already on the way there.
func (c Chart) edges() ([]edge, map[edge]bool) {
	var edges []edge
	for i, a := range c.Arrows {
		for _, from := range a.From {
			if from != a.To {
				edges = append(edges, edge{i, from, a.To})
			}
		}
	}
	back := map[edge]bool{}
	const open, done = 1, 2
	seen := map[int]int{}
	var visit func(int)
	visit = func(at int) {
		seen[at] = open
		for _, e := range edges {
			switch {
			case e.from != at:
			case seen[e.to] == open:
				back[e] = true
			case seen[e.to] == 0:
				visit(e.to)
			}
		}
		seen[at] = done
	}
	for at := Begin; at < len(c.Boxes); at++ {
		if seen[at] == 0 {
			visit(at)
		}
	}
	return edges, back
}

// longest gives each box the length of the longest way to it, ways back not
// counted; what cannot be reached stands beside the first boxes.
func (c Chart) longest(edges []edge, back map[edge]bool) map[int]int {
	rows := map[int]int{}
	for i := range c.Boxes {
		rows[i] = 1
	}
	for again := true; again; {
		again = false
		for _, e := range edges {
			if !back[e] && rows[e.to] <= rows[e.from] {
				rows[e.to], again = rows[e.from]+1, true
			}
		}
	}
	return rows
}

// lanes makes one lane of the arrows that lead from the same boxes to the same
// box in the same direction.
func (c Chart) lanes(edges []edge, back map[edge]bool) []*lane {
	type key struct {
		arrow int
		back  bool
	}
	single := map[key]*lane{}
	var all []*lane
	for _, e := range edges {
		k := key{e.arrow, back[e]}
		if single[k] == nil {
			single[k] = &lane{labels: []string{c.Arrows[e.arrow].Label}, to: e.to, back: back[e]}
			all = append(all, single[k])
		}
		single[k].from = append(single[k].from, e.from)
	}
	var merged []*lane
	for _, l := range all {
		i := slices.IndexFunc(merged, func(o *lane) bool { return o.to == l.to && o.back == l.back && slices.Equal(o.from, l.from) })
		if i >= 0 {
			merged[i].labels = append(merged[i].labels, l.labels...)
			continue
		}
		merged = append(merged, l)
	}
	return merged
}

// draw leads the lane's lines from its boxes to the label beside the last of
// them, and on to where the arrow points, with a bend in each row between.
func (l *lane) draw(p *picture) {
	l.picture, l.step = p, 1
	from := make([]int, 0, len(l.from))
	for _, i := range l.from {
		from = append(from, p.boxes[i].row)
	}
	row := slices.Max(from) + 1
	if l.back {
		l.step, row = -1, slices.Min(from)-1
	}
	label := &node{labels: l.labels, row: row, weight: 2}
	label.w, label.h = label.room()
	p.put(label)
	l.nodes = map[int]*node{row: label}
	for _, i := range l.from {
		l.run(p.boxes[i], row)
	}
	end, at := p.boxes[l.to], label
	for at.row+l.step != end.row {
		at = l.on(at)
	}
	l.join(at, end, true)
}

// run leads from a box to a row, and stops where it meets a line of the lane.
func (l *lane) run(at *node, row int) {
	for at.row != row {
		met := l.nodes[at.row+l.step] != nil
		if at = l.on(at); met {
			return
		}
	}
}

// on leads one row further.
func (l *lane) on(at *node) *node {
	row := at.row + l.step
	if l.nodes[row] == nil {
		l.nodes[row] = &node{row: row, w: 8, weight: 4}
		l.picture.put(l.nodes[row])
	}
	l.join(at, l.nodes[row], false)
	return l.nodes[row]
}

func (l *lane) join(from, to *node, points bool) {
	s := &stroke{top: from, bottom: to}
	if l.step < 0 {
		s.top, s.bottom = to, from
	}
	if points {
		s.head = l.step
	}
	s.top.down = append(s.top.down, s)
	s.bottom.up = append(s.bottom.up, s)
}

// downwards are the label and the bends of the lane from the top.
func (l *lane) downwards() []*node {
	var out []*node
	for _, row := range slices.Sorted(maps.Keys(l.nodes)) {
		out = append(out, l.nodes[row])
	}
	return out
}
