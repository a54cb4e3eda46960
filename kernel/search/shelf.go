package search

import (
	"cmp"
	"slices"
	"strings"

	"shuniu/kernel/store"
)

// slot is where the index keeps which documents of a block have a term.
type slot struct{ block, term int64 }

// change is what becomes of one document in a slot.
type change struct {
	place int
	gone  bool
}

// Put makes documents what they are now; one without text leaves the shelf, and
// nothing of it stays in the index.
func (s Shelf) Put(tx *store.Tx, docs ...Doc) error {
	ids := make([]int64, len(docs))
	for i, d := range docs {
		ids[i] = d.ID
	}
	old, err := s.docs(tx, ids)
	if err != nil {
		return err
	}
	changes := map[slot][]change{}
	for _, d := range docs {
		if d.Text == "" {
			d.Tags, d.Head = nil, ""
		}
		was := old[d.ID]
		if was.Text == d.Text && was.Head == d.Head && slices.Equal(was.Tags, d.Tags) {
			continue
		}
		s.compare(changes, was, d)
		if d.Text == "" {
			err = tx.Put(dropDocSQL, string(s), d.ID)
		} else {
			err = s.putDoc(tx, d)
		}
		if err != nil {
			return err
		}
		old[d.ID] = d
	}
	return apply(tx, changes)
}

func (s Shelf) putDoc(tx *store.Tx, d Doc) error {
	return tx.Put(putDocSQL, string(s), d.ID, strings.Join(d.Tags, " "), d.Head, d.Text)
}

// compare notes by which terms a document was found before and is not now, and the
// reverse.
func (s Shelf) compare(changes map[slot][]change, was, is Doc) {
	had, has := s.keys(was), s.keys(is)
	note := func(from, without map[int64]bool, gone bool) {
		for term := range from {
			if !without[term] {
				at := slot{blockOf(is.ID), term}
				changes[at] = append(changes[at], change{placeIn(is.ID), gone})
			}
		}
	}
	note(had, has, true)
	note(has, had, false)
}

// keys are all terms and tags of a document.
func (s Shelf) keys(d Doc) map[int64]bool {
	out := map[int64]bool{}
	for _, t := range terms(fold(d.Text)) {
		out[s.word(t)] = true
	}
	for _, t := range terms(fold(d.Head)) {
		out[s.head(t)] = true
	}
	for _, t := range d.Tags {
		out[s.tag(t)] = true
	}
	return out
}

// slotsAtOnce is how many slots of one block are read in one query.
const slotsAtOnce = 1000

// apply writes changes, always in the same order, so that two writers never wait for
// each other in a circle.
func apply(tx *store.Tx, changes map[slot][]change) error {
	slots := make([]slot, 0, len(changes))
	for at := range changes {
		slots = append(slots, at)
	}
	slices.SortFunc(slots, func(a, b slot) int {
		return cmp.Or(cmp.Compare(a.block, b.block), cmp.Compare(a.term, b.term))
	})
	for len(slots) > 0 {
		n := 1
		for n < len(slots) && n < slotsAtOnce && slots[n].block == slots[0].block {
			n++
		}
		if err := applyBlock(tx, slots[:n], changes); err != nil {
			return err
		}
		slots = slots[n:]
	}
	return nil
}

func applyBlock(tx *store.Tx, slots []slot, changes map[slot][]change) error {
	terms := make([]int64, len(slots))
	for i, at := range slots {
		terms[i] = at.term
	}
	sets, err := readBlocks(tx, terms, slots[0].block, slots[0].block)
	if err != nil {
		return err
	}
	for _, at := range slots {
		docs := sets[at]
		if docs == nil {
			docs = &set{}
		}
		for _, c := range changes[at] {
			if c.gone {
				docs.remove(c.place)
			} else {
				docs.add(c.place)
			}
		}
		if docs.len() == 0 {
			err = tx.Put(dropBlockSQL, at.term, at.block)
		} else {
			err = tx.Put(putBlockSQL, at.term, at.block, docs.encode())
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// batch is how many documents are read at once when a shelf is emptied or written
// out.
const batch = 500

// Empty takes every document off the shelf.
func (s Shelf) Empty(tx *store.Tx) error {
	for {
		docs, err := s.after(tx, -1)
		if err != nil || len(docs) == 0 {
			return err
		}
		for i := range docs {
			docs[i].Text = ""
		}
		if err := s.Put(tx, docs...); err != nil {
			return err
		}
	}
}
