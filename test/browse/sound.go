package browse

import (
	"regexp"
	"strings"

	"golang.org/x/net/html"

	"shuniu/kernel/lang"
)

// Sound fails unless the page has what every page must have: its language, a
// title, one heading of the first level, words in whatever is read or pressed, a
// label for every control, ids that are used once, and nothing inline that the
// content security policy would refuse.
func (r *Browser) Sound(tag lang.Tag) {
	r.T.Helper()
	bad := func(format string, n *html.Node) {
		r.T.Helper()
		r.T.Errorf("%s (%s): %s: <%s %v>", r.At, tag, format, n.Data, n.Attr)
	}
	if strings.Contains(r.Body, "%!") || unsaid.MatchString(Text(r.Doc)) {
		r.T.Errorf("%s (%s): a word is missing:\n%s", r.At, tag, unsaid.FindString(Text(r.Doc)))
	}
	root := All(r.Doc, "html")[0]
	if Attr(root, "lang") != tag.HTML() {
		bad("lang is not "+tag.HTML(), root)
	}
	if n := len(All(r.Doc, "h1")); n != 1 {
		r.T.Errorf("%s (%s): %d h1", r.At, tag, n)
	}
	ids, labelled := map[string]bool{}, map[string]bool{}
	for n := range r.Doc.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		if id := Attr(n, "id"); id != "" {
			if ids[id] {
				bad("id used twice", n)
			}
			ids[id] = true
		}
		if n.Data == "label" {
			labelled[Attr(n, "for")] = true
		}
		if _, inline := lookup(n, "style"); inline || n.Data == "style" {
			bad("inline style", n)
		}
		for _, a := range n.Attr {
			if strings.HasPrefix(a.Key, "on") {
				bad("inline script", n)
			}
		}
	}
	for _, n := range All(r.Doc, "title", "h1", "h2", "h3", "a", "button", "label", "legend", "dt", "dd", "th", "li", "p", "summary", "option", "caption", "figcaption") {
		if Text(n) == "" && !hidden(n) && len(All(n, "input", "form")) == 0 {
			bad("empty", n)
		}
	}
	for _, n := range All(r.Doc, "input", "textarea", "select") {
		if Attr(n, "type") != "hidden" && !labelled[Attr(n, "id")] {
			bad("no label", n)
		}
		for _, id := range strings.Fields(Attr(n, "aria-describedby")) {
			if !ids[id] {
				bad("described by nothing", n)
			}
		}
	}
	for _, n := range All(r.Doc, "section", "nav", "dialog") {
		if id := Attr(n, "aria-labelledby"); id != "" && !ids[id] {
			bad("labelled by nothing", n)
		}
	}
	for _, n := range All(r.Doc, "script") {
		if Attr(n, "src") == "" {
			bad("inline script", n)
		}
	}
}

func hidden(n *html.Node) bool {
	_, is := lookup(n, "hidden")
	return is
}

// unsaid are keys of words and places in sentences that nobody filled.
var unsaid = regexp.MustCompile(`\b(desk|portal|docket|kit)\.[a-z-]+|\{[a-z]+\}`)
