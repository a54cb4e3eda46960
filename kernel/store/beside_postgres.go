package store

import (
	"context"
	"database/sql"
	"errors"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"

	"shuniu/kernel/fault"
)

// nextSchema is where projections are built on PostgreSQL; names that are not found
// there are those of the city. besideLock is the advisory lock of who builds.
const (
	nextSchema  = "follow_next"
	besidePath  = nextSchema + `, "$user", public`
	besideLock  = migrationLock + 1
	besideConns = 4
)

const (
	lockBesideSQL   = `SELECT pg_try_advisory_lock($1)`
	unlockBesideSQL = `SELECT pg_advisory_unlock($1)`
	dropNextSQL     = `DROP SCHEMA IF EXISTS ` + nextSchema + ` CASCADE`
	makeNextSQL     = `CREATE SCHEMA ` + nextSchema
	nextTablesSQL   = `SELECT tablename::text, current_schema()::text FROM pg_tables WHERE schemaname = '` + nextSchema + `' ORDER BY tablename`
)

func besideSchemaOf(ctx context.Context, db *DB) (*DB, error) {
	alone, err := buildAlone(ctx, db.writers)
	if err != nil {
		return nil, err
	}
	next, err := openBeside(ctx, db, alone)
	if err != nil {
		return nil, errors.Join(err, leaveAlone(alone))
	}
	next.alone = alone
	return next, nil
}

func openBeside(ctx context.Context, db *DB, alone *sql.Conn) (*DB, error) {
	for _, statement := range []string{dropNextSQL, makeNextSQL} {
		if _, err := alone.ExecContext(ctx, statement); err != nil {
			return nil, db.classify(err)
		}
	}
	var config *pgx.ConnConfig
	err := alone.Raw(func(c any) error {
		config = c.(*stdlib.Conn).Conn().Config()
		return nil
	})
	if err != nil {
		return nil, db.classify(err)
	}
	config.RuntimeParams["search_path"] = besidePath
	next := &DB{dialect: postgres, now: db.now, readers: connections(config, besideConns), writers: connections(config, besideConns)}
	if err := migrate(ctx, postgres, next.writers, followSchema()); err != nil {
		return nil, errors.Join(err, next.Close())
	}
	return next, nil
}

// buildAlone takes the lock of who builds, for as long as the connection lasts.
func buildAlone(ctx context.Context, pool *sql.DB) (*sql.Conn, error) {
	conn, err := pool.Conn(ctx)
	if err != nil {
		return nil, fault.Wrap(fault.Unavailable, err, "connect")
	}
	var got bool
	err = conn.QueryRowContext(ctx, lockBesideSQL, besideLock).Scan(&got)
	if err == nil && got {
		return conn, nil
	}
	if err == nil {
		err = building("schema of projections")
	}
	return nil, errors.Join(err, conn.Close())
}

func leaveAlone(conn *sql.Conn) error {
	_, err := conn.ExecContext(context.Background(), unlockBesideSQL, besideLock)
	return fault.Wrap(fault.Unavailable, errors.Join(err, conn.Close()), "lock of who builds")
}

// adoption is what takes the place of the projections in use, and the table by which
// their writers are kept waiting.
type adoption struct {
	next  *DB
	first string
}

func adoptSchema(ctx context.Context, db *DB, a adoption) error {
	next := a.next
	if err := next.Close(); err != nil {
		return errors.Join(err, leaveAlone(next.alone))
	}
	err := db.Write(ctx, func(tx *Tx) error {
		if _, err := tx.Exec(`LOCK TABLE ` + pgx.Identifier{a.first}.Sanitize() + ` IN ACCESS EXCLUSIVE MODE`); err != nil {
			return err
		}
		statements := []string{}
		rows, err := tx.Query(nextTablesSQL)
		err = Scan(rows, err, func(rows *sql.Rows) error {
			var table, home string
			err := rows.Scan(&table, &home)
			name, place := pgx.Identifier{table}.Sanitize(), pgx.Identifier{home}.Sanitize()
			statements = append(statements, `DROP TABLE IF EXISTS `+place+`.`+name, `ALTER TABLE `+nextSchema+`.`+name+` SET SCHEMA `+place)
			return err
		})
		if err != nil {
			return err
		}
		for _, s := range append(statements, dropNextSQL) {
			if _, err := tx.Exec(s); err != nil {
				return err
			}
		}
		return nil
	})
	return errors.Join(err, leaveAlone(next.alone))
}

func discardSchema(db, next *DB) error {
	err := next.Close()
	_, dropped := next.alone.ExecContext(context.Background(), dropNextSQL)
	return errors.Join(err, db.classify(dropped), leaveAlone(next.alone))
}

// sweepSchema removes what a rebuild that broke off has left.
func sweepSchema(ctx context.Context, pool *sql.DB) error {
	alone, err := buildAlone(ctx, pool)
	if fault.Is(err, fault.Conflict) {
		return nil // somebody is building
	}
	if err != nil {
		return err
	}
	_, err = alone.ExecContext(ctx, dropNextSQL)
	return errors.Join(err, leaveAlone(alone))
}
