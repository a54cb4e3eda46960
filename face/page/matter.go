package page

import (
	"time"

	"github.com/a-h/templ"

	"shuniu/kernel/lang"
	"shuniu/kernel/process"
)

// Tone is the colour of a state; the state's own word is always beside it.
type Tone string

// The tones. Green is for what is done and nothing else; amber and red belong
// to clocks and cards.
const (
	Waiting Tone = "waiting"
	Doing   Tone = "doing"
	Done    Tone = "done"
	Ended   Tone = "ended" // without an answer: withdrawn, void
)

// Tag is a state.
type Tag struct {
	Text lang.Text
	Tone Tone
}

// Fact is one thing known: a key and a text, a part, or both ways of changing it.
type Fact struct {
	Key    lang.Text
	Value  string
	Part   templ.Component
	Change string // where it is changed; nowhere if empty
}

// Summary is a list of facts to read or to check before sending.
type Summary struct {
	Facts []Fact
	Tight bool // for the desk
}

// Identity heads the page of one matter: what it is, where it stands.
type Identity struct {
	Word   lang.Text // 工单
	Number string
	Title  string
	State  Tag
	Cards  []Card
	Facts  []Fact
}

// Diagram is a process with the state where a matter stands, in a box that scrolls
// by itself on a narrow screen.
type Diagram struct {
	Process  *process.Definition
	Current  string    // none if empty
	Drawings *Drawings // where it is kept; nil: it is drawn anew
}

// Timeline is what happened, as the ledger has it.
type Timeline struct {
	Items []Event
	Level int // of the items' headings; 0 is 3
	Shown int // how many stand open, the others folded; 0: all
}

// Event is one act as people read it. Body is what a person wrote, shown as it
// was written.
type Event struct {
	Title lang.Text
	By    string
	At    time.Time
	Body  string
	Facts []Fact
	Cards []Card
	Key   bool // an answer or an end, which the eye should find
}

// sheet is what a table is called that came with the act.
func (e Event) sheet() lang.Text {
	at := Moment(e.At)
	return lang.Text{Zh: e.Title.Zh + "，" + at.Zh, En: e.Title.En + ", " + at.En}
}

// open are the items that stand open, older those folded; a single one is not worth
// the fold.
func (t Timeline) open() []Event { return t.Items[:t.cut()] }

func (t Timeline) older() []Event { return t.Items[t.cut():] }

func (t Timeline) cut() int {
	if t.Shown == 0 || len(t.Items) <= t.Shown+1 {
		return len(t.Items)
	}
	return t.Shown
}

func (t Timeline) level() int {
	if t.Level == 0 {
		return 3
	}
	return t.Level
}
