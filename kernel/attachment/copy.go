package attachment

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
)

// CopyTo brings every stored file that is not in another folder yet there, durably,
// and returns how many that were. Files never change, so that a copy that was
// broken off is only to be made again. What is removed meanwhile is passed over; of
// files that were damaged it is told after all others: Conflict. The folder's mark
// comes along, where the other one has none.
func (d *Disk) CopyTo(folder string) (int, error) {
	to, n := NewDisk(folder), 0
	if err := d.copyMark(to); err != nil {
		return 0, err
	}
	var damaged []fault.Defect
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
		_, err = to.Put(func(copied *Draft) error {
			_, err := io.Copy(copied, from)
			return stored(err)
		}, func(found ID) error {
			if found != id {
				return fault.Of(fault.Conflict, "file %s was changed", id)
			}
			return nil
		})
		if fault.Is(err, fault.Conflict) {
			damaged = append(damaged, fault.Defect{Text: lang.Same(string(id))})
			return nil
		}
		n++
		return err
	})
	if err == nil && len(damaged) > 0 {
		f := fault.New(fault.Conflict, lang.T("以下附件文件已损坏，没有复制；其余都已复制。", "These attached files are damaged and were not copied; all others were."), "damaged files")
		f.Defects = damaged
		return n, f
	}
	return n, err
}

func (d *Disk) copyMark(to *Disk) error {
	mine, err := d.mark()
	if err != nil || mine == "" {
		return err
	}
	theirs, err := to.mark()
	if err != nil || theirs != "" {
		return err
	}
	return to.setMark(mine)
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
