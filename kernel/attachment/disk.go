package attachment

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"hash"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"shuniu/kernel/fault"
)

// Disk keeps sealed files in a folder, which all nodes of a city share. What is
// under an id never changes. Whatever else may keep them has the same three verbs:
// Put, Open, Remove.
type Disk struct{ folder string }

// drafts is the folder of files on their way in.
const drafts = "drafts"

// NewDisk keeps files in the folder, which is made when the first one comes.
func NewDisk(folder string) *Disk { return &Disk{folder} }

func (d *Disk) path(id ID) string { return filepath.Join(d.folder, string(id[:2]), string(id)) }

// Draft is a file on its way in: it can be read while it is being written.
type Draft struct {
	file *os.File
	sum  hash.Hash
}

// Write appends to the draft.
func (d *Draft) Write(b []byte) (int, error) {
	d.sum.Write(b)
	return d.file.Write(b)
}

// ReadAt reads what has been written.
func (d *Draft) ReadAt(b []byte, at int64) (int, error) { return d.file.ReadAt(b, at) }

// Put stores what write makes. When it is durable admit is asked, and if it does
// not object the file takes its name, durably as well. A failure leaves nothing
// but, where the machine stops, a draft (Sweep).
func (d *Disk) Put(write func(*Draft) error, admit func(ID) error) (ID, error) {
	folder := filepath.Join(d.folder, drafts)
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return "", stored(err)
	}
	file, err := os.CreateTemp(folder, "*") // with permissions 0600
	if err != nil {
		return "", stored(err)
	}
	defer func() { _ = os.Remove(file.Name()) }() // gone where it took its name
	draft := &Draft{file, sha256.New()}
	err = write(draft)
	if err == nil {
		err = stored(file.Sync())
	}
	if closed := stored(file.Close()); err == nil {
		err = closed
	}
	if err != nil {
		return "", err
	}
	id := ID(hex.EncodeToString(draft.sum.Sum(nil)))
	if err := admit(id); err != nil {
		return "", err
	}
	return id, stored(d.publish(file.Name(), id))
}

func (d *Disk) publish(draft string, id ID) error {
	folder := filepath.Dir(d.path(id))
	switch err := os.Mkdir(folder, 0o700); {
	case err == nil:
		if err := syncFolder(d.folder); err != nil {
			return err
		}
	case !errors.Is(err, fs.ErrExist):
		return err
	}
	if err := os.Rename(draft, d.path(id)); err != nil {
		return err
	}
	return syncFolder(folder)
}

func syncFolder(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// Open opens a sealed file; NotFound if it is not there.
func (d *Disk) Open(id ID) (*os.File, error) {
	if !id.Valid() {
		return nil, fault.Of(fault.NotFound, "no id of a file")
	}
	f, err := os.Open(d.path(id))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fault.Of(fault.NotFound, "file %s", id)
	}
	return f, stored(err)
}

// Remove removes a sealed file; one that is not there is removed already.
func (d *Disk) Remove(id ID) error {
	if !id.Valid() {
		return fault.Of(fault.Invalid, "no id of a file")
	}
	if err := os.Remove(d.path(id)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return stored(err)
	}
	return nil
}

// Check is Conflict if the file is not the one that has the id.
func (d *Disk) Check(id ID) error {
	f, err := d.Open(id)
	if err != nil {
		return err
	}
	defer f.Close()
	sum := sha256.New()
	if _, err := io.Copy(sum, f); err != nil {
		return stored(err)
	}
	if ID(hex.EncodeToString(sum.Sum(nil))) != id {
		return fault.Of(fault.Conflict, "file %s was changed", id)
	}
	return nil
}

// sweepDrafts removes what was on its way in when a machine stopped before a
// moment.
func (d *Disk) sweepDrafts(before time.Time) error {
	folder := filepath.Join(d.folder, drafts)
	entries, err := os.ReadDir(folder)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return stored(err)
	}
	for _, entry := range entries {
		about, err := entry.Info()
		if err != nil || about.ModTime().After(before) {
			continue // it has taken its name, or is still coming
		}
		if err := os.Remove(filepath.Join(folder, entry.Name())); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return stored(err)
		}
	}
	return nil
}
