package process

import (
	"fmt"
	"html"
	"math"
	"slices"
	"strings"
	"unicode"

	"shuniu/kernel/lang"
)

// Diagram draws a definition as SVG: states as rounded boxes with who holds them
// and what clock runs, acts as labelled arrows, ends with a double border. The
// state named current, if any, has a thick border and the word 当前 or Now.
//
// The picture has a title and a description that says in words what it shows.
// It sets presentation attributes and classes only, so that it may stand in a
// page whose content security policy forbids inline styles; it is drawn to be
// read at a width of about 700 px.
func Diagram(d *Definition, current string, tag lang.Tag) []byte {
	p := layOut(d, current, tag)
	c := &canvas{}
	left, right := p.layers.frame()
	bottom := p.tops[len(p.tops)-1] + p.heights[len(p.heights)-1]
	const margin = 16
	notes := p.notes(max(right-left, noteMost))
	if spare := noteMost - (right - left); len(notes) > 0 && spare > 0 {
		left, right = left-spare/2, right+spare/2
	}
	c.open(p, left-margin, -margin, right-left+2*margin, bottom+float64(len(notes))*noteLine+2*margin)
	for _, row := range p.rows {
		for _, b := range row {
			p.lines(c, b)
		}
	}
	for _, row := range p.rows {
		for _, b := range row {
			p.box(c, b)
		}
	}
	for i, note := range notes {
		c.text("note", left, bottom+float64(i+1)*noteLine+4, "start", smallSize, grey, note)
	}
	c.b.WriteString("</svg>\n")
	return []byte(c.b.String())
}

const (
	titleSize = 15.0
	labelSize = 13.0
	smallSize = 12.0
	noteLine  = 20.0
	noteMost  = 420.0 // width of the notes under a narrow picture

	labelLine  = 17.0 // of lines of one label
	labelGap   = 5.0  // between the acts of one label
	labelMost  = 136.0
	headLength = 9.0

	blue  = "#0b4ea2"
	ink   = "#0b0c0c"
	grey  = "#505a5f"
	paper = "#ffffff"
	now   = "#dbe7f6"
)

type canvas struct{ b strings.Builder }

func (c *canvas) add(format string, args ...any) { fmt.Fprintf(&c.b, format+"\n", args...) }

// n writes a coordinate with one decimal, which is finer than a pixel.
func n(x float64) string {
	return strings.TrimSuffix(fmt.Sprintf("%.1f", math.Round(x*10)/10+0), ".0")
}

func (c *canvas) open(p *picture, x, y, w, h float64) {
	title := html.EscapeString(lang.T("流程图：{title}", "Process diagram: {title}").With("title", p.d.Title.In(p.tag)).In(p.tag))
	c.add(`<svg xmlns="http://www.w3.org/2000/svg" class="process-diagram" role="img" lang="%s" aria-label="%s" viewBox="%s %s %s %s" width="%s" height="%s" font-family="PingFang SC, Microsoft YaHei, Noto Sans CJK SC, sans-serif">`,
		p.tag.HTML(), title, n(x), n(y), n(w), n(h), n(w), n(h))
	c.add("<title>%s</title>", title)
	c.add("<desc>%s</desc>", html.EscapeString(p.said()))
}

func (c *canvas) text(class string, x, y float64, anchor string, size float64, fill, s string) {
	weight := ""
	if class == "state-title" || class == "now" {
		weight = ` font-weight="600"`
	}
	c.add(`<text class="%s" x="%s" y="%s" text-anchor="%s" font-size="%s" fill="%s"%s>%s</text>`, class, n(x), n(y), anchor, n(size), fill, weight, html.EscapeString(s))
}

// port is the x at which a stroke meets a box: lines leave a state side by side,
// and meet in the middle of everything else.
func port(b *box, s *stroke, below bool) float64 {
	strokes := b.up
	if below {
		strokes = b.down
	}
	if b.w < 60 || b.acts != nil || len(strokes) < 2 {
		return b.x
	}
	other := func(s *stroke) float64 {
		if below {
			return s.bottom.x
		}
		return s.top.x
	}
	sorted := slices.Clone(strokes)
	slices.SortStableFunc(sorted, func(a, b *stroke) int { return sign(other(a) - other(b)) })
	room := min(24, (b.w-28)/float64(len(sorted)-1))
	return b.x + room*(float64(slices.Index(sorted, s))-float64(len(sorted)-1)/2)
}

