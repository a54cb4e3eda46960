package search

import (
	"cmp"
	"context"
	"encoding/binary"
	"slices"

	"shuniu/kernel/matter"
	"shuniu/kernel/store"
)

// builder fills a shelf that is empty. It keeps what it has of many blocks in memory
// and writes them once and in the order of the table, where Put reads and writes the
// blocks of each text again.
type builder struct {
	shelf Shelf
	db    *store.DB
	block int64
	docs  []Doc
	terms map[int64][]uint16 // places in the block under way
	ready []posting
	bytes []byte // what the ready ones hold
	most  int    // of these, before they are written
}

// posting is what a slot holds.
type posting struct {
	slot
	from, to int // in the builder's bytes
}

// mostBytes is what a builder gathers before it writes: postings and what they hold
// take about three times as much memory.
const mostBytes = 48 << 20

// putAtOnce is how many rows go into one transaction of a build.
const putAtOnce = 20_000

func newBuilder(s Shelf, db *store.DB) *builder {
	return &builder{shelf: s, db: db, terms: map[int64][]uint16{}, most: mostBytes}
}

// finish writes what is left.
func (b *builder) finish(ctx context.Context) error {
	if err := b.turn(ctx, b.block+1); err != nil {
		return err
	}
	return b.write(ctx)
}

// add takes in documents, whose ids rise from call to call.
func (b *builder) add(ctx context.Context, docs []Doc) error {
	for _, d := range docs {
		if d.Text == "" {
			continue
		}
		if block := blockOf(d.ID); block != b.block {
			if err := b.turn(ctx, block); err != nil {
				return err
			}
		}
		for term := range b.shelf.keys(d) {
			b.terms[term] = append(b.terms[term], uint16(placeIn(d.ID)))
		}
		b.docs = append(b.docs, d)
	}
	return nil
}

// turn ends the block under way and begins another.
func (b *builder) turn(ctx context.Context, block int64) error {
	err := b.db.Write(ctx, func(tx *store.Tx) error {
		for _, d := range b.docs {
			if err := b.shelf.putDoc(tx, d); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	for term, places := range b.terms {
		from := len(b.bytes)
		b.bytes = appendPlaces(b.bytes, places)
		b.ready = append(b.ready, posting{slot{b.block, term}, from, len(b.bytes)})
	}
	b.block, b.docs = block, b.docs[:0]
	clear(b.terms)
	if len(b.bytes)+16*len(b.ready) < b.most {
		return nil
	}
	return b.write(ctx)
}

// write puts what is ready into the table.
func (b *builder) write(ctx context.Context) error {
	slices.SortFunc(b.ready, func(x, y posting) int {
		return cmp.Or(cmp.Compare(x.term, y.term), cmp.Compare(x.block, y.block))
	})
	for some := range slices.Chunk(b.ready, putAtOnce) {
		err := b.db.Write(ctx, func(tx *store.Tx) error {
			for _, p := range some {
				if err := tx.Put(putBlockSQL, p.term, p.block, b.bytes[p.from:p.to]); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	b.ready, b.bytes = b.ready[:0], b.bytes[:0]
	return nil
}

// appendPlaces writes rising places as a set of them is encoded.
func appendPlaces(out []byte, places []uint16) []byte {
	if 2*len(places) < setBytes {
		for _, place := range slices.Backward(places) {
			out = binary.LittleEndian.AppendUint16(out, place)
		}
		return out
	}
	var s set
	for _, place := range places {
		s.add(int(place))
	}
	return append(out, s.encode()...)
}

// readAtOnce is how many matters a build reads in one query.
const readAtOnce = 1000

// Build puts every matter into an empty shelf as it is now, each once, reading ahead
// while it writes.
func (p *Matters) Build(ctx context.Context, db *store.DB) error {
	end, err := p.engine.Last(ctx)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	read := make(chan []Doc, 4)
	go func() {
		defer close(read)
		for from := int64(1); from <= end; from += readAtOnce {
			ids := make([]matter.ID, 0, readAtOnce)
			for id := from; id < from+readAtOnce && id <= end; id++ {
				ids = append(ids, matter.ID(id))
			}
			docs, err := p.docs(ctx, ids)
			if err != nil {
				cancel(err)
				return
			}
			select {
			case read <- docs:
			case <-ctx.Done():
				return
			}
		}
	}()
	b := newBuilder(matters, db)
	for docs := range read {
		if err := b.add(ctx, docs); err != nil {
			return err
		}
	}
	if err := context.Cause(ctx); err != nil {
		return err
	}
	return b.finish(ctx)
}
