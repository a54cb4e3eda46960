package store

import (
	"context"
	"database/sql"
	"sync"
	"time"
)

// Tx is one write: it is used by the function given to Write, only while that
// runs and only by its goroutine.
type Tx struct {
	ctx   context.Context
	db    *DB
	tx    *sql.Tx
	now   time.Time
	after []func()
}

// Now is the one timestamp of this write: UTC, whole microseconds.
func (t *Tx) Now() time.Time { return t.now }

// Context ends with the write, for reads of another database that belong to it.
func (t *Tx) Context() context.Context { return t.ctx }

// AfterCommit runs fn once the write is durable; not at all if it fails. fn must
// not block.
func (t *Tx) AfterCommit(fn func()) { t.after = append(t.after, fn) }

// Exec runs a statement and returns how many rows it changed.
func (t *Tx) Exec(query string, args ...any) (int64, error) {
	var res sql.Result
	var err error
	if stmt := t.db.stmts.find(query); stmt != nil {
		res, err = t.tx.StmtContext(t.ctx, stmt).ExecContext(t.ctx, args...)
	} else {
		res, err = t.tx.ExecContext(t.ctx, t.db.text(query), args...)
	}
	if err != nil {
		return 0, t.db.classify(err)
	}
	n, err := res.RowsAffected()
	return n, t.db.classify(err)
}

// Query runs a query that returns rows; they must be closed before the next
// statement of this Tx.
func (t *Tx) Query(query string, args ...any) (*sql.Rows, error) {
	if stmt := t.db.stmts.find(query); stmt != nil {
		rows, err := t.tx.StmtContext(t.ctx, stmt).QueryContext(t.ctx, args...)
		return rows, t.db.classify(err)
	}
	rows, err := t.tx.QueryContext(t.ctx, t.db.text(query), args...)
	return rows, t.db.classify(err)
}

// QueryRow runs a query that returns at most one row.
func (t *Tx) QueryRow(query string, args ...any) *sql.Row {
	if stmt := t.db.stmts.find(query); stmt != nil {
		return t.tx.StmtContext(t.ctx, stmt).QueryRowContext(t.ctx, args...)
	}
	return t.tx.QueryRowContext(t.ctx, t.db.text(query), args...)
}

func (t *Tx) committed() {
	for _, fn := range t.after {
		fn()
	}
}

// statements are the prepared statements of the single SQLite writer. A query
// seen for the first time inside a transaction runs unprepared, because the
// writer pool has one connection, and is prepared between two batches.
type statements struct {
	mu      sync.RWMutex
	known   map[string]*sql.Stmt
	wanted  map[string]bool
	enabled bool
}

func (s *statements) find(query string) *sql.Stmt {
	if !s.enabled {
		return nil
	}
	s.mu.RLock()
	stmt := s.known[query]
	s.mu.RUnlock()
	if stmt == nil {
		s.mu.Lock()
		s.wanted[query] = true
		s.mu.Unlock()
	}
	return stmt
}

func (s *statements) prepareWanted(ctx context.Context, db *DB) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for query := range s.wanted {
		delete(s.wanted, query)
		stmt, err := db.writers.PrepareContext(ctx, db.text(query))
		if err == nil { // otherwise it stays unprepared and says so when run
			s.known[query] = stmt
		}
	}
}
