package hot

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"unicode"
)

// shown is how many words of an issue are told.
const shown = 6

// describe says what an issue is.
func (c *Common) describe(i *issue, heat float64) Issue {
	out := Issue{ID: i.messages[0].ID, Heat: heat, People: people(i.messages), From: i.from, To: i.to}
	texts := make([][]rune, len(i.messages))
	for j, m := range i.messages {
		out.Messages = append(out.Messages, m.ID)
		out.Likes, out.Dislikes = out.Likes+m.Likes, out.Dislikes+m.Dislikes
		texts[j] = without(m.Subject + "\n。" + m.Body)
	}
	out.Words, out.Place = words(i, texts)
	out.Name = c.subject(i)
	if len(endings(without(out.Name))) == 0 && out.Place != "" {
		out.Name = out.Place + "：" + out.Name
	}
	return out
}

// words are what the messages share, what says most first, and the name of the
// place among it.
func words(i *issue, texts [][]rune) (all []string, place string) {
	if len(texts) < 2 {
		return nil, ""
	}
	strongest := slices.Clone(i.sum)
	slices.SortFunc(strongest, func(a, b feature) int { return cmp.Or(cmp.Compare(b.weight, a.weight), cmp.Compare(a.key, b.key)) })
	for _, f := range strongest[:min(10*shown, len(strongest))] {
		seed := f.key.String()
		if strings.ContainsAny(seed, particles) || slices.ContainsFunc(all, func(w string) bool { return overlap(strings.ToLower(w), seed) }) {
			continue
		}
		word := grow(texts, []rune(seed))
		in := telling(texts, word)
		if 3*in < len(texts) || slices.ContainsFunc(all, func(w string) bool { return overlap(strings.ToLower(w), word) }) {
			continue
		}
		if place == "" && named(word) && 2*in >= len(texts) {
			place = strings.ToUpper(word)
		}
		if len(all) < shown {
			all = append(all, strings.ToUpper(word))
		}
	}
	return all, place
}

// telling is in how many texts the word stands.
func telling(texts [][]rune, word string) int {
	n := 0
	for _, text := range texts {
		if strings.Contains(string(text), word) {
			n++
		}
	}
	return n
}

// named reports whether the word ends like the name of a place and says which.
func named(word string) bool { return ends([]rune(word), 2) }

// ends reports whether a suffix of places stands after so many characters or more.
func ends(word []rune, after int) bool {
	return slices.ContainsFunc(suffixes, func(s []rune) bool {
		return len(word) >= len(s)+after && slices.Equal(word[len(word)-len(s):], s)
	})
}

// overlap reports whether the words share two characters in a row.
func overlap(a, b string) bool {
	x, y := []rune(a), []rune(b)
	for i := range max(0, len(x)-1) {
		if strings.Contains(string(y), string(x[i:i+2])) {
			return true
		}
	}
	return false
}

// agreed is the part of its occurrences in which a longer word must stand to be the
// word, most how many characters it then has.
const (
	agreed = 0.6
	most   = 8
)

// grow makes a whole word of a gram: it takes in the character before or behind it
// as long as the texts agree which that is.
func grow(texts [][]rune, word []rune) string {
	for len(word) < most {
		before, behind, n := map[rune]int{}, map[rune]int{}, 0
		for _, text := range texts {
			for at := 0; at+len(word) <= len(text); at++ {
				if !slices.Equal(text[at:at+len(word)], word) {
					continue
				}
				n++
				if at > 0 {
					before[text[at-1]]++
				}
				if at+len(word) < len(text) {
					behind[text[at+len(word)]]++
				}
			}
		}
		if ends(word, 0) { // the name of a place ends there
			clear(behind)
		}
		enough := max(2, int(math.Ceil(agreed*float64(n))))
		left, right := commonest(before), commonest(behind)
		switch {
		case left != 0 && before[left] >= enough && (right == 0 || before[left] >= behind[right]):
			word = append([]rune{left}, word...)
		case right != 0 && behind[right] >= enough:
			word = append(slices.Clone(word), right)
		default:
			return string(word)
		}
	}
	return string(word)
}

// particles stand between words and belong to none.
const particles = "的了在和与及是也都就对把被从到于我你他们这那"

// commonest is the letter counted most, 0 if the texts end or pause there as often.
func commonest(n map[rune]int) rune {
	var best rune
	for r, times := range n {
		if strings.ContainsRune(particles, r) {
			continue
		}
		if times > n[best] || times == n[best] && r < best {
			best = r
		}
	}
	return best
}

// subject is that of the message that says most of what all say, of the trouble and
// of the place, in few words.
func (c *Common) subject(i *issue) string {
	sum := make(map[key]float64, len(i.sum))
	for _, f := range i.sum {
		sum[f.key] = f.weight
	}
	best, most := i.messages[0].Subject, 0.0
	for _, m := range i.messages {
		trouble, place := 0.0, 1.0
		for _, f := range c.vector(Message{Subject: m.Subject}) {
			if f.place {
				place += f.weight * sum[f.key]
			} else {
				trouble += f.weight * sum[f.key]
			}
		}
		if says := trouble * place; says > most {
			best, most = m.Subject, says
		}
	}
	return plain(best)
}

// openings and closings are what people put around their trouble.
var (
	openings = []string{"关于", "投诉", "举报", "反映", "反应", "咨询", "请问", "问问"}
	closings = []string{"的投诉", "的问题", "问题", "！", "？", "!", "?", "。"}
)

func plain(subject string) string {
	for changed := true; changed; {
		before := subject
		for _, s := range openings {
			subject = strings.TrimPrefix(subject, s)
		}
		for _, s := range closings {
			subject = strings.TrimSuffix(subject, s)
		}
		subject = strings.TrimFunc(subject, unicode.IsSpace)
		changed = subject != before && subject != ""
	}
	return subject
}
