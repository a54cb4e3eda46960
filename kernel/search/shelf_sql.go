package search

import (
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"shuniu/kernel/fault"
	"shuniu/kernel/store"
)

const (
	docsSQL   = `SELECT doc, tags, head, text FROM search_doc WHERE shelf = $1 AND doc IN (LIST($2))`
	afterSQL  = `SELECT doc, tags, head, text FROM search_doc WHERE shelf = $1 AND doc > $2 ORDER BY doc LIMIT $3`
	putDocSQL = `
INSERT INTO search_doc (shelf, doc, tags, head, text) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (shelf, doc) DO UPDATE SET tags = excluded.tags, head = excluded.head, text = excluded.text`
	dropDocSQL = `DELETE FROM search_doc WHERE shelf = $1 AND doc = $2`

	putBlockSQL = `
INSERT INTO search_block (term, block, docs) VALUES ($1, $2, $3)
ON CONFLICT (term, block) DO UPDATE SET docs = excluded.docs`
	dropBlockSQL = `DELETE FROM search_block WHERE term = $1 AND block = $2`
	blocksSQL    = `SELECT term, block, docs FROM search_block WHERE term IN (LIST($1)) AND block BETWEEN $2 AND $3`
	lastSQL      = `SELECT coalesce(max(doc), -1) FROM search_doc WHERE shelf = $1`
	newestSQL    = `
SELECT value, coalesce((SELECT max(block) FROM search_block WHERE term = value AND block <= $2), -1) FROM (LIST($1)) AS asked`
)

// docs are those of the shelf with the ids.
func (s Shelf) docs(q store.Q, ids []int64) (map[int64]Doc, error) {
	out := map[int64]Doc{}
	rows, err := q.Query(docsSQL, string(s), store.List(ids))
	err = store.Scan(rows, err, func(rows *sql.Rows) error {
		d, err := scanDoc(rows)
		out[d.ID] = d
		return err
	})
	return out, err
}

// after are the next documents in the order of their ids.
func (s Shelf) after(q store.Q, id int64) ([]Doc, error) {
	var out []Doc
	rows, err := q.Query(afterSQL, string(s), id, batch)
	err = store.Scan(rows, err, func(rows *sql.Rows) error {
		d, err := scanDoc(rows)
		out = append(out, d)
		return err
	})
	return out, err
}

func scanDoc(rows *sql.Rows) (Doc, error) {
	var d Doc
	var tags string
	err := rows.Scan(&d.ID, &tags, &d.Head, &d.Text)
	d.Tags = strings.Fields(tags)
	return d, err
}

// readBlocks reads what the index has of terms in blocks from first to last.
func readBlocks(q store.Q, terms []int64, first, last int64) (map[slot]*set, error) {
	out := map[slot]*set{}
	rows, err := q.Query(blocksSQL, store.List(terms), first, last)
	err = store.Scan(rows, err, func(rows *sql.Rows) error {
		var at slot
		var b sql.RawBytes
		if err := rows.Scan(&at.term, &at.block, &b); err != nil {
			return err
		}
		docs := &set{}
		out[at] = docs
		return decode(b, docs)
	})
	return out, err
}

// last is the highest id on the shelf, -1 if it is empty.
func (s Shelf) last(q store.Q) (int64, error) {
	var id int64
	err := q.QueryRow(lastSQL, string(s)).Scan(&id)
	return id, fault.Wrap(fault.Unavailable, err, "search")
}

// newestBlocks tells of each term the newest block up to top that has it, -1 if none
// has.
func newestBlocks(q store.Q, terms []int64, top int64) (map[int64]int64, error) {
	out := make(map[int64]int64, len(terms))
	rows, err := q.Query(newestSQL, store.List(terms), top)
	err = store.Scan(rows, err, func(rows *sql.Rows) error {
		var term, block int64
		err := rows.Scan(&term, &block)
		out[term] = block
		return err
	})
	return out, err
}

// Dump is the whole shelf as text, for comparing two builds: each document with
// what the index has of it, which must be the terms of its text.
func (s Shelf) Dump(q store.Q) (string, error) {
	var b strings.Builder
	for last := int64(-1); ; {
		docs, err := s.after(q, last)
		if err != nil || len(docs) == 0 {
			return b.String(), err
		}
		for _, d := range docs {
			keys := make([]int64, 0, 64)
			for k := range s.keys(d) {
				keys = append(keys, k)
			}
			sets, err := readBlocks(q, keys, blockOf(d.ID), blockOf(d.ID))
			if err != nil {
				return "", err
			}
			found := 0
			for _, docs := range sets {
				for place := range docs.newest() {
					if place == placeIn(d.ID) {
						found++
					}
				}
			}
			slices.Sort(keys)
			fmt.Fprintf(&b, "%d %v %q %q %d of %d\n", d.ID, d.Tags, d.Head, d.Text, found, len(keys))
			last = d.ID
		}
	}
}
