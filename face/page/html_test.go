package page_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/a-h/templ"
	"golang.org/x/net/html"
)

// doc is a piece of HTML to ask questions of.
type doc struct{ *html.Node }

func render(t *testing.T, c templ.Component) doc {
	t.Helper()
	var b strings.Builder
	if err := c.Render(context.Background(), &b); err != nil {
		t.Fatal(err)
	}
	return parse(t, b.String())
}

func parse(t *testing.T, s string) doc {
	t.Helper()
	n, err := html.Parse(strings.NewReader(s))
	if err != nil {
		t.Fatal(err)
	}
	return doc{n}
}

// all are the elements that match "tag", ".class", "tag.class" or "tag[attr=value]".
func (d doc) all(query string) []doc {
	query, attr, _ := strings.Cut(strings.TrimSuffix(query, "]"), "[")
	key, value, _ := strings.Cut(attr, "=")
	tag, class, _ := strings.Cut(query, ".")
	var found []doc
	for n := range d.Descendants() {
		e := doc{n}
		if n.Type == html.ElementNode &&
			(tag == "" || n.Data == tag) &&
			(class == "" || slices.Contains(strings.Fields(e.attr("class")), class)) &&
			(key == "" || e.has(key) && (value == "" || e.attr(key) == value)) {
			found = append(found, e)
		}
	}
	return found
}

// one is the only element that matches.
func (d doc) one(t *testing.T, query string) doc {
	t.Helper()
	found := d.all(query)
	if len(found) != 1 {
		t.Fatalf("%d elements match %s, want 1", len(found), query)
	}
	return found[0]
}

func (d doc) has(key string) bool {
	return slices.ContainsFunc(d.Attr, func(a html.Attribute) bool { return a.Key == key })
}

func (d doc) attr(key string) string {
	for _, a := range d.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

// text is the text as it is read: runs of space are one.
func (d doc) text() string {
	var b strings.Builder
	for n := range d.Descendants() {
		if n.Type == html.TextNode {
			b.WriteString(n.Data)
			b.WriteString(" ")
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}
