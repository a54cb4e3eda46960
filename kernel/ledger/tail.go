package ledger

import (
	"slices"
	"sync"
)

// tailSize is how many records a tail keeps: more than a follower that keeps up
// has yet to read.
const tailSize = 4 * followBatch

// tail keeps the latest records without a gap, so that the followers of one
// process read and decode each record once and not once each.
type tail struct {
	mu      sync.Mutex
	records []Record
}

// after gives up to limit records after the position, reading from the database
// what it does not have; false if it does not reach back so far.
func (t *tail) after(position int64, limit int, read func(position int64, limit int) ([]Record, error)) ([]Record, bool, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	last := position
	if n := len(t.records); n > 0 && t.records[n-1].Position >= position {
		last = t.records[n-1].Position
	} else {
		t.records = nil // nobody follows so closely: begin anew
	}
	known := len(t.records) - int(last-position)
	if known < 0 {
		return nil, false, nil
	}
	if missing := known + limit - len(t.records); missing > 0 {
		more, err := read(last, missing)
		if err != nil {
			return nil, true, err
		}
		t.records = append(t.records, more...)
	}
	out := t.records[known:min(known+limit, len(t.records))]
	if n := len(t.records) - tailSize; n > 0 {
		t.records = slices.Clone(t.records[n:]) // what was handed out stays as it is
	}
	return out, true, nil
}
