package store_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"shuniu/kernel/fault"
	"shuniu/kernel/store"
	"shuniu/test/pg"
)

// on runs a test on a fresh database of each kind.
func on(t *testing.T, test func(t *testing.T, db *store.DB)) {
	t.Helper()
	for name, url := range map[string]func(testing.TB) string{
		"sqlite":   func(t testing.TB) string { return filepath.Join(t.TempDir(), "city.db") },
		"postgres": pg.URL,
	} {
		t.Run(name, func(t *testing.T) {
			db, err := store.Open(t.Context(), store.Options{URL: url(t), Now: time.Now})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { db.Close() })
			test(t, db)
		})
	}
}

func take(t *testing.T, db *store.DB, name string, n int64) error {
	t.Helper()
	return db.Write(t.Context(), func(tx *store.Tx) error {
		_, err := tx.Exec(`INSERT INTO id_block (name, next) VALUES ($1, $2)`, name, n)
		return err
	})
}

func stored(t *testing.T, db *store.DB) map[string]int64 {
	t.Helper()
	got := map[string]int64{}
	rows, err := db.Read(t.Context()).Query(`SELECT name, next FROM id_block`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var name string
		var n int64
		if err := rows.Scan(&name, &n); err != nil {
			t.Fatal(err)
		}
		got[name] = n
	}
	return got
}

func TestAFailedWriteChangesNothingAndSparesItsNeighbours(t *testing.T) {
	on(t, func(t *testing.T, db *store.DB) {
		refused := errors.New("refused")
		var wg sync.WaitGroup
		for i := range 200 {
			wg.Add(1)
			go func() {
				defer wg.Done()
				err := db.Write(context.Background(), func(tx *store.Tx) error {
					if _, err := tx.Exec(`INSERT INTO id_block (name, next) VALUES ($1, $2)`, fmt.Sprint(i), i); err != nil {
						return err
					}
					if i%3 == 0 {
						return refused
					}
					if i%7 == 0 {
						panic("a defect in one act")
					}
					return nil
				})
				switch {
				case i%3 == 0 && !errors.Is(err, refused), i%3 != 0 && i%7 == 0 && !fault.Is(err, fault.Internal), i%3 != 0 && i%7 != 0 && err != nil:
					t.Errorf("write %d: %v", i, err)
				}
			}()
		}
		wg.Wait()
		got := stored(t, db)
		for i := range 200 {
			if _, ok := got[fmt.Sprint(i)]; ok != (i%3 != 0 && i%7 != 0) {
				t.Errorf("write %d stored: %v", i, ok)
			}
		}
	})
}

func TestADuplicateIsUniqueBreach(t *testing.T) {
	on(t, func(t *testing.T, db *store.DB) {
		if err := take(t, db, "a", 1); err != nil {
			t.Fatal(err)
		}
		if err := take(t, db, "a", 2); !store.IsUnique(err) {
			t.Fatalf("want a unique breach, got %v", err)
		}
	})
}

func TestIDsNeverRepeat(t *testing.T) {
	on(t, func(t *testing.T, db *store.DB) {
		var mu sync.Mutex
		seen := map[int64]bool{}
		var wg sync.WaitGroup
		for range 4 { // four processes
			ids := db.IDs("matter")
			wg.Add(1)
			go func() {
				defer wg.Done()
				for range 1500 {
					id, err := ids.Next(context.Background())
					if err != nil || id <= 0 {
						t.Errorf("id %d: %v", id, err)
						return
					}
					mu.Lock()
					if seen[id] {
						t.Errorf("id %d given twice", id)
					}
					seen[id] = true
					mu.Unlock()
				}
			}()
		}
		wg.Wait()
	})
}

