package door

import (
	"errors"
	"net/http"
	"strings"

	"shuniu/kernel/access"
	"shuniu/kernel/account"
	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
)

var (
	errToken = fault.New(fault.Denied, lang.T("请在 Authorization 请求头中提供有效的访问令牌：Bearer 后接令牌。它可能写错、已过期或已吊销。",
		"Give a valid access token in the Authorization header: Bearer and the token. It may be mistyped, expired or revoked."), "api token")
	errCalls = fault.New(fault.Unavailable, lang.T("这个令牌的调用过于频繁，请按 Retry-After 等待后再试。", "This token is used too often. Wait as Retry-After says and try again."), "too many calls")
)

// bearer is the token that a request comes with, empty if none.
func bearer(r *http.Request) account.Token {
	scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return ""
	}
	return account.Token(strings.TrimSpace(token))
}

// program lets the program of another system in. Tokens that are none count against
// the address, so that nobody tries them at will.
func (d *Door) program(r *http.Request, v *Visitor) error {
	secret := bearer(r)
	if secret == "" || d.Systems == nil {
		return errToken
	}
	t, err := d.Systems.Check(r.Context(), secret)
	switch {
	case fault.Is(err, fault.Denied):
		if !d.posts.allows(d.sender(r), 1) {
			return errPace
		}
		return errors.Join(errToken, err)
	case err != nil:
		return err
	case !d.calls.allows(t.ID, 1):
		return errCalls
	}
	v.Token, v.Actor = t, access.ByToken(int64(t.ID), t.Unit)
	return nil
}