// lines draws what leads down from a box. A line goes on through its bends as one
// path; where lines of a lane meet, the first goes on.
func (p *picture) lines(c *canvas, b *box) {
	for i, s := range b.down {
		if p.bend(b) && i == 0 {
			continue // part of the path that came here
		}
		y := b.y + b.h/2
		if p.bend(b) {
			y = p.floor(b)
		}
		x := port(b, s, true)
		if s.head < 0 {
			c.head(x, y, 1)
		}
		way := "M" + n(x) + " " + n(y)
		for {
			way += p.turn(s)
			if to := s.bottom; !p.bend(to) || to.up[0] != s {
				break
			}
			way += "V" + n(p.floor(s.bottom))
			s = s.bottom.down[0]
		}
		if s.head > 0 {
			c.head(port(s.bottom, s, false), s.bottom.y-s.bottom.h/2, -1)
		}
		c.add(`<path class="way" d="%s" fill="none" stroke="%s" stroke-width="1.5"/>`, way, grey)
	}
}

// turn is the way from the row of a stroke's top to its bottom box.
func (p *picture) turn(s *stroke) string {
	x0, x1 := port(s.top, s, true), port(s.bottom, s, false)
	from, to, end := p.floor(s.top), p.tops[s.bottom.layer], s.bottom.y-s.bottom.h/2
	switch s.head { // an arrow arrives straight
	case 1:
		to -= headLength
	case -1:
		from += headLength
	}
	if p.bend(s.bottom) {
		end = p.tops[s.bottom.layer]
	}
	middle := n((from + to) / 2)
	return fmt.Sprintf("V%sC%s %s %s %s %s %sV%s", n(from), n(x0), middle, n(x1), middle, n(x1), n(to), n(end))
}

// floor is the lower edge of a box's row.
func (p *picture) floor(b *box) float64 { return p.tops[b.layer] + p.heights[b.layer] }

func (p *picture) bend(b *box) bool { return b.state == nil && b.acts == nil && b != p.states[nil] }

// head is an arrow head whose point is at x, y; it opens upwards for -1.
func (c *canvas) head(x, y, way float64) {
	c.add(`<path class="head" d="M%s %sl-4.5 %sh9z" fill="%s"/>`, n(x), n(y), n(headLength*way), grey)
}

func (p *picture) box(c *canvas, b *box) {
	switch {
	case b == p.states[nil]:
		c.add(`<circle class="start" cx="%s" cy="%s" r="8" fill="%s"/>`, n(b.x), n(b.y), blue)
		c.text("start-title", b.x+15, b.y+4.5, "start", labelSize, ink, lang.T("开始", "Start").In(p.tag))
	case b.acts != nil:
		y := b.y - b.h/2 - 3
		for _, lines := range p.label(b) {
			for _, line := range lines {
				y += labelLine
				c.text("act", b.x, y, "middle", labelSize, ink, line)
			}
			y += labelGap
		}
	case b.state != nil:
		p.stand(c, b)
	}
}

// stand draws a state.
func (p *picture) stand(c *canvas, b *box) {
	class, fill, width, x, y := "state", paper, 1.5, b.x-b.w/2, b.y-b.h/2
	if b.state.End != "" {
		class = "state end"
	}
	current := b.state.Name == p.current
	if current {
		class, fill, width = class+" current", now, 4
	}
	rect := `<rect class="%s" x="%s" y="%s" width="%s" height="%s" rx="%s" fill="%s" stroke="%s" stroke-width="%s"/>`
	c.add(rect, class, n(x), n(y), n(b.w), n(b.h), "10", fill, blue, n(width))
	if b.state.End != "" {
		c.add(rect, "inner", n(x+5), n(y+5), n(b.w-10), n(b.h-10), "6", "none", blue, "1.5")
	}
	c.text("state-title", b.x, y+24, "middle", titleSize, ink, b.state.Title.In(p.tag))
	for i, line := range p.under(b.state) {
		c.text("holder", b.x, y+43+float64(i)*17, "middle", smallSize, grey, line)
	}
	if current {
		word := lang.T("当前", "Now").In(p.tag)
		w := wide(word, smallSize) + 14
		c.add(`<rect class="now-mark" x="%s" y="%s" width="%s" height="20" rx="4" fill="%s"/>`, n(x-6), n(y-12), n(w), blue)
		c.text("now", x-6+w/2, y+2.5, "middle", smallSize, paper, word)
	}
}

// under are the lines below a state's title: who holds it and what runs.
func (p *picture) under(s *State) []string {
	if s.End != "" {
		return nil
	}
	out := []string{p.d.RoleTitle(s.Holder).In(p.tag)}
	for _, name := range s.Clocks {
		if c := p.d.Clock(name); c != nil {
			out = append(out, c.Title.In(p.tag)+lang.T(" ", ": ").In(p.tag)+p.short(c))
		}
	}
	return out
}

