package process

import (
	"slices"
	"strconv"
	"strings"
)

func has(names []string, name string) bool { return slices.Contains(names, name) }

func find[T any](list []*T, is func(*T) bool) *T {
	for _, x := range list {
		if is(x) {
			return x
		}
	}
	return nil
}

// join makes the key under which a part's position is kept; names never hold
// a full stop, for the shape of names forbids it.
func join(path []string) string { return strings.Join(path, ".") }

// atoi reads a canonical number; the empty value is 0.
func atoi(s string) int {
	n, _ := strconv.Atoi(s)
	return n
}

func itoa(n int) string { return strconv.Itoa(n) }
