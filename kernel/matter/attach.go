package matter

import (
	"context"
	"io"
	"slices"
	"strconv"
	"strings"

	"shuniu/kernel/access"
	"shuniu/kernel/attachment"
	"shuniu/kernel/fault"
	"shuniu/kernel/keyring"
	"shuniu/kernel/lang"
	"shuniu/kernel/ledger"
	"shuniu/kernel/process"
	"shuniu/kernel/store"
)

// Tray holds the files uploaded with a form until the act that it is for takes
// them. It belongs to whoever has the form's key, as its idempotency does
// (Input.Key), and is emptied after a day.
type Tray struct {
	e    *Engine
	form []byte
}

// Tray is that of an actor's form.
func (e *Engine) Tray(a access.Actor, key string) Tray { return Tray{e, formOf(e.Keys, a, key)} }

// formOf names a form to the store of files, which never sees the key itself.
func formOf(k *keyring.Ring, a access.Actor, key string) []byte {
	return k.MAC("form", asked{actor: a}.scope()+"\x00"+key)
}

// Put stores a file for a field. Invalid says what is wrong with it, by its name.
func (t Tray) Put(ctx context.Context, field, name string, content io.Reader) (attachment.File, error) {
	if t.e.Files == nil {
		return attachment.File{}, fault.Of(fault.Unavailable, "no store of files")
	}
	return t.e.Files.Stage(ctx, attachment.Incoming{
		Form: t.form, Field: field, Name: name, Content: content,
		Wrap: func(key []byte) ([]byte, error) { return t.e.Keys.Wrap(key, keyring.OfFile) },
	})
}

// Files are those in the tray, in the order they came.
func (t Tray) Files(ctx context.Context) ([]attachment.File, error) {
	kept, err := attachment.Waiting(t.e.DB.Read(ctx), t.form)
	var out []attachment.File
	for _, k := range kept {
		key, err := t.e.Keys.Unwrap(k.Sealed, keyring.OfFile)
		if err != nil {
			return nil, err
		}
		f, err := attachment.Know(k, key)
		if err != nil {
			return nil, err
		}
		out = append(out, f)
	}
	return out, err
}

// Remove takes a file out; NotFound if it is not in the tray.
func (t Tray) Remove(ctx context.Context, id attachment.ID) error {
	if t.e.Files == nil {
		return fault.Of(fault.NotFound, "no store of files")
	}
	return t.e.Files.Unstage(ctx, t.form, id)
}

// MoveTo gives what is in the tray to that of another form of the same actor, for
// a key that cannot be used any more.
func (t Tray) MoveTo(ctx context.Context, to Tray) error {
	return t.e.DB.Write(ctx, func(tx *store.Tx) error { return attachment.Move(tx, t.form, to.form) })
}

// take locks the files that the values of an act name. Each must wait in the act's
// own form.
func take(r *run, values map[string]string) ([]attachment.Kept, error) {
	var taken []attachment.Kept
	var ds []fault.Defect
	for _, f := range r.def.Form {
		if f.Type != process.FieldFile {
			continue
		}
		for _, id := range split(values[f.Name]) {
			k, err := attachment.Take(r.tx, r.form, attachment.ID(id))
			if fault.Is(err, fault.NotFound) {
				ds = append(ds, fault.Defect{Field: f.Name, Text: lang.T("有附件已过期、已移除或已随另一次提交送出，请重新选择。", "A file has expired, was removed, or was sent with something else. Choose it again.")})
				break
			}
			if err != nil {
				return nil, err
			}
			k.Field = f.Name // it may have been put into the tray for another one
			taken = append(taken, k)
		}
	}
	if len(taken) > process.MostFiles {
		ds = append(ds, fault.Defect{Field: taken[0].Field, Text: lang.T("一次最多提交{n}个附件。", "At most {n} files go with one act.").With("n", strconv.Itoa(process.MostFiles))})
	}
	return taken, fault.Defects(ds)
}

