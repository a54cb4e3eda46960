// Package category is the list by which requests are sorted (诉求分类): entries
// of three levels, each with a stable code and a name in both languages.
//
// A code has two digits for each level, so that it names its parents: 010203 lies
// in 0102 and in 01. Only what has nothing below it is a value of a field of type
// category. A code is never used again for something else; an entry that is not
// used any more is retired, which takes it from the forms and leaves its name on
// the matters that have it.
//
// A city may put a list of its own in place of the one compiled in; entries of
// the shipped list that it leaves out count as retired. Load names all that is
// wrong with a file at once. The package sorts nothing by itself: which category
// a request belongs to is a person's to say.
package category

import (
	"slices"

	"shuniu/kernel/lang"
	"shuniu/kernel/process"
)

// digits is how many digits of a code stand for one level, levels how many there
// are.
const (
	digits = 2
	levels = 3
)

// Code names an entry: 2, 4 or 6 digits.
type Code string

// Level is 1 for the broadest entries, 3 for the narrowest.
func (c Code) Level() int { return len(c) / digits }

// Parent is the code of the entry in which this one lies, "" for the broadest.
func (c Code) Parent() Code { return c[:max(0, len(c)-digits)] }

// Entry is one line of the list.
type Entry struct {
	Code    Code
	Name    lang.Text
	Retired bool // shown where it was chosen before, not to be chosen any more
}

// List is a checked list in order of its codes. It never changes and may be
// shared.
type List struct {
	entries []Entry
	leaves  map[Code]bool
}

func newList(entries []Entry) *List {
	slices.SortFunc(entries, byCode)
	l := &List{entries: entries, leaves: make(map[Code]bool, len(entries))}
	for _, e := range entries {
		l.leaves[e.Code] = true
		delete(l.leaves, e.Code.Parent()) // which comes before
	}
	return l
}

func byCode(a, b Entry) int {
	switch {
	case a.Code < b.Code:
		return -1
	case a.Code > b.Code:
		return 1
	}
	return 0
}

// Over is this list with what only the older one has, retired.
func (l *List) Over(older *List) *List {
	all := slices.Clone(l.entries)
	for _, e := range older.entries {
		if _, ok := l.Find(e.Code); !ok {
			e.Retired = true
			all = append(all, e)
		}
	}
	merged := newList(all)
	for _, e := range l.entries {
		if l.leaves[e.Code] {
			merged.leaves[e.Code] = true // though older entries lie in it
		}
	}
	return merged
}

// Entries are all entries in order of their codes; whoever gets them changes none.
func (l *List) Entries() []Entry { return l.entries }

// Find is the entry of a code.
func (l *List) Find(code Code) (Entry, bool) {
	i, ok := slices.BinarySearchFunc(l.entries, Entry{Code: code}, byCode)
	if !ok {
		return Entry{}, false
	}
	return l.entries[i], true
}

// Path names an entry with those it lies in: 一级 › 二级 › 三级. A code that was
// never in the list is shown as it is.
func (l *List) Path(code Code) lang.Text {
	e, ok := l.Find(code)
	if !ok {
		return lang.Same(string(code))
	}
	if code.Level() <= 1 {
		return e.Name
	}
	return e.Name.Under(l.Path(code.Parent()))
}

// Options are the values of a field of type category.
func (l *List) Options() []process.Option {
	out := make([]process.Option, 0, len(l.leaves))
	for _, e := range l.entries {
		if !l.leaves[e.Code] {
			continue
		}
		o := process.Option{Value: string(e.Code), Label: e.Name, Retired: e.Retired}
		if parent := e.Code.Parent(); parent != "" {
			o.Group = l.Path(parent)
		}
		out = append(out, o)
	}
	return out
}
