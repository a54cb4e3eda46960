package hot

import (
	"cmp"
	"slices"
	"time"
)

// When messages are of one issue: what each says has, on average over all pairs, to
// be alike by so much, and by a part of that much without the names of places. Among
// few messages those that are not alike in place have to be alike by more: the same is
// told in the same words of many places.
const (
	alike        = 0.10
	alikeAtHeart = 0.03
	alikeInPlace = 0.03
	fewer        = 1 // of alike more for one pair, less the more pairs there are
	placeless    = 2 // of alike more for those of no place in common, less the more messages there are
)

// A trouble that nobody has told for a month is less and less the same one.
const (
	quiet  = 30 * 24 * time.Hour
	fading = 60 * 24 * time.Hour // after which half as much
)

// posting is how much of a gram one issue has.
type posting struct {
	slot   int
	weight float64
}

// score is what two issues have in common.
type score struct{ all, heart float64 }

// enter gives the issue a slot and indexes it.
func (b *Board) enter(i *issue) {
	i.slot = len(b.issues)
	b.issues = append(b.issues, i)
	b.scores = append(b.scores, score{})
	for _, f := range i.sum {
		b.index[f.key] = append(b.index[f.key], posting{i.slot, f.weight})
	}
}

// nearest is the issue that is most like i, if any is alike enough and no person
// keeps them apart.
func (b *Board) nearest(i *issue) *issue {
	var touched []int
	for _, f := range i.sum {
		for _, p := range b.index[f.key] {
			s := &b.scores[p.slot]
			if s.all == 0 {
				touched = append(touched, p.slot)
			}
			common := f.weight * p.weight
			s.all += common
			if !f.place {
				s.heart += common
			}
		}
	}
	var best *issue
	most := 0.0
	slices.Sort(touched)
	for _, slot := range touched {
		s, other := b.scores[slot], b.issues[slot]
		b.scores[slot] = score{}
		pairs := float64(len(i.messages) * len(other.messages))
		if other == i || s.heart/pairs < alikeAtHeart || b.hand.apart(i.groups, other.groups) {
			continue
		}
		if all := s.all / pairs * still(i, other); all >= b.needed(pairs, (s.all-s.heart)/pairs) && all >= most {
			best, most = other, all
		}
	}
	return best
}

// needed is by how much issues have to be alike that make so many pairs and are alike
// so much in place.
func (b *Board) needed(pairs, inPlace float64) float64 {
	need := alike * (1 + fewer/pairs)
	if inPlace < alikeInPlace {
		need *= 1 + placeless*(b.common.alone()-aloneShare)
	}
	return need
}

// still is 1 for issues of the same time, and less the longer nothing was said
// between them.
func still(a, b *issue) float64 {
	gap := max(a.from.Sub(b.to), b.from.Sub(a.to)) - quiet
	return 1 / (1 + float64(max(0, gap))/float64(fading))
}

// bound is the issue that holds messages which a person has put together with those
// of i.
func (b *Board) bound(i *issue) *issue {
	for _, other := range b.issues {
		if other != nil && other != i && slices.ContainsFunc(i.groups, func(g int) bool { return b.hand.together[g] && slices.Contains(other.groups, g) }) {
			return other
		}
	}
	return nil
}

// join makes one issue of two; the larger one takes in the other.
func (b *Board) join(x, y *issue) *issue {
	if len(y.messages) > len(x.messages) {
		x, y = y, x
	}
	for _, f := range y.sum {
		list := slices.DeleteFunc(b.index[f.key], func(p posting) bool { return p.slot == y.slot })
		at := slices.IndexFunc(list, func(p posting) bool { return p.slot == x.slot })
		if at < 0 {
			list = append(list, posting{slot: x.slot})
			at = len(list) - 1
		}
		list[at].weight += f.weight
		b.index[f.key] = list
	}
	x.sum = added(x.sum, y.sum)
	x.messages = append(x.messages, y.messages...)
	slices.SortStableFunc(x.messages, func(a, b *told) int { return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.ID, b.ID)) })
	x.from, x.to = x.messages[0].At, x.messages[len(x.messages)-1].At
	x.groups = slices.Compact(slices.Sorted(slices.Values(slices.Concat(x.groups, y.groups))))
	b.issues[y.slot] = nil
	return x
}

// added sums two vectors that are in order.
func added(a, b []feature) []feature {
	out := make([]feature, 0, len(a)+len(b))
	for len(a) > 0 && len(b) > 0 {
		switch cmp.Compare(a[0].key, b[0].key) {
		case -1:
			out, a = append(out, a[0]), a[1:]
		case 1:
			out, b = append(out, b[0]), b[1:]
		default:
			f := a[0]
			f.weight += b[0].weight
			out, a, b = append(out, f), a[1:], b[1:]
		}
	}
	return append(append(out, a...), b...)
}
