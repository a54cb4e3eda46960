package crash

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"time"

	"golang.org/x/net/html"

	"shuniu/face/page"
	"shuniu/test/browse"
)

// visitor is somebody's browser. It goes on where a server was killed: it asks
// again, another one or the same when it is back.
type visitor struct {
	hall    *hall
	address string
	cookies map[string]string
}

func (h *hall) visitor() *visitor {
	return &visitor{hall: h, address: fmt.Sprintf("10.%d.%d.%d", rand.IntN(250), rand.IntN(250), rand.IntN(250)), cookies: map[string]string{}}
}

// sheet is a form as a browser sends it.
type sheet struct {
	values url.Values
	files  []paper
}

// paper is a file that somebody has.
type paper struct {
	name, content string
	field         string // of the form; empty: files
}

// answer is what a server said. Twice says that an earlier attempt had ended
// without an answer, so that it may have been done then.
type answer struct {
	status   int
	location string
	body     string
	twice    bool
}

func (a *answer) doc() *html.Node {
	doc, err := html.Parse(strings.NewReader(a.body))
	if err != nil {
		return &html.Node{Type: html.DocumentNode} // a reader of a string does not fail
	}
	return doc
}

func (a *answer) String() string {
	return fmt.Sprintf("%d %s %.3000s", a.status, a.location, browse.Text(a.doc()))
}

// goes reads a page.
func (v *visitor) goes(ctx context.Context, path string) (*answer, error) {
	return v.surely(ctx, http.MethodGet, path, nil)
}

// sends gives a form to the server, until there is an answer.
func (v *visitor) sends(ctx context.Context, path string, s *sheet) (*answer, error) {
	return v.surely(ctx, http.MethodPost, path, s)
}

// surely asks until there is an answer. That the city cannot be served just now is
// none.
func (v *visitor) surely(ctx context.Context, method, path string, s *sheet) (*answer, error) {
	broke := false
	for n := rand.IntN(100); ; n++ {
		server, err := v.hall.any(ctx, n)
		if err != nil {
			return nil, err
		}
		a, err := v.once(ctx, method, server+path, s)
		if err == nil && a.status != http.StatusServiceUnavailable {
			a.twice = broke
			return a, nil
		}
		broke = true
		if ctx.Err() != nil {
			return nil, fmt.Errorf("%s %s: %w, at last %w %v", method, path, ctx.Err(), err, a)
		}
		after(5 * time.Millisecond)
	}
}

// once asks once; an error is that nobody knows what became of it.
func (v *visitor) once(ctx context.Context, method, url string, s *sheet) (*answer, error) {
	var body io.Reader
	var kind string
	if s != nil {
		var err error
		if body, kind, err = s.encode(); err != nil {
			return nil, err
		}
	}
	req, err := http.NewRequestWithContext(ctx, method, url, body)
	if err != nil {
		return nil, err
	}
	req.Header.Set("Accept-Language", "zh-CN")
	req.Header.Set("X-Forwarded-For", v.address)
	if s != nil {
		req.Header.Set("Content-Type", kind)
	}
	for name, value := range v.cookies {
		req.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	res, err := v.hall.client.Do(req)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		return nil, err
	}
	for _, c := range res.Cookies() {
		if v.cookies[c.Name] = c.Value; c.MaxAge < 0 {
			delete(v.cookies, c.Name)
		}
	}
	return &answer{status: res.StatusCode, location: res.Header.Get("Location"), body: string(text)}, nil
}

// encode writes the form as browsers do, one with files in parts.
func (s *sheet) encode() (io.Reader, string, error) {
	if s.files == nil {
		return strings.NewReader(s.values.Encode()), "application/x-www-form-urlencoded", nil
	}
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	// The key of a form stands at its head, and files want it first.
	for _, name := range append([]string{page.KeyField}, without(s.values, page.KeyField)...) {
		for _, value := range s.values[name] {
			if err := w.WriteField(name, value); err != nil {
				return nil, "", err
			}
		}
	}
	for _, p := range s.files {
		part, err := w.CreateFormFile(cmp.Or(p.field, "files"), p.name)
		if err != nil {
			return nil, "", err
		}
		if _, err := io.WriteString(part, p.content); err != nil {
			return nil, "", err
		}
	}
	return &b, w.FormDataContentType(), w.Close()
}

func without(values url.Values, name string) []string {
	var names []string
	for other := range values {
		if other != name {
			names = append(names, other)
		}
	}
	return names
}

// form is what the page's form that leads to an address carries by itself.
func (a *answer) form(action string) (*sheet, error) {
	for _, f := range browse.All(a.doc(), "form") {
		if browse.Attr(f, "action") == action {
			return &sheet{values: browse.Values(f)}, nil
		}
	}
	return nil, fmt.Errorf("no form to %s: %v", action, a)
}
