package simulate

import (
	"cmp"
	"container/heap"
	"slices"
	"time"
)

// alarm is when a life is to be looked at; it is void once the life has another.
type alarm struct {
	at time.Time
	l  *life
}

// waking are the alarms, the next one first.
type waking []alarm

func (w waking) Len() int           { return len(w) }
func (w waking) Less(i, j int) bool { return w[i].at.Before(w[j].at) }
func (w waking) Swap(i, j int)      { w[i], w[j] = w[j], w[i] }

// Push and Pop are for container/heap.
func (w *waking) Push(x any) { *w = append(*w, x.(alarm)) }

// Pop gives the last.
func (w *waking) Pop() any {
	last := (*w)[len(*w)-1]
	*w = (*w)[:len(*w)-1]
	return last
}

// first is when the next rings; zero where none does.
func (w *waking) first() time.Time {
	for len(*w) > 0 {
		if a := (*w)[0]; a.l.wake.Equal(a.at) {
			return a.at
		}
		heap.Pop(w)
	}
	return time.Time{}
}

// upTo takes the lives whose alarm has rung, by key.
func (w *waking) upTo(now time.Time) []*life {
	var all []*life
	for at := w.first(); !at.IsZero() && !at.After(now); at = w.first() {
		l := heap.Pop(w).(alarm).l
		l.wake = time.Time{}
		all = append(all, l)
	}
	slices.SortFunc(all, func(x, y *life) int { return cmp.Compare(x.key, y.key) })
	return all
}
