package store_test

import (
	"database/sql"
	"flag"
	"os"
	"slices"
	"strings"
	"testing"

	"shuniu/kernel/store"
)

var write = flag.Bool("write-schema", false, "write testdata/schema.txt anew after a migration")

// TestSchemaIsTheOneWrittenDown compares the tables and columns that the
// migrations make, on both databases, with testdata/schema.txt, where a reviewer
// sees what a migration changes: go test ./kernel/store -run Schema -write-schema
func TestSchemaIsTheOneWrittenDown(t *testing.T) {
	const file = "testdata/schema.txt"
	on(t, func(t *testing.T, db *store.DB) {
		got := columns(t, db)
		if db.Follow() != db {
			got += columns(t, db.Follow())
		}
		got = sorted(got)
		if *write {
			if err := os.WriteFile(file, []byte(got), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if got != string(want) {
			t.Errorf("the schema differs from %s:\n%s", file, got)
		}
	})
}

func columns(t *testing.T, db *store.DB) string {
	t.Helper()
	query := `
SELECT m.name, c.name FROM sqlite_master m, pragma_table_info(m.name) c
WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' AND m.name NOT LIKE '%schema_version'`
	if db.IsPostgres() {
		query = `
SELECT table_name::text, column_name::text FROM information_schema.columns
WHERE table_schema = 'public' AND table_name NOT LIKE '%schema_version'`
	}
	var b strings.Builder
	rows, err := db.Read(t.Context()).Query(query)
	err = store.Scan(rows, err, func(rows *sql.Rows) error {
		var table, column string
		err := rows.Scan(&table, &column)
		b.WriteString(table + "." + column + "\n")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func sorted(text string) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	slices.Sort(lines)
	return strings.Join(lines, "\n") + "\n"
}
