package attachment

import (
	"encoding/binary"
	"io"
	"unicode/utf16"
)

// container reads as much of a compound file ([MS-CFB]) as tells a Word, Excel or
// PowerPoint file of before 2007 from an installer or a mail in the same format.
type container struct {
	from   io.ReaderAt
	sector int64
	header [512]byte
}

// The numbers of the format: how long an entry of the directory is, how many
// sectors of the table the header itself names, and how far the directory is read.
const (
	entryLength   = 128
	tableInHeader = 109
	mostDirectory = 64 // sectors
)

// office is the type of a compound file by the main stream in its directory, which
// may stand anywhere in the file.
func office(content io.ReaderAt) (Type, bool) {
	c := container{from: content}
	if _, err := content.ReadAt(c.header[:], 0); err != nil {
		return "", false
	}
	shift := binary.LittleEndian.Uint16(c.header[30:])
	if shift != 9 && shift != 12 {
		return "", false
	}
	c.sector = 1 << shift
	at, ok := binary.LittleEndian.Uint32(c.header[48:]), true
	for n := 0; ok && n < mostDirectory; n++ {
		directory, err := c.read(at)
		if err != nil {
			return "", false
		}
		if t, found := mainStream(directory); found {
			return t, true
		}
		at, ok = c.after(at)
	}
	return "", false
}

func (c container) read(sector uint32) ([]byte, error) {
	b := make([]byte, c.sector)
	_, err := c.from.ReadAt(b, (int64(sector)+1)*c.sector)
	return b, err
}

// after is the sector that follows one in its chain.
func (c container) after(sector uint32) (uint32, bool) {
	each := uint32(c.sector / 4)
	i := sector / each
	if i >= tableInHeader {
		return 0, false
	}
	table, err := c.read(binary.LittleEndian.Uint32(c.header[76+4*i:]))
	if err != nil {
		return 0, false
	}
	next := binary.LittleEndian.Uint32(table[4*(sector%each):])
	return next, next < 0xFFFFFFFA
}

func mainStream(directory []byte) (Type, bool) {
	for ; len(directory) >= entryLength; directory = directory[entryLength:] {
		switch streamName(directory) {
		case "WordDocument":
			return "application/msword", true
		case "Workbook", "Book":
			return "application/vnd.ms-excel", true
		case "PowerPoint Document":
			return "application/vnd.ms-powerpoint", true
		}
	}
	return "", false
}

// streamName is the name of an entry: 32 units of UTF-16, then its length in bytes
// with the zero at its end.
func streamName(entry []byte) string {
	length := int(binary.LittleEndian.Uint16(entry[64:])) - 2
	if length <= 0 || length > 62 {
		return ""
	}
	units := make([]uint16, length/2)
	for i := range units {
		units[i] = binary.LittleEndian.Uint16(entry[2*i:])
	}
	return string(utf16.Decode(units))
}
