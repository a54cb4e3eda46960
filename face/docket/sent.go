package docket

import (
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"shuniu/face/door"
	"shuniu/face/page"
	"shuniu/kernel/access"
	"shuniu/kernel/attachment"
	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
	"shuniu/kernel/matter"
	"shuniu/kernel/process"
)

// Sent is a form as it was sent. The files that came with it are in its tray, and
// their ids among the values, whatever else is wrong with it: nobody chooses a file
// twice.
type Sent struct {
	Values  url.Values
	Held    []attachment.File // what the tray holds now
	Removed bool              // a file was taken out, or the form is only shown again: nothing else is wanted yet
	defects []fault.Defect
}

// Err is what was wrong with the files, all that concerns one field together.
func (s Sent) Err() error {
	var ds []fault.Defect
	for _, d := range s.defects {
		if i := slices.IndexFunc(ds, func(known fault.Defect) bool { return known.Field == d.Field }); i >= 0 {
			ds[i].Text = lang.T(ds[i].Text.Zh+d.Text.Zh, ds[i].Text.En+" "+d.Text.En)
		} else {
			ds = append(ds, d)
		}
	}
	return fault.Defects(ds)
}

// What the words of a form with files may take, and in how many parts.
const (
	mostWords = 1 << 20
	mostParts = 200

	multipartForm = "multipart/form-data"
)

// Receive reads a form with the file fields among fields. Files are stored as they
// come; memory does not grow with them.
func Receive(r *http.Request, d *door.Door, a access.Actor, fields []*process.Field) (Sent, error) {
	var s Sent
	in := receiving{Sent: &s, r: r, door: d, actor: a}
	for _, f := range fields {
		if f.Type == process.FieldFile {
			in.fields = append(in.fields, f)
		}
	}
	if err := in.form(); err != nil {
		return s, err
	}
	s.Removed = s.Values.Get(door.ShowField) != ""
	s.Values.Del(door.ShowField)
	if len(in.fields) == 0 {
		return s, nil
	}
	return s, in.settle()
}

// Rekey is a new key for a form whose old one stands for something else already;
// what its tray still holds comes along.
func Rekey(r *http.Request, e *matter.Engine, a access.Actor, old string) (string, error) {
	key := page.NewKey()
	return key, e.Tray(a, old).MoveTo(r.Context(), e.Tray(a, key))
}

type receiving struct {
	*Sent
	r      *http.Request
	door   *door.Door
	actor  access.Actor
	fields []*process.Field
	words  int
	known  bool            // what the tray holds has been read
	again  []attachment.ID // held before, and sent once more
}

func (in *receiving) tray() matter.Tray {
	return in.door.Engine.Tray(in.actor, in.Values.Get(page.KeyField))
}

func (in *receiving) form() error {
	media, _, _ := mime.ParseMediaType(in.r.Header.Get("Content-Type")) // one that cannot be read is no form at all
	if media == multipartForm {
		if err := door.Media(in.r, multipartForm); err != nil {
			return err
		}
		return in.parts()
	}
	err := door.Form(in.r)
	in.Values = in.r.PostForm
	return err
}

func (in *receiving) parts() error {
	in.Values = url.Values{}
	parts, err := in.r.MultipartReader()
	if err != nil {
		return fault.Wrap(fault.Invalid, err, "form")
	}
	for range mostParts {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err == nil {
			err = in.part(part)
		}
		var large *http.MaxBytesError
		if errors.As(err, &large) && len(in.fields) > 0 {
			in.defects = append(in.defects, fault.Defect{Field: in.fields[0].Name, Text: page.Word("docket.files-too-large").Text()})
			return nil
		}
		if err != nil && fault.As(err).Kind == fault.Internal {
			return fault.Wrap(fault.Invalid, err, "form") // the browser's fault, or the line's
		}
		if err != nil {
			return err
		}
	}
	return fault.Of(fault.Invalid, "too many parts in a form")
}

func (in *receiving) part(part *multipart.Part) error {
	name := part.FormName()
	if part.FileName() != "" {
		return in.file(name, part)
	}
	text, err := io.ReadAll(io.LimitReader(part, int64(mostWords-in.words+1)))
	if in.words += len(text); in.words > mostWords {
		return fault.Of(fault.Invalid, "a form with too many words")
	}
	if !utf8.Valid(text) {
		return door.ErrEncoding
	}
	if len(text) > 0 {
		in.Values.Add(name, string(text))
	}
	return err
}

