package page

import (
	"fmt"
	"math"

	"shuniu/kernel/fault"
	"shuniu/kernel/instrument"
	"shuniu/kernel/lang"
)

// Document is an official document as it stands on paper; its language is that of the
// law, whatever the reader's is.
type Document struct {
	instrument.Document
	Back Link // where the matter is
	PDF  string
	Post string // where the PDF is asked for by a form, because its reading is recorded
	Note lang.Text
}

// Link is a place with its name.
type Link struct {
	Href string
	Text lang.Text
}

// Papers are the documents of a matter.
type Papers []Paper

// Paper is one document in a list.
type Paper struct {
	Title  lang.Text
	Number string
	Day    lang.Text
	Href   string
}

// code is the QR code; an address that is too long for one goes without.
func (d Document) code() (path, box string) {
	q, err := instrument.QR(d.Verify)
	if err != nil || d.Verify == "" {
		return "", ""
	}
	return q.Path(), fmt.Sprintf("-2 -2 %d %d", q.Size()+4, q.Size()+4)
}

// letter is one of those round the rim of a seal of 100 units.
type letter struct{ text, turn, x, y string }

func (d Document) rim() []letter {
	var out []letter
	name := []rune(d.Seal.Organ)
	step := min(30, 250/float64(len(name)))
	for i, r := range name {
		turn := (float64(i) - float64(len(name)-1)/2) * step
		in := turn * math.Pi / 180
		x, y := 50+36*math.Sin(in), 50-36*math.Cos(in)
		out = append(out, letter{string(r), fmt.Sprintf("rotate(%.1f %.2f %.2f)", turn, x, y), fmt.Sprintf("%.2f", x), fmt.Sprintf("%.2f", y)})
	}
	return out
}

// Verified is the answer to whoever asks about a document.
type Verified struct {
	Typed string
	Err   error
	Facts []Fact
}

func (v Verified) unknown() bool { return fault.Is(v.Err, fault.NotFound) }
