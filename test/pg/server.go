package pg

import (
	"bufio"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
)

// ErrAbsent says that this machine has no PostgreSQL server programs.
var ErrAbsent = errors.New("no PostgreSQL server programs (initdb, pg_ctl) in PATH or /usr/lib/postgresql")

//go:embed guard.sh
var guard string

// Options say how the server treats what it is given.
type Options struct {
	Durable bool // commits reach the disk; needed by benchmarks only, since no test cuts the power
}

// Server is a running throw-away cluster.
type Server struct {
	URL   string // of the maintenance database, with the right to create others
	dir   string
	guard *exec.Cmd
	life  io.WriteCloser // the guard ends the cluster when this is closed, by us or by our death
	said  *bufio.Reader
}

// Start makes a cluster in a temporary folder and starts it. It listens on a Unix
// socket in that folder only: no port can be taken by another, and no other user
// can connect. ErrAbsent means that there is nothing to start.
func Start(o Options) (*Server, error) {
	bin, err := programs()
	if err != nil {
		return nil, err
	}
	// Not os.TempDir: it may be out of reach for the account that root changes to,
	// and a socket's path may have 107 bytes at most.
	dir, err := os.MkdirTemp("/tmp", "shuniu-pg-")
	if err != nil {
		return nil, err
	}
	s := &Server{dir: dir, URL: "postgres://postgres@/postgres?host=" + url.QueryEscape(dir)}
	if err := s.start(bin, o); err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	return s, nil
}

// Stop ends the server at once and removes all it stored.
func (s *Server) Stop() error {
	return errors.Join(s.life.Close(), s.guard.Wait())
}

// Halt ends the server as a crash does and keeps what has reached the disk: of a
// Durable one everything committed.
func (s *Server) Halt() error { return s.order("halted\n") }

// Resume starts the server again after Halt, at the same address.
func (s *Server) Resume() error { return s.order("ready\n") }

func (s *Server) order(answer string) error {
	if _, err := io.WriteString(s.life, "\n"); err != nil {
		return err
	}
	return s.hear(answer)
}

func (s *Server) hear(answer string) error {
	line, err := s.said.ReadString('\n')
	if err == nil && line != answer {
		err = fmt.Errorf("the guard says %q", line)
	}
	return err
}

func (s *Server) start(bin string, o Options) error {
	account, err := account(s.dir)
	if err != nil {
		return err
	}
	s.guard = exec.Command("/bin/sh", "-c", guard, "guard", bin, s.dir, settings(s.dir, o))
	s.guard.Dir = s.dir
	// A group of its own, so that Ctrl-C ends the tests first and the server after them.
	s.guard.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Credential: account}
	if s.life, err = s.guard.StdinPipe(); err != nil {
		return err
	}
	said, err := s.guard.StdoutPipe()
	if err != nil {
		return err
	}
	if err := s.guard.Start(); err != nil {
		return err
	}
	s.said = bufio.NewReader(said)
	if err = s.hear("ready\n"); err == nil {
		return nil
	}
	log, _ := os.ReadFile(filepath.Join(s.dir, "log")) // without a log the exit status must do
	return fmt.Errorf("PostgreSQL did not start: %w\n%s", errors.Join(s.life.Close(), s.guard.Wait()), log)
}

func settings(dir string, o Options) string {
	set := []string{"listen_addresses=", "unix_socket_directories=" + dir, "max_connections=500", "shared_buffers=128MB"}
	if !o.Durable {
		set = append(set, "fsync=off", "full_page_writes=off", "synchronous_commit=off")
	}
	return "-c " + strings.Join(set, " -c ")
}

// programs finds the folder of initdb and pg_ctl: the newest of Debian's, which
// are not in PATH, or the one in PATH.
func programs() (string, error) {
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if err != nil {
		return "", err
	}
	if len(found) > 0 {
		return filepath.Dir(slices.MaxFunc(found, func(a, b string) int { return release(a) - release(b) })), nil
	}
	path, err := exec.LookPath("initdb")
	if err != nil {
		return "", ErrAbsent
	}
	if path, err = filepath.EvalSymlinks(path); err != nil {
		return "", err
	}
	return filepath.Dir(path), nil
}

func release(initdb string) int {
	n, err := strconv.Atoi(filepath.Base(filepath.Dir(filepath.Dir(initdb))))
	if err != nil {
		return 0 // not a release folder: any release is newer
	}
	return n
}

// account is whom the server runs as: ourselves, but for root, as whom PostgreSQL
// refuses to run. dir is handed to that account.
func account(dir string) (*syscall.Credential, error) {
	if os.Geteuid() != 0 {
		return nil, nil //nolint:nilnil // no credential is how exec is told to keep ours
	}
	other, err := user.Lookup("postgres")
	if err != nil {
		if other, err = user.Lookup("nobody"); err != nil {
			return nil, err
		}
	}
	uid, err := strconv.ParseUint(other.Uid, 10, 32)
	if err != nil {
		return nil, err
	}
	gid, err := strconv.ParseUint(other.Gid, 10, 32)
	if err != nil {
		return nil, err
	}
	return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, os.Chown(dir, int(uid), int(gid))
}
