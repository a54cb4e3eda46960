package crash

import (
	"context"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"shuniu/kernel/access"
	"shuniu/kernel/attachment"
)

// sent is a request with two files, acknowledged.
func (p *public) sent(t *testing.T) *slip {
	t.Helper()
	a := p.asking(t, "两张照片的一件诉求")
	return p.finish(t, a)
}

// asked is a request whose files have come and whose last page has not been sent.
type asked struct {
	v    *visitor
	slip *slip
	form *sheet
}

// asking brings the files of a request.
func (p *public) asking(t *testing.T, title string) *asked {
	t.Helper()
	a := &asked{v: p.visitor(), slip: &slip{title: title}}
	files := []paper{photo(), photo()}
	form, err := p.describes(t.Context(), a.v, a.slip, files)
	if err != nil {
		t.Fatal(err)
	}
	a.form = form
	return a
}

// finish sends it.
func (p *public) finish(t *testing.T, a *asked) *slip {
	t.Helper()
	said, err := a.v.sends(t.Context(), "/ask/send", a.form)
	if err != nil {
		t.Fatal(err)
	}
	s, err := p.receives(t.Context(), a.v, a.slip, said)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestKilledBetweenFileAndAct kills the server after files have come and before
// they are sent, and in the middle of a file. What had come goes with the act that
// is sent when the server is back; what had come half, or was never sent, is gone
// after its time, by the server itself.
func TestKilledBetweenFileAndAct(t *testing.T) {
	h := build(t, "")
	yesterday := func() time.Time { return time.Now().Add(-attachment.WaitsFor - time.Minute) }
	old := h.enter(t, yesterday)
	tray := old.engine.Tray(access.Outsider(), "a form of yesterday")
	f := photo()
	if _, err := tray.Put(t.Context(), "files", f.name, strings.NewReader(f.content)); err != nil {
		t.Fatal(err)
	}
	old.close(t)
	forgotten, _ := h.stored(t)
	if len(forgotten) != 1 {
		t.Fatal(forgotten)
	}

	one := h.open(t)
	one.listens(t)
	p := h.public()
	mine, left := p.asking(t, "发出之前服务器停了"), p.asking(t, "再也没有发出")
	p.half(t, one, left)
	h.kill(t, one)
	if _, drafts := h.stored(t); drafts != 1 {
		t.Errorf("%d files are on their way in", drafts)
	}

	one = h.open(t)
	one.listens(t)
	s := p.finish(t, mine)
	p.audit(t, []*slip{s})
	h.until(t, func(stored map[attachment.ID]bool, drafts int) bool { return len(stored) == 4 && drafts == 1 })
	h.kill(t, one)

	// A day later, by what the disk and the database say.
	h.aged(t)
	later := h.enter(t, func() time.Time { return time.Now().Add(attachment.WaitsFor + time.Minute) })
	defer later.close(t)
	if err := later.engine.Files.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	if stored, drafts := h.stored(t); len(stored) != 2 || drafts != 0 {
		t.Errorf("%d files and %d drafts are left", len(stored), drafts)
	}
}

// half sends the first half of a file and waits until the server has begun to keep it.
func (p *public) half(t *testing.T, s *server, a *asked) {
	t.Helper()
	form := *a.form
	form.files = []paper{{name: "视频.png", content: photo().content + strings.Repeat("x", 4<<20)}}
	body, kind, err := form.encode()
	if err != nil {
		t.Fatal(err)
	}
	conn, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", strings.TrimPrefix(s.url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	all := make([]byte, 3<<20)
	if _, err := body.Read(all); err != nil {
		t.Fatal(err)
	}
	head := "POST /ask HTTP/1.1\r\nHost: city\r\nContent-Type: " + kind + "\r\nContent-Length: 9999999\r\n\r\n"
	if _, err := conn.Write(append([]byte(head), all...)); err != nil {
		t.Fatal(err)
	}
	p.until(t, func(_ map[attachment.ID]bool, drafts int) bool { return drafts == 1 })
}

// until waits until the folder of files is so.
func (h *hall) until(t *testing.T, so func(stored map[attachment.ID]bool, drafts int) bool) {
	t.Helper()
	ctx, stop := context.WithTimeout(t.Context(), patience)
	defer stop()
	for {
		stored, drafts := h.stored(t)
		if so(stored, drafts) {
			return
		}
		if ctx.Err() != nil {
			t.Fatalf("%d files and %d drafts", len(stored), drafts)
		}
		after(5 * time.Millisecond)
	}
}

// aged makes the drafts a day older.
func (h *hall) aged(t *testing.T) {
	t.Helper()
	folder := filepath.Join(h.files(), "drafts")
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	then := time.Now().Add(-attachment.WaitsFor - time.Minute)
	for _, e := range entries {
		if err := os.Chtimes(filepath.Join(folder, e.Name()), then, then); err != nil {
			t.Fatal(err)
		}
	}
}
