package docket

import (
	"shuniu/face/page"
	"shuniu/kernel/calendar"
	"shuniu/kernel/lang"
	"shuniu/kernel/ledger"
	"shuniu/kernel/process"
)

// Limit is a limit in both languages.
func Limit(l calendar.Limit) lang.Text { return lang.T(l.In(lang.Zh), l.In(lang.En)) }

// Length is the limit of a clock that was started, with what it was extended by.
func Length(c ledger.Clock) lang.Text {
	limit, err := calendar.ParseLimit(c.Limit)
	if err != nil {
		return page.Word("docket.fixed-date").Text() // the limit of such a clock is its date
	}
	text := Limit(limit)
	for _, x := range c.Extends {
		if more, err := calendar.ParseLimit(x); err == nil {
			text = lang.T(text.Zh+" + "+more.In(lang.Zh), text.En+" + "+more.In(lang.En))
		}
	}
	return text
}

// Exact reports whether a clock runs in hours or minutes.
func Exact(c ledger.Clock) bool {
	limit, err := calendar.ParseLimit(c.Limit)
	return err == nil && limit.Unit.Exact()
}

// Basis names the article, or says that the limit is the city's own: a local
// limit is never called statutory.
func Basis(spec *process.Clock) lang.Text {
	if spec.Nature == process.Local {
		return page.Word("docket.basis-local").Text()
	}
	return lang.Same(spec.Basis)
}