// attach brings the files of an act into the matter: from now on its key opens
// them, and theirs is gone with it.
func (s *step) attach(r *run) error {
	if len(s.files) == 0 {
		return nil
	}
	whole, err := r.e.Keys.Unwrap(r.sealed, keyring.OfMatter)
	if err != nil {
		return err
	}
	for _, k := range s.files {
		key, err := r.e.Keys.Unwrap(k.Sealed, keyring.OfFile)
		if err != nil {
			return err
		}
		k.Matter, k.Seq = int64(r.m.ID), s.event.Seq
		if k.Sealed, err = keyring.Seal(whole, key, sealContext(r.m.ID, string(k.ID), k.Seq)); err != nil {
			return err
		}
		if err := attachment.Attach(r.tx, k); err != nil {
			return err
		}
	}
	return nil
}

// ofFile is the own key of a file of a matter, whose wrapped key is given.
func keyOfFile(k *keyring.Ring, wrapped []byte, file attachment.Kept) ([]byte, error) {
	whole, err := k.Unwrap(wrapped, keyring.OfMatter)
	if err != nil {
		return nil, err
	}
	return keyring.Open(whole, file.Sealed, sealContext(ID(file.Matter), string(file.ID), file.Seq))
}

// filing shows the files of a matter, which it reads when there are any.
type filing struct {
	e    *Reader
	q    store.Q
	v    *View
	key  []byte
	kept []attachment.Kept
}

// of is what the value of a file field shows: of personal ones, staff see what they
// are and not how they are called.
func (f *filing) of(value Value, field string, seq int) (Value, error) {
	if value.Erased {
		return value, nil
	}
	if f.kept == nil {
		var err error
		if f.kept, err = attachment.Of(f.q, int64(f.v.Matter.ID)); err != nil {
			return Value{}, err
		}
	}
	shown := Value{Masked: f.v.Definition.Field(field).Personal && f.v.As != access.RoleApplicant, Files: []attachment.File{}}
	for _, id := range split(value.Text) {
		i := slices.IndexFunc(f.kept, func(k attachment.Kept) bool { return string(k.ID) == id && k.Seq == seq })
		if i < 0 {
			return Value{}, fault.Of(fault.Internal, "file %s of event %d is not kept", id, seq)
		}
		key, err := keyOfFile(f.e.Keys, f.key, f.kept[i])
		if err != nil {
			return Value{}, err
		}
		file, err := attachment.Know(f.kept[i], key)
		if err != nil {
			return Value{}, err
		}
		if shown.Masked {
			file.Name = ""
		}
		shown.Files = append(shown.Files, file)
	}
	return shown, nil
}

// File opens a file of a matter for an actor who may see the matter. One of a
// personal field is opened, but for the applicant, only by whoever may read personal
// data (Unmask), and that it was opened is recorded first. Withheld tells neither
// whether the matter nor whether the file exists. The content is closed by its
// reader.
func (e *Engine) File(ctx context.Context, a access.Actor, id ID, file attachment.ID) (*attachment.Content, error) {
	if e.Files == nil {
		return nil, fault.Of(fault.NotFound, "no store of files")
	}
	q := e.DB.Read(ctx)
	row, err := loadRow(e.folds, q, id)
	if err != nil {
		return nil, err
	}
	if _, err := access.See(a, row.matter.Object()); err != nil {
		return nil, err
	}
	kept, err := attachment.Of(q, int64(id))
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(kept, func(k attachment.Kept) bool { return k.ID == file })
	if i < 0 {
		return nil, fault.Of(fault.NotFound, "the matter has no such file")
	}
	def, err := e.editions.ByDigest(row.matter.Definition)
	if err != nil {
		return nil, err
	}
	if !e.sceneOf(q, a, row.matter, def).sees(kept[i].Field) {
		return nil, fault.Of(fault.NotFound, "a file that is not for the actor's eyes")
	}
	if f := def.Field(kept[i].Field); f == nil || f.Personal && a.Kind != access.Applicant {
		if err := (opener{e, a}).record(ctx, id, kept[i]); err != nil {
			return nil, err
		}
	}
	key, err := keyOfFile(e.Keys, row.key, kept[i])
	if err != nil {
		return nil, err
	}
	known, err := attachment.Know(kept[i], key)
	if err != nil {
		return nil, err
	}
	return e.Files.Open(known, key)
}

