package instrument

import (
	"bytes"
	"compress/gzip"
	"embed"
	"encoding/binary"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"

	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
)

// Hidden files are embedded too, so that the folder is not empty before the type was
// ever built; documents then cannot be set and say so.
//
//go:embed all:fonts
var fontFiles embed.FS

// face is the type of documents: one typeface in two weights.
type face struct {
	regular, bold []byte
	has           map[rune]bool
}

var readFace = sync.OnceValues(func() (*face, error) {
	f := &face{}
	for name, into := range map[string]*[]byte{"regular": &f.regular, "bold": &f.bold} {
		packed, err := fontFiles.ReadFile("fonts/" + name + ".ttf.gz")
		if err == nil {
			*into, err = unpack(packed)
		}
		if err != nil {
			return nil, fault.New(fault.Unavailable, lang.T("本程序构建时未装入文书字体，不能生成文书。", "This program was built without the type that documents are set in."), "make assets: "+err.Error())
		}
	}
	var err error
	f.has, err = characters(f.regular)
	return f, err
})

func unpack(packed []byte) ([]byte, error) {
	r, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(r)
}

// missing stands for a character that the type lacks, as printers have always done;
// what it stands for is told at the foot of the document.
const missing = '〓'

// settable is a text in which what the type lacks, rare characters of names above
// all, is replaced by missing; the characters replaced are added to lacks.
func (f *face) settable(s string, lacks *[]string) string {
	return strings.Map(func(r rune) rune {
		if r == '\n' || f.has[r] {
			return r
		}
		if r == '\t' || r == '\r' {
			return ' '
		}
		if name := fmt.Sprintf("U+%04X", r); !slices.Contains(*lacks, name) {
			*lacks = append(*lacks, name)
		}
		return missing
	}, s)
}

// characters are those a TrueType font has a picture of, by the table of format 4 in
// its cmap (ISO/IEC 14496-22), which is the only one that the PDF library reads.
func characters(font []byte) (map[rune]bool, error) {
	bad := fault.Of(fault.Internal, "the type has no readable table of characters")
	cmap := tableOf(font, "cmap")
	if len(cmap) < 4 {
		return nil, bad
	}
	for i := range int(binary.BigEndian.Uint16(cmap[2:])) {
		record := cmap[4+8*i:]
		sub := cmap[binary.BigEndian.Uint32(record[4:]):]
		if binary.BigEndian.Uint16(sub) == 4 {
			return segments(sub), nil
		}
	}
	return nil, bad
}

func tableOf(font []byte, name string) []byte {
	if len(font) < 12 {
		return nil
	}
	for i := range int(binary.BigEndian.Uint16(font[4:])) {
		record := font[12+16*i:]
		if string(record[:4]) == name {
			at, length := binary.BigEndian.Uint32(record[8:]), binary.BigEndian.Uint32(record[12:])
			return font[at : at+length]
		}
	}
	return nil
}

func segments(sub []byte) map[rune]bool {
	word := func(at int) int { return int(binary.BigEndian.Uint16(sub[at:])) }
	n := word(6) / 2
	ends, starts, deltas, offsets := 14, 16+2*n, 16+4*n, 16+6*n
	has := map[rune]bool{}
	for i := range n {
		start, end := word(starts+2*i), word(ends+2*i)
		for c := start; c <= end && c != 0xFFFF; c++ {
			glyph := c + word(deltas+2*i)
			if offset := word(offsets + 2*i); offset != 0 {
				if glyph = word(offsets + 2*i + offset + 2*(c-start)); glyph != 0 {
					glyph += word(deltas + 2*i)
				}
			}
			if glyph&0xFFFF != 0 {
				has[rune(c)] = true
			}
		}
	}
	return has
}
