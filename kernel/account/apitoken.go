package account

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
	"shuniu/kernel/org"
	"shuniu/kernel/store"
)

// tokenPrefix lets scanners for leaked secrets recognise a token.
const tokenPrefix = "shuniu_"

// TokenID is an API token's id.
type TokenID int64

// Scope is one thing a program may do, as "request.read".
type Scope string

// Grant is the wish for a token: what for, for the program of which unit, with
// which scopes and until when. A token always expires.
type Grant struct {
	Name    string
	Unit    org.UnitID
	Scopes  []Scope
	Expires time.Time
}

// Systems keeps the tokens of the programs that other units let in.
type Systems struct {
	db  *store.DB
	ids *store.IDs
}

// NewSystems returns the keeper of the tokens in db.
func NewSystems(db *store.DB) *Systems { return &Systems{db, db.IDs("api_token")} }

// APIToken is what is known of a token. Revoked is zero while it is not.
type APIToken struct {
	ID TokenID
	Grant
	Created time.Time
	Revoked time.Time
}

// Allows reports whether the scope was granted.
func (t APIToken) Allows(scope Scope) bool { return slices.Contains(t.Scopes, scope) }

var scopeShape = regexp.MustCompile(`^[a-z][a-z0-9_]*(\.[a-z0-9_]+)*$`)

// Issue makes a token. The secret is shown this once and never again.
func (s *Systems) Issue(ctx context.Context, g Grant) (Token, APIToken, error) {
	id, err := s.ids.Next(ctx)
	if err != nil {
		return "", APIToken{}, err
	}
	secret := tokenPrefix + newToken()
	g.Expires = g.Expires.UTC().Truncate(time.Microsecond)
	t := APIToken{ID: TokenID(id), Grant: g}
	err = s.db.Write(ctx, func(tx *store.Tx) error {
		t.Created = tx.Now()
		if err := g.check(tx); err != nil {
			return err
		}
		scopes, err := json.Marshal(g.Scopes)
		if err != nil {
			return fault.Wrap(fault.Internal, err, "scopes")
		}
		_, err = tx.Exec(issueSQL, t.ID, secret.digest(), g.Name, g.Unit, string(scopes), store.Micros(t.Created), store.Micros(g.Expires))
		return err
	})
	if err != nil {
		return "", APIToken{}, err
	}
	return secret, t, nil
}

func (g Grant) check(tx *store.Tx) error {
	var defects []fault.Defect
	add := func(field, zh, en string) {
		defects = append(defects, fault.Defect{Field: field, Text: lang.T(zh, en)})
	}
	if n := utf8.RuneCountInString(strings.TrimSpace(g.Name)); n == 0 || n > 100 {
		add("name", "请写明用途，不超过 100 个字符。", "Say what the token is for, in at most 100 characters.")
	}
	if len(g.Scopes) == 0 || slices.ContainsFunc(g.Scopes, func(s Scope) bool { return !scopeShape.MatchString(string(s)) }) {
		add("scopes", "请至少选择一项权限，权限写成 request.read 的样子。", "Choose at least one scope, written like request.read.")
	}
	if !g.Expires.After(tx.Now()) {
		add("expires", "请填写将来的到期时间。", "Give an expiry in the future.")
	}
	known, err := org.HasUnit(tx, g.Unit)
	if err != nil {
		return err
	}
	if !known {
		add("unit", "没有这个单位。", "There is no such unit.")
	}
	return fault.Defects(defects)
}

// Check is the token of a secret. One that is unknown, expired or revoked is
// the same Denied.
func (s *Systems) Check(ctx context.Context, secret Token) (APIToken, error) {
	rows, err := s.db.Read(ctx).Query(tokenSQL, secret.digest())
	found, err := tokens(rows, err)
	if err != nil {
		return APIToken{}, err
	}
	if len(found) == 0 || !found[0].Revoked.IsZero() || !found[0].Expires.After(s.db.Now()) {
		return APIToken{}, fault.New(fault.Denied, lang.T("访问令牌无效或已过期。", "The access token is not valid, or has expired."), "api token")
	}
	return found[0], nil
}

// Revoke ends a token at once and for good; doing it again changes nothing.
func (s *Systems) Revoke(ctx context.Context, id TokenID) error {
	return s.db.Write(ctx, func(tx *store.Tx) error {
		n, err := tx.Exec(revokeSQL, id, store.Micros(tx.Now()))
		return found(n, err)
	})
}

// Tokens is every token ever issued, by id.
func (s *Systems) Tokens(ctx context.Context) ([]APIToken, error) {
	rows, err := s.db.Read(ctx).Query(tokensSQL)
	return tokens(rows, err)
}

func tokens(rows *sql.Rows, err error) ([]APIToken, error) {
	var all []APIToken
	err = store.Scan(rows, err, func(r *sql.Rows) error {
		var t APIToken
		var scopes string
		var created, expires, revoked int64
		if err := r.Scan(&t.ID, &t.Name, &t.Unit, &scopes, &created, &expires, &revoked); err != nil {
			return err
		}
		t.Created, t.Expires, t.Revoked = store.Moment(created), store.Moment(expires), store.Moment(revoked)
		if err := json.Unmarshal([]byte(scopes), &t.Scopes); err != nil {
			return errors.Join(errors.New("scopes of a token"), err)
		}
		all = append(all, t)
		return nil
	})
	return all, err
}
