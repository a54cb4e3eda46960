package pg_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"

	"shuniu/test/pg"
)

func connect(t *testing.T, url string) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := conn.Close(context.WithoutCancel(t.Context())); err != nil {
			t.Error(err)
		}
	})
	return conn
}

func value[T any](t *testing.T, conn *pgx.Conn, query string, args ...any) T {
	t.Helper()
	var v T
	if err := conn.QueryRow(t.Context(), query, args...).Scan(&v); err != nil {
		t.Fatal(err)
	}
	return v
}

func TestURLGivesEachTestItsOwnEmptyDatabase(t *testing.T) {
	urls := make([]string, 4)
	var all sync.WaitGroup
	for i := range urls {
		all.Go(func() { urls[i] = pg.URL(t) })
	}
	all.Wait()
	for _, url := range urls {
		conn := connect(t, url)
		if n := value[int](t, conn, `SELECT count(*) FROM pg_tables WHERE schemaname = 'public'`); n != 0 {
			t.Errorf("%s has %d tables", url, n)
		}
		if _, err := conn.Exec(t.Context(), `CREATE TABLE mine (n int)`); err != nil {
			t.Errorf("the database is shared: %v", err)
		}
	}
}

func TestURLDropsTheDatabaseThoughAConnectionIsOpen(t *testing.T) {
	var name string
	t.Run("a test that leaves a connection open", func(t *testing.T) {
		conn, err := pgx.Connect(t.Context(), pg.URL(t))
		if err != nil {
			t.Fatal(err)
		}
		name = value[string](t, conn, `SELECT current_database()`)
	})
	conn := connect(t, pg.URL(t))
	if n := value[int](t, conn, `SELECT count(*) FROM pg_database WHERE datname = $1`, name); n != 0 {
		t.Errorf("%s outlived its test", name)
	}
}

func TestDurableServerWritesThrough(t *testing.T) {
	pg.URL(t) // skips where there is no PostgreSQL
	server, err := pg.Start(pg.Options{Durable: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := server.Stop(); err != nil {
			t.Error(err)
		}
	})
	if got := value[string](t, connect(t, server.URL), `SHOW fsync`); got != "on" {
		t.Errorf("fsync is %s", got)
	}
}

func TestStopLeavesNothing(t *testing.T) {
	pg.URL(t)
	server, err := pg.Start(pg.Options{})
	if err != nil {
		t.Fatal(err)
	}
	conn := connect(t, server.URL)
	dir := filepath.Dir(value[string](t, conn, `SHOW data_directory`))
	if err := server.Stop(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(dir); !os.IsNotExist(err) {
		t.Errorf("%s is left: %v", dir, err)
	}
}

func TestAHaltedServerKeepsWhatItStored(t *testing.T) {
	pg.URL(t)
	server, err := pg.Start(pg.Options{Durable: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := server.Stop(); err != nil {
			t.Error(err)
		}
	})
	conn := connect(t, server.URL)
	if _, err := conn.Exec(t.Context(), `CREATE TABLE mine (n int)`); err != nil {
		t.Fatal(err)
	}
	if err := server.Halt(); err != nil {
		t.Fatal(err)
	}
	if conn, err := pgx.Connect(t.Context(), server.URL); err == nil {
		t.Error("a halted server answers", conn.Close(t.Context()))
	}
	if err := server.Resume(); err != nil {
		t.Fatal(err)
	}
	if n := value[int](t, connect(t, server.URL), `SELECT count(*) FROM pg_tables WHERE tablename = 'mine'`); n != 1 {
		t.Error("the table is gone")
	}
}

// TestServerEndsWithItsProcess kills a process, this test run again, that has
// started a server.
func TestServerEndsWithItsProcess(t *testing.T) {
	if os.Getenv("SHUNIU_TEST_PG_VICTIM") != "" {
		server, err := pg.Start(pg.Options{})
		if err != nil {
			t.Fatal(err)
		}
		fmt.Println(server.URL)
		_, err = os.Stdin.Read(make([]byte, 1))
		t.Fatalf("lived on: %v", err)
	}
	pg.URL(t)
	victim := exec.Command(os.Args[0], "-test.run=^TestServerEndsWithItsProcess$")
	victim.Env = append(os.Environ(), "SHUNIU_TEST_PG_VICTIM=1")
	if _, err := victim.StdinPipe(); err != nil { // nothing ever comes out of it
		t.Fatal(err)
	}
	out, err := victim.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := victim.Start(); err != nil {
		t.Fatal(err)
	}
	said := make([]byte, 200)
	n, err := out.Read(said)
	if err != nil {
		t.Fatal(err)
	}
	conn := connect(t, strings.TrimSpace(string(said[:n])))
	if err := victim.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	// The server ends all connections when it stops, and this wait with them.
	if _, err := conn.WaitForNotification(t.Context()); err == nil {
		t.Error("a notification from nobody")
	}
	_ = victim.Wait() // it was killed: that is the error
}