// file stores a file that came. What is wrong with it is told with all else; the
// next ones still come.
func (in *receiving) file(name string, part *multipart.Part) error {
	i := slices.IndexFunc(in.fields, func(f *process.Field) bool { return f.Name == name })
	if i < 0 {
		in.defects = append(in.defects, fault.Defect{Text: page.Word("docket.file-unasked").Fill(page.Texts{"name": lang.Same(attachment.CleanName(part.FileName()))})})
		return nil
	}
	if in.Values.Get(page.KeyField) == "" {
		return fault.Of(fault.Invalid, "a file before the key of its form")
	}
	if err := in.know(); err != nil {
		return err
	}
	clean := attachment.CleanName(part.FileName())
	most := in.fields[i].MostFiles()
	full := in.held(name) >= most || len(in.Held) >= process.MostFiles
	tooMany := fault.Defect{Field: name, Text: page.Word("docket.file-too-many").Fill(page.Texts{"name": lang.Same(clean), "n": lang.Same(strconv.Itoa(most))})}
	if full && !slices.ContainsFunc(in.Held, func(f attachment.File) bool { return f.Field == name && f.Name == clean }) {
		in.defects = append(in.defects, tooMany)
		return nil
	}
	content := io.Reader(part)
	if in.actor.Kind == access.Applicant {
		content = in.door.Metered(in.r, part)
	}
	f, err := in.tray().Put(in.r.Context(), name, part.FileName(), content)
	if errors.Is(err, door.ErrUploads) {
		text := page.Word("docket.file-not-taken").Fill(page.Texts{"name": lang.Same(clean), "why": door.ErrUploads.Person})
		in.defects = append(in.defects, fault.Defect{Field: name, Text: text})
		return nil
	}
	if ds := defectsOf(err); len(ds) > 0 {
		in.defects = append(in.defects, ds...)
		return nil // a line that broke breaks the next part as well
	}
	if err != nil {
		return err
	}
	twin := slices.IndexFunc(in.Held, func(h attachment.File) bool { return h.Field == f.Field && h.Name == f.Name && h.Size == f.Size })
	switch {
	case twin >= 0: // the line had broken, and the form came once more
		old := in.Held[twin].ID
		in.Held[twin], in.again = f, append(in.again, old)
		return in.remove(old)
	case full:
		in.defects = append(in.defects, tooMany)
		return in.remove(f.ID)
	}
	in.Held = append(in.Held, f)
	return nil
}

// remove takes a file out of the tray. One that is not there any more was removed
// before, or has gone with an earlier attempt to send the form, on whatever node.
func (in *receiving) remove(id attachment.ID) error {
	err := in.tray().Remove(in.r.Context(), id)
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	return err
}

func defectsOf(err error) []fault.Defect {
	if err == nil {
		return nil
	}
	return fault.As(err).Defects
}

func (in *receiving) held(field string) int {
	n := 0
	for _, f := range in.Held {
		if f.Field == field {
			n++
		}
	}
	return n
}

func (in *receiving) know() error {
	if in.known {
		return nil
	}
	in.known = true
	var err error
	in.Held, err = in.tray().Files(in.r.Context())
	return err
}

// settle takes out what is to be removed and names among the values all that the
// tray holds.
func (in *receiving) settle() error {
	if err := in.know(); err != nil {
		return err
	}
	for _, f := range in.fields { // pages that only pass them on write them in one line
		in.Values[f.Name] = strings.Fields(strings.Join(in.Values[f.Name], " "))
	}
	if id := attachment.ID(in.Values.Get(page.RemoveField)); id != "" {
		in.Removed = true
		if err := in.remove(id); err != nil {
			return err
		}
		in.Held = slices.DeleteFunc(in.Held, func(f attachment.File) bool { return f.ID == id })
		for _, f := range in.fields {
			in.Values[f.Name] = slices.DeleteFunc(in.Values[f.Name], func(v string) bool { return v == string(id) })
		}
	}
	for _, f := range in.fields {
		in.Values[f.Name] = slices.DeleteFunc(in.Values[f.Name], func(v string) bool { return slices.Contains(in.again, attachment.ID(v)) })
	}
	for _, f := range in.Held {
		if !slices.Contains(in.Values[f.Field], string(f.ID)) {
			in.Values.Add(f.Field, string(f.ID))
		}
	}
	return nil
}
