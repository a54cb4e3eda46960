package chart

import (
	"fmt"
	"html"
	"math"
	"strings"
)

const (
	margin    = 16.0
	titleSize = 15.0
	labelSize = 13.0
	smallSize = 12.0
	smallLine = 17.0 // from line to line of labels and of what stands under a title
	noteLine  = 20.0
	noteMost  = 420.0 // width of the note under a narrow picture

	labelGap   = 5.0 // between the labels of one lane
	labelMost  = 136.0
	headLength = 9.0

	blue  = "#0b4ea2"
	ink   = "#0b0c0c"
	grey  = "#505a5f"
	paper = "#ffffff"
	tint  = "#dbe7f6"
)

// room is how much room a node needs.
func (n *node) room() (w, h float64) {
	switch {
	case n.dot:
		return 16, 16
	case n.box != nil:
		w = wide(n.box.Title, titleSize*1.05)
		for _, line := range n.box.Lines {
			w = max(w, wide(line, smallSize))
		}
		return max(w+28, 96), 38 + float64(len(n.box.Lines))*smallLine
	}
	h = 3 - labelGap
	for _, label := range n.labels {
		for _, line := range wrap(label, labelSize, labelMost) {
			w, h = max(w, wide(line, labelSize)), h+smallLine
		}
		h += labelGap
	}
	return w + 10, h
}

// canvas is the SVG being written.
type canvas struct{ b strings.Builder }

type frame struct{ x, y, w, h float64 }

// words say how a text is set.
type words struct {
	class  string
	x, y   float64
	anchor string
	size   float64
	fill   string
	strong bool
}

func (s *canvas) add(format string, args ...any) { fmt.Fprintf(&s.b, format+"\n", args...) }

// f writes a coordinate with one decimal, which is finer than a pixel.
func f(x float64) string {
	return strings.TrimSuffix(fmt.Sprintf("%.1f", math.Round(x*10)/10+0), ".0")
}

func (s *canvas) open(c Chart, at frame) {
	title := html.EscapeString(c.Title)
	s.add(`<svg xmlns="http://www.w3.org/2000/svg" class="chart" role="img" lang="%s" aria-label="%s" viewBox="%s %s %s %s" width="%s" height="%s" font-family="PingFang SC, Microsoft YaHei, Noto Sans CJK SC, sans-serif">`,
		html.EscapeString(c.Lang), title, f(at.x), f(at.y), f(at.w), f(at.h), f(at.w), f(at.h))
	s.add("<title>%s</title>", title)
	s.add("<desc>%s</desc>", html.EscapeString(c.Description))
}

func (s *canvas) close() []byte {
	s.b.WriteString("</svg>\n")
	return []byte(s.b.String())
}

func (s *canvas) text(w words, text string) {
	strong := ""
	if w.strong {
		strong = ` font-weight="600"`
	}
	s.add(`<text class="%s" x="%s" y="%s" text-anchor="%s" font-size="%s" fill="%s"%s>%s</text>`, w.class, f(w.x), f(w.y), w.anchor, f(w.size), w.fill, strong, html.EscapeString(text))
}

// lines draws what leads down from a node. A line goes on through its bends as
// one path; where lines of a lane meet, the first goes on.
func (p *picture) lines(c *canvas, n *node) {
	for i, s := range n.down {
		if n.bend() && i == 0 {
			continue // part of the path that came here
		}
		y := n.y + n.h/2
		if n.bend() {
			y = p.floor(n)
		}
		if s.head < 0 {
			c.head(s.topX(), y, 1)
		}
		way := "M" + f(s.topX()) + " " + f(y) + p.turn(s)
		for s.bottom.bend() && s.bottom.up[0] == s {
			way += "V" + f(p.floor(s.bottom))
			s = s.bottom.down[0]
			way += p.turn(s)
		}
		if s.head > 0 {
			c.head(s.bottomX(), s.bottom.y-s.bottom.h/2, -1)
		}
		c.add(`<path class="way" d="%s" fill="none" stroke="%s" stroke-width="1.5"/>`, way, grey)
	}
}

// turn is the way from the row of a stroke's top to its bottom node.
func (p *picture) turn(s *stroke) string {
	from, to, end := p.floor(s.top), p.tops[s.bottom.row], s.bottom.y-s.bottom.h/2
	if s.bottom.bend() {
		end = to
	}
	switch s.head { // an arrow arrives straight
	case 1:
		to -= headLength
	case -1:
		from += headLength
	}
	x0, x1, middle := f(s.topX()), f(s.bottomX()), f((from+to)/2)
	return fmt.Sprintf("V%sC%s %s %s %s %s %sV%s", f(from), x0, middle, x1, middle, x1, f(to), f(end))
}

// floor is the lower edge of a node's row.
func (p *picture) floor(n *node) float64 { return p.tops[n.row] + p.heights[n.row] }

// head is an arrow head whose point is at x, y; it opens upwards for -1.
func (s *canvas) head(x, y, way float64) {
	s.add(`<path class="head" d="M%s %sl-4.5 %sh9z" fill="%s"/>`, f(x), f(y), f(headLength*way), grey)
}

func (s *canvas) node(c Chart, n *node) {
	switch {
	case n.dot:
		s.add(`<circle class="start" cx="%s" cy="%s" r="8" fill="%s"/>`, f(n.x), f(n.y), blue)
		s.text(words{class: "start-title", x: n.x + 15, y: n.y + 4.5, anchor: "start", size: labelSize, fill: ink}, c.Start)
	case n.box != nil:
		s.box(c, n)
	}
	y := n.y - n.h/2 - 3
	for _, label := range n.labels {
		for _, line := range wrap(label, labelSize, labelMost) {
			y += smallLine
			s.text(words{class: "act", x: n.x, y: y, anchor: "middle", size: labelSize, fill: ink}, line)
		}
		y += labelGap
	}
}

func (s *canvas) box(c Chart, n *node) {
	x, y := n.x-n.w/2, n.y-n.h/2
	class, fill, width := "box", paper, "1.5"
	if n.box.End {
		class += " end"
	}
	if n.box.Now {
		class, fill, width = class+" now", tint, "4"
	}
	const rect = `<rect class="%s" x="%s" y="%s" width="%s" height="%s" rx="%s" fill="%s" stroke="%s" stroke-width="%s"/>`
	s.add(rect, class, f(x), f(y), f(n.w), f(n.h), "10", fill, blue, width)
	if n.box.End {
		s.add(rect, "inner", f(x+5), f(y+5), f(n.w-10), f(n.h-10), "6", "none", blue, "1.5")
	}
	s.text(words{class: "box-title", x: n.x, y: y + 24, anchor: "middle", size: titleSize, fill: ink, strong: true}, n.box.Title)
	for i, line := range n.box.Lines {
		s.text(words{class: "box-line", x: n.x, y: y + 43 + float64(i)*smallLine, anchor: "middle", size: smallSize, fill: grey}, line)
	}
	if n.box.Now {
		w := wide(c.Now, smallSize) + 14
		s.add(`<rect class="now-mark" x="%s" y="%s" width="%s" height="20" rx="4" fill="%s"/>`, f(x-6), f(y-12), f(w), blue)
		s.text(words{class: "now-word", x: x - 6 + w/2, y: y + 2.5, anchor: "middle", size: smallSize, fill: paper, strong: true}, c.Now)
	}
}
