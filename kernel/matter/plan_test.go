package matter_test

import (
	"database/sql"
	"strings"
	"testing"

	"shuniu/kernel/matter"
	"shuniu/kernel/store"
	"shuniu/test/city"
)

// A list that reads a table, or sorts more than what is open, would grow with the
// years: SQLite says so in its plan.
func TestNoListGrowsWithTheTable(t *testing.T) {
	city.On(t, city.Options{}, func(t *testing.T, c *city.City) {
		if c.DB.IsPostgres() {
			return // its plans depend on how much is stored
		}
		for name, l := range matter.Lanes() {
			rows, err := c.DB.Read(t.Context()).Query("EXPLAIN QUERY PLAN "+l.Query, l.Args...)
			plan := ""
			err = store.Scan(rows, err, func(rows *sql.Rows) error {
				var id, parent, unused int
				var detail string
				err := rows.Scan(&id, &parent, &unused, &detail)
				plan += detail + "\n"
				return err
			})
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			if strings.Contains(plan, "SCAN m") || !strings.Contains(plan, l.Index) || strings.Contains(plan, "TEMP B-TREE") != l.Sorts {
				t.Errorf("%s:\n%s", name, plan)
			}
		}
	})
}
