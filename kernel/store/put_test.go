package store_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"shuniu/kernel/fault"
	"shuniu/kernel/store"
)

const putSQL = `INSERT INTO id_block (name, next) VALUES ($1, $2)`

func TestWhatIsPutIsSeenByTheNextQuery(t *testing.T) {
	on(t, func(t *testing.T, db *store.DB) {
		err := db.Write(t.Context(), func(tx *store.Tx) error {
			for i := range 3 {
				if err := tx.Put(putSQL, fmt.Sprint(i), i); err != nil {
					return err
				}
			}
			var n int
			if err := tx.QueryRow(`SELECT count(*) FROM id_block`).Scan(&n); err != nil || n != 3 {
				t.Errorf("%d rows, %v", n, err)
			}
			if n, err := tx.Exec(`UPDATE id_block SET next = 7`); err != nil || n != 3 {
				t.Errorf("%d rows, %v", n, err)
			}
			return tx.Put(putSQL, "last", 4)
		})
		if got := stored(t, db); err != nil || len(got) != 4 || got["0"] != 7 || got["last"] != 4 {
			t.Errorf("stored %v, %v", got, err)
		}
	})
}

func TestAFailureFailsTheWriteWhateverItsFunctionSays(t *testing.T) {
	for what, write := range map[string]func(tx *store.Tx) error{
		"put, told with the commit": func(tx *store.Tx) error { return tx.Put(putSQL, "taken", 2) },
		"put, told by a query": func(tx *store.Tx) error {
			if err := tx.Put(putSQL, "taken", 2); err != nil {
				return err
			}
			var n int
			return tx.QueryRow(`SELECT count(*) FROM id_block`).Scan(&n)
		},
		"swallowed": func(tx *store.Tx) error {
			_, _ = tx.Exec(putSQL, "taken", 2)
			_ = tx.Put(putSQL, "after", 2)
			_, _ = tx.Exec(putSQL, "later", 2)
			return nil
		},
	} {
		t.Run(what, func(t *testing.T) {
			on(t, func(t *testing.T, db *store.DB) {
				if err := take(t, db, "taken", 1); err != nil {
					t.Fatal(err)
				}
				err := db.Write(t.Context(), func(tx *store.Tx) error {
					if err := tx.Put(putSQL, "before", 1); err != nil {
						return err
					}
					return write(tx)
				})
				if !store.IsUnique(err) || !fault.Is(err, fault.Conflict) {
					t.Errorf("told %v", err)
				}
				if got := stored(t, db); len(got) != 1 || got["taken"] != 1 {
					t.Errorf("stored %v", got)
				}
			})
		})
	}
}

func TestAWriteWhoseAskerLeavesChangesNothing(t *testing.T) {
	on(t, func(t *testing.T, db *store.DB) {
		var all sync.WaitGroup
		for i := range 40 { // more than there are connections
			all.Go(func() {
				ctx, leave := context.WithCancel(context.Background())
				err := db.Write(ctx, func(tx *store.Tx) error {
					if err := tx.Put(putSQL, fmt.Sprint(i), i); err != nil {
						return err
					}
					leave()
					var n int
					if err := tx.QueryRow(`SELECT count(*) FROM id_block`).Scan(&n); err != nil {
						return err
					}
					return errors.New("refused")
				})
				if err == nil {
					t.Errorf("write %d is said to be durable", i)
				}
			})
		}
		all.Wait()
		if got := stored(t, db); len(got) != 0 {
			t.Errorf("stored %v", got)
		}
		if err := take(t, db, "after", 1); err != nil {
			t.Errorf("the database takes no more writes: %v", err)
		}
	})
}

func TestAWriteMayReadBesideItselfThoughManyWriteAtOnce(t *testing.T) {
	on(t, func(t *testing.T, db *store.DB) {
		ctx, stop := context.WithTimeout(t.Context(), time.Minute)
		defer stop()
		var all sync.WaitGroup
		for i := range 64 {
			all.Go(func() {
				err := db.Write(ctx, func(tx *store.Tx) error {
					if _, err := tx.Exec(putSQL, fmt.Sprint(i), i); err != nil {
						return err
					}
					var n int
					return db.Read(tx.Context()).QueryRow(`SELECT count(*) FROM id_block`).Scan(&n)
				})
				if err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
	})
}
