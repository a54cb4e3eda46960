package docket

import (
	"slices"
	"strconv"

	"shuniu/face/door"
	"shuniu/face/page"
	"shuniu/kernel/attachment"
	"shuniu/kernel/lang"
	"shuniu/kernel/matter"
	"shuniu/kernel/process"
)

// files are the files of a value; they are read below the reader's path, if there
// is one.
func (r Reader) files(v matter.Value) page.Files {
	var out page.Files
	if v.Masked && r.Files != "" {
		out.Note = page.Word("docket.files-recorded").Text()
	}
	for i, f := range v.Files {
		shown := FileOf(f)
		if f.Name == "" {
			shown.Name = page.Word("docket.file-n").With("n", strconv.Itoa(i+1)).In(r.Lang)
		}
		if r.Files != "" {
			shown.Save = r.Files + string(f.ID) + "?" + door.SaveParam
			if f.Type.Shown() {
				shown.View = r.Files + string(f.ID)
			}
		}
		out.Files = append(out.Files, shown)
	}
	return out
}

// FileOf is a file as people see it, not yet to be opened.
func FileOf(f attachment.File) page.File {
	sign := page.SignPaper
	if f.Type.IsPicture() {
		sign = page.SignPicture
	}
	return page.File{ID: string(f.ID), Name: f.Name, Kind: kindOf(f.Type), Size: page.Bytes(f.Size), Sign: sign}
}

func kindOf(t attachment.Type) lang.Text {
	if t.IsPicture() {
		return page.Word("kit.file-picture").Text()
	}
	switch ending := t.Ending(); ending {
	case ".pdf":
		return page.Word("kit.file-pdf").Text()
	case ".doc", ".docx":
		return page.Word("kit.file-word").Text()
	case ".xls", ".xlsx":
		return page.Word("kit.file-sheet").Text()
	case ".ppt", ".pptx":
		return page.Word("kit.file-slides").Text()
	default:
		return lang.Same(ending)
	}
}

// Attached shows in each file input what the form's tray holds for it.
func Attached(inputs []page.Input, held []attachment.File) []page.Input {
	for i, in := range inputs {
		if in.Type != process.FieldFile {
			continue
		}
		inputs[i].Accept = attachment.Accepted()
		for _, f := range held {
			if f.Field == in.Name {
				inputs[i].Files = append(inputs[i].Files, FileOf(f))
			}
		}
	}
	return inputs
}

// Given finds a file among those that the entries of a record show.
func Given(timeline []matter.Entry, id string, shown func(matter.Entry, string) bool) bool {
	return slices.ContainsFunc(timeline, func(e matter.Entry) bool {
		for field, v := range e.Values {
			if shown(e, field) && slices.ContainsFunc(v.Files, func(f attachment.File) bool { return string(f.ID) == id }) {
				return true
			}
		}
		return false
	})
}
