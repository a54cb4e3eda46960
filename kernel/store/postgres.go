package store

import (
	"context"
	"database/sql"
	"errors"
	"net"

	_ "github.com/jackc/pgx/v5/stdlib" // registers the driver "pgx"

	"shuniu/kernel/fault"
)

// postgresConns is where two cores serve acts fastest; more of them are slower.
const postgresConns = 16

// attempts bounds how often an act that PostgreSQL aborted is run again.
const attempts = 5

func openPostgres(ctx context.Context, o Options) (*DB, error) {
	pool, err := sql.Open("pgx", o.URL)
	if err != nil {
		return nil, fault.Wrap(fault.Invalid, err, "database address")
	}
	pool.SetMaxOpenConns(postgresConns)
	pool.SetMaxIdleConns(postgresConns)
	if err := migrate(ctx, postgres, pool, mainSchema()); err != nil {
		return nil, errors.Join(err, pool.Close())
	}
	if err := migrate(ctx, postgres, pool, followSchema()); err != nil {
		return nil, errors.Join(err, pool.Close())
	}
	return &DB{dialect: postgres, now: o.Now, readers: pool, writers: pool}, nil
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
	tx, err := db.writers.BeginTx(ctx, nil)
	if err != nil {
		return fault.Wrap(fault.Unavailable, err, "begin")
	}
	defer tx.Rollback()
	t := Tx{ctx: ctx, db: db, tx: tx, now: db.Now()}
	if err := guarded(fn, &t); err != nil {
		return err
	}
	if err := tx.Commit(); err != nil {
		return fault.Wrap(fault.Unavailable, err, "commit")
	}
	t.committed()
	return nil
}

func isNetwork(err error) bool {
	var n net.Error
	return errors.As(err, &n) || errors.Is(err, net.ErrClosed)
}
