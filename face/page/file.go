package page

import (
	"strconv"
	"strings"

	"shuniu/kernel/lang"
)

// File is an attached file as people see it.
type File struct {
	ID   string
	Name string
	Kind lang.Text // 图片、PDF、Word…
	Size string
	Sign Sign
	View string // where browsers show it; nowhere if empty
	Save string // where it is saved from; nowhere if empty
}

// Sign is the drawing beside a file's name; the word says the same.
type Sign string

// The signs.
const (
	SignPicture Sign = "picture"
	SignPaper   Sign = "paper"
)

// Files are attached files, to be read.
type Files struct {
	Files []File
	Note  lang.Text // what opening one means; none if zero
}

// RemoveField is the name of the buttons that take a file out of a form.
const RemoveField = "remove"

// Bytes is a size as people say it: 340 KB, 1.2 MB.
func Bytes(n int64) string {
	const k = 1024
	switch {
	case n < k:
		return strconv.FormatInt(n, 10) + " B"
	case n < k*k:
		return strconv.FormatInt((n+k-1)/k, 10) + " KB"
	}
	return strings.TrimSuffix(strconv.FormatFloat(float64(n)/(k*k), 'f', 1, 64), ".0") + " MB"
}

// holdsFiles reports whether files are attached to the form already. Their buttons
// must not be what the Enter key presses.
func (f Form) holdsFiles() bool {
	for _, in := range f.Inputs {
		if len(in.Files) > 0 {
			return true
		}
	}
	return false
}
