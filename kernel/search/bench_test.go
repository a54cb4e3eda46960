package search_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"shuniu/kernel/search"
	"shuniu/kernel/store"
	"shuniu/test/city"
)

// benchDocs is how many documents the benchmark looks among. Their words are drawn
// as in a language: the commonest stands in most documents, the rarest in a few.
const benchDocs = 200_000

func BenchmarkFind(b *testing.B) {
	for name, url := range city.Databases() {
		b.Run(name, func(b *testing.B) {
			c := city.New(b, url(b), city.Options{})
			const shelf search.Shelf = "bench"
			words, common := corpus(b, c, shelf)
			size, err := c.DB.Follow().Size(b.Context())
			if err != nil {
				b.Fatal(err)
			}
			b.Logf("%d MB", size>>20)
			seen := func(every int64) search.Keep {
				return func(ids []int64) (map[int64]bool, error) {
					out := map[int64]bool{}
					for _, id := range ids {
						out[id] = id%every == 0
					}
					return out, nil
				}
			}
			for _, row := range []struct {
				name string
				ask  string
				any  []string
				keep search.Keep
			}{
				{"common", common[0], nil, seen(1)},
				{"rare", words[len(words)-1], nil, seen(1)},
				{"absent", "龘龘", nil, seen(1)},
				{"common and rare", common[1] + " " + words[len(words)-2], nil, seen(1)},
				{"two common that never meet", common[0] + words[len(words)-1], nil, seen(1)},
				{"common of a small unit", common[0], []string{"u999"}, seen(1)},
				{"common, hardly any seen", common[0], nil, seen(50_000)},
				{"a long sentence", strings.Join(words[:20], ""), nil, seen(1)},
			} {
				q := query(b, row.ask)
				b.Run(row.name, func(b *testing.B) {
					n := 0
					for b.Loop() {
						found, err := shelf.Find(c.DB.Follow().Read(b.Context()), search.Ask{Query: q, Any: row.any}, row.keep)
						if err != nil {
							b.Fatal(err)
						}
						n = len(found.Hits)
					}
					b.ReportMetric(float64(n), "hits")
				})
			}
		})
	}
}

// corpus fills the shelf, 500 documents to a write, and gives its words, the
// commonest first.
func corpus(b *testing.B, c *city.City, shelf search.Shelf) (words, common []string) {
	b.Helper()
	r := rand.New(rand.NewPCG(1, 2))
	for i := range 4000 {
		words = append(words, string([]rune{rune(0x4e00 + i%1000*3), rune(0x5e00 + i/2)}))
	}
	zipf := rand.NewZipf(r, 1.1, 20, uint64(len(words)-1))
	for from := int64(0); from < benchDocs; from += 500 {
		var docs []search.Doc
		for id := from; id < from+500; id++ {
			var text strings.Builder
			for i := range 60 {
				text.WriteString(words[zipf.Uint64()])
				if i%8 == 7 {
					text.WriteString("，")
				}
			}
			docs = append(docs, search.Doc{ID: id, Tags: []string{fmt.Sprintf("u%d", min(id%2000, 999))}, Text: text.String()})
		}
		if err := c.DB.Follow().Write(b.Context(), func(tx *store.Tx) error { return shelf.Put(tx, docs...) }); err != nil {
			b.Fatal(err)
		}
	}
	return words, words[:2]
}
