package request

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"shuniu/kernel/search"
	"shuniu/kernel/store"
)

// publishedTexts is where publications are found by their words; each stands under the id
// of its matter, which is shown to nobody.
const publishedTexts search.Shelf = "request.published"

// Match is a publication that was found, with the text in which it was.
type Match struct {
	Publication
	Text string
}

// Matches are one page of what was found, the newest request first (see
// search.Found).
type Matches struct {
	Items []Match
	Next  string
	Cut   bool
}

// putTexts makes publications found by what they say now.
func putTexts(tx *store.Tx, texts map[int64]search.Doc) error {
	var docs []search.Doc
	for _, id := range slices.Sorted(maps.Keys(texts)) {
		d := texts[id]
		d.ID = id
		docs = append(docs, d)
	}
	return publishedTexts.Put(tx, docs...)
}

// Find looks for published requests by the words of question and answer.
func (p *Published) Find(ctx context.Context, q search.Query, f Filter) (*Matches, error) {
	r := p.engine.DB.Follow().Read(ctx)
	shown := map[int64]Publication{}
	found, err := publishedTexts.Find(r, search.Ask{Query: q, From: f.From, Limit: f.Limit}, func(ids []int64) (map[int64]bool, error) {
		kept := map[int64]bool{}
		rows, err := p.among(r, ids, f)
		for _, row := range rows {
			shown[row.matter], kept[row.matter] = row.Publication, true
		}
		return kept, err
	})
	if err != nil {
		return nil, err
	}
	m := &Matches{Next: found.Next, Cut: found.Cut}
	for _, h := range found.Hits {
		m.Items = append(m.Items, Match{shown[h.ID], h.Text})
	}
	return m, nil
}

// similarIn: in so many thousand of the newest requests are published ones compared.
const similarIn = 128

// Similar are up to limit published requests that have most in common with one that
// is being written, the likest first.
func (p *Published) Similar(ctx context.Context, title, body string, limit int) ([]Publication, error) {
	r := p.engine.DB.Follow().Read(ctx)
	ids, err := publishedTexts.Similar(r, search.Sample{Title: title, Rest: body, Limit: limit, Thousands: similarIn})
	if err != nil {
		return nil, err
	}
	rows, err := p.among(r, ids, Filter{})
	slices.SortFunc(rows, func(a, b publishedRow) int { return slices.Index(ids, a.matter) - slices.Index(ids, b.matter) })
	out := make([]Publication, len(rows))
	for i, row := range rows {
		out[i] = row.Publication
	}
	return out, err
}

func (p *Published) among(q store.Q, ids []int64, f Filter) ([]publishedRow, error) {
	where, args := f.where(store.List(ids))
	return p.rows(q, fmt.Sprintf(amongPublishedSQL, where), args...)
}
