package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"regexp"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	driversqlite "modernc.org/sqlite"
	codes "modernc.org/sqlite/lib"

	"shuniu/kernel/fault"
)

type dialect uint8

const (
	sqlite dialect = iota
	postgres
)

// snapshot is the isolation in which a transaction keeps seeing one state; an
// SQLite transaction always does.
func (d dialect) snapshot() sql.IsolationLevel {
	if d == postgres {
		return sql.LevelRepeatableRead
	}
	return sql.LevelDefault
}

var listArg = regexp.MustCompile(`LIST\((\$\d+)\)`)

// text adapts a query to the database, once per query.
func (db *DB) text(query string) string {
	if t, ok := db.texts.Load(query); ok {
		return t.(string)
	}
	t := query
	if db.dialect == sqlite {
		t = strings.ReplaceAll(t, " FOR UPDATE", "")
		t = listArg.ReplaceAllString(t, "SELECT value FROM json_each(${1})")
	} else {
		t = listArg.ReplaceAllString(t, "SELECT jsonb_array_elements_text(${1}::jsonb)::bigint AS value")
	}
	db.texts.Store(query, t)
	return t
}

// List makes the argument of LIST($n).
func List[T ~int64](ids []T) string {
	b := []byte{'['}
	for i, id := range ids {
		if i > 0 {
			b = append(b, ',')
		}
		b = strconv.AppendInt(b, int64(id), 10)
	}
	return string(append(b, ']'))
}

// prepared returns a statement for a read on SQLite, where preparing costs more
// than a small query; pgx caches statements itself.
func (db *DB) prepared(ctx context.Context, query string) *sql.Stmt {
	if db.dialect == postgres {
		return nil
	}
	key := "read " + query
	if s, ok := db.texts.Load(key); ok {
		return s.(*sql.Stmt)
	}
	stmt, err := db.readers.PrepareContext(ctx, db.text(query))
	if err != nil {
		return nil
	}
	if old, loaded := db.texts.LoadOrStore(key, stmt); loaded {
		_ = stmt.Close() // the other one is in use
		return old.(*sql.Stmt)
	}
	return stmt
}

// classify gives a failure of the database a kind: Unavailable where trying again
// later can help, Conflict where another was first with what must be unique,
// Internal otherwise. sql.ErrNoRows and nil pass.
func (db *DB) classify(err error) error {
	switch {
	case err == nil, errors.Is(err, sql.ErrNoRows):
		return err
	case isTransient(err):
		return fault.Wrap(fault.Unavailable, err, "database")
	case IsUnique(err):
		return fault.Wrap(fault.Conflict, err, "database")
	}
	return fault.Wrap(fault.Internal, err, "database")
}

func isTransient(err error) bool {
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return true
	}
	var lite *driversqlite.Error
	if errors.As(err, &lite) {
		switch lite.Code() & 0xff {
		case codes.SQLITE_FULL, codes.SQLITE_IOERR, codes.SQLITE_BUSY, codes.SQLITE_READONLY, codes.SQLITE_CANTOPEN, codes.SQLITE_NOMEM, codes.SQLITE_LOCKED:
			return true
		}
		return false
	}
	var pg *pgconn.PgError
	if errors.As(err, &pg) { // classes: connection, resources, operator intervention, rollback
		return strings.HasPrefix(pg.Code, "08") || strings.HasPrefix(pg.Code, "53") || strings.HasPrefix(pg.Code, "57") || strings.HasPrefix(pg.Code, "40") || pg.Code == "25006"
	}
	return errors.Is(err, driver.ErrBadConn) || errors.Is(err, sql.ErrConnDone) || pgconn.SafeToRetry(err) || isNetwork(err)
}

// IsUnique reports whether err is the breach of a unique constraint.
func IsUnique(err error) bool {
	var lite *driversqlite.Error
	if errors.As(err, &lite) {
		return lite.Code() == codes.SQLITE_CONSTRAINT_UNIQUE || lite.Code() == codes.SQLITE_CONSTRAINT_PRIMARYKEY
	}
	var pg *pgconn.PgError
	return errors.As(err, &pg) && pg.Code == "23505"
}

// isAborted reports whether PostgreSQL asks for the transaction to be run again.
func isAborted(err error) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && (pg.Code == "40001" || pg.Code == "40P01")
}
