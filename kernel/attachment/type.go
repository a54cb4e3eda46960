package attachment

import (
	"io"
	"slices"
	"strings"

	"github.com/gabriel-vasile/mimetype"
)

// Type is a media type that is taken.
type Type string

// kind says how files of a type are called and shown.
type kind struct {
	ending string // of the name, with its dot
	shown  bool   // browsers show it in the page; others are only downloaded
}

// types are those that are taken.
var types = map[Type]kind{
	"image/png":       {".png", true},
	"image/jpeg":      {".jpg", true},
	"image/gif":       {".gif", true},
	"image/webp":      {".webp", true},
	"image/heic":      {".heic", false},
	"image/heif":      {".heif", false},
	"application/pdf": {".pdf", true},

	"application/msword":            {".doc", false},
	"application/vnd.ms-excel":      {".xls", false},
	"application/vnd.ms-powerpoint": {".ppt", false},
	"application/vnd.openxmlformats-officedocument.wordprocessingml.document":   {".docx", false},
	"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet":         {".xlsx", false},
	"application/vnd.openxmlformats-officedocument.presentationml.presentation": {".pptx", false},
}

// Shown reports whether browsers show the type by themselves: pictures and PDF.
func (t Type) Shown() bool { return types[t].shown }

// IsPicture reports whether it is a picture.
func (t Type) IsPicture() bool { return strings.HasPrefix(string(t), "image/") }

// Accepted names the types that are taken, as a browser's file chooser reads them.
func Accepted() string {
	var all []string
	for t, k := range types {
		all = append(all, string(t), k.ending)
	}
	slices.Sort(all)
	return strings.Join(all, ",")
}

// Ending is how names of files of the type end.
func (t Type) Ending() string { return types[t].ending }

// oleStorage is the container of the old Office formats, and of much else.
const oleStorage = "application/x-ole-storage"

// sniffed is how much of the head is looked at.
const sniffed = 3072

// sniff finds the type in the content; false if it is none that is taken.
func sniff(content io.ReaderAt, size int64) (Type, bool) {
	head := make([]byte, min(size, sniffed))
	if _, err := content.ReadAt(head, 0); err != nil {
		return "", false
	}
	for m := mimetype.Detect(head); m != nil; m = m.Parent() {
		if m.Is(oleStorage) {
			return office(content)
		}
		for t := range types {
			if m.Is(string(t)) {
				return t, true
			}
		}
	}
	return "", false
}
