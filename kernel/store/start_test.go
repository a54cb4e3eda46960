package store_test

import (
	"sync"
	"testing"
	"time"

	"shuniu/kernel/store"
	"shuniu/test/pg"
)

func TestSeveralProcessesMayStartOnAnEmptyDatabaseAtOnce(t *testing.T) {
	url := pg.URL(t)
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			db, err := store.Open(t.Context(), store.Options{URL: url, Now: time.Now})
			if err != nil {
				t.Error(err)
				return
			}
			if err := db.Close(); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
}
