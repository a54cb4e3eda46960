package instrument

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// What no line may begin with, and none may end with (GB/T 15834-2011, 5.1).
const (
	notFirst = "，。、；：！？）》〉」』】〕’”％…—·,.;:!?)%"
	notLast  = "（《〈「『【〔‘“("
)

// measure is the room lines are broken for: a width, of which the first line leaves
// indent free, and how wide a character is.
type measure struct {
	width, indent float64
	of            func(rune) float64
}

// broken breaks a text into lines. Words and numbers stay whole where they fit into
// one; a mark that may not begin a line takes what it belongs to with it.
func broken(text string, m measure) []string {
	var lines []string
	var line []rune
	room := m.width - m.indent
	used := 0.0
	for _, word := range words(text) {
		long := 0.0
		for _, r := range word {
			long += m.of(r)
		}
		if used+long > room && len(line) > 0 {
			carried := carry(&line, word)
			lines = append(lines, string(line))
			line, room, used = carried, m.width, 0
			for _, r := range line {
				used += m.of(r)
			}
		}
		for _, r := range word {
			if used+m.of(r) > room && len(line) > 0 { // longer than a line by itself
				if len(word) > 1 {
					lines = append(lines, string(line))
					line, room, used = nil, m.width, 0
				}
			}
			line, used = append(line, r), used+m.of(r)
		}
	}
	return append(lines, string(line))
}

// carry takes from the end of a line what must go on with the next word.
func carry(line *[]rune, next []rune) []rune {
	l := *line
	cut := len(l)
	if strings.ContainsRune(notFirst, next[0]) && cut > 1 {
		cut--
		for cut > 1 && strings.ContainsRune(notFirst, l[cut]) {
			cut--
		}
	}
	for cut > 1 && strings.ContainsRune(notLast, l[cut-1]) {
		cut--
	}
	*line = l[:cut:cut]
	return append([]rune{}, l[cut:]...)
}

// words are the parts between which a line may end: single characters, and runs of
// letters and digits.
func words(text string) [][]rune {
	var out [][]rune
	joined := false
	for _, r := range text {
		in := r < utf8.RuneSelf && !unicode.IsSpace(r)
		if in && joined {
			out[len(out)-1] = append(out[len(out)-1], r)
		} else {
			out = append(out, []rune{r})
		}
		joined = in
	}
	return out
}
