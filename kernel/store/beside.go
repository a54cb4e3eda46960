package store

import (
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"

	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
)

// Beside makes an empty database for projections, of which nobody knows until Adopt
// puts it in the place of the one in use (ADR 23): a file of its own, or on PostgreSQL
// a schema of its own. What is written there is durable only once it is adopted. One
// can be made at a time; a second is a Conflict. It ends with Adopt or Discard.
func (db *DB) Beside(ctx context.Context) (*DB, error) {
	if db.dialect == postgres {
		return besideSchemaOf(ctx, db)
	}
	if err := db.kept.claim(); err != nil {
		return nil, err
	}
	err := wipe(db.kept.part())
	var next *DB
	if err == nil {
		next, err = openFile(ctx, db.kept.part(), db.kept.options, besideSchema())
	}
	if err != nil {
		return nil, errors.Join(err, db.kept.release())
	}
	return next, nil
}

func building(what string) error {
	return fault.New(fault.Conflict, lang.T("另一个重建正在进行，请等它结束。", "Another rebuild is under way; wait until it has ended."), what+" is in use")
}

// Adopt puts what was built beside in the place of the projections in use. Readers and
// followers of every process go on with it within a second; what they did to the old
// ones since is done again from the ledger. First is the table that whoever writes
// projections reads first.
func (db *DB) Adopt(ctx context.Context, next *DB, first string) error {
	if db.dialect == postgres {
		return adoptSchema(ctx, db, adoption{next, first})
	}
	err := errors.Join(next.Close(), db.kept.name(), db.kept.release())
	if err != nil {
		return err
	}
	return db.kept.renew(ctx)
}

// name gives the file that was built the name of the next generation.
func (k *kept) name() error {
	if err := syncFile(k.part()); err != nil {
		return fault.Wrap(fault.Unavailable, err, "new projections")
	}
	all, err := k.generations()
	if err != nil {
		return err
	}
	path := k.path(all[len(all)-1] + 1)
	if err := os.Rename(k.part(), path); err != nil {
		return fault.Wrap(fault.Unavailable, err, "new projections")
	}
	return fault.Wrap(fault.Unavailable, syncFile(filepath.Dir(path)), "folder of projections")
}

// claim makes the file that is built this one's alone, from before it is there until it
// has its name, when no connection holds it: others must not take it for what a broken
// rebuild left. It is a lock of the folder, which ends with the process.
func (k *kept) claim() error {
	dir, err := os.Open(filepath.Dir(k.options.URL))
	if err != nil {
		return fault.Wrap(fault.Unavailable, err, "data directory")
	}
	if err := syscall.Flock(int(dir.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		return errors.Join(building("folder of projections"), dir.Close())
	}
	k.claimed = dir
	return nil
}

func (k *kept) release() error {
	return fault.Wrap(fault.Unavailable, k.claimed.Close(), "data directory")
}

// Discard gives up what was built beside and leaves nothing of it.
func (db *DB) Discard(next *DB) error {
	if db.dialect == postgres {
		return discardSchema(db, next)
	}
	return errors.Join(next.Close(), wipe(db.kept.part()), db.kept.release())
}

// part is the file of a generation that is not whole yet.
func (k *kept) part() string { return k.path(1) + ".part" }

// path is the file of a generation of projections, beside the database.
func (k *kept) path(generation int) string { return followPath(k.options.URL, generation) }

// followPath is the file of projections that stands beside the database: the first,
// or one built later.
func followPath(path string, generation int) string {
	ext := filepath.Ext(path)
	path = strings.TrimSuffix(path, ext) + "-follow"
	if generation > 1 {
		path += "." + strconv.Itoa(generation)
	}
	return path + ext
}

// generations are those of which a file is there, in order; the first if there is none.
func (k *kept) generations() ([]int, error) {
	entries, err := os.ReadDir(filepath.Dir(k.options.URL))
	if err != nil {
		return nil, fault.Wrap(fault.Unavailable, err, "data directory")
	}
	ext := filepath.Ext(k.options.URL)
	var out []int
	for _, e := range entries {
		middle, ours := strings.CutPrefix(e.Name(), strings.TrimSuffix(filepath.Base(k.path(1)), ext))
		middle, whole := strings.CutSuffix(middle, ext)
		switch n, err := strconv.Atoi(strings.TrimPrefix(middle, ".")); {
		case !ours || !whole:
		case middle == "":
			out = append(out, 1)
		case err == nil && n > 1 && e.Name() == filepath.Base(k.path(n)):
			out = append(out, n)
		}
	}
	if len(out) == 0 {
		out = []int{1}
	}
	slices.Sort(out)
	return out, nil
}

// wipe overwrites a database file and removes it with what stands beside it, unless a
// process uses it: it holds texts that may have to be erased for good.
func wipe(path string) error {
	if _, err := os.Lstat(path); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if inUse(path) {
		return nil
	}
	for _, tail := range []string{"-wal", "-shm", "-journal", ""} {
		if err := overwrite(path + tail); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fault.Wrap(fault.Unavailable, err, "old projections")
		}
	}
	return nil
}

// inUse reports whether anybody has an SQLite file open: only who is alone with it may
// take it out of the write-ahead mode.
func inUse(path string) bool {
	db, err := sql.Open("sqlite", fileURL(path)+"?_pragma=busy_timeout(0)&_pragma=locking_mode(EXCLUSIVE)")
	if err != nil {
		return true
	}
	defer db.Close()
	var mode string
	err = db.QueryRowContext(context.Background(), `PRAGMA journal_mode=DELETE`).Scan(&mode)
	return isTransient(err) || err == nil && mode != "delete" // what is no database is used by nobody
}

func overwrite(path string) error {
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	size, err := f.Seek(0, 2)
	zeros := make([]byte, 1<<20)
	for at := int64(0); at < size && err == nil; at += int64(len(zeros)) {
		_, err = f.WriteAt(zeros[:min(int64(len(zeros)), size-at)], at)
	}
	return errors.Join(err, f.Sync(), f.Close(), os.Remove(path))
}
