package portal_test

import (
	"strings"

	"golang.org/x/net/html"

	"shuniu/kernel/lang"
)

// sound fails unless the page has what every page must have: its language, a
// title, one heading of the first level, words in whatever is read or pressed, a
// label for every control, ids that are used once, and nothing inline that the
// content security policy would refuse.
func (r *resident) sound(tag lang.Tag) {
	r.t.Helper()
	bad := func(format string, n *html.Node) {
		r.t.Helper()
		r.t.Errorf("%s (%s): %s: <%s %v>", r.at, tag, format, n.Data, n.Attr)
	}
	root := all(r.doc, "html")[0]
	if attr(root, "lang") != tag.HTML() {
		bad("lang is not "+tag.HTML(), root)
	}
	if n := len(all(r.doc, "h1")); n != 1 {
		r.t.Errorf("%s (%s): %d h1", r.at, tag, n)
	}
	ids, labelled := map[string]bool{}, map[string]bool{}
	for n := range r.doc.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		if id := attr(n, "id"); id != "" {
			if ids[id] {
				bad("id used twice", n)
			}
			ids[id] = true
		}
		if n.Data == "label" {
			labelled[attr(n, "for")] = true
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
	for _, n := range all(r.doc, "title", "h1", "h2", "h3", "a", "button", "label", "legend", "dt", "dd", "th", "td", "li", "p", "summary", "option", "caption", "figcaption") {
		if text(n) == "" && !hidden(n) && len(all(n, "input", "form")) == 0 {
			bad("empty", n)
		}
	}
	for _, n := range all(r.doc, "input", "textarea", "select") {
		if attr(n, "type") != "hidden" && !labelled[attr(n, "id")] {
			bad("no label", n)
		}
		for _, id := range strings.Fields(attr(n, "aria-describedby")) {
			if !ids[id] {
				bad("described by nothing", n)
			}
		}
	}
	for _, n := range all(r.doc, "section", "nav", "dialog") {
		if id := attr(n, "aria-labelledby"); id != "" && !ids[id] {
			bad("labelled by nothing", n)
		}
	}
	for _, n := range all(r.doc, "script") {
		if attr(n, "src") == "" {
			bad("inline script", n)
		}
	}
}

func hidden(n *html.Node) bool {
	_, is := lookup(n, "hidden")
	return is
}
