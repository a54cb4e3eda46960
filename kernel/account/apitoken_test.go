package account_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"shuniu/kernel/account"
	"shuniu/kernel/fault"
)

func TestAnAPITokenWorksUntilItExpiresOrIsRevoked(t *testing.T) {
	on(t, account.Settings{}, func(w *world) {
		grant := account.Grant{Name: "省平台对接", Unit: w.unit, Scopes: []account.Scope{"request.read", "request.write"}, Expires: w.clock.Now().Add(24 * time.Hour)}
		secret, issued, err := w.keep.IssueToken(w.Context(), grant)
		w.must(err)
		if !strings.HasPrefix(string(secret), "shuniu_") || len(secret) != 50 {
			w.Errorf("a secret of %d characters", len(secret))
		}
		got, err := w.keep.CheckToken(w.Context(), secret)
		if diff := cmp.Diff(issued, got); err != nil || diff != "" {
			w.Error(err, diff)
		}
		if !got.Allows("request.read") || got.Allows("request") || got.Allows("org.read") {
			w.Errorf("scopes %v", got.Scopes)
		}
		second, other, err := w.keep.IssueToken(w.Context(), grant)
		w.must(err)
		w.must(w.keep.RevokeToken(w.Context(), issued.ID))
		revoked := w.clock.Now()
		w.clock.pass(time.Hour)
		w.must(w.keep.RevokeToken(w.Context(), issued.ID))
		_, err = w.keep.CheckToken(w.Context(), secret)
		w.refused(fault.Denied, err)
		_, err = w.keep.CheckToken(w.Context(), second)
		w.must(err)
		w.clock.pass(23 * time.Hour)
		_, err = w.keep.CheckToken(w.Context(), second)
		w.refused(fault.Denied, err)
		_, err = w.keep.CheckToken(w.Context(), "shuniu_unknown")
		w.refused(fault.Denied, err)
		w.refused(fault.NotFound, w.keep.RevokeToken(w.Context(), 4711))
		issued.Revoked = revoked
		all, err := w.keep.Tokens(w.Context())
		if diff := cmp.Diff([]account.APIToken{issued, other}, all); err != nil || diff != "" {
			w.Error(err, diff)
		}
	})
}

func TestAnAPITokenIsRefusedWithAllItsDefects(t *testing.T) {
	on(t, account.Settings{}, func(w *world) {
		_, _, err := w.keep.IssueToken(w.Context(), account.Grant{Name: " ", Unit: 4711, Scopes: []account.Scope{"Everything"}, Expires: w.clock.Now()})
		var fields []string
		for _, d := range w.refused(fault.Invalid, err).Defects {
			fields = append(fields, d.Field)
		}
		if diff := cmp.Diff([]string{"name", "scopes", "expires", "unit"}, fields); diff != "" {
			w.Error(diff)
		}
	})
}
