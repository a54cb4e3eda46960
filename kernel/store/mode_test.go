package store_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"shuniu/kernel/store"
)

func TestNobodyElseCanReadWhatIsStored(t *testing.T) {
	top := t.TempDir()
	db, err := store.Open(t.Context(), store.Options{URL: filepath.Join(top, "new", "city.db"), Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, name := range []string{"", "city.db", "city.db-wal", "city.db-shm", "city-follow.db", "city-follow.db-wal", "city-follow.db-shm"} {
		info, err := os.Stat(filepath.Join(top, "new", name))
		if err != nil {
			t.Error(err)
			continue
		}
		if info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%q has the permissions %o", name, info.Mode().Perm())
		}
	}
}
