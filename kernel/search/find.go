package search

import (
	"slices"

	"shuniu/kernel/store"
)

// Ask is a question to a shelf. Of Any a document must have one tag, if there are
// any; of All it must have each. From is the Next of the page before.
type Ask struct {
	Query
	Any   []string
	All   []string
	From  string
	Limit int // 20 if 0, at most 100
}

// Hit is a document that was found.
type Hit struct {
	ID   int64
	Text string
}

// Found is one page: first the documents whose head has all that was asked for, the
// newest first, then the others likewise. Next is where the next one begins, "" at the
// end. A page may be short and still have a next one, where the search was bounded:
// then Cut is set.
type Found struct {
	Hits []Hit
	Next string
	Cut  bool
}

// Keep says which of the documents the reader may see, among those that contain what
// was asked for.
type Keep func(ids []int64) (map[int64]bool, error)

// Find looks for documents.
func (s Shelf) Find(q store.Q, ask Ask, keep Keep) (*Found, error) {
	limit := ask.Limit
	if limit <= 0 {
		limit = 20
	}
	limit = min(limit, 100)
	h, err := s.hunt(q, ask, keep)
	if err != nil {
		return nil, err
	}
	found := &Found{}
	for {
		ids, err := h.walk.next(min(candidateBatch, mostCandidates-h.judged))
		if err != nil {
			return nil, err
		}
		hits, err := h.judge(ids)
		if err != nil {
			return nil, err
		}
		for _, hit := range hits {
			if len(found.Hits) == limit {
				found.Next = h.cursor(found.Hits[limit-1].ID)
				return found, nil
			}
			found.Hits = append(found.Hits, hit)
		}
		switch {
		case h.walk.ended() && h.body:
			return found, nil
		case h.walk.ended():
			if len(found.Hits) == limit { // the others begin on the next page
				found.Next = h.toBody()
				return found, nil
			}
			h.toBody()
		case h.judged >= mostCandidates || len(ids) == 0:
			found.Next, found.Cut = h.cursor(h.walk.before()), true
			return found, nil
		}
	}
}

// hunt is a search under way: among the heads first, then among the bodies, where what
// the heads gave is passed over.
type hunt struct {
	shelf  Shelf
	q      store.Q
	ask    Ask
	keep   Keep
	body   bool
	walk   *walk
	judged int
}

func (s Shelf) hunt(q store.Q, ask Ask, keep Keep) (*hunt, error) {
	h := &hunt{shelf: s, q: q, ask: ask, keep: keep}
	top := int64(1 << 62)
	if ask.From != "" {
		at, err := store.ParseCursor(ask.From, 2)
		if err != nil {
			return nil, err
		}
		h.body, top = at[0] != 0, at[1]
	}
	h.begin(top, 0)
	return h, nil
}

// begin begins a walk at what is older than top, so many blocks having been read.
func (h *hunt) begin(top int64, spent int) {
	h.walk = h.shelf.walk(h.q, h.ask, h.body)
	h.walk.top, h.walk.spent = top, spent
}

// toBody goes on with the bodies, from the newest; it gives the cursor of their
// beginning.
func (h *hunt) toBody() string {
	h.body = true
	h.begin(1<<62, h.walk.spent)
	return h.cursor(h.walk.top)
}

// cursor is where another hunt goes on with what is older.
func (h *hunt) cursor(before int64) string {
	part := int64(0)
	if h.body {
		part = 1
	}
	return store.Cursor(part, before)
}

// judge are those of the candidates that the reader may see and that do contain what
// was asked for: terms in a document need not stand together.
func (h *hunt) judge(ids []int64) ([]Hit, error) {
	h.judged += len(ids)
	if len(ids) == 0 {
		return nil, nil
	}
	kept, err := h.keep(ids)
	if err != nil {
		return nil, err
	}
	seen := make([]int64, 0, len(kept))
	for _, id := range ids {
		if kept[id] {
			seen = append(seen, id)
		}
	}
	docs, err := h.shelf.docs(h.q, seen)
	if err != nil {
		return nil, err
	}
	var out []Hit
	for _, id := range seen {
		d, ok := docs[id]
		if !ok {
			continue
		}
		head := fold(d.Head)
		if inHead := h.ask.in(head); inHead && !h.body || h.body && !inHead && h.ask.in(head, fold(d.Text)) {
			out = append(out, Hit{id, d.Text})
		}
	}
	return out, nil
}

