package page

import (
	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
)

// Buttons are the acts that are possible now, side by side; the first is the
// usual one.
type Buttons struct{ Items []Button }

// Button leads to the form of an act. Buttons that send belong to a Form.
type Button struct {
	Text  lang.Text
	Href  string
	Grave bool // cannot be taken back
	Plain bool // not the usual one
}

func (b Button) class() string {
	switch {
	case b.Grave:
		return "govuk-button govuk-button--warning"
	case b.Plain:
		return "govuk-button govuk-button--secondary"
	}
	return "govuk-button"
}

// Tabs are views of the same thing, each a page of its own.
type Tabs struct {
	Label lang.Text
	Items []NavItem
}

// Filters narrow a list. They are sent by GET, so they live in the address.
type Filters struct {
	Action string
	Inputs []Input
	Keep   []Hidden // what the address says besides
	Active []Chip
	Clear  string
}

// Chip is a filter that is set, with the address of the list without it.
type Chip struct {
	Text   lang.Text
	Remove string
}

// Banner tells what just came of an act, or what concerns everybody.
type Banner struct {
	Title lang.Text
	Text  lang.Text
	Done  bool // an act that took effect
	Href  string
	Link  lang.Text
	Also  Button // another way on; none if it leads nowhere
}

// Failure is the body of the page for an act or a page that failed.
type Failure struct {
	Err  error
	Home string
	Back string // the present state of what was acted on, if there is one
}

// FailureTitle is the title of the page of a Failure.
func FailureTitle(err error) lang.Text { return faultTitle(fault.As(err).Kind) }

func faultTitle(k fault.Kind) lang.Text {
	switch k {
	case fault.Invalid:
		return Word("kit.fault-invalid").Text()
	case fault.NotFound, fault.Withheld:
		return Word("kit.fault-not-found").Text()
	case fault.Denied:
		return Word("kit.fault-denied").Text()
	case fault.Conflict:
		return Word("kit.fault-conflict").Text()
	case fault.Late:
		return Word("kit.fault-late").Text()
	case fault.Unavailable:
		return Word("kit.fault-unavailable").Text()
	}
	return Word("kit.fault-internal").Text()
}
