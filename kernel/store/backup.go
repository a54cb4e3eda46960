package store

import (
	"context"
	"os"

	"shuniu/kernel/fault"
)

// Backup writes a consistent copy of an SQLite database to a new file while it is
// in use. Projections are not in it: they are rebuilt from the ledger. PostgreSQL
// has tools of its own for this and answers Invalid.
func (db *DB) Backup(ctx context.Context, path string) error {
	if db.dialect == postgres {
		return fault.Of(fault.Invalid, "PostgreSQL is backed up with pg_dump")
	}
	if _, err := os.Stat(path); err == nil {
		return fault.Of(fault.Conflict, "%s exists", path)
	}
	_, err := db.readers.ExecContext(ctx, `VACUUM INTO $1`, path)
	return db.classify(err)
}
