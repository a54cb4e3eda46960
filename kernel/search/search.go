// Package search finds texts by the words in them: Chinese, two-character words
// included, Latin words and numbers, whatever their width and case.
//
// It keeps an inverted index of its own in the follow database, the same on SQLite
// and PostgreSQL (ADR 8). A Shelf holds the texts of one kind of document; whoever
// owns the kind puts them there from a follower of the ledger, and decides which of
// the found ones a reader may see. A page of results is exactly the documents that
// contain what was asked for and that the owner lets pass; nothing else is shown and
// nothing is counted. First come those whose head has all of it, the title and the
// names of places and units, then the others, both newest first.
//
// The work of one request is bounded however many documents there are: so many
// blocks are read and so many candidates are judged, and a page that ends for that
// reason says from where to go on. Matters is the shelf of all matters, filtered by
// the rules of their lists. The package never indexes a personal field.
package search

import (
	"slices"

	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
)

// Shelf holds the documents of one kind under its name.
type Shelf string

// Doc is one document. ID orders documents by age and must not be negative; the
// denser the ids of a shelf are, the smaller its index. Tags are what documents can
// be chosen by besides their words. Head is what weighs more than the text: title, names
// of places and units, which the text may have or not. A document without text is not
// found.
type Doc struct {
	ID   int64
	Tags []string
	Head string
	Text string
}

// Bounds of the work of one request.
const (
	mostTerms      = 8    // of those asked for are looked up; the text is compared with all
	mostAny        = 64   // tags of which one is enough; with more the owner alone decides
	mostBlocks     = 512  // about four million documents
	mostCandidates = 1000 // judged by the owner
	candidateBatch = 100
	mostCharacters = 64 // of what is asked for
)

// Query is what somebody asks for: texts, all of which a document has to contain.
type Query struct{ phrases []phrase }

// phrase is a run of characters without space or punctuation, folded.
type phrase struct {
	text  []rune
	terms []string
}

// Parse reads what was typed. Texts are set apart by spaces or punctuation. What
// holds neither a word nor two characters in a row is Invalid, and so is what is
// longer than 64 characters.
func Parse(typed string) (Query, error) {
	var q Query
	text := fold(typed)
	if len(text) > mostCharacters {
		return q, fault.New(fault.Invalid, lang.T("查找的内容请不要超过64个字。", "Search for no more than 64 characters."), "query too long")
	}
	searchable := false
	for from := 0; from < len(text); {
		to := from
		for to < len(text) && sortOf(text[to]) != gap {
			to++
		}
		if to > from {
			p := phrase{text[from:to], terms(text[from:to])}
			searchable = searchable || len(p.terms) > 0
			q.phrases = append(q.phrases, p)
		}
		from = to + 1
	}
	if !searchable {
		return q, fault.New(fault.Invalid, lang.T("请输入至少两个相连的汉字，或一个词、一个数。", "Enter at least two Chinese characters in a row, or a word or number."), "nothing to search for")
	}
	return q, nil
}

// terms are those to look up, each once: of a long phrase every second first, which
// together have all its characters.
func (q Query) terms() []string {
	var out []string
	for _, half := range []int{0, 1} {
		for _, p := range q.phrases {
			for i, t := range p.terms {
				if i%2 == half && len(out) < mostTerms && !slices.Contains(out, t) {
					out = append(out, t)
				}
			}
		}
	}
	return out
}

// in reports whether folded texts contain together all that is asked for.
func (q Query) in(texts ...[]rune) bool {
	for _, p := range q.phrases {
		if !slices.ContainsFunc(texts, func(text []rune) bool { return p.next(text, 0) >= 0 }) {
			return false
		}
	}
	return true
}
