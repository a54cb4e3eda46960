package serial_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"shuniu/kernel/serial"
	"shuniu/kernel/store"
	"shuniu/test/city"
)

var errRefused = errors.New("refused")

// each runs a test on an empty database of each kind.
func each(t *testing.T, test func(t *testing.T, db *store.DB)) {
	for name, url := range city.Databases() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			db, err := store.Open(t.Context(), store.Options{URL: url(t), Now: time.Now})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { db.Close() })
			test(t, db)
		})
	}
}

func TestNumbersRunWithoutAGapWhoeverActsAtOnceAndWhoeverIsRefused(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		const acts = 60
		var mu sync.Mutex
		var wg sync.WaitGroup
		given := map[string][]int{}
		for i := range acts {
			series := []string{"甲许受字〔2026〕号", "乙许受字〔2026〕号"}[i%2]
			wg.Go(func() {
				var n int
				err := db.Write(context.Background(), func(tx *store.Tx) error {
					var err error
					if n, err = serial.Next(tx, series); err == nil && i%3 == 0 {
						err = errRefused // the act comes to nothing after its number was drawn
					}
					return err
				})
				if i%3 == 0 {
					if !errors.Is(err, errRefused) {
						t.Errorf("refused with %v", err)
					}
					return
				}
				if err != nil {
					t.Error(err)
				}
				mu.Lock()
				defer mu.Unlock()
				given[series] = append(given[series], n)
			})
		}
		wg.Wait()
		if len(given) != 2 {
			t.Fatalf("numbers in %d series", len(given))
		}
		for series, numbers := range given {
			slices.Sort(numbers)
			for i, n := range numbers {
				if n != i+1 {
					t.Fatalf("%s: %v", series, numbers)
				}
			}
			if len(numbers) != acts/3 {
				t.Errorf("%s: %d numbers, not %d", series, len(numbers), acts/3)
			}
		}
	})
}
