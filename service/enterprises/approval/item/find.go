package item

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"unicode"

	"shuniu/kernel/calendar"
)

// What a part of an item says about what is sought.
const (
	byName    = 4
	bySynonym = 4
	byResult  = 2
	bySummary = 1
)

// Find are the items of the day that fit the words, the best first, at most n. The
// wording need not be the office's: synonyms of the item, words that people use for
// each other, and any two neighbouring characters count.
func (c *Catalogue) Find(day calendar.Date, words string, n int) []*Item {
	type hit struct {
		item  *Item
		score float64
	}
	var hits []hit
	all := c.On(day)
	rare := rarity(all)
	for _, i := range all {
		best := 0.0
		for _, a := range c.meant(words) {
			best = max(best, i.fits(a, rare))
		}
		if best > 0 && !i.Listed() {
			hits = append(hits, hit{i, best})
		}
	}
	slices.SortStableFunc(hits, func(a, b hit) int { return cmp.Compare(b.score, a.score) })
	var out []*Item
	for _, h := range hits[:min(n, len(hits))] {
		out = append(out, h.item)
	}
	return out
}

// meant is what was asked, and the same in the other words for it.
func (c *Catalogue) meant(words string) []map[string]bool {
	all := []string{strings.ToLower(words)}
	for _, group := range c.Alike {
		for _, word := range group {
			if !strings.Contains(all[0], word) {
				continue
			}
			for _, other := range group {
				if other != word {
					all = append(all, strings.ReplaceAll(all[0], word, other))
				}
			}
		}
	}
	var out []map[string]bool
	for _, a := range all {
		out = append(out, grams(a))
	}
	return out
}

// part is a part of an item with the weight of what it says.
type part struct {
	weight float64
	grams  map[string]bool
}

func (i *Item) parts() []part {
	out := []part{
		{byName, grams(i.Name.Zh + " " + i.Name.En)},
		{bySynonym, grams(strings.Join(i.Synonyms, " "))},
		{bySummary, grams(i.Summary.Zh + " " + i.Summary.En)},
	}
	for _, r := range i.Results {
		out = append(out, part{byResult, grams(r.Name.Zh + " " + r.Name.En)})
	}
	return out
}

// rarity is how much each piece tells items apart: what stands in all of them says
// little. A piece that no item has says nothing.
func rarity(items []*Item) map[string]float64 {
	in := map[string]map[Code]bool{} // an item counts once, at whatever level
	codes := map[Code]bool{}
	for _, i := range items {
		codes[i.Code] = true
		for _, p := range i.parts() {
			for g := range p.grams {
				if in[g] == nil {
					in[g] = map[Code]bool{}
				}
				in[g][i.Code] = true
			}
		}
	}
	out := map[string]float64{}
	for g, having := range in {
		out[g] = math.Log1p(float64(len(codes)) / float64(len(having)))
	}
	return out
}

// fits is how well the item answers to the pieces asked.
func (i *Item) fits(asked map[string]bool, rare map[string]float64) float64 {
	score := 0.0
	for _, p := range i.parts() {
		for g := range asked {
			if p.grams[g] {
				score += p.weight * rare[g]
			}
		}
	}
	return score
}

// grams are the pieces of a text that are compared: two neighbouring Chinese
// characters, one that stands alone, and words of letters and digits.
func grams(text string) map[string]bool {
	out := map[string]bool{}
	for _, run := range strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		chars := []rune(run)
		if chars[0] < unicode.MaxLatin1 || len(chars) == 1 {
			out[run] = true
			continue
		}
		for n := range len(chars) - 1 {
			out[string(chars[n:n+2])] = true
		}
	}
	return out
}
