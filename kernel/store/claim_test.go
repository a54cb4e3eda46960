package store

import (
	"os"
	"path/filepath"
	"testing"
	"time"
)

// Between the last statement and the new name no connection holds the file that was
// built; a process that opens the city in that moment must leave it alone.
func TestWhatIsBuiltIsNotSweptBeforeItHasItsName(t *testing.T) {
	path := filepath.Join(t.TempDir(), "city.db")
	open := func() *DB {
		db, err := Open(t.Context(), Options{URL: path, Now: time.Now})
		if err != nil {
			t.Fatal(err)
		}
		return db
	}
	db := open()
	defer db.Close()
	next, err := db.Beside(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := next.Close(); err != nil { // as Adopt begins
		t.Fatal(err)
	}
	if err := open().Close(); err != nil {
		t.Fatal(err)
	}
	db.kept.sweep()
	if _, err := os.Lstat(db.kept.part()); err != nil {
		t.Fatalf("it is gone: %v", err)
	}
	if err := db.kept.name(); err != nil {
		t.Error(err)
	}
	if err := db.kept.release(); err != nil {
		t.Error(err)
	}
}
