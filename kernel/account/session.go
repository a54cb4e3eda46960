package account

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"encoding/base64"
	"errors"
	"time"

	"shuniu/kernel/fault"
	"shuniu/kernel/org"
	"shuniu/kernel/store"
)

// touch is how often at most the use of a session is written down.
const touch = time.Minute

// Token is the secret of a session or of a program: 256 random bits. It prints as
// a word, so that no log shows it; string(t) is the secret itself.
type Token string

// String hides the secret.
func (Token) String() string { return "token" }

// GoString hides the secret.
func (Token) GoString() string { return "token" }

// newToken is 32 random bytes in base64url.
func newToken() Token {
	b := make([]byte, 32)
	rand.Read(b) // never fails
	return Token(base64.RawURLEncoding.EncodeToString(b))
}

// digest is what is stored of a token. It needs no salt: 256 random bits are not
// guessed from their hash.
func (t Token) digest() []byte {
	sum := sha256.Sum256([]byte(t))
	return sum[:]
}

// Method says how somebody proved who they are.
type Method string

// The methods so far.
const (
	ByPassword Method = "password"
	ByDemo     Method = "demo"
)

// Session is a time for which somebody is signed in. Seen is exact to a minute.
type Session struct {
	Account ID
	Person  org.PersonID
	Login   string
	Kind    Kind
	Method  Method
	Created time.Time
	Seen    time.Time
}

// Open opens a session for an account that has proved itself by the method. A
// shut account is Denied, one that does not exist NotFound.
func (k *Keeper) Open(ctx context.Context, id ID, by Method) (Token, error) {
	r, err := read(k.db.Read(ctx), byIDSQL, id)
	if err != nil {
		return "", err
	}
	if r.Disabled {
		return "", fault.Of(fault.Denied, "account %d is shut", id)
	}
	token := newToken()
	return token, k.db.Write(ctx, func(tx *store.Tx) error { return openSession(tx, id, by, token) })
}

// openSession checks once more that the account is open: it may have been shut
// since its password was looked at.
func openSession(tx *store.Tx, id ID, by Method, token Token) error {
	n, err := tx.Exec(openSQL, token.digest(), id, by, store.Micros(tx.Now()))
	if err == nil && n == 0 {
		return fault.Of(fault.Denied, "account %d is shut", id)
	}
	return err
}

// Lookup finds the session of a token; false means that nobody is signed in with
// it, or not any more. Using a session keeps it from ending.
func (k *Keeper) Lookup(ctx context.Context, token Token) (Session, bool, error) {
	var s Session
	var created, seen int64
	err := k.db.Read(ctx).QueryRow(sessionSQL, token.digest()).Scan(&s.Account, &s.Person, &s.Login, &s.Kind, &s.Method, &created, &seen)
	if errors.Is(err, sql.ErrNoRows) {
		return Session{}, false, nil
	}
	if err != nil {
		return Session{}, false, fault.Wrap(fault.Unavailable, err, "session")
	}
	s.Created, s.Seen = store.Moment(created), store.Moment(seen)
	now := k.db.Now()
	if now.Sub(s.Seen) >= k.settings.Idle || now.Sub(s.Created) >= k.settings.Absolute {
		return Session{}, false, nil
	}
	if now.Sub(s.Seen) >= touch {
		err = k.db.Write(ctx, func(tx *store.Tx) error {
			_, err := tx.Exec(touchSQL, token.digest(), store.Micros(tx.Now()))
			return err
		})
		if err != nil && !fault.Is(err, fault.Unavailable) {
			return Session{}, false, err
		}
		// a database that takes no writes for a while must not lock out readers
	}
	return s, true, nil
}

// Close ends a session; one that has ended already is no failure.
func (k *Keeper) Close(ctx context.Context, token Token) error {
	return k.db.Write(ctx, func(tx *store.Tx) error {
		_, err := tx.Exec(closeSQL, token.digest())
		return err
	})
}

// CloseAll ends every session of the person: sign out everywhere.
func (k *Keeper) CloseAll(ctx context.Context, person org.PersonID) error {
	return k.db.Write(ctx, func(tx *store.Tx) error {
		_, err := tx.Exec(closePersonSQL, person)
		return err
	})
}

// Sweep deletes sessions that have ended and failed logins that no longer count.
// It is housekeeping: nothing depends on when it runs.
func (k *Keeper) Sweep(ctx context.Context) error {
	return k.db.Write(ctx, func(tx *store.Tx) error {
		now := tx.Now()
		if _, err := tx.Exec(sweepSessionsSQL, store.Micros(now.Add(-k.settings.Idle)), store.Micros(now.Add(-k.settings.Absolute))); err != nil {
			return err
		}
		_, err := tx.Exec(sweepAttemptsSQL, store.Micros(now))
		return err
	})
}
