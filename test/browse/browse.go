// Package browse is a browser for tests of pages: without scripts, reading one
// page at a time and doing only what stands on it.
package browse

import (
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// Browser is somebody's browser. What it finds amiss fails the test.
type Browser struct {
	T      testing.TB
	At     string // address of the page being read
	Status int
	Header http.Header
	Body   string
	Doc    *html.Node
	Lang   string // Accept-Language
	client *http.Client
	url    string
}

// New is a browser of a site, reading Chinese.
func New(t testing.TB, url string) *Browser {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &Browser{T: t, Lang: "zh-CN", client: &http.Client{Jar: jar}, url: url}
}

func (r *Browser) do(req *http.Request) *Browser {
	r.T.Helper()
	req.Header.Set("Accept-Language", r.Lang)
	res, err := r.client.Do(req)
	if err != nil {
		r.T.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		r.T.Fatal(err)
	}
	r.At, r.Status, r.Header, r.Body = res.Request.URL.RequestURI(), res.StatusCode, res.Header, string(b)
	if r.Doc, err = html.Parse(strings.NewReader(r.Body)); err != nil {
		r.T.Fatal(err)
	}
	return r
}

// Goes opens an address.
func (r *Browser) Goes(path string) *Browser {
	r.T.Helper()
	req, err := http.NewRequestWithContext(r.T.Context(), http.MethodGet, r.url+path, nil)
	if err != nil {
		r.T.Fatal(err)
	}
	return r.do(req)
}

// Posts sends a form that need not stand on the page.
func (r *Browser) Posts(path string, values url.Values) *Browser {
	r.T.Helper()
	req, err := http.NewRequestWithContext(r.T.Context(), http.MethodPost, r.url+path, strings.NewReader(values.Encode()))
	if err != nil {
		r.T.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return r.do(req)
}

// Presses fills the form that has the button and sends it with that button, as
// a browser would. typed are pairs of field name and value.
func (r *Browser) Presses(button string, typed ...string) *Browser {
	r.T.Helper()
	b, form := r.button(button), r.Form(button)
	values := Values(form)
	outside := map[string]bool{} // fields that belong to the form and stand elsewhere
	for _, in := range All(r.Doc, "input") {
		if id := Attr(in, "form"); id != "" && id == Attr(form, "id") {
			outside[Attr(in, "name")] = true
			values.Add(Attr(in, "name"), Attr(in, "value"))
		}
	}
	for i := 0; i < len(typed); i += 2 {
		if !hasField(form, typed[i]) && !outside[typed[i]] {
			r.T.Fatalf("%s: the form has no field %q:\n%s", r.At, typed[i], Text(form))
		}
		values.Set(typed[i], typed[i+1])
		if typed[i+1] == "" {
			values.Del(typed[i])
		}
	}
	if name := Attr(b, "name"); name != "" {
		values.Set(name, Attr(b, "value"))
	}
	action := Attr(form, "action")
	if a := Attr(b, "formaction"); a != "" {
		action = a
	}
	return r.Posts(action, values)
}

// Form is the form that a button stands in.
func (r *Browser) Form(button string) *html.Node {
	r.T.Helper()
	b := r.button(button)
	form := parent(b, "form")
	for _, f := range All(r.Doc, "form") {
		if id := Attr(b, "form"); id != "" && Attr(f, "id") == id {
			form = f
		}
	}
	if form == nil {
		r.T.Fatalf("%s: the button %q stands in no form", r.At, button)
	}
	return form
}

// Follows goes where a link with the text leads.
func (r *Browser) Follows(link string) *Browser {
	r.T.Helper()
	for _, a := range All(r.Doc, "a") {
		if strings.Contains(Text(a), link) {
			return r.Goes(Attr(a, "href"))
		}
	}
	r.T.Fatalf("%s: no link %q", r.At, link)
	return nil
}

func (r *Browser) button(label string) *html.Node {
	r.T.Helper()
	for _, b := range All(r.Doc, "button") {
		if strings.Contains(Text(b), label) {
			return b
		}
	}
	r.T.Fatalf("%s: no button %q on\n%s", r.At, label, Text(r.Main()))
	return nil
}

// Main is the part of the page that is about its subject.
func (r *Browser) Main() *html.Node {
	r.T.Helper()
	m := All(r.Doc, "main")
	if len(m) != 1 {
		r.T.Fatalf("%s: %d main elements", r.At, len(m))
	}
	return m[0]
}

// Reads fails unless all the texts stand on the page.
func (r *Browser) Reads(texts ...string) *Browser {
	r.T.Helper()
	whole := Text(r.Main())
	for _, want := range texts {
		if !strings.Contains(whole, want) {
			r.T.Errorf("%s: %q is not on the page:\n%s", r.At, want, whole)
		}
	}
	return r
}

// Never fails if any of the texts stands anywhere in the page's source.
func (r *Browser) Never(texts ...string) *Browser {
	r.T.Helper()
	for _, bad := range texts {
		if strings.Contains(r.Body, bad) {
			r.T.Errorf("%s: %q is on the page", r.At, bad)
		}
	}
	return r
}

// Got fails unless the page has the status.
func (r *Browser) Got(status int) *Browser {
	r.T.Helper()
	if r.Status != status {
		r.T.Fatalf("%s: status %d, want %d:\n%s", r.At, r.Status, status, Text(r.Doc))
	}
	return r
}

// Value is what a field of the page holds.
func (r *Browser) Value(name string) string {
	r.T.Helper()
	for _, form := range All(r.Main(), "form") {
		if hasField(form, name) {
			return Values(form).Get(name)
		}
	}
	r.T.Fatalf("%s: no field %q", r.At, name)
	return ""
}
