// Package measure holds what measurements have in common that need no open city of their
// own: a server in a process of its own, and what searching takes.
package measure

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"shuniu/kernel/fault"
)

// Server is the server that is measured: this program in a process of its own, or one
// that was there.
type Server struct {
	URL string
	cmd *exec.Cmd
	log lockedBuffer
}

type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// Place is what a server serves.
type Place struct{ Data, DB, Zone string }

// Serve starts a server on a free port and waits until it is ready. It believes
// what the crowd says about its addresses, as it would a proxy.
func Serve(ctx context.Context, t Place, profile string) (*Server, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, fault.Wrap(fault.Internal, err, "this program")
	}
	args := []string{"serve", "--data", t.Data, "--db", t.DB, "--zone", t.Zone, "--listen", "127.0.0.1:0", "--no-secure", "--proxy", "127.0.0.1/32", "--timing"}
	if profile != "" {
		args = append(args, "--profile", profile)
	}
	s := &Server{cmd: exec.CommandContext(ctx, self, args...)} //nolint:gosec // this program itself
	s.cmd.Stderr = &s.log
	out, err := s.cmd.StdoutPipe()
	if err == nil {
		err = s.cmd.Start()
	}
	if err != nil {
		return nil, fault.Wrap(fault.Unavailable, err, "server")
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	_, address, ok := strings.Cut(strings.TrimSpace(line), "http://")
	if err != nil || !ok {
		_ = s.Stop()
		return nil, fault.Of(fault.Unavailable, "the server did not start: %s%s", line, s.log.String())
	}
	s.URL = "http://" + address
	return s, nil
}

// Stop ends a server of our own as an operator would.
func (s *Server) Stop() error {
	if s.cmd == nil {
		return nil
	}
	_ = s.cmd.Process.Signal(syscall.SIGTERM) // where it has ended by itself, Wait says why
	if err := s.cmd.Wait(); err != nil {
		return fault.Of(fault.Unavailable, "server: %v: %s", err, s.log.String())
	}
	return nil
}

// Memory is the most that the server has had resident, in bytes.
func (s *Server) Memory() int64 {
	if s.cmd == nil {
		return 0
	}
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.cmd.Process.Pid))
	if err != nil {
		return 0 // where there is no /proc it is not known
	}
	_, after, _ := strings.Cut(string(status), "VmHWM:")
	kib, _, _ := strings.Cut(strings.TrimSpace(after), " ")
	n, _ := strconv.ParseInt(kib, 10, 64)
	return n << 10
}

// ticks is how finely /proc counts processor time, by decree of Linux.
const ticks = 100

// Processor is what the server has used.
func (s *Server) Processor() time.Duration {
	if s.cmd == nil {
		return 0
	}
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", s.cmd.Process.Pid))
	if err != nil {
		return 0
	}
	_, after, _ := strings.Cut(string(stat), ") ")
	fields := strings.Fields(after)
	if len(fields) < 13 {
		return 0
	}
	user, _ := strconv.ParseInt(fields[11], 10, 64)
	system, _ := strconv.ParseInt(fields[12], 10, 64)
	return time.Duration(user+system) * time.Second / ticks
}
