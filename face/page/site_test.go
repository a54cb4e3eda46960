package page

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"testing/fstest"

	"shuniu/kernel/lang"
)

func packed(t *testing.T, s string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := io.WriteString(z, s); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestAssetsAreKeptByTheirContent(t *testing.T) {
	shelf := readAssets(fstest.MapFS{
		"assets/.gitignore": {Data: []byte("*")},
		"assets/a.css":      {Data: []byte("a{}")},
		"assets/a.css.gz":   {Data: packed(t, "a{}")},
		"assets/b.bin":      {Data: []byte("?")},
	})
	if len(shelf) != 1 {
		t.Fatalf("%d assets, want the one of a known type", len(shelf))
	}
	href := shelf.href("a.css")
	get := func(path, accept string) *httptest.ResponseRecorder {
		r := httptest.NewRequest(http.MethodGet, path, nil)
		r.Header.Set("Accept-Encoding", accept)
		w := httptest.NewRecorder()
		Headers(shelf).ServeHTTP(w, r)
		return w
	}
	plain := get(href, "")
	if plain.Body.String() != "a{}" || !strings.Contains(plain.Header().Get("Cache-Control"), "immutable") || plain.Header().Get("Content-Type") != "text/css; charset=utf-8" {
		t.Errorf("%s gives %q with %v", href, plain.Body, plain.Header())
	}
	if z := get(href, "gzip, br"); z.Header().Get("Content-Encoding") != "gzip" || !bytes.Equal(z.Body.Bytes(), packed(t, "a{}")) {
		t.Error("a browser that unpacks does not get it packed")
	}
	if old := get("/assets/0123/a.css", ""); old.Code != http.StatusOK || old.Header().Get("Cache-Control") != "no-cache" {
		t.Errorf("another hash gives %d, kept %q", old.Code, old.Header().Get("Cache-Control"))
	}
	for _, path := range []string{"/assets/x/.gitignore", "/assets/x/nothing.css", "/assets/", "/assets/x/../a.css.gz"} {
		if w := get(path, ""); w.Code != http.StatusNotFound {
			t.Errorf("%s gives %d", path, w.Code)
		}
	}
}

func TestHeadersGuardEveryPage(t *testing.T) {
	w := httptest.NewRecorder()
	Headers(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {})).ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/", nil))
	policy := w.Header().Get("Content-Security-Policy")
	for _, want := range []string{"default-src 'self'", "frame-ancestors 'none'", "base-uri 'none'", "object-src 'none'"} {
		if !strings.Contains(policy, want) {
			t.Errorf("the policy lacks %s", want)
		}
	}
	if strings.Contains(policy, "unsafe") {
		t.Errorf("the policy allows inline code: %s", policy)
	}
	for key, want := range map[string]string{"X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin", "Cache-Control": "no-store"} {
		if got := w.Header().Get(key); got != want {
			t.Errorf("%s = %q", key, got)
		}
	}
}

func TestPrefsKeepLanguageAndSizeAndLeadBack(t *testing.T) {
	w := httptest.NewRecorder()
	Prefs().ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/prefs?lang=en&size=large&back=/see%3Fq%3D1", nil))
	if w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/see?q=1" {
		t.Fatalf("%d to %q", w.Code, w.Header().Get("Location"))
	}
	r := httptest.NewRequest(http.MethodGet, "/", nil)
	for _, c := range w.Result().Cookies() {
		if !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.MaxAge <= 0 {
			t.Errorf("cookie %s is loose", c.Name)
		}
		r.AddCookie(c)
	}
	if tag, large := ReadPrefs(r); tag != lang.En || !large {
		t.Errorf("read back %s, large %v", tag, large)
	}
}

func TestPrefsIgnoreWhatTheyDoNotKnow(t *testing.T) {
	w := httptest.NewRecorder()
	Prefs().ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/prefs?lang=fr&size=huge", nil))
	if n := len(w.Result().Cookies()); n != 0 {
		t.Errorf("%d cookies set", n)
	}
	w = httptest.NewRecorder()
	Prefs().ServeHTTP(w, httptest.NewRequest(http.MethodDelete, "/prefs", nil))
	if w.Code != http.StatusMethodNotAllowed {
		t.Errorf("DELETE gives %d", w.Code)
	}
}

func TestLanguageOfAFirstVisitIsTheBrowsers(t *testing.T) {
	for header, want := range map[string]lang.Tag{"": lang.Zh, "zh-CN,zh;q=0.9,en;q=0.8": lang.Zh, "en-GB,en;q=0.9": lang.En, "de": lang.Zh} {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.Header.Set("Accept-Language", header)
		if tag, _ := ReadPrefs(r); tag != want {
			t.Errorf("%q is read as %s", header, tag)
		}
	}
}

func FuzzSwitchesLeadNowhereElse(f *testing.F) {
	for _, s := range []string{"/", "//evil.cn", "https://evil.cn", `/\evil.cn`, "/\t/evil.cn", "/see?q=//x", "javascript:alert(1)", "", "/%2f/evil.cn"} {
		f.Add(s)
	}
	base, err := url.Parse("https://city.example/here")
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, back string) {
		got := localPath(back)
		to, err := base.Parse(got)
		if err != nil || to.Host != base.Host || to.Scheme != base.Scheme {
			t.Errorf("%q leads to %v", back, to)
		}
		if len(got) > 1 && (got[1] == '/' || got[1] == '\\') || strings.ContainsAny(got, "\\\r\n\t") {
			t.Errorf("%q may be read as another site: %q", back, got)
		}
	})
}
