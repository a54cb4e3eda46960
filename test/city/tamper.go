package city

import (
	"context"
	"testing"

	"shuniu/kernel/store"
)

// kept are the tables that an administrator might change behind the engine's
// back.
var kept = []string{"event", "sequence", "unsequenced", "matter", "matter_part", "matter_text", "matter_lookup", "timer", "attachment"}

// Loosen takes the constraints off the tables of events and matters, as whoever
// administers a database can; it is called once, before Tamper.
func (c *City) Loosen(t testing.TB) {
	t.Helper()
	c.change(t, func(tx *store.Tx) error {
		for _, table := range kept {
			if _, err := tx.Exec("ALTER TABLE " + table + " RENAME TO whole_" + table); err != nil {
				return err
			}
			if _, err := tx.Exec("CREATE TABLE " + table + " AS SELECT * FROM whole_" + table); err != nil {
				return err
			}
		}
		return nil
	})
}

// Tamper changes the tables, lets the test look, and puts everything back.
func (c *City) Tamper(t testing.TB, change func(tx *store.Tx) error, look func()) {
	t.Helper()
	c.change(t, change)
	look()
	c.change(t, func(tx *store.Tx) error {
		for _, table := range kept {
			if _, err := tx.Exec("DELETE FROM " + table); err != nil {
				return err
			}
			if _, err := tx.Exec("INSERT INTO " + table + " SELECT * FROM whole_" + table); err != nil {
				return err
			}
		}
		return nil
	})
}

func (c *City) change(t testing.TB, change func(tx *store.Tx) error) {
	t.Helper()
	if err := c.DB.Write(context.Background(), change); err != nil {
		t.Fatal(err)
	}
}
