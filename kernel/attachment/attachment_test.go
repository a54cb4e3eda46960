package attachment

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"shuniu/kernel/fault"
)

// office97 is a compound file whose directory ends in a stream of the name, the
// directory in its second sector.
func office97(stream string) []byte {
	b := make([]byte, 4*512)
	copy(b, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
	binary.LittleEndian.PutUint16(b[24:], 0x3e)
	binary.LittleEndian.PutUint16(b[26:], 3)
	binary.LittleEndian.PutUint16(b[28:], 0xfffe)
	binary.LittleEndian.PutUint16(b[30:], 9)
	binary.LittleEndian.PutUint32(b[48:], 1) // the directory begins in sector 1
	binary.LittleEndian.PutUint32(b[76:], 0) // the table is sector 0
	binary.LittleEndian.PutUint32(b[512+4:], 2)
	binary.LittleEndian.PutUint32(b[512+8:], 0xfffffffe)
	at := 3 * 512
	for i, u := range utf16.Encode([]rune(stream)) {
		binary.LittleEndian.PutUint16(b[at+2*i:], u)
	}
	binary.LittleEndian.PutUint16(b[at+64:], uint16(2*len(stream)+2))
	return b
}

func zipped(t *testing.T, names ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range names {
		w, err := z.Create(name)
		if err == nil {
			_, err = w.Write(make([]byte, 1<<20)) // swells a thousand times
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestWhatAFileIsItsContentSays(t *testing.T) {
	png := "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"
	for name, c := range map[string]struct {
		content []byte
		want    Type
	}{
		"a picture":                   {[]byte(png), "image/png"},
		"a photograph":                {[]byte("\xff\xd8\xff\xe0\x00\x10JFIF\x00"), "image/jpeg"},
		"a moving picture":            {[]byte("GIF89a\x01\x00\x01\x00"), "image/gif"},
		"a new picture":               {[]byte("RIFF\x24\x00\x00\x00WEBPVP8 "), "image/webp"},
		"a telephone's photograph":    {[]byte("\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic"), "image/heic"},
		"a paper":                     {[]byte("%PDF-1.7\n"), "application/pdf"},
		"a text of today":             {zipped(t, "[Content_Types].xml", "_rels/.rels", "word/document.xml"), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
		"a sheet of today":            {zipped(t, "[Content_Types].xml", "_rels/.rels", "xl/workbook.xml"), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
		"an old text":                 {office97("WordDocument"), "application/msword"},
		"an old sheet":                {office97("Workbook"), "application/vnd.ms-excel"},
		"old slides":                  {office97("PowerPoint Document"), "application/vnd.ms-powerpoint"},
		"an installer":                {office97("\x05SummaryInformation"), ""},
		"an archive":                  {zipped(t, "a.txt"), ""},
		"a program":                   {[]byte("MZ\x90\x00\x03\x00\x00\x00\x04\x00"), ""},
		"a Linux program":             {[]byte("\x7fELF\x02\x01\x01"), ""},
		"a page":                      {[]byte("<!DOCTYPE html><script>alert(1)</script>"), ""},
		"a picture that runs":         {[]byte(`<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>`), ""},
		"words":                       {[]byte("just words"), ""},
		"a compound file cut short":   {office97("WordDocument")[:600], ""},
		"a compound file of its head": {office97("WordDocument")[:512], ""},
	} {
		got, ok := sniff(bytes.NewReader(c.content), int64(len(c.content)))
		if got != c.want || ok != (c.want != "") {
			t.Errorf("%s: %q, %v", name, got, ok)
		}
	}
}

func TestACircleInACompoundFileEnds(t *testing.T) {
	b := office97("Other")
	binary.LittleEndian.PutUint32(b[512+8:], 1)
	if _, ok := office(bytes.NewReader(b)); ok {
		t.Error("found something in a circle")
	}
}

func TestNamesLeadNowhere(t *testing.T) {
	for sent, want := range map[string]string{
		"照片 1.jpg": "照片 1.jpg", "../../etc/passwd": "passwd", `C:\Users\me\报告.pdf`: "报告.pdf", "..": "附件", "": "附件", "/": "附件",
		".htaccess": "htaccess", "a\x00b\r\nX-Evil: 1.png": "abX-Evil 1.png", "photo\u202egnp.exe": "photognp.exe", "\xff\xfe.png": "png",
		`a"b<c>.pdf`: "abc.pdf",
	} {
		if got := CleanName(sent); got != want {
			t.Errorf("%q: %q, want %q", sent, got, want)
		}
	}
	long := CleanName(strings.Repeat("长", 400) + ".docx")
	if n := len([]rune(long)); n != LargestName || !strings.HasSuffix(long, ".docx") {
		t.Errorf("%d characters: %s", n, long)
	}
	f := File{Name: "setup.exe", Type: "image/png"}
	if f.Saved() != "setup.exe.png" || f.Disposition(true) != "inline; filename=setup.exe.png" {
		t.Errorf("%s, %s", f.Saved(), f.Disposition(true))
	}
	f = File{Name: "报告.docx", Type: "application/vnd.openxmlformats-officedocument.wordprocessingml.document"}
	if got := f.Disposition(true); got != "attachment; filename*=utf-8''%E6%8A%A5%E5%91%8A.docx" {
		t.Errorf("a text is never shown: %s", got)
	}
}

// sealed is a content as it is stored, and what opens it.
func sealed(t *testing.T, content []byte) (*os.File, []byte, int64) {
	t.Helper()
	key := newKey()
	c, err := aead(key)
	if err != nil {
		t.Fatal(err)
	}
	f, err := os.Create(filepath.Join(t.TempDir(), "sealed"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	size, err := sealContent(f, c, bytes.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	return f, key, size
}

func TestAContentIsReadBackAtEveryLength(t *testing.T) {
	for _, n := range []int{1, 100, piece - 1, piece, piece + 1, 3*piece + 7} {
		content := bytes.Repeat([]byte("枢纽"), n/6+1)[:n]
		f, key, size := sealed(t, content)
		c, _ := aead(key)
		got, err := io.ReadAll(io.NewSectionReader(unseal(f, c, size), 0, size))
		if err != nil || !bytes.Equal(got, content) {
			t.Fatalf("%d bytes: %d came back, %v", n, len(got), err)
		}
		stored, err := os.ReadFile(f.Name())
		if err != nil || bytes.Contains(stored, []byte("枢纽枢纽")) {
			t.Errorf("%d bytes stand in the clear", n)
		}
	}
}

func TestAChangedOrMovedPieceIsNotRead(t *testing.T) {
	f, key, size := sealed(t, bytes.Repeat([]byte("a"), 2*piece))
	c, _ := aead(key)
	one := make([]byte, piece+overhead)
	if _, err := f.ReadAt(one, int64(len(mark))); err != nil {
		t.Fatal(err)
	}
	if _, err := f.WriteAt(one, int64(len(mark))+piece+overhead); err != nil { // the first piece in the place of the second
		t.Fatal(err)
	}
	if _, err := io.ReadAll(io.NewSectionReader(unseal(f, c, size), 0, size)); !fault.Is(err, fault.Internal) {
		t.Errorf("a moved piece was read: %v", err)
	}
}

func TestWhatIsTooLargeIsNotStored(t *testing.T) {
	c, err := aead(newKey())
	if err != nil {
		t.Fatal(err)
	}
	endless := io.LimitReader(zeros{}, LargestFile+1)
	if _, err := sealContent(io.Discard, c, endless); !errors.Is(err, errTooLarge) {
		t.Errorf("one byte too many: %v", err)
	}
	if n, err := sealContent(io.Discard, c, io.LimitReader(zeros{}, LargestFile)); err != nil || n != LargestFile {
		t.Errorf("%d, %v", n, err)
	}
}

type zeros struct{}

func (zeros) Read(b []byte) (int, error) { clear(b); return len(b), nil }

func TestADiskKeepsNothingThatFailed(t *testing.T) {
	d := NewDisk(t.TempDir())
	bad := errors.New("no")
	if _, err := d.Put(func(*Draft) error { return bad }, func(ID) error { return nil }); !errors.Is(err, bad) {
		t.Error(err)
	}
	write := func(f *Draft) error { _, err := f.Write([]byte("x")); return err }
	if _, err := d.Put(write, func(ID) error { return bad }); !errors.Is(err, bad) {
		t.Error(err)
	}
	left, err := os.ReadDir(filepath.Join(d.folder, drafts))
	if err != nil || len(left) != 0 {
		t.Errorf("left over: %v, %v", left, err)
	}
	id, err := d.Put(write, func(ID) error { return nil })
	if err != nil || id != "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881" {
		t.Fatal(id, err)
	}
	for _, trick := range []ID{"../" + id, "..", "", id[:63] + "/", "2D" + id[2:]} {
		if f, err := d.Open(trick); !fault.Is(err, fault.NotFound) {
			t.Errorf("%s was opened: %v", trick, f)
		}
		if err := d.Remove(trick); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s was removed: %v", trick, err)
		}
	}
	copied := NewDisk(t.TempDir())
	for _, want := range []int{1, 0} {
		if n, err := d.CopyTo(copied.folder); n != want || err != nil {
			t.Errorf("%d copied, want %d: %v", n, want, err)
		}
	}
	if err := copied.Check(id); err != nil {
		t.Error(err)
	}
	if err := os.WriteFile(copied.path(id), []byte("y"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := copied.Check(id); !fault.Is(err, fault.Conflict) {
		t.Errorf("a changed file is not seen: %v", err)
	}
	if err := errors.Join(d.Remove(id), d.Remove(id)); err != nil {
		t.Error(err)
	}
}

// clamd answers INSTREAM as clamd does, once a connection.
func clamd(t *testing.T) string {
	t.Helper()
	ln, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ln.Close() })
	go func() {
		for {
			conn, err := ln.Accept()
			if err != nil {
				return
			}
			answer(conn)
		}
	}()
	return "tcp://" + ln.Addr().String()
}

func answer(conn net.Conn) {
	defer conn.Close()
	hello := make([]byte, 10)
	if _, err := io.ReadFull(conn, hello); err != nil || string(hello) != "zINSTREAM\x00" {
		return
	}
	var all []byte
	for {
		var length [4]byte
		if _, err := io.ReadFull(conn, length[:]); err != nil {
			return
		}
		n := binary.BigEndian.Uint32(length[:])
		if n == 0 {
			break
		}
		b := make([]byte, n)
		if _, err := io.ReadFull(conn, b); err != nil {
			return
		}
		all = append(all, b...)
	}
	said := "stream: OK\x00"
	if bytes.Contains(all, []byte("EICAR")) {
		said = "stream: Eicar-Test-Signature FOUND\x00"
	}
	_, _ = io.WriteString(conn, said)
}

func TestAScannerIsAskedAndItsSilenceIsNoConsent(t *testing.T) {
	ctx, stop := context.WithTimeout(t.Context(), 30*time.Second)
	defer stop()
	daemon := clamd(t)
	for _, c := range []struct {
		scanner, content string
		clean            bool
		kind             fault.Kind
	}{
		{daemon, strings.Repeat("clean ", 30000), true, 0},
		{daemon, strings.Repeat("clean ", 30000) + "EICAR", false, 0},
		{"grep -qv EICAR", "clean", true, 0},
		{"grep -qv EICAR", "EICAR", false, 0},
		{"tcp://127.0.0.1:1", "clean", false, fault.Unavailable},
		{"unix:/nowhere/clamd.sock", "clean", false, fault.Unavailable},
		{"/nowhere/scanner", "clean", false, fault.Unavailable},
	} {
		clean, err := ParseScanner(c.scanner).clean(ctx, strings.NewReader(c.content))
		if clean != c.clean || (c.kind != 0) != (err != nil) || err != nil && !fault.Is(err, c.kind) {
			t.Errorf("%s on %.10s: %v, %v", c.scanner, c.content, clean, err)
		}
	}
	if ParseScanner(" ") != nil {
		t.Error("a scanner out of nothing")
	}
}
