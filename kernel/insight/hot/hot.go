// Package hot finds the same trouble told by many people (热点): messages that say
// the same, of the same place, at about the same time.
//
// Messages join as they come, each the issue to which it is nearest on average, or
// none; issues that have come to be alike become one. So the same messages in the
// same order always give the same issues, and each says which words its messages
// share. What a person has put together or kept apart stays so.
//
// It never decides that people are wrong, or that a trouble is true: it counts who
// says it. A place alone makes no issue, however much is said of it; what is said
// has to be alike too.
//
// The linkage is the group average of agglomerative clustering (Sokal and Michener
// 1958), done as messages come, over the same runs of characters as kernel/insight.
package hot

import (
	"cmp"
	"slices"
	"time"
)

// Message is what one person wrote.
type Message struct {
	ID, Author      string
	Subject, Body   string
	At              time.Time
	Likes, Dislikes int // of others who read it
}

// Issue is a trouble and all that is said of it.
type Issue struct {
	ID              string // of the first message to tell it
	Name            string // what a person would call it: the place, and the subject that says most of what all say
	Place           string // "" where the messages name none in common
	Words           []string
	Heat            float64
	People          int
	Likes, Dislikes int
	From, To        time.Time
	Messages        []string // ids, the earliest first
}

// Board holds the issues of the messages added to it. It is used by one goroutine
// at a time.
type Board struct {
	common *Common
	hand   *hand
	issues []*issue // by slot; nil where one became part of another
	index  map[key][]posting
	scores []score // by slot, for one comparison at a time
}

// issue is one under way.
type issue struct {
	slot     int
	messages []*told
	sum      []feature // of the vectors of its messages, by key
	from, to time.Time
	groups   []int // those of the hand whose messages it has
}

// told is a message that was read.
type told struct {
	Message
	vector []feature
}

// NewBoard is an empty one. Common says how common each run of characters is, Hand
// what people have put together or apart; what contradicts itself is Invalid.
func NewBoard(common *Common, by Hand) (*Board, error) {
	h, err := by.groups()
	if err != nil {
		return nil, err
	}
	return &Board{common: common, hand: h, index: map[key][]posting{}}, nil
}

// Add puts the message into the issue it belongs to, which may be a new one. The
// messages of a board are added in the order of their time.
func (b *Board) Add(m Message) {
	t := &told{Message: m, vector: b.common.vector(m)}
	one := &issue{messages: []*told{t}, sum: t.vector, from: m.At, to: m.At, groups: b.hand.of(m.ID)}
	b.enter(one)
	if into := b.bound(one); into != nil {
		one = b.join(into, one)
	}
	for {
		near := b.nearest(one)
		if near == nil {
			return
		}
		one = b.join(near, one)
	}
}

// Hottest are the issues with the most heat, at most n.
func (b *Board) Hottest(n int) []Issue {
	live := slices.DeleteFunc(slices.Clone(b.issues), func(i *issue) bool { return i == nil })
	heat := make(map[*issue]float64, len(live))
	for _, i := range live {
		heat[i] = heatOf(i.messages)
	}
	slices.SortStableFunc(live, func(a, b *issue) int {
		return cmp.Or(cmp.Compare(heat[b], heat[a]), a.from.Compare(b.from), cmp.Compare(a.messages[0].ID, b.messages[0].ID))
	})
	var out []Issue
	for _, i := range live[:min(n, len(live))] {
		out = append(out, b.common.describe(i, heat[i]))
	}
	return out
}

// Of is the id of the issue that has the message, "" if none has.
func (b *Board) Of(message string) string {
	for _, i := range b.issues {
		if i != nil && slices.ContainsFunc(i.messages, func(t *told) bool { return t.ID == message }) {
			return i.messages[0].ID
		}
	}
	return ""
}
