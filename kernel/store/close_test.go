package store_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"

	"shuniu/kernel/store"
)

// What is left in the write-ahead log of a closed database is lost to whoever
// copies or replaces the file by hand.
func TestClosingLeavesNoWriteAheadLog(t *testing.T) {
	path := filepath.Join(t.TempDir(), "city.db")
	db, err := store.Open(t.Context(), store.Options{URL: path, Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		err := db.Write(t.Context(), func(tx *store.Tx) error {
			var n int
			return tx.QueryRow(`SELECT count(*) FROM id_block`).Scan(&n)
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{path + "-wal", path + "-shm"} {
		if _, err := os.Stat(name); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
