package hot

import (
	"cmp"
	"math"
	"slices"
	"unicode"

	"shuniu/kernel/insight/gram"
)

// key is a gram of two or three characters.
type key = gram.Gram

// feature is how much a gram says in one message, or in all of an issue.
type feature struct {
	key    key
	weight float64
	place  bool // it belongs to the name of a place
}

// How a message is read; doc/benchmarks.md says how much hangs on it.
const (
	subjectWeight = 3    // by which what the subject says counts more
	placeWeight   = 1.5  // by which names of places count more
	longest       = 100  // grams of a message that are compared, those that say most
	aloneShare    = 0.07 // of what nobody else says, which counts against being like others
	few           = 30   // messages: of so many all that nobody else says counts, and little is known to be common
	least         = 2    // messages in which a gram must stand to be compared at all
)

// Common is how many messages each gram stands in, and in how many of them within
// the name of a place.
type Common struct {
	messages int
	in       map[key]int32
	inPlace  map[key]int32
}

// NewCommon counts nothing yet.
func NewCommon() *Common { return &Common{in: map[key]int32{}, inPlace: map[key]int32{}} }

// Count takes in a message, before it is added to a board.
func (c *Common) Count(m Message) {
	c.messages++
	counts, places := map[key]float64{}, map[key]float64{}
	for _, text := range []string{m.Subject, m.Body} {
		runes := without(text)
		counting(runes, counts, 1)
		for _, p := range endings(runes) {
			counting(p, places, 1)
		}
	}
	for k := range counts {
		c.in[k]++
	}
	for k := range places {
		c.inPlace[k]++
	}
}

func counting(runes []rune, into map[key]float64, weight float64) {
	gram.Each(runes, func(g gram.Gram, from, to int) {
		if to-from > 1 {
			into[g] += weight
		}
	})
}

// asking are the ways in which anything is asked. In a city of few messages nothing else
// would tell that they name no trouble, nor that they begin no name of a place.
var asking = [][]rune{
	[]rune("请问"), []rune("怎么"), []rune("怎样"), []rune("如何"), []rune("什么"), []rune("哪里"), []rune("哪些"),
	[]rune("申请"), []rune("办理"), []rune("手续"), []rune("材料"), []rune("需要"), []rune("可以"),
	[]rune("建议"), []rune("希望"), []rune("请求"), []rune("反映"), []rune("投诉"), []rune("咨询"),
}

// without is a folded text that has lost the ways of asking, which no gram crosses.
func without(text string) []rune {
	runes := gram.Fold(text)
	for from := range runes {
		for _, a := range asking {
			if slices.Equal(runes[from:min(from+len(a), len(runes))], a) {
				clear(runes[from : from+len(a)])
			}
		}
	}
	return runes
}

// vector is what the message says, as a vector of length one.
func (c *Common) vector(m Message) []feature {
	counts := map[key]float64{}
	counting(without(m.Subject), counts, subjectWeight)
	counting(without(m.Body), counts, 1)
	var v []feature
	var alone float64
	for k, n := range counts {
		f := feature{key: k, weight: (1 + math.Log(n)) * c.telling(k), place: 2*c.inPlace[k] > c.in[k]}
		if c.in[k] < least {
			alone += f.weight * f.weight
			continue
		}
		if f.place {
			f.weight *= placeWeight
		}
		v = append(v, f)
	}
	slices.SortFunc(v, func(a, b feature) int { return cmp.Or(cmp.Compare(b.weight, a.weight), cmp.Compare(a.key, b.key)) })
	v = v[:min(longest, len(v))]
	sum := alone * c.alone()
	for _, f := range v {
		sum += f.weight * f.weight
	}
	for i := range v {
		v[i].weight /= math.Sqrt(sum)
	}
	slices.SortFunc(v, func(a, b feature) int { return cmp.Compare(a.key, b.key) })
	return v
}

// alone is the part of what nobody else says that counts. Among few messages whatever
// two of them share is rare, by chance too; only what else they say tells them apart.
func (c *Common) alone() float64 { return max(aloneShare, min(1, few/float64(c.messages))) }

// telling is how little common the gram is, as if a few other messages had come before:
// what many of the first ones tell is not common for that.
func (c *Common) telling(k key) float64 {
	return math.Log(float64(c.messages+few+1) / float64(max(1, c.in[k])))
}

// suffixes end the names of places of a size that one trouble may have. A station
// or an office is not among them: the word for it is often the trouble itself.
var suffixes = [][]rune{
	[]rune("小区"), []rune("花园"), []rune("新城"), []rune("社区"), []rune("街道"), []rune("广场"), []rune("公园"), []rune("大道"),
	[]rune("苑"), []rune("府"), []rune("路"), []rune("街"), []rune("镇"), []rune("乡"), []rune("村"),
}

// reach is how many characters of a name stand before its suffix at most.
const reach = 6

// endings are the stretches of a folded text that end like the name of a place. Where
// they begin is for counting to say: most of what stands there by chance stands
// elsewhere more often.
func endings(runes []rune) [][]rune {
	var found [][]rune
	for to := range runes {
		for _, s := range suffixes {
			if to-len(s) >= 1 && slices.Equal(runes[to+1-len(s):to+1], s) {
				from := to + 1 - len(s)
				for from > 0 && to+1-len(s)-from < reach && unicode.Is(unicode.Han, runes[from-1]) {
					from--
				}
				found = append(found, runes[from:to+1])
				break
			}
		}
	}
	return found
}
