package search

import (
	"database/sql"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"shuniu/kernel/store"
	"shuniu/test/pg"
)

// What a build writes is, byte for byte, what following makes of the same documents:
// rare terms and common ones, in blocks that are written together and apart.
func TestABuiltShelfIsWhatPutMakes(t *testing.T) {
	on := func(t *testing.T, url string) {
		db, err := store.Open(t.Context(), store.Options{URL: url, Now: time.Now})
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		var docs []Doc
		draw := rand.New(rand.NewPCG(1, 2))
		for id := int64(1); id < 3*blockSize; id += 1 + draw.Int64N(9) {
			d := Doc{ID: id, Text: fmt.Sprintf("停水第%d户 area%d", draw.IntN(400), id%7), Tags: []string{fmt.Sprint(id % 3)}}
			if draw.IntN(50) == 0 {
				d.Text = ""
			}
			docs = append(docs, d)
		}
		const shelf Shelf = "test"
		if err := db.Follow().Write(t.Context(), func(tx *store.Tx) error { return shelf.Put(tx, docs...) }); err != nil {
			t.Fatal(err)
		}
		want := rowsOf(t, db.Follow())
		if n := strings.Count(want, "\n"); n < 2000 {
			t.Fatalf("only %d rows", n)
		}
		for _, most := range []int{1, mostBytes} {
			next, err := db.Beside(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			b := newBuilder(shelf, next)
			b.most = most
			for from := 0; from < len(docs); from += 1000 {
				if err := b.add(t.Context(), docs[from:min(from+1000, len(docs))]); err != nil {
					t.Fatal(err)
				}
			}
			if err := b.finish(t.Context()); err != nil {
				t.Fatal(err)
			}
			if err := db.Adopt(t.Context(), next, "follower"); err != nil {
				t.Fatal(err)
			}
			if rowsOf(t, db.Follow()) != want {
				t.Errorf("a build that writes after %d bytes differs", most)
			}
		}
	}
	t.Run("sqlite", func(t *testing.T) { on(t, filepath.Join(t.TempDir(), "city.db")) })
	t.Run("postgres", func(t *testing.T) { on(t, pg.URL(t)) })
}

func rowsOf(t *testing.T, db *store.DB) string {
	t.Helper()
	var b strings.Builder
	for _, query := range []string{
		`SELECT doc, 0, text FROM search_doc ORDER BY doc`, `SELECT doc, 1, tags FROM search_doc ORDER BY doc`,
		`SELECT term, block, docs FROM search_block ORDER BY term, block`,
	} {
		rows, err := db.Read(t.Context()).Query(query)
		err = store.Scan(rows, err, func(rows *sql.Rows) error {
			var x, y int64
			var z []byte
			err := rows.Scan(&x, &y, &z)
			fmt.Fprintf(&b, "%d %d %x\n", x, y, z)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return b.String()
}
