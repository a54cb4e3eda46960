package instrument

import (
	"fmt"
	"strings"

	"rsc.io/qr"

	"shuniu/kernel/fault"
)

// Square is a QR code: Size modules on each side, without the quiet edge of four
// modules that has to be left round it (GB/T 18284).
type Square struct{ code *qr.Code }

// QR encodes a text, at most of some hundred characters, so that it is read with a
// seventh of it covered (level M).
func QR(text string) (Square, error) {
	c, err := qr.Encode(text, qr.M)
	return Square{c}, fault.Wrap(fault.Internal, err, "QR code")
}

// Size is the number of modules on each side.
func (q Square) Size() int { return q.code.Size }

// Dark tells the colour of a module.
func (q Square) Dark(x, y int) bool { return q.code.Black(x, y) }

// Path is the code as the d of an SVG path, one unit a module.
func (q Square) Path() string {
	var b strings.Builder
	q.runs(func(x, y, long int) { fmt.Fprintf(&b, "M%d %dh%dv1h-%dz", x, y, long, long) })
	return b.String()
}

// runs gives the dark modules in rows, so that no edge shows between them.
func (q Square) runs(run func(x, y, long int)) {
	for y := range q.Size() {
		for x := 0; x < q.Size(); x++ {
			from := x
			for x < q.Size() && q.Dark(x, y) {
				x++
			}
			if x > from {
				run(from, y, x-from)
			}
		}
	}
}

// verification sets the QR code and what it is for beside the signature.
func (s *sheet) verification(d Document) {
	q, err := QR(d.Verify)
	if err != nil {
		s.pdf.SetError(err)
		return
	}
	top := s.y - 2*sealRadius + 6
	s.square(q, leftMargin, top)
	at := top + 2
	for _, said := range []string{"扫码验证真伪", "验证码 " + d.Code} {
		for _, l := range s.lines(line{size: smallSize - 1.5}, said, 50) {
			s.text(line{size: smallSize - 1.5, x: codeWide + 3, y: at}, l)
			at += 5
		}
	}
}

// codeWide is the width of a QR code in millimetres.
const codeWide = 24.0

// square draws a QR code.
func (s *sheet) square(q Square, x, y float64) {
	s.pdf.SetFillColor(0, 0, 0)
	m := codeWide / float64(q.Size())
	q.runs(func(cx, cy, long int) {
		s.pdf.Rect(x+float64(cx)*m, y+float64(cy)*m, float64(long)*m, m, "F")
	})
}
