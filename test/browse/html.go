package browse

import (
	"net/url"
	"strings"

	"golang.org/x/net/html"
)

// All are the elements of the names under a node, in order.
func All(n *html.Node, names ...string) []*html.Node {
	var out []*html.Node
	for d := range n.Descendants() {
		if d.Type != html.ElementNode {
			continue
		}
		for _, name := range names {
			if d.Data == name {
				out = append(out, d)
			}
		}
	}
	return out
}

// Attr is an attribute of an element, empty if it has none.
func Attr(n *html.Node, key string) string {
	v, _ := lookup(n, key)
	return v
}

func lookup(n *html.Node, key string) (string, bool) {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val, true
		}
	}
	return "", false
}

func parent(n *html.Node, name string) *html.Node {
	for p := n.Parent; p != nil; p = p.Parent {
		if p.Data == name {
			return p
		}
	}
	return nil
}

// Text is what a node says, runs of spaces made one.
func Text(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode && d.Parent.Data != "script" && d.Parent.Data != "style" {
			b.WriteString(d.Data + " ")
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// Values is what a browser would send of a form, buttons aside.
func Values(form *html.Node) url.Values {
	values := url.Values{}
	for _, c := range All(form, "input", "textarea", "select") {
		name := Attr(c, "name")
		switch {
		case name == "":
		case c.Data == "textarea":
			values.Add(name, strings.TrimPrefix(rawText(c), "\n"))
		case c.Data == "select":
			for _, o := range All(c, "option") {
				if _, chosen := lookup(o, "selected"); chosen {
					values.Set(name, Attr(o, "value"))
				}
			}
		case Attr(c, "type") == "radio" || Attr(c, "type") == "checkbox":
			if _, ticked := lookup(c, "checked"); ticked {
				values.Add(name, Attr(c, "value"))
			}
		default:
			values.Add(name, Attr(c, "value"))
		}
	}
	return values
}

func rawText(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return b.String()
}

func hasField(form *html.Node, name string) bool {
	for _, c := range All(form, "input", "textarea", "select") {
		if Attr(c, "name") == name {
			return true
		}
	}
	return false
}
