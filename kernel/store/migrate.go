package store

import (
	"context"
	"database/sql"
	"embed"
	"strconv"
	"strings"

	"github.com/pressly/goose/v3"

	"shuniu/kernel/fault"
)

//go:embed migrations/*.sql
var mainSQL embed.FS

//go:embed follow/*.sql
var followSQL embed.FS

// schema is a set of migrations and the table that remembers which were done.
// Projections have their own, because on PostgreSQL they share the database.
type schema struct {
	files   embed.FS
	dir     string
	version string
	beside  bool // in a file that nobody uses until it is whole
}

func mainSchema() schema   { return schema{mainSQL, "migrations", "schema_version", false} }
func followSchema() schema { return schema{followSQL, "follow", "follow_schema_version", false} }
func besideSchema() schema { return schema{followSQL, "follow", "follow_schema_version", true} }

// types are what the databases name differently. An SQLite key that is not
// called INTEGER has an index beside the table, and so has a compound one unless
// the table is WITHOUT ROWID, which suits short rows: half the pages to write.
func (d dialect) types() *strings.Replacer {
	if d == postgres {
		return strings.NewReplacer("BYTES", "BYTEA", " WITHOUT ROWID", "")
	}
	return strings.NewReplacer("BYTES", "BLOB", "BIGINT PRIMARY KEY", "INTEGER PRIMARY KEY")
}

// migrate brings the database to the schema, whose files' names begin with their
// version number.
func migrate(ctx context.Context, d dialect, db *sql.DB, want schema) error {
	entries, err := want.files.ReadDir(want.dir)
	if err != nil {
		return fault.Wrap(fault.Internal, err, "migrations")
	}
	steps := make([]*goose.Migration, 0, len(entries))
	for _, entry := range entries {
		name := entry.Name()
		text, err := want.files.ReadFile(want.dir + "/" + name)
		if err != nil {
			return fault.Wrap(fault.Internal, err, name)
		}
		version, err := strconv.ParseInt(name[:strings.IndexByte(name, '_')], 10, 64)
		if err != nil {
			return fault.Wrap(fault.Internal, err, name)
		}
		script := d.types().Replace(string(text))
		steps = append(steps, goose.NewGoMigration(version, &goose.GoFunc{
			RunTx: func(ctx context.Context, tx *sql.Tx) error {
				_, err := tx.ExecContext(ctx, script)
				return err
			},
		}, nil))
	}
	kind := goose.DialectSQLite3
	if d == postgres {
		kind = goose.DialectPostgres
	}
	p, err := goose.NewProvider(kind, db, nil, goose.WithGoMigrations(steps...), goose.WithDisableGlobalRegistry(true), goose.WithTableName(want.version))
	if err != nil {
		return fault.Wrap(fault.Internal, err, "migrations")
	}
	current, err := p.GetDBVersion(ctx)
	if err != nil {
		return fault.Wrap(fault.Unavailable, err, "schema version")
	}
	if current > int64(len(steps)) {
		return fault.Of(fault.Unavailable, "the database has schema %d, this program knows %d: it was written by a newer version", current, len(steps))
	}
	_, err = p.Up(ctx)
	return fault.Wrap(fault.Unavailable, err, "migrate")
}
