package portal

import (
	"strings"

	"shuniu/kernel/lang"
)

// lower is a text to stand inside an English sentence.
func lower(t lang.Text) lang.Text { return lang.T(t.Zh, strings.ToLower(t.En)) }

// after puts one text behind another.
func after(t, next lang.Text) lang.Text { return lang.T(t.Zh+next.Zh, t.En+next.En) }
