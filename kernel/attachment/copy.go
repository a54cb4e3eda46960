package attachment

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// CopyTo brings every stored file that is not in another folder yet there, durably,
// and returns how many that were. Files never change, so that a copy that was
// broken off is only to be made again. What is removed meanwhile is passed over.
func (d *Disk) CopyTo(folder string) (int, error) {
	to, n := NewDisk(folder), 0
	err := d.each(func(id ID, path string) error {
		if _, err := os.Lstat(to.path(id)); err == nil {
			return nil
		}
		from, err := os.Open(path)
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil {
			return stored(err)
		}
		defer from.Close()
		n++
		_, err = to.Put(func(copied *Draft) error {
			_, err := io.Copy(copied, from)
			return stored(err)
		}, func(ID) error { return nil })
		return err
	})
	return n, err
}

// each names every stored file.
func (d *Disk) each(do func(id ID, path string) error) error {
	return filepath.WalkDir(d.folder, func(path string, entry fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil // removed meanwhile, or no file has come yet
		}
		if err != nil {
			return stored(err)
		}
		id := ID(entry.Name())
		if entry.IsDir() || !id.Valid() {
			return nil
		}
		return do(id, path)
	})
}
