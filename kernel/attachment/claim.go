package attachment

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
	"shuniu/kernel/store"
)

// markFile holds the mark by which a folder is known to its database. It is copied
// with the files, and is no secret.
const markFile = "mark"

// Claim makes the folder the one of a database that knows none yet, and then is
// what Belongs is.
func (d *Disk) Claim(ctx context.Context, db *store.DB) error {
	known, err := knownMark(db.Read(ctx))
	if err == nil && known == "" {
		err = db.Write(ctx, d.bind)
	}
	if err != nil {
		return err
	}
	return d.Belongs(db.Read(ctx))
}

// Belongs is Unavailable when the database has another folder of files: a node that
// does not share that of the others would take files in that they cannot read, and
// a folder that is not mounted looks empty.
func (d *Disk) Belongs(q store.Q) error {
	known, err := knownMark(q)
	if err != nil || known == "" {
		return err
	}
	found, err := d.mark()
	if err == nil && found != known {
		err = fault.New(fault.Unavailable, lang.T(
			"附件目录 {folder} 不是这个数据库所用的那个：缺少标记，或者标记不符。同一城市的几个节点必须共用一个附件目录，请先挂载好再启动。如果附件确实已经放在这里，把 {mark} 写入 {path} 即可。",
			"The folder of attached files {folder} is not the one this database uses: its mark is missing or another one. All nodes of a city must share one folder; mount it before you start. If the files really are there, write {mark} into {path}.").
			With("folder", d.folder, "mark", known, "path", filepath.Join(d.folder, markFile)), "folder of files: "+found)
	}
	return err
}

// Adopt gives the folder the mark that the database knows, if it has none, for a
// city that is set up again in a new place.
func (d *Disk) Adopt(ctx context.Context, db *store.DB) error {
	known, err := knownMark(db.Read(ctx))
	if err != nil || known == "" {
		return err
	}
	found, err := d.mark()
	if err != nil || found != "" {
		return err
	}
	return d.setMark(known)
}

// bind makes the folder's mark, or its own one, that of a database that knows none.
// The row is locked meanwhile: of nodes that start at once, one does this.
func (d *Disk) bind(tx *store.Tx) error {
	if _, err := tx.Exec(noMarkSQL); err != nil {
		return err
	}
	var known string
	if err := tx.QueryRow(lockMarkSQL).Scan(&known); err != nil || known != "" {
		return fault.Wrap(fault.Unavailable, err, "mark of the folder")
	}
	found, err := d.mark()
	if err == nil && found == "" {
		found = rand.Text()
		err = d.setMark(found)
	}
	if err != nil {
		return err
	}
	_, err = tx.Exec(setMarkSQL, found)
	return err
}

// knownMark is the mark of the database's folder, empty if it has none yet.
func knownMark(q store.Q) (mark string, err error) {
	err = q.QueryRow(markSQL).Scan(&mark)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return mark, fault.Wrap(fault.Unavailable, err, "mark of the folder")
}

// mark is that of the folder, empty if it has none.
func (d *Disk) mark() (string, error) {
	text, err := os.ReadFile(filepath.Join(d.folder, markFile))
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	return strings.TrimSpace(string(text)), stored(err)
}

// setMark writes the mark durably.
func (d *Disk) setMark(mark string) error {
	if err := os.MkdirAll(d.folder, 0o700); err != nil {
		return stored(err)
	}
	path := filepath.Join(d.folder, markFile)
	return store.Publish(path, func(part string) error {
		return stored(os.WriteFile(part, []byte(mark+"\n"), 0o600))
	})
}
