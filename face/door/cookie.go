package door

import (
	"net/http"
	"net/url"

	"shuniu/kernel/account"
	"shuniu/kernel/number"
)

// The paths the door itself leads to.
const (
	SignInPath  = "/desk/sign-in"
	SignOutPath = "/desk/sign-out"
	FollowPath  = "/follow"
)

// followCookie holds number and query code of the matter that a resident follows.
// It ends with the browser's session and is sent to no other site.
const followCookie = "shuniu_follow"

func (d *Door) sessionCookie() string {
	if d.Secure {
		return "__Host-shuniu"
	}
	return "shuniu"
}

// SignedIn hands the session to the browser.
func (d *Door) SignedIn(w http.ResponseWriter, token account.Token) {
	http.SetCookie(w, &http.Cookie{
		Name: d.sessionCookie(), Value: string(token), Path: "/",
		HttpOnly: true, Secure: d.Secure, SameSite: http.SameSiteLaxMode,
	})
}

// SignedOut takes the session back.
func (d *Door) SignedOut(w http.ResponseWriter) {
	http.SetCookie(w, &http.Cookie{
		Name: d.sessionCookie(), Path: "/", MaxAge: -1,
		HttpOnly: true, Secure: d.Secure, SameSite: http.SameSiteLaxMode,
	})
}

// Token is the session token of a request, empty if there is none.
func (d *Door) Token(r *http.Request) account.Token {
	c, err := r.Cookie(d.sessionCookie())
	if err != nil {
		return ""
	}
	return account.Token(c.Value)
}

// Following lets the browser follow a matter without an account.
func (d *Door) Following(w http.ResponseWriter, typed, code string) {
	clean, _ := number.Clean(typed)
	http.SetCookie(w, &http.Cookie{
		Name: followCookie, Value: clean + "." + code, Path: FollowPath,
		HttpOnly: true, Secure: d.Secure, SameSite: http.SameSiteLaxMode,
	})
}

// Unfollow forgets the matter followed.
func (d *Door) Unfollow(w http.ResponseWriter) {
	http.SetCookie(w, &http.Cookie{Name: followCookie, Path: FollowPath, MaxAge: -1, HttpOnly: true, Secure: d.Secure, SameSite: http.SameSiteLaxMode})
}

// backTo is where to return after signing in: only a page that was being read,
// never a form that was being sent.
func backTo(r *http.Request) string {
	if r.Method != http.MethodGet {
		return url.QueryEscape("/desk")
	}
	return url.QueryEscape(r.URL.RequestURI())
}
