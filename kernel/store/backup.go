package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
)

// Scrub leaves nothing of what was deleted in the files of an SQLite database: deleted
// bytes are overwritten as they are deleted, but the write-ahead log keeps older
// pages until it is emptied, which waits for readers. PostgreSQL removes what is
// dead by VACUUM, which is its administrator's.
func (db *DB) Scrub(ctx context.Context) error {
	if db.dialect == postgres {
		return nil
	}
	var busy, pages, moved int
	err := db.writers.QueryRowContext(ctx, `PRAGMA wal_checkpoint(TRUNCATE)`).Scan(&busy, &pages, &moved)
	if err == nil && busy != 0 {
		return fault.Of(fault.Unavailable, "readers keep the write-ahead log from being emptied")
	}
	return db.classify(err)
}

// Backup writes a consistent copy of an SQLite database to a new file while it is
// in use. The file appears under its name only when it is whole, checked and
// durable, and what belongs beside it is there too; until then it is called
// path.part. Projections are not in it: they are rebuilt from the ledger.
// PostgreSQL has tools of its own for this and answers Invalid.
func (db *DB) Backup(ctx context.Context, path string, beside func() error) error {
	if db.dialect == postgres {
		return fault.Of(fault.Invalid, "PostgreSQL is backed up with pg_dump")
	}
	return Publish(path, func(part string) error {
		if err := db.vacuumInto(ctx, part); err != nil {
			return err
		}
		if err := CheckBackup(ctx, part); err != nil {
			return err
		}
		return beside()
	})
}

// vacuumInto copies through a reader, so that writers go on; for as long as it
// takes the connection may write, because SQLite counts the copy as a write.
func (db *DB) vacuumInto(ctx context.Context, path string) error {
	conn, err := db.readers.Conn(ctx)
	if err != nil {
		return db.classify(err)
	}
	if _, err = conn.ExecContext(ctx, `PRAGMA query_only = 0`); err == nil {
		_, err = conn.ExecContext(ctx, `VACUUM INTO $1`, path)
	}
	// it is not given back to the readers
	spent := conn.Raw(func(any) error { return driver.ErrBadConn })
	if !errors.Is(spent, driver.ErrBadConn) {
		err = errors.Join(err, spent)
	}
	return db.classify(err)
}

// Publish lets write fill the file path.part, which only its owner can read, and gives it its name when that has
// succeeded and is durable. A file of the name is never overwritten: Conflict.
func Publish(path string, write func(part string) error) error {
	if _, err := os.Lstat(path); err == nil {
		return fault.New(fault.Conflict, lang.T("文件已存在："+path, path+" exists already."), "file exists")
	}
	part := path + ".part"
	err := os.Remove(part)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fault.Wrap(fault.Unavailable, err, "left-over part")
	}
	if err := reserve(part); err != nil {
		return err
	}
	if err := write(part); err != nil {
		_ = os.Remove(part) // it is not whole; the failure is told
		return err
	}
	if err := syncFile(part); err != nil {
		return fault.Wrap(fault.Unavailable, err, "file")
	}
	if err := os.Rename(part, path); err != nil {
		return fault.Wrap(fault.Unavailable, err, "file")
	}
	return fault.Wrap(fault.Unavailable, syncFile(filepath.Dir(path)), "folder of the file")
}

func syncFile(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// CheckBackup is Invalid unless the file is a whole SQLite database of this
// product.
func CheckBackup(ctx context.Context, path string) error {
	damaged := func(err error, what string) error {
		return errors.Join(fault.New(fault.Invalid, lang.T("不是完整的备份文件："+path, path+" is not a whole backup."), what), err)
	}
	db, err := sql.Open("sqlite", "file:"+(&url.URL{Path: path}).EscapedPath()+"?mode=ro&immutable=1")
	if err != nil {
		return fault.Wrap(fault.Internal, err, "open "+path)
	}
	defer db.Close()
	var said string
	if err := db.QueryRowContext(ctx, `PRAGMA quick_check(1)`).Scan(&said); err != nil || said != "ok" {
		return damaged(err, "quick_check: "+said)
	}
	var n int
	if err := db.QueryRowContext(ctx, `SELECT count(*) FROM sqlite_master WHERE name IN ('id_block', 'lease')`).Scan(&n); err != nil || n != 2 {
		return damaged(err, "not a database of this product")
	}
	return nil
}

// Vacant is a Conflict if something is stored at the address already, or is left of
// an SQLite database: a left-over write-ahead log would be played into whatever
// file takes its database's name. What is left of projections is removed, because
// they belong to a ledger that is no more.
func Vacant(ctx context.Context, address string) error {
	if isPostgres(address) {
		return vacantPostgres(ctx, address)
	}
	path := strings.TrimPrefix(address, "file:")
	for _, name := range []string{path, path + "-wal", path + "-shm", path + "-journal"} {
		if _, err := os.Lstat(name); err == nil {
			return fault.New(fault.Conflict, lang.T("此处已有数据库，不会覆盖；请先将它移走："+name, "There is a database already, and it is not overwritten; move it away first: "+name), "restore")
		}
	}
	k := &kept{options: Options{URL: path}}
	all, err := k.generations()
	if errors.Is(err, fs.ErrNotExist) {
		return nil // nor a folder
	}
	for _, n := range all {
		for _, tail := range []string{"", "-wal", "-shm", "-journal"} {
			if err := os.Remove(k.path(n) + tail); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return fault.Wrap(fault.Unavailable, err, "old projections")
			}
		}
	}
	return err
}

func vacantPostgres(ctx context.Context, address string) error {
	pool, err := sql.Open("pgx", address)
	if err != nil {
		return fault.Wrap(fault.Invalid, err, "database address")
	}
	defer pool.Close()
	var n int
	if err := pool.QueryRowContext(ctx, `SELECT count(*) FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')`).Scan(&n); err != nil {
		return fault.Wrap(fault.Unavailable, err, "tables")
	}
	if n > 0 {
		return fault.New(fault.Conflict, lang.T("数据库不是空的，不会覆盖；请新建一个空数据库。", "The database is not empty, and it is not overwritten; make an empty one."), "restore")
	}
	return nil
}
