// Package law ties tests to the articles they show: one in which an article is kept,
// and one in which somebody tries to break it and is refused, or is late and carded.
// Which article is shown where stands in doc/law-coverage.md, which is made from the
// definitions and from the calls of this package.
package law

import "testing"

// Kept says that the test shows the articles kept, named as in a definition's basis.
func Kept(t *testing.T, articles ...string) { mark(t, "kept", articles) }

// Broken says that the test breaks the articles, and is refused or carded.
func Broken(t *testing.T, articles ...string) { mark(t, "broken", articles) }

func mark(t *testing.T, key string, articles []string) {
	t.Helper()
	for _, a := range articles {
		t.Attr(key, a)
	}
}
