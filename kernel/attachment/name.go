package attachment

import (
	"mime"
	"path"
	"strings"
	"unicode"
	"unicode/utf8"
)

// CleanName is the last part of a name as a browser sent it, without what could
// lead elsewhere or be read as something else: separators, control and format
// characters, leading dots.
func CleanName(sent string) string {
	sent = strings.ToValidUTF8(sent, "")
	sent = path.Base(strings.ReplaceAll(sent, `\`, "/"))
	name := strings.Map(func(r rune) rune {
		switch {
		case unicode.IsControl(r), unicode.Is(unicode.Cf, r), unicode.Is(unicode.Co, r), strings.ContainsRune(`<>:"/\|?*`, r):
			return -1
		case unicode.IsSpace(r):
			return ' '
		}
		return r
	}, sent)
	name = strings.TrimLeft(strings.TrimSpace(name), ".")
	if n := utf8.RuneCountInString(name); n > LargestName {
		ending := []rune(path.Ext(name))
		ending = ending[:min(len(ending), 10)]
		name = string([]rune(name)[:LargestName-len(ending)]) + string(ending)
	}
	if name == "" {
		return "附件"
	}
	return name
}

// Saved is the name under which a file is saved: with the ending of what it is,
// whatever its name says.
func (f File) Saved() string {
	name := f.Name
	if name == "" {
		name = "附件"
	}
	switch ending := strings.ToLower(path.Ext(name)); {
	case ending == f.Type.Ending(), ending == ".jpeg" && f.Type == "image/jpeg":
		return name
	}
	return name + f.Type.Ending()
}

// Disposition is the header that offers the file for saving, or shows it where it
// stands, under its name (RFC 6266).
func (f File) Disposition(inline bool) string {
	way := "attachment"
	if inline && f.Type.Shown() {
		way = "inline"
	}
	return mime.FormatMediaType(way, map[string]string{"filename": f.Saved()})
}
