package hot

import (
	"slices"

	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
)

// Hand is what people have said of messages, by their ids; it holds whatever the
// words are like, for messages that have come and for those still to come.
//
// Two issues are put together by naming all messages of both as one entry of
// Together. An issue is split by naming the messages of either part as one entry
// each, and one message of either as an entry of Apart.
type Hand struct {
	Together [][]string
	Apart    [][2]string
}

// hand is the same by groups: each message that a person named is in one.
type hand struct {
	group    map[string]int
	together map[int]bool // groups of more than one message
	kept     map[[2]int]bool
}

// groups unites what was put together, however indirectly. What is then both
// together and apart is named.
func (h Hand) groups() (*hand, error) {
	g := &hand{group: map[string]int{}, together: map[int]bool{}, kept: map[[2]int]bool{}}
	n := 0
	give := func(id string) {
		if _, known := g.group[id]; !known {
			g.group[id] = n
			n++
		}
	}
	for _, ids := range h.Together {
		for _, id := range ids {
			give(id)
			g.unite(g.group[id], g.group[ids[0]])
		}
	}
	var defects []fault.Defect
	for _, pair := range h.Apart {
		give(pair[0])
		give(pair[1])
		a, b := g.group[pair[0]], g.group[pair[1]]
		if a == b {
			defects = append(defects, fault.Defect{Field: pair[0], Text: lang.T("与 {other} 既要合并又要分开。", "This and {other} are to be both together and apart.").With("other", pair[1])})
		}
		g.kept[[2]int{min(a, b), max(a, b)}] = true
	}
	return g, fault.Defects(defects)
}

func (h *hand) unite(from, into int) {
	for id, group := range h.group {
		if group == from {
			h.group[id] = into
		}
	}
	h.together[into] = true
}

// of is the group of the message, if a person named it.
func (h *hand) of(message string) []int {
	if g, named := h.group[message]; named {
		return []int{g}
	}
	return nil
}

// apart reports whether a person keeps a group of one from a group of the other.
func (h *hand) apart(a, b []int) bool {
	return slices.ContainsFunc(a, func(x int) bool {
		return slices.ContainsFunc(b, func(y int) bool { return h.kept[[2]int{min(x, y), max(x, y)}] })
	})
}
