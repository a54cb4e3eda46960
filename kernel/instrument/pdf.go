package instrument

import (
	"bytes"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"codeberg.org/go-pdf/fpdf"

	"shuniu/kernel/calendar"
	"shuniu/kernel/fault"
)

// The page of an official document in millimetres, its letters in points (GB/T
// 9704-2012, 5 and 7): A4, 22 lines of 28 characters.
const (
	paperWide, paperHigh  = 210.0, 297.0
	topMargin, leftMargin = 37.0, 28.0
	textWide, textHigh    = 156.0, 225.0
	bodySize, titleSize   = 15.8, 22.0 // 三号, 二号
	smallSize             = 10.5       // 五号
	lineHigh              = textHigh / 22
	formMargin            = 25.0 // above what is no letter but a form
	pointHigh             = 0.352778
	character             = bodySize * pointHigh
)

// red is that of seals and of the organ's rule.
const redR, redG, redB = 200, 16, 22

// PDF sets a document. What the type lacks is shown as 〓 and told by its code point
// at the foot of the last page.
func PDF(w io.Writer, d Document) error {
	f, err := readFace()
	if err != nil {
		return err
	}
	s := f.set(d, leads[0])
	for _, tight := range leads[1:] {
		if !s.spills() {
			break
		}
		if closer := f.set(d, tight); s.alone || closer.pdf.PageNo() < s.pdf.PageNo() {
			s = closer
		}
	}
	var b bytes.Buffer // the library writes nothing that is not whole
	if err := s.pdf.Output(&b); err != nil {
		return fault.Wrap(fault.Internal, err, "document as PDF")
	}
	_, err = w.Write(b.Bytes())
	return fault.Wrap(fault.Unavailable, err, "document as PDF")
}

// spills reports whether the last page has little on it.
func (s *sheet) spills() bool {
	return s.alone || s.pdf.PageNo() > 1 && s.y < topMargin+2*sealRadius+4*s.line
}

// leads are how close lines are set, as a part of what they should be: closer only
// where the seal would stand on a page without text otherwise, which GB/T 9704-2012,
// 7.3.5.5 forbids, or where a few lines would need a page of their own.
var leads = []float64{1, 0.92, 0.84}

func (f *face) set(d Document, tight float64) *sheet {
	s := &sheet{face: f, pdf: fpdf.New("P", "mm", "A4", ""), top: topMargin, line: lineHigh * tight, edge: formEdge * tight}
	if d.Addressee == "" {
		s.top = formMargin
	}
	s.begin(d)
	s.head(d)
	for _, p := range d.Text {
		s.paragraph(p)
	}
	s.form(d.Rows)
	for _, p := range d.Closing {
		s.paragraph(p)
	}
	if s.sign(d); d.Verify != "" {
		s.verification(d)
	}
	s.lacking()
	return s
}

// sheet is a document while it is set; y is where the next line begins.
type sheet struct {
	*face
	pdf        *fpdf.Fpdf
	top        float64 // where pages begin
	line, edge float64 // how high a line is, and the edge of a form
	y          float64
	lacks      []string
	alone      bool // the signature stands on a page without text
}

const bottom = topMargin + textHigh

func (s *sheet) begin(d Document) {
	p := s.pdf
	p.AddUTF8FontFromBytes("body", "", s.regular)
	p.AddUTF8FontFromBytes("body", "B", s.bold)
	p.SetMargins(0, 0, 0)
	p.SetAutoPageBreak(false, 0)
	p.SetTitle(strings.TrimSpace(d.Title.Zh+" "+d.Number), true)
	p.SetAuthor(d.Organ, true)
	p.SetLang("zh-CN")
	p.SetCatalogSort(true)
	at := time.Date(d.Day.Year(), d.Day.Month(), d.Day.Day(), 0, 0, 0, 0, time.UTC)
	p.SetCreationDate(at) // the same document is the same file whenever it is set
	p.SetModificationDate(at)
	p.AliasNbPages("")
	p.SetFooterFunc(func() {
		p.SetTextColor(0, 0, 0)
		s.text(line{size: 12, y: paperHigh - 24, align: center}, "— "+strconv.Itoa(p.PageNo())+" —")
		if d.Case != "" {
			s.text(line{size: 9, y: paperHigh - 23.5, align: right}, d.Case)
		}
	})
	s.page()
}

