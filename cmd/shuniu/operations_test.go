package main

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"shuniu/kernel/access"
	"shuniu/kernel/matter"
)

// asShuniu makes this test's own program the command, for shell blocks.
const asShuniu = "SHUNIU_TEST_COMMAND"

func TestMain(m *testing.M) {
	if os.Getenv(asShuniu) != "" {
		os.Exit(run(os.Args[1:], &env{In: os.Stdin, Out: os.Stdout, Err: os.Stderr, Now: time.Now}))
	}
	os.Exit(m.Run())
}

var shellBlock = regexp.MustCompile("(?ms)^```sh( served)?\n(.*?)^```$")

// Every shell block of the manual is run, in order, in one folder.
func TestTheManualOfOperationsIsTrue(t *testing.T) {
	manual, err := os.ReadFile("../../doc/operations.md")
	if err != nil {
		t.Fatal(err)
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	dir, bin := t.TempDir(), t.TempDir()
	if err := os.WriteFile(filepath.Join(bin, "shuniu"), []byte("#!/bin/sh\n"+asShuniu+"=1 exec '"+self+"' \"$@\"\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	blocks := shellBlock.FindAllStringSubmatch(string(manual), -1)
	if len(blocks) < 8 {
		t.Fatalf("only %d blocks found", len(blocks))
	}
	isServed := false
	for _, block := range blocks {
		if block[1] != "" && !isServed {
			isServed = true
			if err := os.WriteFile(filepath.Join(dir, "number"), []byte(firstMatter(t, filepath.Join(dir, "data"))), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		shell := exec.Command("sh", "-euc", block[2])
		shell.Dir = dir
		shell.Env = append(os.Environ(), "PATH="+bin+string(os.PathListSeparator)+os.Getenv("PATH"))
		if out, err := shell.CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s\n%s", err, block[2], out)
		}
	}
}

// firstMatter serves the city of the manual for a moment in which somebody asks
// something, and gives the number.
func firstMatter(t *testing.T, data string) string {
	t.Helper()
	ctx := context.Background()
	s, err := place{Data: data, Zone: "Asia/Shanghai"}.open(ctx, &env{Now: time.Now}, "990100")
	if err != nil {
		t.Fatal(err)
	}
	defer s.close()
	res, err := s.engine.Open(ctx, access.Outsider(), "people.request", matter.Input{Values: map[string]string{
		"kind": "help", "title": "路灯不亮", "body": "滨江路第三盏路灯坏了一周", "region": "990102000000",
	}})
	if err != nil {
		t.Fatal(err)
	}
	return res.Matter.Number
}

// The table of settings names each that the program reads, and no other.
func TestTheManualNamesEverySetting(t *testing.T) {
	manual, err := os.ReadFile("../../doc/operations.md")
	if err != nil {
		t.Fatal(err)
	}
	sources, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	read := map[string]bool{}
	for _, name := range sources {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(`env:"([A-Z_]+)"`).FindAllStringSubmatch(string(text), -1) {
			read[m[1]] = true
			if !strings.Contains(string(manual), "| `"+m[1]+"` |") {
				t.Errorf("%s is read and not in the table", m[1])
			}
		}
	}
	for _, m := range regexp.MustCompile("\\| `(SHUNIU_[A-Z_]+)` \\|").FindAllStringSubmatch(string(manual), -1) {
		if !read[m[1]] {
			t.Errorf("%s is in the table and nothing reads it", m[1])
		}
	}
}
