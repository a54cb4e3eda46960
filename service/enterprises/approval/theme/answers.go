package theme

import (
	"slices"
	"strings"

	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
	"shuniu/service/enterprises/approval/item"
)

// Answers are what was answered about a case, by question.
type Answers map[string]string

// ParseAnswers reads "question=answer question=answer" as String writes it. Every
// question that does not exist, is answered twice or with something else, or is not
// answered, is a defect.
func (t *Theme) ParseAnswers(text string) (Answers, []fault.Defect) {
	out := Answers{}
	var ds []fault.Defect
	for _, pair := range strings.Fields(text) {
		key, value, _ := strings.Cut(pair, "=")
		n := slices.IndexFunc(t.Questions, func(q item.Question) bool { return q.Key == key && slices.Contains(q.Options, value) })
		if n < 0 || out[key] != "" {
			ds = append(ds, fault.Defect{Text: lang.T("没有这个问题或选项：{pair}", "There is no such question or answer: {pair}").With("pair", pair)})
			continue
		}
		out[key] = value
	}
	for _, q := range t.Questions {
		if out[q.Key] == "" && len(ds) == 0 {
			ds = append(ds, fault.Defect{Text: lang.T("还没有回答：{zh}", "Not answered: {en}").With("zh", q.Text.Zh, "en", q.Text.En)})
		}
	}
	return out, ds
}

// String is the answers in the order of their questions' keys.
func (a Answers) String() string {
	var out []string
	for key, value := range a {
		out = append(out, key+"="+value)
	}
	slices.Sort(out)
	return strings.Join(out, " ")
}

// fit reports whether a case with these answers has one of the conditions.
func (a Answers) fit(when []string) bool {
	return len(when) == 0 || slices.ContainsFunc(when, func(w string) bool {
		key, value, _ := strings.Cut(w, "=")
		return value != "" && a[key] == value
	})
}

// Situation is the answers in words.
func (p Plan) Situation() lang.Text {
	var zh, en []string
	for _, q := range p.Questions {
		if n := slices.Index(q.Options, p.Answers[q.Key]); n >= 0 {
			zh, en = append(zh, q.Text.Zh+q.Labels[n].Zh), append(en, q.Text.En+" "+q.Labels[n].En)
		}
	}
	return lang.T(strings.Join(zh, "；"), strings.Join(en, "; "))
}
