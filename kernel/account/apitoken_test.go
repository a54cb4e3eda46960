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
		systems := account.NewSystems(w.db)
		grant := account.Grant{Name: "省平台对接", Unit: w.unit, Scopes: []account.Scope{"request.read", "request.write"}, Expires: w.clock.Now().Add(24 * time.Hour)}
		secret, issued, err := systems.Issue(w.Context(), grant)
		w.must(err)
		if !strings.HasPrefix(string(secret), "shuniu_") || len(secret) != 50 {
			w.Errorf("a secret of %d characters", len(secret))
		}
		got, err := systems.Check(w.Context(), secret)
		if diff := cmp.Diff(issued, got); err != nil || diff != "" {
			w.Error(err, diff)
		}
		if !got.Allows("request.read") || got.Allows("request") || got.Allows("org.read") {
			w.Errorf("scopes %v", got.Scopes)
		}
		second, other, err := systems.Issue(w.Context(), grant)
		w.must(err)
		w.must(systems.Revoke(w.Context(), issued.ID))
		revoked := w.clock.Now()
		w.clock.pass(time.Hour)
		w.must(systems.Revoke(w.Context(), issued.ID))
		_, err = systems.Check(w.Context(), secret)
		w.refused(fault.Denied, err)
		_, err = systems.Check(w.Context(), second)
		w.must(err)
		w.clock.pass(23 * time.Hour)
		_, err = systems.Check(w.Context(), second)
		w.refused(fault.Denied, err)
		_, err = systems.Check(w.Context(), "shuniu_unknown")
		w.refused(fault.Denied, err)
		w.refused(fault.NotFound, systems.Revoke(w.Context(), 4711))
		issued.Revoked = revoked
		all, err := systems.Tokens(w.Context())
		if diff := cmp.Diff([]account.APIToken{issued, other}, all); err != nil || diff != "" {
			w.Error(err, diff)
		}
	})
}

func TestAnAPITokenIsRefusedWithAllItsDefects(t *testing.T) {
	on(t, account.Settings{}, func(w *world) {
		systems := account.NewSystems(w.db)
		_, _, err := systems.Issue(w.Context(), account.Grant{Name: " ", Unit: 4711, Scopes: []account.Scope{"Everything"}, Expires: w.clock.Now()})
		var fields []string
		for _, d := range w.refused(fault.Invalid, err).Defects {
			fields = append(fields, d.Field)
		}
		if diff := cmp.Diff([]string{"name", "scopes", "expires", "unit"}, fields); diff != "" {
			w.Error(diff)
		}
	})
}
