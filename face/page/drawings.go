package page

import (
	"sync"

	"shuniu/kernel/lang"
	"shuniu/kernel/process"
)

// Drawings keeps the diagrams that were drawn: laying one out takes longer than all
// the rest of a page, and there are only as many as definitions in use have states.
// The zero Drawings is empty.
type Drawings struct {
	mu    sync.Mutex
	drawn map[picture]string
}

type picture struct {
	process *process.Definition
	current string
	tag     lang.Tag
}

// svg is the picture of a diagram; a nil Drawings keeps none.
func (g *Drawings) svg(d Diagram, tag lang.Tag) string {
	if g == nil {
		return string(process.Diagram(d.Process, d.Current, tag))
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	p := picture{d.Process, d.Current, tag}
	svg, ok := g.drawn[p]
	if !ok {
		if g.drawn == nil {
			g.drawn = map[picture]string{}
		}
		svg = string(process.Diagram(d.Process, d.Current, tag))
		g.drawn[p] = svg
	}
	return svg
}