// walk goes through the documents that have all terms, from the newest back.
type walk struct {
	q     store.Q
	all   [][]int64 // of each a document has one
	any   []int64
	top   int64   // what is older than this has not been read
	ready []int64 // read and not given yet
	span  int64   // blocks to read next
	spent int     // blocks read
	done  bool
}

func (s Shelf) walk(q store.Q, ask Ask, body bool) *walk {
	w := &walk{q: q, span: 1}
	for _, t := range ask.terms() {
		if body {
			w.all = append(w.all, []int64{s.word(t), s.head(t)})
		} else {
			w.all = append(w.all, []int64{s.head(t)})
		}
	}
	for _, t := range ask.All {
		w.all = append(w.all, []int64{s.tag(t)})
	}
	if len(ask.Any) <= mostAny {
		for _, t := range ask.Any {
			w.any = append(w.any, s.tag(t))
		}
	}
	return w
}

// ended reports that there is nothing older.
func (w *walk) ended() bool { return w.done && len(w.ready) == 0 }

// before is from where another walk goes on.
func (w *walk) before() int64 {
	if len(w.ready) > 0 {
		return w.ready[0] + 1
	}
	return w.top
}

// next gives up to n documents; none where the walk has ended or its bound is met.
func (w *walk) next(n int) ([]int64, error) {
	for len(w.ready) == 0 && !w.done && w.spent < mostBlocks {
		if err := w.read(); err != nil {
			return nil, err
		}
	}
	n = min(n, len(w.ready))
	out := w.ready[:n]
	w.ready = w.ready[n:]
	return out, nil
}

// read takes in the next blocks in which all terms occur.
func (w *walk) read() error {
	top, err := w.leap(blockOf(w.top - 1))
	if err != nil || w.done || w.spent >= mostBlocks {
		return err
	}
	low := max(0, top-w.span+1)
	sets, err := readBlocks(w.q, append(slices.Concat(w.all...), w.any...), low, top)
	if err != nil {
		return err
	}
	for block := top; block >= low; block-- {
		docs := w.common(sets, block)
		for place := range docs.newest() {
			if id := block<<blockBits | int64(place); id < w.top {
				w.ready = append(w.ready, id)
			}
		}
	}
	w.top = low << blockBits
	w.done = low == 0
	w.spent += int(top - low + 1)
	w.span = min(64, 2*w.span)
	return nil
}

// common are the documents of a block that have all terms.
func (w *walk) common(sets map[slot]*set, block int64) set {
	var docs set
	for i, terms := range w.all {
		one := oneOf(sets, terms, block)
		if i == 0 {
			docs = one
		}
		docs.and(&one)
	}
	if len(w.any) > 0 {
		one := oneOf(sets, w.any, block)
		docs.and(&one)
	}
	return docs
}

// oneOf are the documents of a block that have one of the terms.
func oneOf(sets map[slot]*set, terms []int64, block int64) (docs set) {
	for _, term := range terms {
		if of := sets[slot{block, term}]; of != nil {
			docs.or(of)
		}
	}
	return docs
}

// leap is the newest block up to top in which every term may occur: the rarest one
// sets the pace. Without one the walk is done.
func (w *walk) leap(top int64) (int64, error) {
	terms := slices.Concat(w.all...)
	for ; top >= 0 && w.spent < mostBlocks; w.spent++ {
		newest, err := newestBlocks(w.q, terms, top)
		if err != nil {
			return 0, err
		}
		lowest := top
		for _, group := range w.all {
			of := int64(-1)
			for _, term := range group {
				of = max(of, newest[term])
			}
			lowest = min(lowest, of)
		}
		if lowest == top {
			return top, nil
		}
		top = lowest
		w.top = min(w.top, (top+1)<<blockBits)
	}
	w.done = w.done || top < 0
	return top, nil
}
