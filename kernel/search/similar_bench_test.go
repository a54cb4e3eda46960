package search_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"shuniu/kernel/search"
	"shuniu/kernel/store"
	"shuniu/test/city"
)

// answeredDocs is how many answered matters are looked among.
const answeredDocs = 100_000

// BenchmarkSimilar looks for what is like a matter that is being written or answered,
// as the portal and the desk do: ten among the newest 128,000.
func BenchmarkSimilar(b *testing.B) {
	for name, url := range city.Databases() {
		b.Run(name, func(b *testing.B) {
			c := city.New(b, url(b), city.Options{})
			const shelf search.Shelf = "bench"
			write := answered(b, c, shelf)
			var took []time.Duration
			for b.Loop() {
				like := search.Sample{Title: write(6), Rest: write(60), Limit: 10, Thousands: 128}
				from := time.Now()
				if _, err := shelf.Similar(c.DB.Follow().Read(b.Context()), like); err != nil {
					b.Fatal(err)
				}
				took = append(took, time.Since(from))
			}
			slices.Sort(took)
			for _, part := range []int{50, 99} {
				b.ReportMetric(float64(took[len(took)*part/100].Microseconds())/1000, fmt.Sprintf("ms-p%d", part))
			}
		})
	}
}

// answered fills the shelf with questions and answers of about 200 characters, and
// gives what writes another text of so many words.
func answered(b *testing.B, c *city.City, shelf search.Shelf) func(n int) string {
	b.Helper()
	r := rand.New(rand.NewPCG(3, 4))
	var words []string
	for i := range 8000 {
		words = append(words, string([]rune{rune(0x4e00 + i%2000*3), rune(0x5e00 + i/3)}))
	}
	zipf := rand.NewZipf(r, 1.1, 20, uint64(len(words)-1))
	write := func(n int) string {
		var text strings.Builder
		for i := range n {
			text.WriteString(words[zipf.Uint64()])
			if i%8 == 7 {
				text.WriteString("，")
			}
		}
		return text.String()
	}
	const atOnce = 8192 // what the index keeps together
	for from := int64(0); from < answeredDocs; from += atOnce {
		var docs []search.Doc
		for id := from; id < min(from+atOnce, answeredDocs); id++ {
			docs = append(docs, search.Doc{ID: id, Text: write(6) + "\n" + write(90)})
		}
		if err := c.DB.Follow().Write(b.Context(), func(tx *store.Tx) error { return shelf.Put(tx, docs...) }); err != nil {
			b.Fatal(err)
		}
	}
	return write
}
