package portal_test

import (
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"shuniu/face/door"
	"shuniu/face/portal"
	"shuniu/kernel/account"
	"shuniu/kernel/lang"
	"shuniu/kernel/ledger"
	"shuniu/kernel/process"
	"shuniu/service/people/request"
	"shuniu/test/city"
)

// town is a city with its portal open.
type town struct {
	*city.City
	server *httptest.Server
}

func open(t *testing.T) *town { return openWith(t, false) }

func openWith(t *testing.T, demo bool, defs ...*process.Definition) *town {
	t.Helper()
	c := city.New(t, city.Databases()["sqlite"](t), city.Options{Definitions: defs, Followers: func(c *city.City) []ledger.Follower {
		return []ledger.Follower{request.NewPublished(c.Engine), request.NewFigures(c.Engine)}
	}})
	accounts, err := account.New(c.DB, account.Settings{Demo: demo})
	if err != nil {
		t.Fatal(err)
	}
	d := door.New(door.Setup{
		Accounts: accounts, Org: c.Org, Engine: c.Engine, Zone: city.Zone(), Now: c.Clock.Now,
		City: lang.T("澜湾市", "Lanwan"), Demo: demo,
	})
	portal.Register(d, portal.Sources{Published: request.NewPublished(c.Engine), Figures: request.NewFigures(c.Engine), People: []portal.Person{{
		Login: "suhe", Name: lang.T("苏禾", "Su He"), Unit: lang.T("市12345热线中心", "City Hotline 12345"), Title: lang.T("派单员", "Dispatcher"),
		Who: lang.T("每天分派来件", "Sends requests to whoever must act"), Try: lang.T("派出一件", "Dispatch one"),
	}}})
	s := httptest.NewServer(d)
	t.Cleanup(s.Close)
	t.Cleanup(func() { c.Inspect(t) })
	return &town{City: c, server: s}
}

// resident is somebody with a browser without scripts. They read one page at a
// time and can do only what stands on it.
type resident struct {
	t      *testing.T
	town   *town
	client *http.Client
	lang   string
	at     string // path of the page being read
	status int
	body   string
	doc    *html.Node
}

func (c *town) resident(t *testing.T) *resident {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &resident{t: t, town: c, client: &http.Client{Jar: jar}, lang: "zh-CN"}
}

func (r *resident) do(req *http.Request) *resident {
	r.t.Helper()
	req.Header.Set("Accept-Language", r.lang)
	res, err := r.client.Do(req)
	if err != nil {
		r.t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		r.t.Fatal(err)
	}
	r.at, r.status, r.body = res.Request.URL.RequestURI(), res.StatusCode, string(b)
	if r.doc, err = html.Parse(strings.NewReader(r.body)); err != nil {
		r.t.Fatal(err)
	}
	return r
}

// goes opens an address.
func (r *resident) goes(path string) *resident {
	r.t.Helper()
	req, err := http.NewRequestWithContext(r.t.Context(), http.MethodGet, r.town.server.URL+path, nil)
	if err != nil {
		r.t.Fatal(err)
	}
	return r.do(req)
}

// posts sends a form that need not stand on the page.
func (r *resident) posts(path string, values url.Values) *resident {
	r.t.Helper()
	req, err := http.NewRequestWithContext(r.t.Context(), http.MethodPost, r.town.server.URL+path, strings.NewReader(values.Encode()))
	if err != nil {
		r.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return r.do(req)
}

// presses fills the form that has the button and sends it with that button, as
// a browser would. typed are pairs of field name and value.
func (r *resident) presses(button string, typed ...string) *resident {
	r.t.Helper()
	b := r.button(button)
	form := parent(b, "form")
	if form == nil {
		r.t.Fatalf("%s: the button %q stands in no form", r.at, button)
	}
	values := formValues(form)
	for i := 0; i < len(typed); i += 2 {
		if !hasField(form, typed[i]) {
			r.t.Fatalf("%s: the form has no field %q:\n%s", r.at, typed[i], text(form))
		}
		values.Set(typed[i], typed[i+1])
		if typed[i+1] == "" {
			values.Del(typed[i])
		}
	}
	if name := attr(b, "name"); name != "" {
		values.Set(name, attr(b, "value"))
	}
	action := attr(form, "action")
	if a := attr(b, "formaction"); a != "" {
		action = a
	}
	return r.posts(action, values)
}

// follows goes where a link with the text leads.
func (r *resident) follows(link string) *resident {
	r.t.Helper()
	for _, a := range all(r.doc, "a") {
		if strings.Contains(text(a), link) {
			return r.goes(attr(a, "href"))
		}
	}
	r.t.Fatalf("%s: no link %q", r.at, link)
	return nil
}

func (r *resident) button(label string) *html.Node {
	r.t.Helper()
	for _, b := range all(r.doc, "button") {
		if strings.Contains(text(b), label) {
			return b
		}
	}
	r.t.Fatalf("%s: no button %q on\n%s", r.at, label, text(r.main()))
	return nil
}

func (r *resident) main() *html.Node {
	r.t.Helper()
	m := all(r.doc, "main")
	if len(m) != 1 {
		r.t.Fatalf("%s: %d main elements", r.at, len(m))
	}
	return m[0]
}

// reads fails unless all the texts stand on the page.
func (r *resident) reads(texts ...string) *resident {
	r.t.Helper()
	whole := text(r.main())
	for _, want := range texts {
		if !strings.Contains(whole, want) {
			r.t.Errorf("%s: %q is not on the page:\n%s", r.at, want, whole)
		}
	}
	return r
}

// never fails if any of the texts stands anywhere in the page's source.
func (r *resident) never(texts ...string) *resident {
	r.t.Helper()
	for _, bad := range texts {
		if strings.Contains(r.body, bad) {
			r.t.Errorf("%s: %q is on the page", r.at, bad)
		}
	}
	return r
}

// got fails unless the page has the status.
func (r *resident) got(status int) *resident {
	r.t.Helper()
	if r.status != status {
		r.t.Fatalf("%s: status %d, want %d:\n%s", r.at, r.status, status, text(r.doc))
	}
	return r
}

// value is what a field of the page holds.
func (r *resident) value(name string) string {
	r.t.Helper()
	for _, form := range all(r.main(), "form") {
		if hasField(form, name) {
			return formValues(form).Get(name)
		}
	}
	r.t.Fatalf("%s: no field %q", r.at, name)
	return ""
}
