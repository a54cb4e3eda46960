// Command tally reads what "go test -json" says, prints what "go test" would have
// printed, and writes the numbers of tests passed and failed to a file:
//
//	go test -json ./... | go run ./test/tally FILE
//
// It ends with 1 when anything failed, tests, packages or builds.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"
)

// event is a line of test2json.
type event struct {
	Action  string
	Package string
	Test    string
	Output  string
}

// tally is what was counted so far, and what unfinished tests have printed.
type tally struct {
	passed, failed int
	broken         bool // something failed that is no test: a build, a TestMain
	said           map[string]string
}

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "tally:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) != 1 {
		return fmt.Errorf("one file for the counts is expected, not %d", len(args))
	}
	t := tally{said: map[string]string{}}
	if err := t.read(os.Stdin, os.Stdout); err != nil {
		return err
	}
	if err := os.WriteFile(args[0], fmt.Appendf(nil, "%d %d\n", t.passed, t.failed), 0o600); err != nil {
		return err
	}
	if t.failed > 0 || t.broken {
		return fmt.Errorf("%d tests failed, %d passed", t.failed, t.passed)
	}
	return nil
}

// read counts all events of r. A passing test's output is dropped, a failing
// one's is written to w with the order of its package's tests, and what belongs
// to no test passes through.
func (t *tally) read(r io.Reader, w io.Writer) error {
	lines := bufio.NewReader(r)
	for {
		line, err := lines.ReadString('\n')
		if line != "" {
			if _, err := io.WriteString(w, t.take(line)); err != nil {
				return err
			}
		}
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

// take counts one line and returns what is to be printed now.
func (t *tally) take(line string) string {
	var e event
	if json.Unmarshal([]byte(line), &e) != nil {
		return line // the go command's own words
	}
	key := e.Package + " " + e.Test
	switch {
	case e.Output == "PASS\n" || strings.HasPrefix(e.Output, "=== "): // only -json adds these
	case e.Action == "output" && e.Test == "" && !strings.HasPrefix(e.Output, "-test.shuffle"), e.Action == "build-output":
		return e.Output
	case e.Action == "output":
		t.said[key] += e.Output
	case e.Action == "build-fail":
		t.broken = true
	case e.Action == "fail" && e.Test == "":
		t.broken = true
		return t.forget(key)
	case e.Action == "fail":
		t.failed++
		return t.forget(key)
	case e.Action == "pass" && e.Test != "":
		t.passed++
		t.forget(key)
	case e.Action == "skip" && e.Test != "":
		return t.forget(key)
	}
	return ""
}

func (t *tally) forget(key string) string {
	said := t.said[key]
	delete(t.said, key)
	return said
}
