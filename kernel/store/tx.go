package store

import (
	"context"
	"database/sql"
	"time"
)

// Tx is one write: it is used by the function given to Write, only while that
// runs and only by its goroutine. A failing statement ends the whole write,
// whatever its function makes of that; the statements after it are not run.
type Tx struct {
	ctx    context.Context
	db     *DB
	conn   *sql.Conn   // in a transaction
	put    []statement // PostgreSQL's, not sent yet
	failed error
	now    time.Time
	after  []func()
}

// Now is the one timestamp of this write: UTC, whole microseconds.
func (t *Tx) Now() time.Time { return t.now }

// Context ends with the write, for reads of another database that belong to it.
func (t *Tx) Context() context.Context { return t.ctx }

// AfterCommit runs fn once the write is durable; not at all if it fails. fn must
// not block.
func (t *Tx) AfterCommit(fn func()) { t.after = append(t.after, fn) }

// Put runs a statement whose outcome the write does not look at. PostgreSQL gets
// it together with others at the next statement that is not put, at the latest
// with the commit: its failure may be told only then.
func (t *Tx) Put(query string, args ...any) error {
	if t.db.dialect == sqlite {
		_, err := t.Exec(query, args...)
		return err
	}
	t.put = append(t.put, statement{t.db.text(query), args})
	return t.failed
}

// Exec runs a statement and returns how many rows it changed.
func (t *Tx) Exec(query string, args ...any) (int64, error) {
	if t.failed != nil {
		return 0, t.failed
	}
	if t.db.dialect == postgres {
		t.put = append(t.put, statement{t.db.text(query), args})
		n, err := t.flush()
		return n, t.fail(err)
	}
	stmt, err := t.db.stmts.find(t, query)
	if err != nil {
		return 0, t.fail(err)
	}
	res, err := stmt.ExecContext(t.ctx, args...)
	if err != nil {
		return 0, t.fail(err)
	}
	n, err := res.RowsAffected()
	return n, t.fail(err)
}

// Query runs a query that returns rows; they must be closed before the next
// statement of this Tx.
func (t *Tx) Query(query string, args ...any) (*sql.Rows, error) {
	if err := t.ready(); err != nil {
		return nil, err
	}
	stmt, err := t.db.stmts.find(t, query)
	if err != nil {
		return nil, t.fail(err)
	}
	var rows *sql.Rows
	if stmt != nil {
		rows, err = stmt.QueryContext(t.ctx, args...)
	} else {
		rows, err = t.conn.QueryContext(t.ctx, t.db.text(query), args...)
	}
	return rows, t.fail(err)
}

// QueryRow runs a query that returns at most one row.
func (t *Tx) QueryRow(query string, args ...any) *sql.Row {
	_ = t.ready() // what has failed fails the write; a row says so by itself
	var row *sql.Row
	if stmt, err := t.db.stmts.find(t, query); err == nil && stmt != nil {
		row = stmt.QueryRowContext(t.ctx, args...)
	} else { // a statement that could not be prepared says so itself
		row = t.conn.QueryRowContext(t.ctx, t.db.text(query), args...)
	}
	_ = t.fail(row.Err())
	return row
}

// ready runs what was put before; it fails if the write has failed already.
func (t *Tx) ready() error {
	if t.failed == nil && len(t.put) > 0 {
		_, err := t.flush()
		_ = t.fail(err)
	}
	return t.failed
}

// fail remembers the first failure of a statement, so that no write goes on in a
// transaction that the database has given up.
func (t *Tx) fail(err error) error {
	err = t.db.classify(err)
	if err != nil && t.failed == nil {
		t.failed = err
	}
	return err
}

// outcome is what the write failed with: what its function says, unless that was
// only what a failed statement led to.
func (t *Tx) outcome(err error) error {
	if t.failed != nil && (err == nil || isGivenUp(err)) {
		return t.failed
	}
	return err
}

func (t *Tx) committed() {
	for _, fn := range t.after {
		fn()
	}
}

// statements are the prepared ones of the connection of the single SQLite writer,
// whose goroutine alone uses them; nil on PostgreSQL, where pgx has its own.
type statements map[string]*sql.Stmt

func (s statements) find(t *Tx, query string) (*sql.Stmt, error) {
	if s == nil {
		return nil, nil
	}
	stmt, ok := s[query]
	if !ok {
		var err error
		if stmt, err = t.conn.PrepareContext(t.ctx, t.db.text(query)); err != nil {
			return nil, err
		}
		s[query] = stmt
	}
	return stmt, nil
}