func TestAReplacedHolderIsFencedOff(t *testing.T) {
	on(t, func(t *testing.T, db *store.DB) {
		a, b := store.Lease{Name: "x", Holder: "a"}, store.Lease{Name: "x", Holder: "b"}
		acquire := func(l *store.Lease, ttl time.Duration) (ok bool) {
			t.Helper()
			err := db.Write(t.Context(), func(tx *store.Tx) (err error) { ok, err = tx.Acquire(l, ttl); return err })
			if err != nil {
				t.Fatal(err)
			}
			return ok
		}
		if !acquire(&a, -time.Second) || !acquire(&b, time.Minute) || acquire(&a, time.Minute) {
			t.Fatal("an expired lease is free, a running one is not")
		}
		fenced := func(l store.Lease) error {
			return db.Write(t.Context(), func(tx *store.Tx) error { return tx.Fenced(l) })
		}
		if err := fenced(b); err != nil {
			t.Fatal(err)
		}
		if err := fenced(a); !fault.Is(err, fault.Conflict) {
			t.Fatalf("want conflict, got %v", err)
		}
		release := func(l store.Lease) {
			t.Helper()
			if err := db.Write(t.Context(), func(tx *store.Tx) error { return l.Release(tx) }); err != nil {
				t.Fatal(err)
			}
		}
		if release(a); acquire(&a, time.Minute) {
			t.Fatal("who was replaced gave back what is another's")
		}
		if release(b); !acquire(&a, time.Minute) {
			t.Fatal("what was given back is not free")
		}
	})
}

func TestListMatchesEachOfItsIDs(t *testing.T) {
	on(t, func(t *testing.T, db *store.DB) {
		for i, name := range []string{"a", "b", "c"} {
			if err := take(t, db, name, int64(i+1)); err != nil {
				t.Fatal(err)
			}
		}
		var n int
		if err := db.Read(t.Context()).QueryRow(`SELECT count(*) FROM id_block WHERE next IN (LIST($1))`, store.List([]int64{1, 3, 9})).Scan(&n); err != nil || n != 2 {
			t.Fatal(n, err)
		}
	})
}

func TestANewerSchemaIsRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "city.db")
	open := func() (*store.DB, error) {
		return store.Open(t.Context(), store.Options{URL: path, Now: time.Now})
	}
	db, err := open()
	if err != nil {
		t.Fatal(err)
	}
	err = db.Write(t.Context(), func(tx *store.Tx) error {
		_, err := tx.Exec(`INSERT INTO schema_version (version_id, is_applied) VALUES (9999, true)`)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	db.Close()
	if _, err := open(); !fault.Is(err, fault.Unavailable) {
		t.Fatalf("want refusal, got %v", err)
	}
}

func TestAnUnusablePathSaysSo(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := store.Open(t.Context(), store.Options{URL: file + "/sub/city.db", Now: time.Now}); !fault.Is(err, fault.Unavailable) {
		t.Fatalf("want unavailable, got %v", err)
	}
}

func TestWhatAReaderOfRowsRefusesKeepsItsKind(t *testing.T) {
	on(t, func(t *testing.T, db *store.DB) {
		if err := take(t, db, "a", 1); err != nil {
			t.Fatal(err)
		}
		for want, refused := range map[fault.Kind]error{fault.Unavailable: fault.Of(fault.Unavailable, "not by this version"), fault.Internal: errors.New("without a kind")} {
			rows, err := db.Read(t.Context()).Query(`SELECT next FROM id_block`)
			if err := store.Scan(rows, err, func(*sql.Rows) error { return refused }); !fault.Is(err, want) || !errors.Is(err, refused) {
				t.Errorf("want %s, got %v", want, err)
			}
		}
	})
}

func TestAClosedDatabaseLeavesNothingOpen(t *testing.T) {
	dir := t.TempDir()
	db, err := store.Open(t.Context(), store.Options{URL: filepath.Join(dir, "city.db"), Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.IDs("x").Next(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if left, err := filepath.Glob(filepath.Join(dir, "*-wal")); err != nil || len(left) > 0 { // SQLite removes it with the last connection
		t.Errorf("left: %v, %v", left, err)
	}
}
