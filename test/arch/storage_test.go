package arch

import (
	"fmt"
	"go/ast"
	"go/token"
	"maps"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

var (
	migrationFile = regexp.MustCompile(`^kernel/store/(migrations|follow)/([^/]*)$`)
	createTable   = regexp.MustCompile(`(?i)\bCREATE\s+(?:VIRTUAL\s+)?TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?(\w+)`)
	// namedTables finds the lists of tables in a query. SQL keywords are written in
	// capitals, which keeps sentences out.
	namedTables = regexp.MustCompile(`\b(?:FROM|JOIN|INTO|UPDATE|TABLE)\s+([a-z_]\w*(?:\s+(?:AS\s+)?[a-z_]\w*)?(?:\s*,\s*[a-z_]\w*(?:\s+(?:AS\s+)?[a-z_]\w*)?)*)`)
)

// tablesHaveOneOwner finds each table that more than one package names.
func tablesHaveOneOwner(t *testing.T, in tree) []string {
	created := map[string]bool{}
	for _, p := range in.paths() {
		if migrationFile.MatchString(p) {
			for _, m := range createTable.FindAllStringSubmatch(in[p], -1) {
				created[m[1]] = true
			}
		}
	}
	owners := map[string]map[string]bool{}
	for _, f := range in.written(t) {
		for _, table := range tablesNamed(f) {
			if owners[table] == nil {
				owners[table] = map[string]bool{}
			}
			owners[table][f.dir] = true
		}
	}
	var found []string
	for _, table := range sorted(created) {
		if dirs := sorted(owners[table]); len(dirs) > 1 {
			found = append(found, fmt.Sprintf("table %s: is named in %s: one package owns a table", table, strings.Join(dirs, " and ")))
		}
	}
	return found
}

// tablesNamed are the names in the file's texts that stand where SQL has a table.
func tablesNamed(f goFile) []string {
	var names []string
	ast.Inspect(f.ast, func(n ast.Node) bool {
		literal, ok := n.(*ast.BasicLit)
		if !ok || literal.Kind != token.STRING {
			return true
		}
		text, err := strconv.Unquote(literal.Value)
		if err != nil {
			return true // the parser has accepted it, so this does not happen
		}
		for _, m := range namedTables.FindAllStringSubmatch(text, -1) {
			for item := range strings.SplitSeq(m[1], ",") {
				names = append(names, strings.Fields(item)[0])
			}
		}
		return true
	})
	return names
}

func sorted[V any](m map[string]V) []string {
	return slices.Sorted(maps.Keys(m))
}

// migrationsAreContiguous finds gaps, doubles and names of another form.
func migrationsAreContiguous(_ *testing.T, in tree) []string {
	var found []string
	next := map[string]int{}
	for _, p := range in.paths() {
		m := migrationFile.FindStringSubmatch(p)
		if m == nil {
			continue
		}
		next[m[1]]++
		if !regexp.MustCompile(fmt.Sprintf(`^%05d_[a-z][a-z_]*\.sql$`, next[m[1]])).MatchString(m[2]) {
			found = append(found, fmt.Sprintf("%s: number %05d is expected here, and then a name", p, next[m[1]]))
			next[m[1]], _ = strconv.Atoi(strings.SplitN(path.Base(p), "_", 2)[0])
		}
	}
	return found
}

func TestTablesHaveOneOwner(t *testing.T)      { holds(t, tablesHaveOneOwner) }
func TestMigrationsAreContiguous(t *testing.T) { holds(t, migrationsAreContiguous) }

func TestTablesHaveOneOwnerSeesTheOthers(t *testing.T) {
	sees(t, tablesHaveOneOwner, tree{
		"kernel/store/migrations/00001_x.sql": "CREATE TABLE unit (id BIGINT);\ncreate table event (n INT);\nCREATE VIRTUAL TABLE IF NOT EXISTS words USING fts5(a);\nCREATE TABLE post (id BIGINT);",
		"kernel/org/org_sql.go":               "package org\nconst a = `SELECT id FROM unit AS u, post p JOIN event e`\nconst b = \"INSERT INTO unit (id) VALUES (1)\"\n",
		"kernel/org/org_sql_test.go":          "package org\nconst a = `DELETE FROM words`\n",
		"kernel/search/search_sql.go":         "package search\nconst a = `DELETE FROM words WHERE x`\nconst s = `words come from unit`\n",
		"kernel/matter/matter_sql.go":         "package matter\nconst a = `SELECT 1\nFROM other o,\n\tpost WHERE x`\nconst b = `UPDATE\n\tevent SET n = 1`\n",
	},
		"table event: is named in kernel/matter and kernel/org: one package owns a table",
		"table post: is named in kernel/matter and kernel/org: one package owns a table",
	)
}

func TestMigrationsAreContiguousSeesAGap(t *testing.T) {
	sees(t, migrationsAreContiguous, tree{
		"kernel/store/follow/00001_follower.sql":  "",
		"kernel/store/migrations/00001_store.sql": "",
		"kernel/store/migrations/00003_org.sql":   "",
		"kernel/store/migrations/00004_a.sql":     "",
		"kernel/store/migrations/00004_b.sql":     "",
		"kernel/store/migrations/00005-c.txt":     "",
	},
		"kernel/store/migrations/00003_org.sql: number 00002 is expected here, and then a name",
		"kernel/store/migrations/00004_b.sql: number 00005 is expected here, and then a name",
		"kernel/store/migrations/00005-c.txt: number 00005 is expected here, and then a name",
	)
}
