package chart

import (
	"math"
	"strings"
	"unicode"
)

// wrap breaks a text into lines of about equal length: at spaces, or anywhere in
// Chinese but before punctuation.
func wrap(s string, size, most float64) []string {
	count := math.Ceil(wide(s, size) / most)
	if count <= 1 {
		return []string{s}
	}
	aim := wide(s, size) / count
	var lines []string
	line := ""
	for _, part := range breaks(s) {
		if line != "" && wide(line+strings.TrimRight(part, " "), size) > aim+size*0.6 && len(lines)+1 < int(count) {
			lines, line = append(lines, strings.TrimSpace(line)), ""
		}
		line += part
	}
	return append(lines, strings.TrimSpace(line))
}

// breaks cuts a text wherever a line may end.
func breaks(s string) []string {
	var parts []string
	fresh := true
	for _, r := range s {
		switch han := isWide(r); {
		case len(parts) > 0 && han && unicode.IsPunct(r):
			parts[len(parts)-1] += string(r)
		case fresh || han:
			parts = append(parts, string(r))
		default:
			parts[len(parts)-1] += string(r)
		}
		fresh = r == ' ' || isWide(r)
	}
	return parts
}

func isWide(r rune) bool { return r >= 0x2e80 }

// wide estimates the width of a text: an em for a Chinese character, a little
// more than half for anything else. Fonts are the reader's and not known here.
func wide(s string, size float64) float64 {
	em := 0.0
	for _, r := range s {
		switch {
		case isWide(r):
			em++
		case unicode.IsUpper(r):
			em += 0.68
		default:
			em += 0.54
		}
	}
	return em * size
}
