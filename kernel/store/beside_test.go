package store_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"shuniu/kernel/fault"
	"shuniu/kernel/store"
	"shuniu/test/pg"
)

const noteSQL = `INSERT INTO follower (name, position, hash, moved_at) VALUES ($1, 1, '', 1)`

func noted(t *testing.T, db *store.DB, name string) {
	t.Helper()
	err := db.Write(t.Context(), func(tx *store.Tx) error {
		_, err := tx.Exec(noteSQL, name)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// stands is which name the projections have that are in use.
func stands(t *testing.T, db *store.DB) string {
	t.Helper()
	var name string
	if err := db.Follow().Read(t.Context()).QueryRow(`SELECT coalesce(max(name), '') FROM follower`).Scan(&name); err != nil {
		t.Fatal(err)
	}
	return name
}

func besideOn(t *testing.T, fn func(t *testing.T, url string)) {
	t.Run("sqlite", func(t *testing.T) { fn(t, filepath.Join(t.TempDir(), "city.db")) })
	t.Run("postgres", func(t *testing.T) { fn(t, pg.URL(t)) })
}

func opened(t *testing.T, url string) *store.DB {
	t.Helper()
	db, err := store.Open(t.Context(), store.Options{URL: url, Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	return db
}

func TestWhatIsBuiltBesideIsSeenByAllOnceItIsAdopted(t *testing.T) {
	besideOn(t, func(t *testing.T, url string) {
		db, other := opened(t, url), opened(t, url)
		noted(t, db.Follow(), "a")
		for _, name := range []string{"b", "c"} {
			was := stands(t, db)
			next, err := db.Beside(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			noted(t, next, name)
			if got := stands(t, db) + stands(t, other); got != was+was {
				t.Errorf("before it is adopted readers see %s", got)
			}
			if _, err := other.Beside(t.Context()); !fault.Is(err, fault.Conflict) {
				t.Errorf("a second rebuild at once: %v", err)
			}
			for range 3 { // whoever opens the city meanwhile takes nothing away
				if err := opened(t, url).Close(); err != nil {
					t.Fatal(err)
				}
			}
			if err := db.Adopt(t.Context(), next, "follower"); err != nil {
				t.Fatal(err)
			}
			if got := stands(t, db); got != name {
				t.Errorf("who adopted sees %s", got)
			}
			awaited(t, func() bool { return stands(t, other) == name })
		}
		late := opened(t, url)
		if got := stands(t, late); got != "c" {
			t.Errorf("who opens it later sees %s", got)
		}
		for _, db := range []*store.DB{db, other, late} {
			if err := db.Close(); err != nil {
				t.Error(err)
			}
		}
		if got := besideFiles(t, url); !slices.Equal(got, []string{"city-follow.3.db"}) && !strings.HasPrefix(url, "postgres") {
			t.Errorf("left: %v", got)
		}
	})
}

// awaited waits until something is so.
func awaited(t *testing.T, so func() bool) {
	t.Helper()
	look, late := time.NewTicker(50*time.Millisecond), time.After(30*time.Second)
	defer look.Stop()
	for !so() {
		select {
		case <-look.C:
		case <-late:
			t.Fatal("the other process goes on with the old")
		}
	}
}

func TestABuildThatIsGivenUpLeavesNothing(t *testing.T) {
	besideOn(t, func(t *testing.T, url string) {
		db := opened(t, url)
		noted(t, db.Follow(), "a")
		next, err := db.Beside(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		noted(t, next, "b")
		if err := db.Discard(next); err != nil {
			t.Fatal(err)
		}
		if got := stands(t, db); got != "a" {
			t.Errorf("readers see %s", got)
		}
		next, err = db.Beside(t.Context()) // and another may begin
		if err != nil {
			t.Fatal(err)
		}
		if err := db.Discard(next); err != nil {
			t.Fatal(err)
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
		if got := besideFiles(t, url); !slices.Equal(got, []string{"city-follow.db"}) && !strings.HasPrefix(url, "postgres") {
			t.Errorf("left: %v", got)
		}
	})
}

// A process that is killed leaves its file; the next that opens the city removes it.
func TestWhatABrokenBuildLeftIsRemoved(t *testing.T) {
	path := filepath.Join(t.TempDir(), "city.db")
	if err := opened(t, path).Close(); err != nil {
		t.Fatal(err)
	}
	part := strings.TrimSuffix(path, ".db") + "-follow.db.part"
	if err := os.WriteFile(part, []byte("half a database"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := opened(t, path).Close(); err != nil {
		t.Fatal(err)
	}
	if got := besideFiles(t, path); !slices.Equal(got, []string{"city-follow.db"}) {
		t.Errorf("left: %v", got)
	}
}

// besideFiles are the files of projections beside an SQLite database.
func besideFiles(t *testing.T, path string) []string {
	t.Helper()
	all, err := filepath.Glob(filepath.Join(filepath.Dir(path), "city-follow*"))
	if err != nil {
		t.Fatal(err)
	}
	for i := range all {
		all[i] = filepath.Base(all[i])
	}
	return all
}
