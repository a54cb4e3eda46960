package docket

import (
	"strings"

	"shuniu/face/page"
	"shuniu/kernel/lang"
	"shuniu/kernel/process"
	"shuniu/service/enterprises/approval/item"
)

// Paper says of a paper what it must be.
func Paper(m item.Material, tag lang.Tag) string {
	parts := []string{Need(m.Need).In(tag), CopyOf(m.Kind).In(tag), page.Word("portal.item-copies").Count(m.Copies).In(tag)}
	if m.Basis != "" {
		parts = append(parts, m.Basis)
	}
	return strings.Join(parts, " · ")
}

// HowLong is within which time an item is decided.
func HowLong(i *item.Item) lang.Text {
	if i.Kind == item.Instant {
		return page.Word("portal.item-instant").Text()
	}
	return page.Word("portal.item-within").Fill(page.Texts{"limit": Limit(i.Promised)})
}

// Guide asks what leads to the papers of a case, with what was answered.
func Guide(questions []item.Question, answers map[string]string) []page.Input {
	var out []page.Input
	for _, q := range questions {
		in := page.Input{Name: q.Key, Type: process.FieldChoice, Label: q.Text, Value: answers[q.Key], Optional: true, Unchosen: page.Word("portal.item-unanswered").Text()}
		for n, value := range q.Options {
			in.Options = append(in.Options, page.Option{Value: value, Label: q.Labels[n]})
		}
		out = append(out, in)
	}
	return out
}

// Need says whether a paper has to be there.
func Need(n item.Need) page.Word {
	switch n {
	case item.Necessary:
		return page.Word("portal.item-need-necessary")
	case item.Tolerated:
		return page.Word("portal.item-need-tolerated")
	}
	return page.Word("portal.item-need-optional")
}

// CopyOf says whether it is an original.
func CopyOf(kind string) page.Word {
	if kind == "original" {
		return page.Word("portal.item-kind-original")
	}
	return page.Word("portal.item-kind-copy")
}
