package main

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

// benchServer is the server that is measured: this program in a process of its
// own, or one that was there.
type benchServer struct {
	url string
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

// serve starts a server on a free port and waits until it is ready. It believes
// what the crowd says about its addresses, as it would a proxy.
func (t *benchTown) serve(ctx context.Context, profile string) (*benchServer, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, fault.Wrap(fault.Internal, err, "this program")
	}
	args := []string{"serve", "--data", t.Data, "--db", t.DB, "--zone", t.Zone, "--listen", "127.0.0.1:0", "--no-secure", "--proxy", "127.0.0.1/32", "--timing"}
	if profile != "" {
		args = append(args, "--profile", profile)
	}
	s := &benchServer{cmd: exec.CommandContext(ctx, self, args...)} //nolint:gosec // this program itself
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
		_ = s.stop()
		return nil, fault.Of(fault.Unavailable, "the server did not start: %s%s", line, s.log.String())
	}
	s.url = "http://" + address
	return s, nil
}

// stop ends a server of our own as an operator would.
func (s *benchServer) stop() error {
	if s.cmd == nil {
		return nil
	}
	_ = s.cmd.Process.Signal(syscall.SIGTERM) // where it has ended by itself, Wait says why
	if err := s.cmd.Wait(); err != nil {
		return fault.Of(fault.Unavailable, "server: %v: %s", err, s.log.String())
	}
	return nil
}

// memory is the most that the server has had resident, in bytes.
func (s *benchServer) memory() int64 {
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

// processor is what the server has used.
func (s *benchServer) processor() time.Duration {
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