// opener is somebody who opens a personal file.
type opener struct {
	e     *Engine
	actor access.Actor
}

// record keeps that they do, or refuses it.
func (o opener) record(ctx context.Context, id ID, k attachment.Kept) error {
	return o.e.DB.Write(ctx, func(tx *store.Tx) error {
		r, err := o.e.begin(tx, o.actor, Input{})
		if err != nil {
			return err
		}
		if err := r.load(id, nil); err != nil {
			return err
		}
		d, err := access.See(o.actor, r.m.Object())
		if err != nil {
			return err
		}
		if !mayUnmask(o.actor, r.m) {
			return errNoPart()
		}
		return r.recordReading(d, []string{k.Field + ":" + string(k.ID)})
	})
}

// files checks the files of a matter: that each event has those that it says, that
// their keys open them, and that the disk has them as they were given.
func (r *replayer) files(q store.Q, records []ledger.Record, texts []text) error {
	if r.def == nil || !slices.ContainsFunc(r.def.Form, func(f *process.Field) bool { return f.Type == process.FieldFile }) {
		return nil
	}
	kept, err := attachment.Of(q, r.id)
	if err != nil {
		return err
	}
	for _, rec := range records {
		for _, c := range rec.Event.Sealed {
			t := find(texts, c.Name, rec.Event.Seq)
			if f := r.def.Field(c.Name); t == nil || f == nil || f.Type != process.FieldFile {
				continue
			}
			plain, err := r.e.reveal(ID(r.id), r.key, *t)
			if err != nil {
				continue // told with the values
			}
			for n, id := range strings.Fields(plain) {
				i := slices.IndexFunc(kept, func(k attachment.Kept) bool { return string(k.ID) == id && k.Seq == t.seq && k.Field == c.Name })
				if i < 0 {
					r.differs(t.seq, lang.T("附件 {field} 的第 {n} 个文件没有留存", "file {n} of {field} is not kept"), "n", strconv.Itoa(n+1), "field", c.Name)
					continue
				}
				if err := r.file(kept[i], n+1); err != nil {
					return err
				}
				kept = slices.Delete(kept, i, i+1)
			}
		}
	}
	for _, k := range kept {
		r.differs(k.Seq, lang.T("附件 {field} 多出一个没有记录的文件", "there is a file of {field} that no event gave"), "field", k.Field)
	}
	return nil
}

func (r *replayer) file(k attachment.Kept, n int) error {
	wrong := func(text lang.Text) { r.differs(k.Seq, text, "n", strconv.Itoa(n), "field", k.Field) }
	key, err := keyOfFile(r.e.Keys, r.key, k)
	if err == nil {
		_, err = attachment.Know(k, key)
	}
	if err != nil {
		wrong(lang.T("附件 {field} 的第 {n} 个文件无法打开", "file {n} of {field} cannot be opened"))
		return nil //nolint:nilerr // it is told as a difference
	}
	if r.e.Files == nil {
		return fault.Of(fault.Unavailable, "no store of files")
	}
	switch err := r.e.Files.Check(k); {
	case fault.Is(err, fault.NotFound):
		wrong(lang.T("附件 {field} 的第 {n} 个文件丢失", "file {n} of {field} is missing"))
	case fault.Is(err, fault.Conflict):
		wrong(lang.T("附件 {field} 的第 {n} 个文件被改动或损坏", "file {n} of {field} was changed or damaged"))
	default:
		return err
	}
	return nil
}
