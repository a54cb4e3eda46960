package page

import (
	"time"

	"github.com/a-h/templ"

	"shuniu/kernel/lang"
)

// Doors are the ways in that the portal opens with.
type Doors struct{ Items []Door }

// Door is one way in; Sign is ask, apply or see.
type Door struct {
	Href  string
	Title lang.Text // 我要说
	Text  lang.Text
	Sign  string
}

// SearchBox is the one search over everything.
type SearchBox struct {
	Action string
	Value  string
	Label  lang.Text
	Help   lang.Text
}

// Figures are numbers that open with the matters behind them.
type Figures struct{ Items []Figure }

// Figure is one number. Usual is its usual range, without which a number says
// little.
type Figure struct {
	Label lang.Text
	Value string
	Unit  lang.Text
	Usual lang.Text
	Href  string
}

// Story is one question with its answer, told to the public.
type Story struct {
	Href     string
	Question string
	Answer   string
	Excerpt  Excerpt // shown instead of the answer's beginning where words were searched for
	Place    string
	By       string
	Took     lang.Text
	Rating   lang.Text
}

// Receipt is the proof handed to whoever submitted.
type Receipt struct {
	Title  lang.Text // 诉求已收到
	Number string
	Code   string // query code
	At     time.Time
	Unit   string
	Next   []lang.Text // what happens next and by when
	Track  string      // where it can be followed
	Draft  string      // the draft that is now sent
	Proof  templ.Component
}
