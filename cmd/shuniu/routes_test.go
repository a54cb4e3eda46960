package main

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"shuniu/demo"
	"shuniu/face/door"
	"shuniu/kernel/account"
	"shuniu/kernel/calendar"
)

// served is the door of a city as the command opens it, with every face.
func served(t *testing.T, isDemo bool) *door.Door {
	t.Helper()
	e := &env{Out: io.Discard, Err: io.Discard, Now: time.Now}
	c := serveCmd{connected: connected{place: place{Data: t.TempDir(), Zone: "Asia/Shanghai"}}, Demo: isDemo, Secure: true}
	var err error
	if c.catalogue, err = c.items(c.Items, c.Demo); err != nil {
		t.Fatal(err)
	}
	if c.book, err = c.themes(c.Themes, c.Demo); err != nil {
		t.Fatal(err)
	}
	if c.network, err = c.halls(c.Halls, c.Demo); err != nil {
		t.Fatal(err)
	}
	s, err := c.open(t.Context(), e, "990100")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.close(); err != nil {
			t.Error(err)
		}
	})
	if c.watch, err = c.supervision(s); err != nil {
		t.Fatal(err)
	}
	if c.keeper, err = c.partners(t.Context(), e, s); err != nil {
		t.Fatal(err)
	}
	if err := demo.Load(t.Context(), s.db, calendar.DateOf(time.Now())); err != nil {
		t.Fatal(err)
	}
	if err := s.org.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	accounts, err := account.New(s.db, account.Settings{Demo: isDemo})
	if err != nil {
		t.Fatal(err)
	}
	d, err := c.door(s, accounts, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func ask(d *door.Door, route door.Route, site string) *httptest.ResponseRecorder {
	method, path, ok := strings.Cut(route.Pattern, " ")
	if !ok {
		method, path = http.MethodGet, route.Pattern
	}
	path = strings.NewReplacer("{$}", "", "{", "", "}", "", "...", "").Replace(path)
	r := httptest.NewRequest(method, path, nil)
	r.Header.Set("Sec-Fetch-Site", site)
	w := httptest.NewRecorder()
	d.ServeHTTP(w, r)
	return w
}

func TestEveryRouteKeepsOutWhomItIsNotFor(t *testing.T) {
	open := served(t, false)
	for _, route := range open.Routes() {
		res := ask(open, route, "same-origin")
		to := res.Header().Get("Location")
		switch route.Right {
		case door.Anyone:
		case door.Staff:
			if res.Code != http.StatusSeeOther || !strings.HasPrefix(to, door.SignInPath) {
				t.Errorf("%s without signing in: %d %s", route.Pattern, res.Code, to)
			}
		case door.Follower:
			if res.Code != http.StatusSeeOther || to != door.FollowPath {
				t.Errorf("%s without a query code: %d %s", route.Pattern, res.Code, to)
			}
		case door.Program:
			if res.Code != http.StatusUnauthorized || res.Header().Get("WWW-Authenticate") == "" {
				t.Errorf("%s without a token: %d", route.Pattern, res.Code)
			}
		case door.Holder:
			if res.Code != http.StatusUnprocessableEntity {
				t.Errorf("%s without number and code: %d", route.Pattern, res.Code)
			}
		case door.DemoOnly:
			if res.Code != http.StatusNotFound {
				t.Errorf("%s outside a demonstration: %d", route.Pattern, res.Code)
			}
		default:
			t.Errorf("%s names no right: %q", route.Pattern, route.Right)
		}
	}
}

func TestEveryPostIsProtectedAgainstOtherSites(t *testing.T) {
	d := served(t, true)
	posts := 0
	for _, route := range d.Routes() {
		if !strings.HasPrefix(route.Pattern, "POST ") {
			continue
		}
		posts++
		if res := ask(d, route, "cross-site"); res.Code != http.StatusForbidden {
			t.Errorf("%s from another site: %d", route.Pattern, res.Code)
		}
	}
	if posts == 0 {
		t.Fatal("no form was found")
	}
}

func TestAnotherMethodOfAKnownPathIsRefusedAsThat(t *testing.T) {
	d := served(t, false)
	for _, row := range []struct {
		method, path string
		code         int
		allow        string
	}{
		{http.MethodPut, "/ask", http.StatusMethodNotAllowed, http.MethodGet},
		{http.MethodDelete, "/desk", http.StatusMethodNotAllowed, http.MethodGet},
		{http.MethodGet, "/nowhere", http.StatusNotFound, ""},
		{http.MethodPut, "/nowhere", http.StatusNotFound, ""},
		{http.MethodHead, "/ask", http.StatusOK, ""},
	} {
		w := httptest.NewRecorder()
		d.ServeHTTP(w, httptest.NewRequest(row.method, row.path, nil))
		if allow := w.Header().Get("Allow"); w.Code != row.code || !strings.Contains(allow, row.allow) || (allow == "") != (row.allow == "") {
			t.Errorf("%s %s: %d, allowed %q", row.method, row.path, w.Code, allow)
		}
	}
}

func TestABodyThatIsTooLongIsSaidToBe(t *testing.T) {
	d := served(t, false)
	for _, path := range []string{door.FollowPath, door.SignInPath} {
		r := httptest.NewRequest(http.MethodPost, path, strings.NewReader("body="+strings.Repeat("a", 2<<20)))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		w := httptest.NewRecorder()
		d.ServeHTTP(w, r)
		if w.Code != http.StatusRequestEntityTooLarge || !strings.Contains(w.Body.String(), "太长") {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
}
