package attachment

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"os/exec"
	"strings"
	"time"

	"shuniu/kernel/fault"
)

// Scanner looks for harmful code in what is uploaded: a clamd, or a command that
// reads the content from its input and ends with 0 if it is clean and 1 if not.
type Scanner struct {
	network, address string
	command          []string
}

// scanIn is how long one file may take to be looked at.
const scanIn = time.Minute

// ParseScanner reads "tcp://HOST:PORT" or "unix:PATH" of a clamd, or a command
// with its arguments; nil for nothing.
func ParseScanner(s string) *Scanner {
	s = strings.TrimSpace(s)
	if address, ok := strings.CutPrefix(s, "tcp://"); ok {
		return &Scanner{network: "tcp", address: address}
	}
	if path, ok := strings.CutPrefix(s, "unix:"); ok {
		return &Scanner{network: "unix", address: path}
	}
	if s == "" {
		return nil
	}
	return &Scanner{command: strings.Fields(s)}
}

// clean reports whether nothing was found. What cannot be looked at is
// Unavailable.
func (s *Scanner) clean(ctx context.Context, content io.Reader) (bool, error) {
	ctx, stop := context.WithTimeout(ctx, scanIn)
	defer stop()
	if s.command != nil {
		return s.run(ctx, content)
	}
	return s.ask(ctx, content)
}

func (s *Scanner) run(ctx context.Context, content io.Reader) (bool, error) {
	cmd := exec.CommandContext(ctx, s.command[0], s.command[1:]...) //nolint:gosec // the operator's own command
	cmd.Stdin = content
	err := cmd.Run()
	var ended *exec.ExitError
	if errors.As(err, &ended) && ended.ExitCode() == 1 {
		return false, nil
	}
	return err == nil, fault.Wrap(fault.Unavailable, err, "virus scanner "+s.command[0])
}

// ask speaks INSTREAM of clamd's protocol: pieces with their length before each,
// an empty one at the end.
func (s *Scanner) ask(ctx context.Context, content io.Reader) (bool, error) {
	conn, err := (&net.Dialer{}).DialContext(ctx, s.network, s.address)
	if err != nil {
		return false, fault.Wrap(fault.Unavailable, err, "virus scanner")
	}
	defer conn.Close()
	end, _ := ctx.Deadline()
	err = conn.SetDeadline(end)
	if err == nil {
		err = instream(conn, content)
	}
	if err != nil {
		return false, fault.Wrap(fault.Unavailable, err, "virus scanner")
	}
	said, err := io.ReadAll(io.LimitReader(conn, 4096))
	if err != nil {
		return false, fault.Wrap(fault.Unavailable, err, "virus scanner")
	}
	switch said := bytes.Trim(said, "\x00\n "); {
	case bytes.HasSuffix(said, []byte(" FOUND")):
		return false, nil
	case bytes.HasSuffix(said, []byte(": OK")):
		return true, nil
	default:
		return false, fault.Of(fault.Unavailable, "virus scanner: %q", said)
	}
}

func instream(w io.Writer, content io.Reader) error {
	if _, err := io.WriteString(w, "zINSTREAM\x00"); err != nil {
		return err
	}
	if _, err := io.CopyBuffer(lengthBefore{w}, content, make([]byte, piece)); err != nil {
		return err
	}
	_, err := w.Write(make([]byte, 4))
	return err
}

// lengthBefore writes each piece with its length before it.
type lengthBefore struct{ to io.Writer }

func (l lengthBefore) Write(b []byte) (int, error) {
	length := binary.BigEndian.AppendUint32(nil, uint32(len(b)))
	if _, err := l.to.Write(length); err != nil {
		return 0, err
	}
	return l.to.Write(b)
}