func (s *sheet) page() {
	s.pdf.AddPage()
	s.y = s.top
}

// room makes sure that so many millimetres are left on the page.
func (s *sheet) room(high float64) {
	if s.y+high > bottom {
		s.page()
	}
}

type align uint8

const (
	left align = iota
	center
	right
)

// line says how and where one line of text is set; x counts from the left margin.
type line struct {
	size, x, y float64
	bold       bool
	align      align
}

func (l line) style() string {
	if l.bold {
		return "B"
	}
	return ""
}

// text sets one line; y is its upper edge.
func (s *sheet) text(l line, text string) {
	text = s.settable(text, &s.lacks)
	s.pdf.SetFont("body", l.style(), l.size)
	x := leftMargin + l.x
	switch wide := s.pdf.GetStringWidth(text); l.align {
	case center:
		x = leftMargin + (textWide-wide)/2
	case right:
		x = leftMargin + textWide - wide - l.x
	}
	s.pdf.Text(x, l.y+l.size*pointHigh*0.88, text)
}

// lines breaks a text as it would be set in so much width, the first line of each
// part by its x in.
func (s *sheet) lines(l line, text string, wide float64) []string {
	var out []string
	s.pdf.SetFont("body", l.style(), l.size)
	width := map[rune]float64{}
	for part := range strings.SplitSeq(s.settable(text, &s.lacks), "\n") {
		out = append(out, broken(part, measure{wide, l.x, func(r rune) float64 {
			if _, known := width[r]; !known {
				width[r] = s.pdf.GetStringWidth(string(r))
			}
			return width[r]
		}})...)
	}
	return out
}

// head sets the organ over a red rule, the title, the number and the addressee.
func (s *sheet) head(d Document) {
	if d.Organ != "" {
		s.pdf.SetTextColor(redR, redG, redB)
		for _, l := range s.lines(line{size: titleSize, bold: true}, d.Organ, textWide) {
			s.text(line{size: titleSize, y: s.y, bold: true, align: center}, l)
			s.y += 12
		}
		s.pdf.SetDrawColor(redR, redG, redB)
		s.pdf.SetLineWidth(0.7)
		s.pdf.Line(leftMargin, s.y+1, leftMargin+textWide, s.y+1)
		s.y += s.line
	}
	s.pdf.SetTextColor(0, 0, 0)
	for _, l := range s.lines(line{size: titleSize, bold: true}, d.Title.Zh, textWide) {
		s.text(line{size: titleSize, y: s.y, bold: true, align: center}, l)
		s.y += 12
	}
	if d.Number != "" {
		s.text(line{size: bodySize, y: s.y, align: center}, d.Number)
		s.y += s.line
	}
	s.y += s.line / 2
	if d.Addressee != "" {
		for _, l := range s.lines(line{size: bodySize}, d.Addressee+"：", textWide) {
			s.body(l, 0)
		}
	}
}

// body sets a line of text that is x in.
func (s *sheet) body(text string, x float64) {
	s.room(s.line)
	s.text(line{size: bodySize, x: x, y: s.y}, text)
	s.y += s.line
}

// paragraph sets a paragraph, two characters in; each line of what was written in
// lines begins anew.
func (s *sheet) paragraph(text string) {
	for part := range strings.SplitSeq(text, "\n") {
		indent := 2 * character
		for _, l := range s.lines(line{size: bodySize, x: indent}, part, textWide) {
			s.body(l, indent)
			indent = 0
		}
	}
}

// Chinese is a day as documents write it: 2026年3月2日.
func Chinese(d calendar.Date) string {
	if d.IsZero() {
		return ""
	}
	return fmt.Sprintf("%d年%d月%d日", d.Year(), int(d.Month()), d.Day())
}

// lacking tells which characters the type lacks.
func (s *sheet) lacking() {
	if len(s.lacks) == 0 {
		return
	}
	note := "注：〓为字库所缺字，依次为 " + strings.Join(s.lacks, "、")
	s.text(line{size: 9, y: paperHigh - 30}, note)
}
