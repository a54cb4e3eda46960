// Package pg gives tests real PostgreSQL databases.
//
// Each call of URL makes an empty database that is dropped when the test ends.
// The server is the one SHUNIU_TEST_POSTGRES names (an account there that may
// create databases); without it, the first test of a process starts a
// throw-away one, which ends with the process, even if that is killed. `make
// test` starts one server for all packages (test/pg/run).
//
// Where there are no server programs tests are skipped, or fail with CI=true.
// It never touches a database that it did not make.
package pg

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"

	"shuniu/test/skip"
)

// Variable is the environment variable that names a server to use.
const Variable = "SHUNIU_TEST_POSTGRES"

// shared is the process's own server. It is the one thing that outlives a test:
// starting it for each would take a second each time.
var shared = sync.OnceValues(func() (*Server, error) { return Start(Options{}) })

// URL is the address of a new, empty database that lives as long as the test.
func URL(t testing.TB) string {
	t.Helper()
	return create(t, server(t), "template1")
}

// Mold is a database that others are copied from, which takes a fraction of the time
// of filling each. Fill is called once, with its address; the mold goes when the server
// goes.
type Mold struct {
	Fill func(ctx context.Context, url string) error

	once sync.Once
	name string
	err  error
}

// URL is the address of a new copy that lives as long as the test.
func (m *Mold) URL(t testing.TB) string {
	t.Helper()
	s := server(t)
	m.once.Do(func() {
		ctx := context.WithoutCancel(t.Context())
		m.name = "shuniu_mold_" + strings.ToLower(rand.Text())
		address, err := at(s, m.name)
		if err == nil {
			err = run(ctx, s, "CREATE DATABASE "+m.name)
		}
		if err == nil {
			err = m.Fill(ctx, address)
		}
		m.err = err
	})
	if m.err != nil {
		t.Fatal(m.err)
	}
	return create(t, s, m.name)
}

func server(t testing.TB) string {
	t.Helper()
	if s := os.Getenv(Variable); s != "" {
		return s
	}
	own, err := shared()
	if errors.Is(err, ErrAbsent) {
		skip.Absent(t, "PostgreSQL", err.Error()+"; run make setup")
	}
	if err != nil {
		t.Fatal(err)
	}
	return own.URL
}

func create(t testing.TB, server, like string) string {
	t.Helper()
	name := "shuniu_test_" + strings.ToLower(rand.Text())
	address, err := at(server, name)
	if err != nil {
		t.Fatal(err)
	}
	if err := run(t.Context(), server, "CREATE DATABASE "+name+" TEMPLATE "+like+" STRATEGY FILE_COPY"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		// The test's own context has ended by now.
		if err := run(context.WithoutCancel(t.Context()), server, "DROP DATABASE "+name+" WITH (FORCE)"); err != nil {
			t.Error(err)
		}
	})
	return address
}

// at is the address of the database name on the server.
func at(server, name string) (string, error) {
	u, err := url.Parse(server)
	if err != nil {
		return "", fmt.Errorf("%s: %w", Variable, err)
	}
	u.Path = "/" + name
	return u.String(), nil
}

func run(ctx context.Context, server, statement string) error {
	conn, err := pgx.Connect(ctx, server)
	if err != nil {
		return err
	}
	_, err = conn.Exec(ctx, statement)
	return errors.Join(err, conn.Close(ctx))
}
