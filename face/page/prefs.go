package page

import (
	"net/http"
	"net/url"
	"strings"
	"time"

	"shuniu/kernel/lang"
)

// PrefsPath is where the language and print-size switches lead.
const PrefsPath = "/prefs"

const (
	langCookie = "lang"
	sizeCookie = "size"
	sizeLarge  = "large"
	sizeNormal = "normal"
	prefsKept  = 365 * 24 * time.Hour
)

// ReadPrefs is what a request says of language and large print: the cookies the
// switches set, else the first language of the browser, else Chinese.
func ReadPrefs(r *http.Request) (tag lang.Tag, large bool) {
	tag = lang.Parse(r.Header.Get("Accept-Language"))
	if c, err := r.Cookie(langCookie); err == nil {
		tag = lang.Parse(c.Value)
	}
	c, err := r.Cookie(sizeCookie)
	return tag, err == nil && c.Value == sizeLarge
}

// Prefs sets language (lang=zh|en) and print size (size=large|normal) and leads
// back to the local path in back. It changes nothing but how pages look, so
// a plain link may call it and no script is needed.
func Prefs() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet && r.Method != http.MethodPost {
			w.Header().Set("Allow", "GET, POST")
			http.Error(w, http.StatusText(http.StatusMethodNotAllowed), http.StatusMethodNotAllowed)
			return
		}
		if err := r.ParseForm(); err != nil {
			http.Error(w, http.StatusText(http.StatusBadRequest), http.StatusBadRequest)
			return
		}
		if v := r.Form.Get("lang"); v == string(lang.Zh) || v == string(lang.En) {
			keepPref(w, r, langCookie, v)
		}
		if v := r.Form.Get("size"); v == sizeLarge || v == sizeNormal {
			keepPref(w, r, sizeCookie, v)
		}
		http.Redirect(w, r, localPath(r.Form.Get("back")), http.StatusSeeOther) //nolint:gosec // localPath leads to this site only
	})
}

func keepPref(w http.ResponseWriter, r *http.Request, name, value string) {
	http.SetCookie(w, &http.Cookie{
		Name: name, Value: value, Path: "/",
		MaxAge:   int(prefsKept / time.Second),
		HttpOnly: true, Secure: r.TLS != nil, SameSite: http.SameSiteLaxMode,
	})
}

// localPath is a path on this site or "/": a switch must not be a way to send
// people elsewhere, and browsers read a backslash as a slash.
func localPath(back string) string {
	u, err := url.Parse(back)
	if err != nil || u.IsAbs() || u.Host != "" || !strings.HasPrefix(back, "/") ||
		strings.HasPrefix(back, "//") || strings.ContainsAny(back, "\\\r\n\t") {
		return "/"
	}
	return back
}
