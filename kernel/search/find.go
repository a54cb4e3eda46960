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

// Found is one page, the newest first. Next is where the next one begins, "" at the
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
	w, err := s.walk(q, ask)
	if err != nil {
		return nil, err
	}
	found := &Found{}
	for judged := 0; ; {
		ids, err := w.next(min(candidateBatch, mostCandidates-judged))
		if err != nil {
			return nil, err
		}
		hits, err := s.judge(q, ask.Query, ids, keep)
		if err != nil {
			return nil, err
		}
		judged += len(ids)
		for _, h := range hits {
			if len(found.Hits) == limit {
				found.Next = store.Cursor(found.Hits[limit-1].ID)
				return found, nil
			}
			found.Hits = append(found.Hits, h)
		}
		if w.ended() {
			return found, nil
		}
		if judged >= mostCandidates || len(ids) == 0 {
			found.Next, found.Cut = store.Cursor(w.before()), true
			return found, nil
		}
	}
}

// judge are those of the candidates that the reader may see and that do contain what
// was asked for: terms in a document need not stand together.
func (s Shelf) judge(q store.Q, asked Query, ids []int64, keep Keep) ([]Hit, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	kept, err := keep(ids)
	if err != nil {
		return nil, err
	}
	seen := make([]int64, 0, len(kept))
	for _, id := range ids {
		if kept[id] {
			seen = append(seen, id)
		}
	}
	docs, err := s.docs(q, seen)
	if err != nil {
		return nil, err
	}
	var out []Hit
	for _, id := range seen {
		if d, ok := docs[id]; ok && asked.in(fold(d.Text)) {
			out = append(out, Hit{id, d.Text})
		}
	}
	return out, nil
}

// walk goes through the documents that have all terms, from the newest back.
type walk struct {
	q     store.Q
	all   []int64
	any   []int64
	top   int64   // what is older than this has not been read
	ready []int64 // read and not given yet
	span  int64   // blocks to read next
	spent int     // blocks read
	done  bool
}

func (s Shelf) walk(q store.Q, ask Ask) (*walk, error) {
	w := &walk{q: q, top: 1 << 62, span: 1}
	if ask.From != "" {
		at, err := store.ParseCursor(ask.From, 1)
		if err != nil {
			return nil, err
		}
		w.top = at[0]
	}
	for _, t := range ask.terms() {
		w.all = append(w.all, s.word(t))
	}
	for _, t := range ask.All {
		w.all = append(w.all, s.tag(t))
	}
	if len(ask.Any) <= mostAny {
		for _, t := range ask.Any {
			w.any = append(w.any, s.tag(t))
		}
	}
	return w, nil
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
	sets, err := readBlocks(w.q, append(slices.Clone(w.all), w.any...), low, top)
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
	for i, term := range w.all {
		of := sets[slot{block, term}]
		switch {
		case of == nil:
			return set{}
		case i == 0:
			docs = *of
		default:
			docs.and(of)
		}
	}
	if len(w.any) > 0 {
		var one set
		for _, term := range w.any {
			if of := sets[slot{block, term}]; of != nil {
				one.or(of)
			}
		}
		docs.and(&one)
	}
	return docs
}

// leap is the newest block up to top in which every term may occur: the rarest one
// sets the pace. Without one the walk is done.
func (w *walk) leap(top int64) (int64, error) {
	for ; top >= 0 && w.spent < mostBlocks; w.spent++ {
		lowest := top
		for _, term := range w.all {
			block, ok, err := newestBlock(w.q, term, lowest)
			if err != nil {
				return 0, err
			}
			if !ok {
				w.done = true
				return 0, nil
			}
			lowest = block
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
