package crowd

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/net/html"
)

// Form is one form of a page, as a person sees it: where it goes and what it asks.
type Form struct {
	Action string
	Values url.Values // what stands in it
	asks   []ask
}

// ask is something to be filled in.
type ask struct {
	name, kind string // text, textarea, select, radio, checkbox, date, number, file …
	required   bool
	least      int
	options    []string
}

// forms are those of a page that are sent by post, in its order.
func forms(page string) []*Form {
	var all []*Form
	top, err := html.Parse(strings.NewReader(page))
	if err != nil {
		return nil // what a browser cannot show, nobody fills in
	}
	for n := range top.Descendants() {
		if n.Type == html.ElementNode && n.Data == "form" && strings.EqualFold(attr(n, "method"), "post") {
			all = append(all, formOf(n))
		}
	}
	return all
}

func formOf(n *html.Node) *Form {
	f := &Form{Action: attr(n, "action"), Values: url.Values{}}
	for e := range n.Descendants() {
		if e.Type != html.ElementNode || attr(e, "name") == "" {
			continue
		}
		switch a := (ask{name: attr(e, "name"), kind: e.Data, required: has(e, "required")}); {
		case e.Data == "input" && attr(e, "type") == "hidden":
			f.Values.Add(a.name, attr(e, "value"))
		case e.Data == "button":
		case e.Data == "input" && (attr(e, "type") == "radio" || attr(e, "type") == "checkbox"):
			f.offer(ask{name: a.name, kind: attr(e, "type")}, attr(e, "value"))
		case e.Data == "input":
			a.kind, a.least = attr(e, "type"), atoi(attr(e, "min"))
			f.asks = append(f.asks, a)
			if v := attr(e, "value"); v != "" {
				f.Values.Set(a.name, v)
			}
		case e.Data == "select":
			for o := range e.Descendants() {
				if v := attr(o, "value"); o.Data == "option" && v != "" {
					a.options = append(a.options, v)
				}
			}
			f.asks = append(f.asks, a)
		case e.Data == "textarea":
			f.asks = append(f.asks, a)
		}
	}
	return f
}

// offer adds one of several options.
func (f *Form) offer(a ask, value string) {
	i := slices.IndexFunc(f.asks, func(b ask) bool { return b.name == a.name })
	if i < 0 {
		f.asks = append(f.asks, a)
		i = len(f.asks) - 1
	}
	f.asks[i].options = append(f.asks[i].options, value)
}

// Fill writes something sensible into everything that is asked and still empty.
func (f *Form) Fill(words func(name string) string, day time.Time, pick func(int) int) {
	for _, a := range f.asks {
		if f.Values.Get(a.name) != "" || a.kind == "file" || a.kind == "checkbox" {
			continue
		}
		switch {
		case len(a.options) > 0:
			f.Values.Set(a.name, a.options[pick(len(a.options))])
		case a.kind == "date":
			f.Values.Set(a.name, day.AddDate(0, 0, 7).Format(time.DateOnly))
		case a.kind == "number":
			f.Values.Set(a.name, strconv.Itoa(max(1, a.least)))
		case a.kind == "select":
		default:
			f.Values.Set(a.name, words(a.name))
		}
	}
}

// links are the addresses in a page that begin with a prefix, each once.
func links(page, prefix string) []string {
	var all []string
	for rest := page; ; {
		_, after, ok := strings.Cut(rest, `href="`+prefix)
		if !ok {
			return all
		}
		tail, more, _ := strings.Cut(after, `"`)
		tail, _, _ = strings.Cut(html.UnescapeString(tail), "#")
		if at := prefix + tail; tail != "" && !slices.Contains(all, at) {
			all = append(all, at)
		}
		rest = more
	}
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func has(n *html.Node, name string) bool {
	return slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == name })
}

func atoi(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		return 0
	}
	return n
}
