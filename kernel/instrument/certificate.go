package instrument

import (
	"bytes"
	"io"
	"unicode/utf8"

	"codeberg.org/go-pdf/fpdf"

	"shuniu/kernel/calendar"
	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
)

// Certificate is what is hung up or shown 证照: one page of A4 across, in a
// border, with the right it certifies in its middle.
type Certificate struct {
	Title  string
	Number string
	Rows   []Row
	Organ  string // who issues it; its seal is pressed over the name
	Day    calendar.Date
	Verify string // address at which it is checked, also drawn as QR
	Code   string
}

// The page of a certificate in millimetres: its frame, and where its parts begin.
const (
	plateWide, plateHigh   = paperHigh, paperWide
	frameEdge              = 11.0
	plateSide              = 44.0
	plateSeal              = 214.0
	frameR, frameG, frameB = 11, 78, 162
)

// plate is a certificate while it is set.
type plate struct{ *sheet }

// Certify sets a certificate. What the type lacks is shown as 〓.
func Certify(w io.Writer, c Certificate) error {
	f, err := readFace()
	if err != nil {
		return err
	}
	s := plate{&sheet{face: f, pdf: fpdf.New("L", "mm", "A4", "")}}
	s.begin(Document{Title: lang.T(c.Title, c.Title), Number: c.Number, Organ: c.Organ, Day: c.Day})
	s.pdf.SetFooterFunc(nil) // one page bears no number
	s.frame()
	s.pdf.SetTextColor(frameR, frameG, frameB)
	s.middle(c.Title, 34, 46)
	s.pdf.SetTextColor(0, 0, 0)
	s.middle(c.Number, 13, 62)
	s.y = 76
	for _, r := range c.Rows {
		s.entry(r)
	}
	s.issuer(c)
	q, err := QR(c.Verify)
	if err != nil {
		return err
	}
	const x, y = plateSide - leftMargin, plateHigh - 50
	s.square(q, leftMargin+x, y)
	s.at(line{x: plateSide + codeWide + 5, y: y + 9, size: 10}, "扫码核验现在是否有效")
	s.at(line{x: plateSide + codeWide + 5, y: y + 16, size: 10}, "核验码 "+c.Code)
	var b bytes.Buffer // the library writes nothing that is not whole
	if err := s.pdf.Output(&b); err != nil {
		return fault.Wrap(fault.Internal, err, "certificate as PDF")
	}
	_, err = w.Write(b.Bytes())
	return fault.Wrap(fault.Unavailable, err, "certificate as PDF")
}

// frame draws the border: a broad line between two fine ones, and corners set in.
func (s plate) frame() {
	p := s.pdf
	p.SetDrawColor(frameR, frameG, frameB)
	for _, l := range []struct{ in, wide float64 }{{0, 0.3}, {2.6, 1.8}, {5.2, 0.3}} {
		p.SetLineWidth(l.wide)
		p.Rect(frameEdge+l.in, frameEdge+l.in, plateWide-2*(frameEdge+l.in), plateHigh-2*(frameEdge+l.in), "D")
	}
	p.SetFillColor(frameR, frameG, frameB)
	const in, half = frameEdge + 10.5, 1.6
	for _, x := range []float64{in, plateWide - in} {
		for _, y := range []float64{in, plateHigh - in} {
			p.Polygon([]fpdf.PointType{{X: x, Y: y - half}, {X: x + half, Y: y}, {X: x, Y: y + half}, {X: x - half, Y: y}}, "F")
		}
	}
}

// middle sets a line in the middle of the page, smaller where it would be too long.
func (s plate) middle(text string, size, y float64) {
	text = s.settable(text, &s.lacks)
	style := ""
	if size > 20 {
		style = "B"
	}
	s.pdf.SetFont("body", style, size)
	if wide := s.pdf.GetStringWidth(text); wide > plateWide-2*plateSide {
		s.pdf.SetFont("body", style, size*(plateWide-2*plateSide)/wide)
	}
	s.pdf.Text((plateWide-s.pdf.GetStringWidth(text))/2, y, text)
}

// at sets a line; x counts from the edge of the paper, y is what it stands on.
func (s plate) at(l line, text string) {
	s.pdf.SetFont("body", "", l.size)
	s.pdf.Text(l.x, l.y, s.settable(text, &s.lacks))
}

// entry sets what is certified, its label before it; a long value goes on below.
func (s plate) entry(r Row) {
	const size, high, label = 15.0, 9.6, 48.0
	s.pdf.SetTextColor(90, 96, 104)
	s.at(line{x: plateSide, y: s.y, size: size}, r.Label)
	s.pdf.SetTextColor(0, 0, 0)
	for _, l := range s.lines(line{size: size}, r.Value, plateWide-2*plateSide-label) {
		s.at(line{x: plateSide + label, y: s.y, size: size}, l)
		s.y += high
	}
}

// issuer sets who issued it and when, the seal over both.
func (s plate) issuer(c Certificate) {
	const middle = plateHigh - 46.0
	size := min(15, 70/(float64(utf8.RuneCountInString(c.Organ))*pointHigh))
	for i, text := range []string{c.Organ, Chinese(c.Day)} { // clear of the star
		s.at(line{x: plateSeal - s.widthOf(text, size)/2, y: middle - 8 + 21*float64(i), size: size}, text)
	}
	s.seal(Seal{Organ: c.Organ}, plateSeal, middle)
}
