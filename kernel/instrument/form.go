package instrument

// The form: its label column, the edge round its texts, the height of a line and of a
// blank that somebody fills in by hand.
const (
	labelWide = 38.0
	formSize  = 13.0
	formEdge  = 2.6
	formHigh  = 6.4
	blankHigh = 13.0
)

// form sets rows of label and value with lines round them; one that is longer than
// what is left of the page is carried over to the next.
func (s *sheet) form(rows []Row) {
	if len(rows) == 0 {
		return
	}
	s.y += 2
	for _, r := range rows {
		s.row(r)
	}
	s.y += s.line / 2
}

func (s *sheet) row(r Row) {
	labels := s.lines(line{size: formSize}, r.Label, labelWide-2*s.edge)
	values := s.lines(line{size: formSize}, r.Value, textWide-labelWide-2*s.edge)
	s.room(s.rowHigh(r, len(labels), min(len(values), 2)))
	for {
		fit := max(1, int((bottom-s.y-2*s.edge)/formHigh))
		part := values[:min(fit, len(values))]
		values = values[len(part):]
		s.cells(labels, part, s.rowHigh(r, len(labels), len(part)))
		if len(values) == 0 {
			return
		}
		labels = nil
		s.page()
	}
}

func (s *sheet) rowHigh(r Row, labels, values int) float64 {
	high := float64(max(labels, values))*formHigh + 2*s.edge
	if r.Value == "" {
		high = max(high, blankHigh)
	}
	return high
}

func (s *sheet) cells(labels, values []string, high float64) {
	s.pdf.SetDrawColor(0, 0, 0)
	s.pdf.SetLineWidth(0.25)
	s.pdf.Rect(leftMargin, s.y, labelWide, high, "D")
	s.pdf.Rect(leftMargin+labelWide, s.y, textWide-labelWide, high, "D")
	top := s.y + (high-float64(len(labels))*formHigh)/2
	for i, l := range labels {
		s.text(line{size: formSize, x: s.edge, y: top + float64(i)*formHigh + 0.7}, l)
	}
	top = s.y + (high-float64(len(values))*formHigh)/2
	for i, l := range values {
		s.text(line{size: formSize, x: labelWide + s.edge, y: top + float64(i)*formHigh + 0.7}, l)
	}
	s.y += high
}
