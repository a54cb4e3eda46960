package search

import (
	"hash/fnv"
	"slices"
	"unicode"
)

// sort is what a character is to the index.
type sort uint8

const (
	gap    sort = iota // space, punctuation: words end here
	letter             // of a word or number
	sign               // a character that is written without spaces between words
)

func sortOf(r rune) sort {
	switch {
	case r < 0x80:
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			return letter
		}
		return gap
	case unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul):
		return sign
	case unicode.IsLetter(r), unicode.IsNumber(r), unicode.IsMark(r):
		return letter
	}
	return gap
}

// fold makes equal what a reader takes for the same: width and case. Each character
// becomes one, so that a place in the folded text is a place in the text.
func fold(text string) []rune {
	out := []rune(text)
	for i, r := range out {
		if r >= '！' && r <= '～' { // full-width forms
			r -= '！' - '!'
		}
		out[i] = unicode.ToLower(r)
	}
	return out
}

// longestWord is how many letters of a word are told apart.
const longestWord = 40

// terms are what a folded text is found by, each once: each word, and each two
// signs in a row.
func terms(text []rune) []string {
	var out []string
	seen := map[string]bool{}
	add := func(t []rune) {
		if s := string(t); !seen[s] {
			seen[s] = true
			out = append(out, s)
		}
	}
	for i := 0; i < len(text); {
		switch sortOf(text[i]) {
		case letter:
			end := i
			for end < len(text) && sortOf(text[end]) == letter {
				end++
			}
			add(text[i:min(end, i+longestWord)])
			i = end
		case sign:
			if i+1 < len(text) && sortOf(text[i+1]) == sign {
				add(text[i : i+2])
			}
			i++
		case gap:
			i++
		}
	}
	return out
}

// next is where the phrase stands in a folded text from a place on, -1 if it does
// not; a word is met whole only.
func (p phrase) next(text []rune, from int) int {
	n := len(p.text)
	for i := from; i+n <= len(text); i++ {
		if text[i] == p.text[0] && slices.Equal(text[i:i+n], p.text) && !joined(text, i) && !joined(text, i+n) {
			return i
		}
	}
	return -1
}

// joined reports whether a place lies within a word.
func joined(text []rune, i int) bool {
	return i > 0 && i < len(text) && sortOf(text[i-1]) == letter && sortOf(text[i]) == letter
}

// word, head and tag are the keys under which the index keeps a term; two that fall on one
// key cost a comparison with the text, and no wrong result, or, for tags, a
// judgement of the owner.
func (s Shelf) word(term string) int64 { return s.key('w', term) }
func (s Shelf) head(term string) int64 { return s.key('h', term) }
func (s Shelf) tag(tag string) int64   { return s.key('t', tag) }

func (s Shelf) key(kind byte, term string) int64 {
	h := fnv.New64a()
	_, _ = h.Write([]byte(s))
	_, _ = h.Write([]byte{0, kind})
	_, _ = h.Write([]byte(term))
	return int64(h.Sum64())
}
