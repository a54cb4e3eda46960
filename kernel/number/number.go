// Package number makes and reads what a person is given to find a matter again: the
// public number with its check character (ISO 7064 MOD 37-2) and the secret query
// code. Both survive being read out on the telephone and being typed anyhow.
package number

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"fmt"
	"strings"
	"unicode"
)

// alphabet is Crockford's base 32: no I, L, O or U, so that a number survives
// being read out on the telephone.
const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

var crockford = base32.NewEncoding(alphabet).WithPadding(base32.NoPadding)

// New makes a public number: one or two letters of the process, six digits of the region, year,
// forty random bits and a check character. Nobody can count or guess matters by it.
func New(letters, region string, year int) string {
	if len(region) < 6 {
		region = "000000"
	}
	drawn := make([]byte, 5)
	for {
		rand.Read(drawn)
		n := fmt.Sprintf("%s%s-%04d-%s", letters, region[:6], year, crockford.EncodeToString(drawn))
		// Five of the 37 check characters are not in the alphabet; then another is drawn.
		if c := checkCharacter(n); strings.IndexByte(alphabet, c) >= 0 {
			return n + "-" + string(c)
		}
	}
}

// checkCharacter is ISO 7064 MOD 37-2 over the digits and letters of s: it
// detects every single wrong character and every swap of two neighbours. (MOD
// 37,36 of the same standard lets one swap in a thousand pass.)
func checkCharacter(s string) byte {
	const digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ*"
	p := 0
	for _, r := range s {
		if v := strings.IndexRune(digits, r); v >= 0 {
			p = (p + v) * 2 % 37
		}
	}
	return digits[(38-p)%37]
}

// Clean brings a number as typed (lower case, full-width, without dashes or
// with others, O for 0 and I or L for 1) to its form and reports whether it has
// that form and its check character fits.
func Clean(typed string) (string, bool) {
	n := plain(typed)
	letters := len(n) - len("9901022026XXXXXXXXC")
	if letters != 1 && letters != 2 {
		return n, false
	}
	process, rest := n[:letters], digitsFor.Replace(n[letters:])
	n = process + rest
	if !all(process, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") || !all(rest[:10], "0123456789") || !all(rest[10:], alphabet) {
		return n, false
	}
	clean := process + rest[:6] + "-" + rest[6:10] + "-" + rest[10:18] + "-" + rest[18:]
	return clean, checkCharacter(process+rest[:18]) == rest[18]
}

// all reports whether s is made of the letters alone.
func all(s, letters string) bool { return strings.Trim(s, letters) == "" }

// digitsFor are the letters that the alphabet leaves out because they are read as
// digits.
var digitsFor = strings.NewReplacer("O", "0", "I", "1", "L", "1")

// plain is what was typed in capitals, narrow, without spaces and dashes.
func plain(typed string) string {
	return strings.Map(func(r rune) rune {
		if r >= '！' && r <= '～' { // full-width forms
			r -= '！' - '!'
		}
		switch {
		case r >= 'a' && r <= 'z':
			return r - 'a' + 'A'
		case r == '-', r == '—', r == '–', unicode.IsSpace(r):
			return -1
		}
		return r
	}, typed)
}

// Code is the 60-bit secret that lets whoever submitted a matter follow it without
// an account: twelve characters in groups of four, from the first bytes of a digest
// that only the city can compute.
func Code(secret []byte) string {
	c := crockford.EncodeToString(secret[:8])[:12]
	return c[:4] + "-" + c[4:8] + "-" + c[8:]
}

// CodeDigest is by what a code is recognised, however it was typed.
func CodeDigest(code string) []byte {
	sum := sha256.Sum256([]byte("shuniu/query-code/1\n" + digitsFor.Replace(plain(code))))
	return sum[:]
}
