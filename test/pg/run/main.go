// Command run starts a throw-away PostgreSQL server and runs a command that finds
// its address in SHUNIU_TEST_POSTGRES:
//
//	go run ./test/pg/run go test ./...
//
// It ends with the command's exit status, and the server ends with it. Where the
// variable is already set, or no server programs are installed, the command runs
// all the same and the tests decide what to do about it.
package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"

	"shuniu/test/pg"
)

func main() {
	status, err := run(os.Args[1:])
	if err != nil {
		fmt.Fprintln(os.Stderr, "run:", err)
	}
	os.Exit(status)
}

func run(args []string) (status int, err error) {
	if len(args) == 0 {
		return 64, errors.New("no command given")
	}
	cmd := exec.Command(args[0], args[1:]...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr, cmd.Env = os.Stdin, os.Stdout, os.Stderr, os.Environ()
	if os.Getenv(pg.Variable) == "" {
		server, err := pg.Start(pg.Options{})
		switch {
		case err == nil:
			defer func() { err = errors.Join(err, server.Stop()) }()
			cmd.Env = append(cmd.Env, pg.Variable+"="+server.URL)
		case !errors.Is(err, pg.ErrAbsent):
			return 1, err
		}
	}
	err = cmd.Run()
	var failed *exec.ExitError
	if errors.As(err, &failed) {
		return failed.ExitCode(), nil
	}
	if err != nil {
		return 1, err
	}
	return 0, nil
}