// short is a clock's limit without the names of the cases.
func (p *picture) short(c *Clock) string {
	if c.By == "" {
		return p.d.LimitText(c).In(p.tag)
	}
	var out []string
	for _, o := range p.d.Field(c.By).Options {
		if l := c.Limits[o.Value].In(p.tag); !has(out, l) {
			out = append(out, l)
		}
	}
	return strings.Join(out, lang.T("／", " / ").In(p.tag))
}

// size is how much room a box needs.
func (p *picture) size(b *box) (w, h float64) {
	switch {
	case b.acts != nil:
		h = 3 - labelGap
		for _, lines := range p.label(b) {
			for _, line := range lines {
				w, h = max(w, wide(line, labelSize)), h+labelLine
			}
			h += labelGap
		}
		return w + 10, h
	case b.state == nil:
		return 16, 16
	}
	w = wide(b.state.Title.In(p.tag), titleSize*1.05)
	lines := p.under(b.state)
	for _, line := range lines {
		w = max(w, wide(line, smallSize))
	}
	return max(w+28, 96), 38 + float64(len(lines))*17
}

// label are the lines of an act's label, each act on its own and none too long.
func (p *picture) label(b *box) [][]string {
	var out [][]string
	for _, a := range b.acts {
		out = append(out, wrap(a.Title.In(p.tag), labelSize, labelMost))
	}
	return out
}

// wrap breaks a text into lines of about equal length: at spaces, or anywhere in
// Chinese but before closing punctuation.
func wrap(s string, size, most float64) []string {
	count := math.Ceil(wide(s, size) / most)
	if count <= 1 {
		return []string{s}
	}
	aim := wide(s, size) / count
	var lines []string
	line := ""
	for _, part := range breaks(s) {
		if line != "" && wide(line+strings.TrimRight(part, " "), size) > aim+size*0.6 && len(lines)+1 < int(count) {
			lines, line = append(lines, strings.TrimSpace(line)), ""
		}
		line += part
	}
	return append(lines, strings.TrimSpace(line))
}

func breaks(s string) []string {
	var parts []string
	fresh := true
	for _, r := range s {
		switch wideRune := isWide(r); {
		case len(parts) > 0 && unicode.IsPunct(r) && wideRune:
			parts[len(parts)-1] += string(r)
		case fresh || wideRune:
			parts = append(parts, string(r))
		default:
			parts[len(parts)-1] += string(r)
		}
		fresh = r == ' ' || isWide(r)
	}
	return parts
}

func isWide(r rune) bool { return r >= 0x2e80 }

// wide estimates the width of a text: an em for a Chinese character, a little
// more than half for anything else.
func wide(s string, size float64) float64 {
	em := 0.0
	for _, r := range s {
		switch {
		case isWide(r):
			em++
		case unicode.IsUpper(r):
			em += 0.68
		default:
			em += 0.54
		}
	}
	return em * size
}

// notes tell the acts that lead nowhere else, which have no arrow.
func (p *picture) notes(width float64) []string {
	var out []string
	for _, a := range p.d.Acts {
		if a.To != "" {
			continue
		}
		out = append(out, a.Title.In(p.tag)+lang.T("（", " (").In(p.tag)+p.titles(a.From)+lang.T("）", ")").In(p.tag))
	}
	if len(out) == 0 {
		return nil
	}
	s := lang.T("不改变环节的动作：", "Acts that stay where they are: ").In(p.tag) + strings.Join(out, lang.T("；", "; ").In(p.tag))
	return wrap(s, smallSize, width)
}

func (p *picture) titles(names []string) string {
	var out []string
	for _, name := range names {
		t := lang.T("开始", "Start")
		if s := p.d.State(name); s != nil {
			t = s.Title
		}
		out = append(out, t.In(p.tag))
	}
	return strings.Join(out, lang.T("、", ", ").In(p.tag))
}

// said is the picture in words.
func (p *picture) said() string {
	var out []string
	if s := p.d.State(p.current); s != nil {
		out = append(out, lang.T("当前环节：{state}。", "The present state is {state}.").With("state", s.Title.In(p.tag)).In(p.tag))
	}
	for _, a := range p.d.Acts {
		var by []string
		for _, r := range a.By {
			by = append(by, p.d.RoleTitle(r).In(p.tag))
		}
		to := []string{a.To}
		if a.To == "" {
			to = a.From
		}
		out = append(out, lang.T("{act}（{by}）：从{from}到{to}。", "{act} ({by}): from {from} to {to}.").With("act", a.Title.In(p.tag), "by", strings.Join(by, lang.T("、", ", ").In(p.tag)),
			"from", p.titles(a.From), "to", p.titles(to)).In(p.tag))
	}
	return strings.Join(out, lang.T("", " ").In(p.tag))
}
