// Package store keeps the city's data in SQLite or PostgreSQL behind one DB, one
// Tx and one SQL text.
//
// A write is a function run in one transaction that carries one timestamp; when
// Write returns nil the change is durable, when it returns an error nothing has
// changed. On SQLite a single writer commits waiting writes together, each in a
// savepoint of its own (group commit); a batch that is lost fails every write
// in it. On PostgreSQL each write is a transaction of its own and may be run
// again after a serialization failure, so a write function must have no effect
// outside its Tx.
//
// SQL is written once, with $1…$n. Three notations are adapted to the database:
// FOR UPDATE (nothing on SQLite, which has one writer), LIST($n) for the column
// "value" of a JSON array of integers made by List, and in migrations the type BYTES.
// The package knows no table but its own (id_block, lease).
package store

import (
	"context"
	"database/sql"
	"strings"
	"sync"
	"time"

	"shuniu/kernel/fault"
)

// Q is what a query needs: implemented by Tx inside a write and by Reader
// outside one.
type Q interface {
	Query(query string, args ...any) (*sql.Rows, error)
	QueryRow(query string, args ...any) *sql.Row
}

// Options say which database to open and whose clock to use.
type Options struct {
	URL string           // a file path, or postgres://…
	Now func() time.Time // the only source of time for writes
}

// DB is an open database.
type DB struct {
	dialect dialect
	now     func() time.Time
	readers *sql.DB
	writers *sql.DB
	texts   sync.Map  // query as written → query as sent
	writing *sql.Conn // the SQLite writer's own
	stmts   statements
	queue   chan *job
	stop    chan struct{}
	stopped chan struct{}
	kept    *kept     // of projections in files of their own
	alone   *sql.Conn // on PostgreSQL: holds the lock of who builds projections beside
}

// Open opens and migrates the database at o.URL. A database written by a newer
// version is refused.
func Open(ctx context.Context, o Options) (*DB, error) {
	if isPostgres(o.URL) {
		return openPostgres(ctx, o)
	}
	return openSQLite(ctx, o)
}

func isPostgres(address string) bool {
	return strings.HasPrefix(address, "postgres://") || strings.HasPrefix(address, "postgresql://")
}

// Now is the time of the database's clock in UTC, in whole microseconds.
func (db *DB) Now() time.Time { return db.now().UTC().Truncate(time.Microsecond) }

// IsPostgres reports whether several processes may share this database.
func (db *DB) IsPostgres() bool { return db.dialect == postgres }

// Follow is the database of projections: a file of its own beside an SQLite
// database, so that rebuilding them never holds up an act; on PostgreSQL the
// same database. It is asked for each time: it may be another after a rebuild.
func (db *DB) Follow() *DB {
	if db.kept != nil {
		return db.kept.now.Load()
	}
	return db
}

// Size is how many bytes the database takes, without what it still keeps in its
// write-ahead log.
func (db *DB) Size(ctx context.Context) (int64, error) {
	text := `SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()`
	if db.dialect == postgres {
		text = `SELECT pg_database_size(current_database())`
	}
	var n int64
	err := db.readers.QueryRowContext(ctx, text).Scan(&n)
	return n, db.classify(err)
}

// Close waits for the writes already taken and closes the database.
func (db *DB) Close() error {
	if db.stop != nil {
		close(db.stop)
		<-db.stopped
	}
	if err := db.leave(); err != nil {
		return err
	}
	if db.kept != nil {
		if err := db.kept.close(); err != nil {
			return err
		}
	}
	if err := db.readers.Close(); err != nil {
		return err
	}
	return db.writers.Close()
}

// Write runs fn in one transaction and returns after it is durable. A failure of
// the database itself is fault.Unavailable; fn's own errors are returned as they
// are.
func (db *DB) Write(ctx context.Context, fn func(*Tx) error) error {
	if db.dialect == sqlite {
		return db.writeGrouped(ctx, fn)
	}
	return db.writePostgres(ctx, fn)
}

// Reader runs queries outside a write.
type Reader struct {
	ctx context.Context
	db  *DB
	tx  *sql.Tx // of a Snapshot; nil otherwise
}

// Read returns a Reader whose queries end with ctx.
func (db *DB) Read(ctx context.Context) *Reader { return &Reader{ctx: ctx, db: db} }

// Snapshot runs fn with a Reader all of whose queries see the database as it is
// at the first of them.
func (db *DB) Snapshot(ctx context.Context, fn func(*Reader) error) error {
	tx, err := db.readers.BeginTx(ctx, &sql.TxOptions{Isolation: db.dialect.snapshot(), ReadOnly: db.dialect == postgres})
	if err != nil {
		return fault.Wrap(fault.Unavailable, err, "snapshot")
	}
	defer tx.Rollback()
	return fn(&Reader{ctx: ctx, db: db, tx: tx})
}

// Query runs a query that returns rows.
func (r *Reader) Query(query string, args ...any) (*sql.Rows, error) {
	if r.tx != nil {
		rows, err := r.tx.QueryContext(r.ctx, r.db.text(query), args...)
		return rows, r.db.classify(err)
	}
	if stmt := r.db.prepared(r.ctx, query); stmt != nil {
		rows, err := stmt.QueryContext(r.ctx, args...)
		return rows, r.db.classify(err)
	}
	rows, err := r.db.readers.QueryContext(r.ctx, r.db.text(query), args...)
	return rows, r.db.classify(err)
}

// QueryRow runs a query that returns at most one row.
func (r *Reader) QueryRow(query string, args ...any) *sql.Row {
	if r.tx != nil {
		return r.tx.QueryRowContext(r.ctx, r.db.text(query), args...)
	}
	if stmt := r.db.prepared(r.ctx, query); stmt != nil {
		return stmt.QueryRowContext(r.ctx, args...)
	}
	return r.db.readers.QueryRowContext(r.ctx, r.db.text(query), args...)
}

// Micros is a moment as stored: microseconds since 1970 UTC; the zero time is 0.
func Micros(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMicro()
}

// Moment is the reverse of Micros.
func Moment(us int64) time.Time {
	if us == 0 {
		return time.Time{}
	}
	return time.UnixMicro(us).UTC()
}

// Scan reads every row of rows with read and closes them. A failure of read keeps
// its kind if it has one.
func Scan(rows *sql.Rows, err error, read func(*sql.Rows) error) error {
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := read(rows); err != nil {
			return fault.As(err)
		}
	}
	return fault.Wrap(fault.Unavailable, rows.Err(), "read rows")
}
