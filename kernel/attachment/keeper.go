package attachment

import (
	"bytes"
	"context"
	"crypto/cipher"
	"errors"
	"io"
	"log/slog"

	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
	"shuniu/kernel/store"
)

// Keeper takes files in and gives them out.
type Keeper struct {
	db      *store.DB
	disk    *Disk
	scanner *Scanner
	room    chan struct{}
}

// New keeps files on a disk. Without a scanner nothing is looked at for viruses.
func New(db *store.DB, disk *Disk, scanner *Scanner) *Keeper {
	return &Keeper{db: db, disk: disk, scanner: scanner, room: make(chan struct{}, mostAtOnce)}
}

// Incoming is a file that comes in with a form.
type Incoming struct {
	Form    []byte // whose form, in a word nobody else has
	Field   string // which its refusal names
	Name    string // as sent
	Content io.Reader
	Wrap    func(key []byte) ([]byte, error)
}

// Stage stores a file durably until an act takes it. Invalid says what is wrong
// with the file, by its name; Unavailable that it cannot be stored or looked at.
func (k *Keeper) Stage(ctx context.Context, in Incoming) (File, error) {
	select {
	case k.room <- struct{}{}:
		defer func() { <-k.room }()
	case <-ctx.Done():
		return File{}, fault.Wrap(fault.Unavailable, ctx.Err(), "upload")
	}
	in.Name = CleanName(in.Name)
	s := &staging{Keeper: k, Incoming: in}
	id, err := k.disk.Put(func(d *Draft) error { return s.write(ctx, d) }, func(id ID) error { return s.enter(ctx, id) })
	if err != nil {
		return File{}, err
	}
	err = k.db.Write(ctx, func(tx *store.Tx) error {
		n, err := tx.Exec(readySQL, string(id), s.wrapped, s.sealed)
		if err == nil && n == 0 {
			err = fault.Of(fault.Unavailable, "file %s was swept while it came", id)
		}
		return err
	})
	return File{ID: id, Field: s.Field, Name: s.known.Name, Type: s.known.Type, Size: s.known.Size}, err
}

// staging is one file while it comes in.
type staging struct {
	*Keeper
	Incoming
	known   known
	sealed  []byte // what is known
	wrapped []byte // the key
}

// write seals the content, looks what it is, has it scanned, and seals that.
func (s *staging) write(ctx context.Context, d *Draft) error {
	key := newKey()
	c, err := aead(key)
	if err != nil {
		return err
	}
	if s.wrapped, err = s.Wrap(key); err != nil {
		return err
	}
	size, err := sealContent(d, c, s.Content)
	switch {
	case errors.Is(err, errTooLarge):
		return refuse(s.Field, s.Name, refusedSize())
	case fault.Is(err, fault.Invalid):
		return errors.Join(refuse(s.Field, s.Name, disturbed()), err)
	case err != nil:
		return err
	case size == 0:
		return refuse(s.Field, s.Name, refusedEmpty())
	}
	s.known = known{Name: s.Name, Size: size}
	if err := s.judge(ctx, d, c); err != nil {
		return err
	}
	if s.sealed, err = sealKnown(c, s.known); err != nil {
		return err
	}
	return writeKnown(d, s.sealed)
}

// judge finds the type and asks the scanner.
func (s *staging) judge(ctx context.Context, d *Draft, c cipher.AEAD) error {
	content := unseal(d, c, s.known.Size)
	var ok bool
	if s.known.Type, ok = sniff(content, s.known.Size); !ok {
		return refuse(s.Field, s.Name, refusedType())
	}
	if s.scanner == nil {
		return nil
	}
	clean, err := s.scanner.clean(ctx, io.NewSectionReader(content, 0, s.known.Size))
	if err != nil {
		slog.Error("virus scanner", "error", err)
		f := fault.New(fault.Unavailable, unscanned().With("name", s.Name), "virus scanner")
		f.Defects = []fault.Defect{{Field: s.Field, Text: f.Person}}
		return f
	}
	if !clean {
		return refuse(s.Field, s.Name, refusedVirus())
	}
	return nil
}

// enter makes the row without a key, so that whatever stops the file from being
// ready leaves a trace to clean up by.
func (s *staging) enter(ctx context.Context, id ID) error {
	return s.db.Write(ctx, func(tx *store.Tx) error {
		var waiting int64
		if err := tx.QueryRow(waitingSQL).Scan(&waiting); err != nil {
			return fault.Wrap(fault.Unavailable, err, "files that wait")
		}
		if waiting+s.known.Size > mostWaiting {
			return fault.New(fault.Unavailable, lang.T("现在上传的人太多，请稍后再试；也可以先不带附件提交，之后补充。", "Too many are sending files just now. Try again shortly, or send without them and add them later."), "too much waits")
		}
		_, err := tx.Exec(insertSQL, string(id), s.Form, s.Field, s.known.Size, store.Micros(tx.Now()))
		return err
	})
}

