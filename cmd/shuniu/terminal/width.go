// Package terminal is about text in columns of a fixed-width font.
package terminal

import "strings"

// Width is the number of terminal columns: Chinese characters and punctuation
// take two.
func Width(s string) int {
	n := 0
	for _, r := range s {
		n++
		if r >= 0x2E80 {
			n++
		}
	}
	return n
}

func Pad(s string, to int) string {
	return s + strings.Repeat(" ", max(1, to-Width(s)))
}
