// Package chart draws a chart of boxes and labelled arrows as SVG: rows from top
// to bottom, few crossings, straight lines where there is room.
//
// Labels have rows of their own between the rows of boxes, so that none can cover
// another or a line; arrows with several sources share one label in which their
// lines meet. Rows are found by longest path, their order by barycentres, and
// places by least squares (after Sugiyama, Tagawa and Toda, 1981). The same chart
// always gives the same picture. It reads nothing and knows nothing of what the
// boxes mean.
//
// The SVG sets presentation attributes and classes only, so that it may stand in
// a page whose content security policy forbids inline styles, and carries its
// title and a description in words for those who cannot see it.
package chart

// Chart is what is to be drawn, in the words of one language.
type Chart struct {
	Lang        string // of the words, as in the HTML lang attribute
	Title       string // what the picture is called
	Description string // what it shows, in words
	Start       string // beside the dot at which all begins
	Now         string // marks the present box
	Note        string // below the picture; "" for none
	Boxes       []Box
	Arrows      []Arrow
}

// Box is one place in the chart.
type Box struct {
	Title string
	Lines []string // below the title, smaller
	End   bool     // has a double border
	Now   bool     // is marked as the present one
}

// Begin is the place of the dot at which all begins, as a source of arrows.
const Begin = -1

// Arrow leads from boxes, by their index, to another; a source that is its own
// end is left out.
type Arrow struct {
	Label string
	From  []int
	To    int
}

// SVG draws the chart.
func (c Chart) SVG() []byte {
	p := layOut(c)
	left, right := p.layers.frame()
	bottom := p.tops[len(p.tops)-1] + p.heights[len(p.heights)-1]
	var notes []string
	if c.Note != "" {
		notes = wrap(c.Note, smallSize, max(right-left, noteMost))
		if spare := noteMost - (right - left); spare > 0 {
			left, right = left-spare/2, right+spare/2
		}
	}
	s := &canvas{}
	s.open(c, frame{left - margin, -margin, right - left + 2*margin, bottom + float64(len(notes))*noteLine + 2*margin})
	for _, row := range p.rows {
		for _, n := range row {
			p.lines(s, n)
		}
	}
	for _, row := range p.rows {
		for _, n := range row {
			s.node(c, n)
		}
	}
	for i, note := range notes {
		s.text(words{class: "note", x: left, y: bottom + float64(i+1)*noteLine + 4, anchor: "start", size: smallSize, fill: grey}, note)
	}
	return s.close()
}
