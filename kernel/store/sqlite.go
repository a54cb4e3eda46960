package store

import (
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"shuniu/kernel/fault"
)

// batchSize is the most writes that share one commit. Beyond about 64 the gain
// is small and the first writer waits longer.
const batchSize = 64

// idle is how long the writer waits for work before it moves the write-ahead log
// into the database file.
const idle = 500 * time.Millisecond

type job struct {
	ctx  context.Context
	fn   func(*Tx) error
	done chan error
	tx   Tx
	err  error
}

func openSQLite(ctx context.Context, o Options) (*DB, error) {
	path := strings.TrimPrefix(o.URL, "file:")
	if path == "" {
		return nil, fault.Of(fault.Invalid, "no database path")
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, fault.Wrap(fault.Unavailable, err, "data directory")
	}
	db, err := openFile(ctx, path, o, mainSchema())
	if err != nil {
		return nil, err
	}
	o.URL = path
	if db.kept, err = keep(ctx, o); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

func openFile(ctx context.Context, path string, o Options, want schema) (*DB, error) {
	if err := reserve(path); err != nil {
		return nil, err
	}
	mode := lasting
	if want.beside {
		mode = passing
	}
	writers, err := sql.Open("sqlite", dsn(path, mode)+"&_txlock=immediate")
	if err != nil {
		return nil, fault.Wrap(fault.Internal, err, "open "+path)
	}
	writers.SetMaxOpenConns(1)
	if err := migrate(ctx, sqlite, writers, want); err != nil {
		return nil, errors.Join(err, writers.Close())
	}
	writers.SetMaxOpenConns(2) // the writer's own, and one for what is done beside it
	readers, err := sql.Open("sqlite", dsn(path, reading))
	if err != nil {
		return nil, errors.Join(fault.Wrap(fault.Internal, err, "open "+path), writers.Close())
	}
	readers.SetMaxOpenConns(8 * runtime.NumCPU())
	readers.SetMaxIdleConns(8 * runtime.NumCPU())
	db := &DB{
		dialect: sqlite, now: o.Now, readers: readers, writers: writers,
		queue: make(chan *job, 4*batchSize), stop: make(chan struct{}), stopped: make(chan struct{}),
		stmts: statements{},
	}
	go db.writer() //nolint:gosec // it outlives the opening and ends with Close
	return db, nil
}

// reserve makes the file, if it is not there yet, so that nobody but its owner can
// read what will be in it; SQLite gives the files beside it the same permissions.
func reserve(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	if err == nil {
		err = f.Close()
	}
	return fault.Wrap(fault.Unavailable, err, "database file")
}

// How a file is used: by who writes, by who reads, and by the one who builds what is
// thrown away if that breaks off.
const (
	lasting = "&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=wal_autocheckpoint(10000)&_pragma=cache_size(-65536)"
	reading = "&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=cache_size(-2048)&_pragma=query_only(1)"
	passing = "&_pragma=locking_mode(EXCLUSIVE)&_pragma=journal_mode(OFF)&_pragma=synchronous(OFF)&_pragma=cache_size(-262144)"
)

func dsn(path, mode string) string {
	return fileURL(path) + "?_pragma=busy_timeout(10000)" + mode + "&_pragma=foreign_keys(1)&_pragma=secure_delete(1)&_pragma=temp_store(MEMORY)"
}

func fileURL(path string) string { return "file:" + (&url.URL{Path: path}).EscapedPath() }

func (db *DB) writeGrouped(ctx context.Context, fn func(*Tx) error) error {
	j := &job{ctx: ctx, fn: fn, done: make(chan error, 1)}
	select {
	case db.queue <- j:
	case <-db.stop:
		return fault.Of(fault.Unavailable, "the store is closing")
	case <-ctx.Done():
		return fault.Wrap(fault.Unavailable, ctx.Err(), "waiting for the writer")
	}
	select {
	case err := <-j.done:
		return err
	case <-db.stopped:
		select {
		case err := <-j.done:
			return err
		default:
			return fault.Of(fault.Unavailable, "the store is closed")
		}
	}
}

// writer owns the only writing connection. It ends when the store closes, after
// the writes already taken.
func (db *DB) writer() {
	defer close(db.stopped)
	timer := time.NewTimer(idle)
	defer timer.Stop()
	for {
		select {
		case j := <-db.queue:
			db.commitBatch(j)
			timer.Reset(idle)
		case <-timer.C:
			// a passive checkpoint disturbs nobody; its failure is no loss
			if db.writing != nil {
				_, _ = db.writing.ExecContext(context.Background(), "PRAGMA wal_checkpoint(PASSIVE)")
			}
		case <-db.stop:
			for {
				select {
				case j := <-db.queue:
					db.commitBatch(j)
				default:
					return
				}
			}
		}
	}
}

// commitBatch runs a write and those that wait by the time it has run, and
// commits them together.
func (db *DB) commitBatch(first *job) {
	batch, err := db.runBatch(first)
	for _, j := range batch {
		switch {
		case err != nil && j.err == nil:
			j.done <- fault.Wrap(fault.Unavailable, err, "commit")
		case j.err != nil:
			j.done <- j.err
		default:
			j.tx.committed()
			j.done <- nil
		}
	}
}

// runBatch returns the writes it took from the queue, without waiting for any.
// Their context is its own: a request that goes away must not take its
// neighbours' transaction with it.
func (db *DB) runBatch(first *job) (batch []*job, err error) {
	batch = []*job{first}
	tx, err := db.begin()
	if err != nil {
		return batch, err
	}
	done := 0
	for j := first; j != nil; j = db.further(&batch) {
		if j.err = j.ctx.Err(); j.err != nil {
			j.err = fault.Wrap(fault.Unavailable, j.err, "the asker left")
			continue
		}
		if err := tx.runOne(j); err != nil {
			return batch, errors.Join(err, tx.do("ROLLBACK"))
		}
		if j.err == nil {
			done++
		}
	}
	if done == 0 {
		return batch, tx.do("ROLLBACK")
	}
	if err := tx.do("COMMIT"); err != nil {
		_ = tx.do("ROLLBACK") // where SQLite has not done so itself
		return batch, err
	}
	return batch, nil
}

// further takes another write into the batch, nil if none waits or it is full.
func (db *DB) further(batch *[]*job) *job {
	if len(*batch) == batchSize {
		return nil
	}
	select {
	case j := <-db.queue:
		*batch = append(*batch, j)
		return j
	default:
		return nil
	}
}

// begin begins a transaction on the writer's own connection, which is replaced
// where it no longer does.
func (db *DB) begin() (*Tx, error) {
	ctx := context.Background()
	if db.writing == nil {
		conn, err := db.writers.Conn(ctx)
		if err != nil {
			return nil, err
		}
		db.writing, db.stmts = conn, statements{}
	}
	tx := &Tx{ctx: ctx, db: db, conn: db.writing}
	if err := tx.do("BEGIN IMMEDIATE"); err != nil {
		return nil, errors.Join(err, db.leave())
	}
	return tx, nil
}

// leave gives up the writer's own connection. Its statements are closed first: one
// that is left would keep the file open, and its locks.
func (db *DB) leave() error {
	if db.writing == nil {
		return nil
	}
	errs := make([]error, 0, len(db.stmts)+1)
	for _, stmt := range db.stmts {
		errs = append(errs, stmt.Close())
	}
	errs = append(errs, db.writing.Close())
	db.writing, db.stmts = nil, statements{}
	return errors.Join(errs...)
}

// do runs a statement about transactions.
func (t *Tx) do(text string) error {
	stmt, err := t.db.stmts.find(t, text)
	if err == nil {
		_, err = stmt.ExecContext(t.ctx)
	}
	return err
}

// runOne runs one write of the batch in a savepoint. Its own failure is kept in
// the job; the returned error means that the whole batch is lost.
func (t *Tx) runOne(j *job) error {
	if err := t.do("SAVEPOINT act"); err != nil {
		return err
	}
	j.tx = Tx{ctx: t.ctx, db: t.db, conn: t.conn, now: t.db.Now()}
	j.err = j.tx.outcome(guarded(j.fn, &j.tx))
	if j.err != nil {
		if err := t.do("ROLLBACK TO act"); err != nil {
			return err
		}
	}
	return t.do("RELEASE act")
}

// guarded turns a panic of a write function into its failure, so that a defect in
// one act cannot stop the writer of all.
func guarded(fn func(*Tx) error, tx *Tx) (err error) {
	defer func() {
		if p := recover(); p != nil {
			stack := make([]byte, 4096)
			stack = stack[:runtime.Stack(stack, false)]
			err = fault.Of(fault.Internal, "panic: %v\n%s", p, stack)
		}
	}()
	return fn(tx)
}
