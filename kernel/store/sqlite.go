package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
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
	db.follow, err = openFile(ctx, followPath(path), o, followSchema())
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

// followPath is the file of projections that stands beside the database.
func followPath(path string) string {
	ext := filepath.Ext(path)
	return strings.TrimSuffix(path, ext) + "-follow" + ext
}

func openFile(ctx context.Context, path string, o Options, want schema) (*DB, error) {
	writers, err := sql.Open("sqlite", dsn(path, 65536)+"&_txlock=immediate")
	if err != nil {
		return nil, fault.Wrap(fault.Internal, err, "open "+path)
	}
	writers.SetMaxOpenConns(1)
	if err := migrate(ctx, sqlite, writers, want); err != nil {
		return nil, errors.Join(err, writers.Close())
	}
	readers, err := sql.Open("sqlite", dsn(path, 8192)+"&_pragma=query_only(1)")
	if err != nil {
		return nil, errors.Join(fault.Wrap(fault.Internal, err, "open "+path), writers.Close())
	}
	readers.SetMaxOpenConns(4 * runtime.NumCPU())
	readers.SetMaxIdleConns(4 * runtime.NumCPU())
	db := &DB{
		dialect: sqlite, now: o.Now, readers: readers, writers: writers,
		queue: make(chan *job, 4*batchSize), stop: make(chan struct{}), stopped: make(chan struct{}),
		stmts: statements{known: map[string]*sql.Stmt{}, wanted: map[string]bool{}, enabled: true},
	}
	go db.writer() //nolint:gosec // it outlives the opening and ends with Close
	return db, nil
}

func dsn(path string, cacheKiB int) string {
	return fmt.Sprintf("file:%s?_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=foreign_keys(1)&_pragma=wal_autocheckpoint(10000)&_pragma=secure_delete(1)&_pragma=temp_store(MEMORY)&_pragma=cache_size(-%d)",
		(&url.URL{Path: path}).EscapedPath(), cacheKiB)
}

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
	batch := make([]*job, 0, batchSize)
	for {
		select {
		case j := <-db.queue:
			batch = db.fill(append(batch[:0], j))
			db.commitBatch(batch)
			timer.Reset(idle)
		case <-timer.C:
			// a passive checkpoint disturbs nobody; its failure is no loss
			_, _ = db.writers.ExecContext(context.Background(), "PRAGMA wal_checkpoint(PASSIVE)")
		case <-db.stop:
			for {
				select {
				case j := <-db.queue:
					db.commitBatch([]*job{j})
				default:
					return
				}
			}
		}
	}
}

// fill takes further writes that already wait, without waiting for more.
func (db *DB) fill(batch []*job) []*job {
	for len(batch) < batchSize {
		select {
		case j := <-db.queue:
			batch = append(batch, j)
		default:
			return batch
		}
	}
	return batch
}

// commitBatch runs the writes of a batch under a context of its own: a request
// that goes away must not take its neighbours' transaction with it.
func (db *DB) commitBatch(batch []*job) {
	ctx := context.Background()
	db.stmts.prepareWanted(ctx, db)
	err := db.runBatch(ctx, batch)
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

func (db *DB) runBatch(ctx context.Context, batch []*job) error {
	tx, err := db.writers.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	done := 0
	for _, j := range batch {
		if j.err = j.ctx.Err(); j.err != nil {
			j.err = fault.Wrap(fault.Unavailable, j.err, "the asker left")
			continue
		}
		if lost := db.runOne(ctx, tx, j); lost != nil {
			return lost
		}
		if j.err == nil {
			done++
		}
	}
	if done == 0 {
		return nil
	}
	return tx.Commit()
}

// runOne runs one write in a savepoint. Its own failure is kept in the job; the
// returned error means that the whole batch is lost.
func (db *DB) runOne(ctx context.Context, tx *sql.Tx, j *job) error {
	if _, err := tx.ExecContext(ctx, "SAVEPOINT act"); err != nil {
		return err
	}
	j.tx = Tx{ctx: ctx, db: db, lite: tx, now: db.Now()}
	j.err = j.tx.outcome(guarded(j.fn, &j.tx))
	if j.err != nil {
		if _, err := tx.ExecContext(ctx, "ROLLBACK TO act"); err != nil {
			return err
		}
	}
	_, err := tx.ExecContext(ctx, "RELEASE act")
	return err
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
