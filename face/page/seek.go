package page

import (
	"slices"
	"strings"

	"shuniu/kernel/lang"
)

// mostSeeks is how many lines a question with several answers has at first.
const mostSeeks = 3

// Seek is where the names of a long list are found: a question that has one is
// answered by typing a name. The browser is offered names from Href as they are
// typed; without scripts what was typed is looked up when the form is sent, and what
// it may mean comes back in Found.
type Seek struct {
	Href  string
	Found []Option
}

// Whole is what an option is called among all of its list.
func (o Option) Whole() lang.Text {
	if !o.Path {
		return o.Label
	}
	return lang.T(o.Group.Zh+" › "+o.Label.Zh, o.Group.En+" › "+o.Label.En)
}

// shown is what stands in the lines of the question: names for values that are known,
// as typed what is not.
func shown(in Input, tag lang.Tag) []string {
	var lines []string
	for _, typed := range strings.Split(in.Value, "\n") {
		values := strings.Fields(typed)
		if slices.ContainsFunc(values, func(v string) bool { return option(in, v) == nil }) {
			values = []string{typed}
		}
		for _, v := range values {
			if o := option(in, v); o != nil {
				v = o.Whole().In(tag)
			}
			lines = append(lines, v)
		}
	}
	for len(lines) == 0 || in.Many && (len(lines) < mostSeeks || lines[len(lines)-1] != "") {
		lines = append(lines, "")
	}
	return lines
}

func option(in Input, value string) *Option {
	for i := range in.Options {
		if in.Options[i].Value == value {
			return &in.Options[i]
		}
	}
	return nil
}

// Sought are the options that a typed text may mean, at most most: the one whose
// value or whole name it is, else those that hold all its parts.
func Sought(options []Option, typed string, most int) []Option {
	typed = strings.ToLower(strings.TrimSpace(typed))
	var found []Option
	for _, o := range options {
		zh, en := strings.ToLower(o.Whole().Zh), strings.ToLower(o.Whole().En)
		if typed == o.Value || typed == zh || typed == en {
			return []Option{o}
		}
		parts := strings.FieldsFunc(typed, func(r rune) bool { return r == ' ' || r == '›' || r == '　' })
		holds := func(whole string) bool {
			return len(parts) > 0 && !slices.ContainsFunc(parts, func(p string) bool { return !strings.Contains(whole, p) })
		}
		if len(found) < most && (holds(zh) || holds(en)) {
			found = append(found, o)
		}
	}
	return found
}
