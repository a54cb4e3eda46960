package crash

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
)

// program builds the program itself, and only if it has changed since.
func program(t *testing.T) string {
	t.Helper()
	path, err := filepath.Abs("../../bin/test/shuniu")
	if err != nil {
		t.Fatal(err)
	}
	build := exec.CommandContext(t.Context(), "go", "build", "-o", path, "shuniu/cmd/shuniu")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return path
}

// run runs the program once; what it says is returned, and that it fails is fatal.
func (h *hall) run(t *testing.T, args ...string) string {
	t.Helper()
	out, err := h.command(args...).CombinedOutput()
	if err != nil {
		t.Fatalf("%q: %v\n%s", args, err, out)
	}
	return string(out)
}

func (h *hall) command(args ...string) *exec.Cmd {
	return exec.Command(h.program, append(args, "--data", h.data, "--db", h.url)...)
}

// server is one process that serves the city.
type server struct {
	cmd   *exec.Cmd
	wrong logged
	ready chan struct{} // closed when it listens, or has ended
	url   string        // empty where it ended before it listened
}

// logged is what a process says of itself, the first of it.
type logged struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *logged) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.text.Len() < 1<<16 {
		l.text.Write(b)
	}
	return len(b), nil
}

func (l *logged) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// open starts a server on a port of its own. Who wants to reach one of the city's
// servers finds it from the moment it listens.
func (h *hall) open(t *testing.T) *server {
	t.Helper()
	s := &server{ready: make(chan struct{})}
	// The addresses of all visitors are this machine's; a proxy's word tells them apart.
	s.cmd = h.command("serve", "--city", city, "--listen", "127.0.0.1:0", "--no-secure", "--proxy", "127.0.0.0/8", "--lang", "en")
	s.cmd.Stderr = &s.wrong
	out, err := s.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		lines := bufio.NewScanner(out)
		for lines.Scan() {
			if _, url, ok := strings.Cut(lines.Text(), "ready: "); ok {
				s.url = url
				h.arrive(s)
				break
			}
		}
		close(s.ready)
		_, _ = io.Copy(io.Discard, out) // until it ends
	}()
	return s
}

// listens waits until the server does.
func (s *server) listens(t *testing.T) {
	t.Helper()
	ctx, stop := context.WithTimeout(t.Context(), patience)
	defer stop()
	select {
	case <-s.ready:
		if s.url == "" {
			t.Fatalf("the server ended: %v\n%s", s.cmd.Wait(), s.wrong.String())
		}
	case <-ctx.Done():
		t.Fatalf("the server does not listen: %s", s.wrong.String())
	}
}

// kill ends a server without a warning.
func (h *hall) kill(t *testing.T, s *server) {
	t.Helper()
	_ = s.cmd.Process.Kill() // where it has ended by itself, Wait says why
	h.leave(s)
	<-s.ready
	if err := s.cmd.Wait(); err != nil && !strings.Contains(err.Error(), "killed") {
		t.Fatalf("%v\n%s", err, s.wrong.String())
	}
	h.leave(s)
}

// shut ends a server as its operator would.
func (h *hall) shut(t *testing.T, s *server) {
	t.Helper()
	h.leave(s)
	if err := errors.Join(s.cmd.Process.Signal(syscall.SIGTERM), s.cmd.Wait()); err != nil {
		t.Fatalf("%v\n%s", err, s.wrong.String())
	}
}

// doors are the servers that listen.
type doors struct {
	mu   sync.Mutex
	open []*server
	came chan struct{} // closed when another one comes
}

func (d *doors) arrive(s *server) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.open = append(d.open, s)
	close(d.came)
	d.came = make(chan struct{})
}

func (d *doors) leave(s *server) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for i, other := range d.open {
		if other == s {
			d.open = append(d.open[:i:i], d.open[i+1:]...)
			return
		}
	}
}

// any is the address of some server, once there is one.
func (d *doors) any(ctx context.Context, n int) (string, error) {
	for {
		d.mu.Lock()
		open, came := d.open, d.came
		d.mu.Unlock()
		if len(open) > 0 {
			return open[n%len(open)].url, nil
		}
		select {
		case <-came:
		case <-ctx.Done():
			return "", ctx.Err()
		}
	}
}

// keys is the keyring of a data directory.
func keys(data string) string { return filepath.Join(data, "keys", "keyring.json") }

// write makes a file of a folder.
func write(t *testing.T, dir, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}