// Know tells what a file is called and is; key is its own.
func Know(k Kept, key []byte) (File, error) {
	known, err := openKnown(key, k.known, k.Size)
	return File{ID: k.ID, Field: k.Field, Name: known.Name, Type: known.Type, Size: known.Size}, err
}

// Content is a file open for reading; it is closed by its reader.
type Content struct {
	File
	io.ReadSeeker
	io.Closer
}

// Open opens a file with its own key. One that is not there or not what was stored
// is Unavailable.
func (k *Keeper) Open(file File, key []byte) (*Content, error) {
	c, err := aead(key)
	if err != nil {
		return nil, err
	}
	from, err := k.disk.Open(file.ID)
	if fault.Is(err, fault.NotFound) {
		return nil, fault.Wrap(fault.Unavailable, err, "attached file")
	}
	if err != nil {
		return nil, err
	}
	return &Content{File: file, ReadSeeker: io.NewSectionReader(unseal(from, c, file.Size), 0, file.Size), Closer: from}, nil
}

// Check is NotFound or Conflict if the disk has not the file that was stored, or
// what is known of it is not what it was stored with.
func (k *Keeper) Check(kept Kept) error {
	if err := k.disk.Check(kept.ID); err != nil {
		return err
	}
	from, err := k.disk.Open(kept.ID)
	if err != nil {
		return err
	}
	defer from.Close()
	end := sealedLength(kept.Size, len(kept.known)) - 4
	known := make([]byte, len(kept.known))
	if _, err := from.ReadAt(known, end-int64(len(known))); err != nil || !bytes.Equal(known, kept.known) {
		return fault.Of(fault.Conflict, "file %s is called or described otherwise", kept.ID)
	}
	return nil
}

// Lost are the attached files that the disk does not have.
func (k *Keeper) Lost(ctx context.Context) ([]ID, error) {
	var lost []ID
	for after := ID(""); ; {
		ids, err := readIDs(k.db.Read(ctx), attachedSQL, string(after))
		if err != nil || len(ids) == 0 {
			return lost, err
		}
		for _, id := range ids {
			f, err := k.disk.Open(id)
			switch {
			case fault.Is(err, fault.NotFound):
				lost = append(lost, id)
			case err != nil:
				return lost, err
			default:
				if err := f.Close(); err != nil {
					return lost, stored(err)
				}
			}
			after = id
		}
	}
}

// Unstage removes a file that waits in a form.
func (k *Keeper) Unstage(ctx context.Context, form []byte, id ID) error {
	err := k.db.Write(ctx, func(tx *store.Tx) error {
		n, err := tx.Exec(dropOneSQL, string(id), form)
		if err == nil && n == 0 {
			err = fault.Of(fault.NotFound, "no such file waits")
		}
		return err
	})
	if err != nil {
		return err
	}
	return k.remove(ctx, []ID{id})
}

// Discard removes the files of a matter whose keys were dropped.
func (k *Keeper) Discard(ctx context.Context, matter int64) error {
	ids, err := readIDs(k.db.Read(ctx), deadMatterSQL, matter)
	if err != nil {
		return err
	}
	return k.remove(ctx, ids)
}

// remove removes files whose rows have no key any more, and then the rows.
func (k *Keeper) remove(ctx context.Context, ids []ID) error {
	for _, id := range ids {
		if err := k.disk.Remove(id); err != nil {
			return err
		}
	}
	return k.db.Write(ctx, func(tx *store.Tx) error {
		for _, id := range ids {
			if _, err := tx.Exec(forgetSQL, string(id)); err != nil {
				return err
			}
		}
		return nil
	})
}

// Sweep removes what has waited for its act too long, and what was left where a
// machine stopped.
func (k *Keeper) Sweep(ctx context.Context) error {
	old := k.db.Now().Add(-WaitsFor)
	err := k.db.Write(ctx, func(tx *store.Tx) error {
		_, err := tx.Exec(dropOldSQL, store.Micros(old))
		return err
	})
	for err == nil {
		var ids []ID
		if ids, err = readIDs(k.db.Read(ctx), deadSQL, store.Micros(old)); err != nil || len(ids) == 0 {
			break
		}
		err = k.remove(ctx, ids)
	}
	return errors.Join(err, k.disk.sweepDrafts(old))
}
