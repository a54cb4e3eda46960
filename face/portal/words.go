package portal

import (
	"strings"

	"shuniu/face/page"
	"shuniu/kernel/calendar"
	"shuniu/kernel/lang"
)

// parts are texts that go into a sentence by their names.
type parts map[string]lang.Text

// with is a sentence with its parts, each in the sentence's own language.
func with(w page.Word, in parts) lang.Text {
	var zh, en []string
	for name, part := range in {
		zh, en = append(zh, name, part.In(lang.Zh)), append(en, name, part.In(lang.En))
	}
	return lang.T(w.With(zh...).Zh, w.With(en...).En)
}

// same is a text that reads alike in both languages.
func same(s string) lang.Text { return lang.T(s, s) }

// lower is a text to stand inside an English sentence.
func lower(t lang.Text) lang.Text { return lang.T(t.Zh, strings.ToLower(t.En)) }

// after puts one text behind another.
func after(t, next lang.Text) lang.Text { return lang.T(t.Zh+next.Zh, t.En+next.En) }

// listed puts texts in a row: 甲、乙; a, b.
func listed(texts []lang.Text) lang.Text {
	zh, en := make([]string, len(texts)), make([]string, len(texts))
	for i, t := range texts {
		zh[i], en[i] = t.In(lang.Zh), t.In(lang.En)
	}
	return lang.T(strings.Join(zh, "、"), strings.Join(en, ", "))
}

func limitWords(l calendar.Limit) lang.Text { return lang.T(l.In(lang.Zh), l.In(lang.En)) }
