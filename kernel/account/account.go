// Package account lets people and systems in: logins with passwords, sessions on
// the server, tokens for the programs of other units.
//
// It promises that no secret is stored: a password only as an Argon2id hash
// (RFC 9106, parameters after the OWASP Password Storage Cheat Sheet), a session
// or API token only as its SHA-256. It never tells whether a login exists: an
// unknown one costs the same work and gets the same answer. Guessing is slowed
// down by login and by address, and the number of passwords hashed at once is
// bounded, so that a flood of logins cannot take the machine's memory.
//
// Signing in says who somebody is and nothing about what they may do: that
// follows from their posts (package org) and is decided in package access.
// Passkeys and OIDC will open sessions through Keeper.Open with a Method of their
// own; residents will be a Kind of account without a person.
package account

import (
	"context"
	"database/sql"
	"errors"
	"regexp"
	"runtime"
	"strings"
	"time"

	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
	"shuniu/kernel/org"
	"shuniu/kernel/store"
)

// ID is an account's id.
type ID int64

// Kind says whose accounts these are.
type Kind string

// Staff is the people who hold posts; there are no other accounts so far.
const Staff Kind = "staff"

// Account is the right of one person to sign in under a login, which is kept in
// lower case.
type Account struct {
	ID       ID
	Person   org.PersonID
	Login    string
	Disabled bool
}

// Settings say how accounts behave; zero values stand for what is in brackets.
type Settings struct {
	Demo     bool          // one-click logins for accounts without a password
	Idle     time.Duration // a session ends after this long without use (30 minutes)
	Absolute time.Duration // and after this long in any case (12 hours)
	Hashes   int           // passwords hashed at once, 19 MiB each (the number of CPUs)
}

// Keeper keeps the accounts of one database.
type Keeper struct {
	db       *store.DB
	settings Settings
	accounts *store.IDs
	slots    chan struct{}
	decoy    string
}

// New returns the keeper of the accounts in db.
func New(db *store.DB, s Settings) (*Keeper, error) {
	if s.Idle == 0 {
		s.Idle = 30 * time.Minute
	}
	if s.Absolute == 0 {
		s.Absolute = 12 * time.Hour
	}
	if s.Hashes == 0 {
		s.Hashes = runtime.NumCPU()
	}
	if s.Idle < time.Minute || s.Absolute < s.Idle || s.Hashes < 0 {
		return nil, fault.Of(fault.Invalid, "sessions: idle %v, absolute %v, %d hashes at once", s.Idle, s.Absolute, s.Hashes)
	}
	return &Keeper{
		db: db, settings: s, accounts: db.IDs("account"),
		slots: make(chan struct{}, s.Hashes), decoy: hash(string(newToken())),
	}, nil
}

// NewID is the id for an account to be enrolled; it must be taken before the write.
func (k *Keeper) NewID(ctx context.Context) (ID, error) {
	id, err := k.accounts.Next(ctx)
	return ID(id), err
}

var loginShape = regexp.MustCompile(`^[a-z][a-z0-9._-]{1,39}$`)

// Enrol adds a staff account without a password: until one is set, it cannot sign
// in by password. A login in use, or a second account of a person, is a Conflict.
func Enrol(tx *store.Tx, a Account) error {
	if a.ID <= 0 {
		return fault.Of(fault.Internal, "an id was not taken before the write")
	}
	a.Login = foldLogin(a.Login)
	var defects []fault.Defect
	if !loginShape.MatchString(a.Login) {
		defects = append(defects, fault.Defect{Field: "login", Text: lang.T("用户名以字母开头，由字母、数字和 . _ - 组成，2 至 40 个字符。", "A login name begins with a letter and has 2 to 40 letters, digits and . _ -.")})
	}
	known, err := org.HasPerson(tx, a.Person)
	if err != nil {
		return err
	}
	if !known {
		defects = append(defects, fault.Defect{Field: "person", Text: lang.T("没有这个人员。", "There is no such person.")})
	}
	if err := fault.Defects(defects); err != nil {
		return err
	}
	var n int
	if err := tx.QueryRow(countTakenSQL, a.Login, a.Person).Scan(&n); err != nil {
		return fault.As(err)
	}
	if n > 0 {
		return fault.New(fault.Conflict, lang.T("用户名已被使用，或者该人员已有账号。", "The login name is in use, or this person has an account."), "enrol")
	}
	disabled := store.Micros(time.Time{})
	if a.Disabled {
		disabled = store.Micros(tx.Now())
	}
	_, err = tx.Exec(addAccountSQL, a.ID, Staff, a.Person, a.Login, disabled, store.Micros(tx.Now()))
	return err
}

// Disable shuts an account and ends its sessions.
func (k *Keeper) Disable(ctx context.Context, id ID) error { return k.setDisabled(ctx, id, true) }

// Enable opens an account again.
func (k *Keeper) Enable(ctx context.Context, id ID) error { return k.setDisabled(ctx, id, false) }

func (k *Keeper) setDisabled(ctx context.Context, id ID, disabled bool) error {
	return k.db.Write(ctx, func(tx *store.Tx) error {
		var at time.Time
		if disabled {
			at = tx.Now()
			if _, err := tx.Exec(closeAccountSQL, id); err != nil {
				return err
			}
		}
		n, err := tx.Exec(disableSQL, id, store.Micros(at))
		return found(n, err)
	})
}

// ByLogin is the account with the login, or NotFound.
func (k *Keeper) ByLogin(ctx context.Context, login string) (Account, error) {
	r, err := read(k.db.Read(ctx), byLoginSQL, foldLogin(login))
	return r.Account, err
}

// ByPerson is the account of the person, or NotFound.
func (k *Keeper) ByPerson(ctx context.Context, person org.PersonID) (Account, error) {
	r, err := read(k.db.Read(ctx), byPersonSQL, person)
	return r.Account, err
}

// Listed is an account and whether it has a password; without one nobody can sign
// in by password.
type Listed struct {
	Account
	Password bool
}

// Accounts is every account, by login.
func (k *Keeper) Accounts(ctx context.Context) ([]Listed, error) {
	var all []Listed
	rows, err := k.db.Read(ctx).Query(accountsSQL)
	err = store.Scan(rows, err, func(rows *sql.Rows) error {
		var r record
		err := scan(rows, &r)
		all = append(all, Listed{r.Account, r.password != ""})
		return err
	})
	return all, err
}

// record is an account as stored; an empty password means that there is none.
type record struct {
	Account
	password string
}

func read(q store.Q, query string, key any) (r record, err error) {
	err = scan(q.QueryRow(query, key), &r)
	if errors.Is(err, sql.ErrNoRows) {
		return record{}, fault.Of(fault.NotFound, "no such account")
	}
	return r, fault.Wrap(fault.Unavailable, err, "account")
}

// scan reads a row of accountSQL.
func scan(row interface{ Scan(into ...any) error }, r *record) error {
	var disabled int64
	err := row.Scan(&r.ID, &r.Person, &r.Login, &r.password, &disabled)
	r.Disabled = disabled != 0
	return err
}

func foldLogin(s string) string { return strings.ToLower(strings.TrimSpace(s)) }

// found makes a change that met no row a NotFound.
func found(n int64, err error) error {
	if err == nil && n == 0 {
		return fault.Of(fault.NotFound, "no such row")
	}
	return err
}
