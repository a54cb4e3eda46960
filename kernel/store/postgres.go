package store

import (
	"context"
	"database/sql"
	"errors"
	"io"
	"net"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"

	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
)

// writeConns is where two cores serve acts fastest; more of them are slower. Reads
// have connections of their own: a follower that reads inside its write would
// otherwise queue behind acts, and could wait for itself.
const (
	writeConns = 16
	readConns  = 8
)

// connectTimeout is how long a server that does not answer holds up an act, where
// the address does not say.
const connectTimeout = 5 * time.Second

// attempts bounds how often an act that PostgreSQL aborted is run again.
const attempts = 5

func openPostgres(ctx context.Context, o Options) (*DB, error) {
	config, err := pgx.ParseConfig(o.URL)
	if err != nil {
		return nil, fault.Wrap(fault.Invalid, err, "database address")
	}
	if config.ConnectTimeout == 0 {
		config.ConnectTimeout = connectTimeout
	}
	writers := connections(config, writeConns)
	if err := migrateAlone(ctx, writers); err != nil {
		return nil, errors.Join(err, writers.Close())
	}
	return &DB{dialect: postgres, now: o.Now, readers: connections(config, readConns), writers: writers}, nil
}

func connections(config *pgx.ConnConfig, n int) *sql.DB {
	pool := stdlib.OpenDB(*config)
	pool.SetMaxOpenConns(n)
	pool.SetMaxIdleConns(n)
	return pool
}

// migrationLock is the advisory lock under which one process migrates and others
// that start at the same moment wait; the number is the product's own.
const migrationLock = 0x7368756e6975 // "shuniu"

func migrateAlone(ctx context.Context, pool *sql.DB) error {
	conn, err := pool.Conn(ctx)
	if err != nil {
		return fault.Wrap(fault.Unavailable, err, "connect")
	}
	defer conn.Close()
	if _, err := conn.ExecContext(ctx, "SELECT pg_advisory_lock($1)", migrationLock); err != nil {
		return fault.Wrap(fault.Unavailable, err, "lock for migrations")
	}
	err = migrate(ctx, postgres, pool, mainSchema())
	if err == nil {
		err = migrate(ctx, postgres, pool, followSchema())
	}
	if err == nil {
		err = sweepSchema(ctx, pool)
	}
	if _, unlock := conn.ExecContext(context.WithoutCancel(ctx), "SELECT pg_advisory_unlock($1)", migrationLock); err == nil {
		err = fault.Wrap(fault.Unavailable, unlock, "unlock after migrations")
	}
	return err
}

func (db *DB) writePostgres(ctx context.Context, fn func(*Tx) error) error {
	var err error
	for range attempts {
		err = db.tryPostgres(ctx, fn)
		if !isAborted(err) {
			return err
		}
	}
	return err
}

func (db *DB) tryPostgres(ctx context.Context, fn func(*Tx) error) error {
	conn, err := db.writers.Conn(ctx)
	if err != nil {
		return fault.Wrap(fault.Unavailable, err, "connect")
	}
	defer conn.Close() // a connection in a transaction is not used again
	t := Tx{ctx: ctx, db: db, conn: conn, now: db.Now(), put: []statement{{text: "BEGIN"}}}
	if err := t.outcome(guarded(fn, &t)); err != nil {
		t.rollBack()
		return err
	}
	if err := t.commit(); err != nil {
		t.rollBack()
		return err
	}
	t.committed()
	return nil
}

// statement is what waits to be sent.
type statement struct {
	text string
	args []any
}

// flush sends what was put so far in one round trip and returns how many rows the
// last statement changed.
func (t *Tx) flush() (int64, error) {
	var n int64
	batch := t.waiting(func(tag pgconn.CommandTag) error {
		n = tag.RowsAffected()
		return nil
	})
	return n, t.send(batch)
}

// waiting takes what was put; each statement that succeeds tells what it did.
func (t *Tx) waiting(done func(pgconn.CommandTag) error) *pgx.Batch {
	batch := &pgx.Batch{}
	for _, s := range t.put {
		batch.Queue(s.text, s.args...).Exec(done)
	}
	t.put = nil
	return batch
}

func (t *Tx) send(batch *pgx.Batch) error {
	return t.conn.Raw(func(c any) error {
		return c.(*stdlib.Conn).Conn().SendBatch(t.ctx, batch).Close()
	})
}

// commit sends what was put with the commit. Where the connection breaks before
// PostgreSQL has answered, nobody knows whether it took place, and then it is not
// said that nothing has changed.
func (t *Tx) commit() error {
	var answer string
	t.put = append(t.put, statement{text: "COMMIT"})
	err := t.send(t.waiting(func(tag pgconn.CommandTag) error {
		answer = tag.String() // at last that of the commit
		return nil
	}))
	switch {
	case isRefusal(err):
		return t.db.classify(err)
	case err != nil:
		return errors.Join(fault.New(fault.Unavailable, lang.T("与数据库的连接中断，尚不能确定是否已经受理。请稍后查看，再决定是否重新提交。",
			"The connection to the database broke, and it is not certain whether this took effect. Look again shortly before you send it again."), "commit"), err)
	case answer != "COMMIT": // how PostgreSQL commits a transaction that has failed
		return fault.Of(fault.Internal, "a failed write was to be committed")
	}
	return nil
}

// rollBack gives up the transaction, also after the asker has left.
func (t *Tx) rollBack() {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(t.ctx), 5*time.Second)
	defer cancel()
	_, _ = t.conn.ExecContext(ctx, "ROLLBACK") // where it fails the connection is not used again
}

func isNetwork(err error) bool {
	var n net.Error
	return errors.As(err, &n) || errors.Is(err, net.ErrClosed) || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
}

// isRefusal reports whether PostgreSQL itself has refused a statement and is
// still there.
func isRefusal(err error) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && pg.SeverityUnlocalized == "ERROR"
}

// isGivenUp reports whether PostgreSQL only says that an earlier statement failed.
func isGivenUp(err error) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && pg.Code == "25P02"
}
