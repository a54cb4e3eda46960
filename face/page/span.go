package page

// Span is a bar on a scale of time that runs from 0 to 1000: since when something has
// been going on, until when it may, and where now is. What it shows stands in words
// beside it.
type Span struct {
	From, To, Due, Now int // Due is 0 where no limit runs
	State              ClockState
}

// used and left are the widths of what has passed and of what remains.
func (s Span) used() int { return max(6, s.To-s.From) }

func (s Span) left() int { return max(0, s.Due-s.To) }
