package instrument

import (
	"math"
	"unicode/utf8"

	"codeberg.org/go-pdf/fpdf"
)

// A seal is a circle of 42 mm with a star (国发〔1999〕25号, of local governments and
// their departments).
const (
	sealRadius = 21.0
	starRadius = 7.0
	rimText    = 15.6 // from the middle to that of the letters round the rim
)

// sign sets the signature and the day, the seal over both (GB/T 9704-2012, 7.3.5.1),
// and keeps them together.
func (s *sheet) sign(d Document) {
	high := 3 * s.line
	if d.Seal.Organ != "" || d.Verify != "" {
		high = 2*sealRadius + 5
	}
	const below = 6 // it may stand a little into the lower margin
	if s.y+high-below > bottom {
		s.page()
		s.alone = true
	}
	defer func() { s.y += high }()
	if d.Signature == "" {
		return
	}
	day := Chinese(d.Day)
	s.pdf.SetFont("body", "", bodySize)
	names := s.lines(line{size: bodySize}, d.Signature, textWide/2+2*character)
	wide := s.pdf.GetStringWidth(day)
	for _, n := range names {
		wide = max(wide, s.pdf.GetStringWidth(n))
	}
	middle := textWide - max(2*character+wide/2, sealRadius)
	at, apart := s.y+s.line, s.line
	if d.Seal.Organ != "" { // the day stands between the star and the seal's own name
		apart = 8
		at = s.y + 3 + sealRadius + 1 - apart*float64(len(names))
	}
	for _, n := range append(names, day) {
		s.text(line{size: bodySize, x: middle - s.widthOf(n, bodySize)/2, y: at}, n)
		at += apart
	}
	if d.Seal.Organ != "" {
		s.seal(d.Seal, leftMargin+middle, s.y+3+sealRadius)
	}
}

func (s *sheet) widthOf(text string, size float64) float64 {
	s.pdf.SetFont("body", "", size)
	return s.pdf.GetStringWidth(text)
}

// seal presses a seal with its middle at x, y; what is under it shows through.
func (s *sheet) seal(seal Seal, x, y float64) {
	p := s.pdf
	p.SetAlpha(0.86, "Multiply")
	p.SetDrawColor(redR, redG, redB)
	p.SetFillColor(redR, redG, redB)
	p.SetTextColor(redR, redG, redB)
	p.SetLineWidth(1.1)
	p.Circle(x, y, sealRadius-0.6, "D")
	p.Polygon(star(x, y, starRadius), "F")
	s.rim(seal.Organ, x, y)
	if seal.Name != "" {
		size := min(11.5, 25/float64(utf8.RuneCountInString(seal.Name))/pointHigh)
		name := s.settable(seal.Name, &s.lacks)
		p.SetFont("body", "B", size)
		p.Text(x-p.GetStringWidth(name)/2, y+14.6, name)
	}
	p.SetTextColor(0, 0, 0)
	p.SetAlpha(1, "Normal")
}

// rim sets the name of an organ round the rim, from left to right over the top.
func (s *sheet) rim(name string, x, y float64) {
	letters := []rune(s.settable(name, &s.lacks))
	n := float64(len(letters))
	step := min(30, 250/n) // degrees between two letters
	size := min(15, rimText*step*math.Pi/180/pointHigh*0.98)
	s.pdf.SetFont("body", "B", size)
	for i, r := range letters {
		turn := (float64(i) - (n-1)/2) * step
		in := turn * math.Pi / 180
		cx, cy := x+rimText*math.Sin(in), y-rimText*math.Cos(in)
		s.pdf.TransformBegin()
		s.pdf.TransformRotate(-turn, cx, cy)
		s.pdf.Text(cx-s.pdf.GetStringWidth(string(r))/2, cy+size*pointHigh*0.36, string(r))
		s.pdf.TransformEnd()
	}
}

// star is a five-pointed star standing upright.
func star(x, y, radius float64) []fpdf.PointType {
	const inner = 0.381966 // of a regular star, from its middle to the notches
	points := make([]fpdf.PointType, 10)
	for i := range points {
		r := radius
		if i%2 == 1 {
			r *= inner
		}
		in := float64(i) * math.Pi / 5
		points[i] = fpdf.PointType{X: x + r*math.Sin(in), Y: y - r*math.Cos(in)}
	}
	return points
}
