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

// New makes a public number: process letter, six digits of the region, year,
// forty random bits and a check character. Nobody can count or guess matters by it.
func New(letter, region string, year int) string {
	if len(region) < 6 {
		region = "000000"
	}
	drawn := make([]byte, 5)
	for {
		rand.Read(drawn)
		n := fmt.Sprintf("%s%s-%04d-%s", letter, region[:6], year, crockford.EncodeToString(drawn))
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
	if len(n) != len("Q9901022026XXXXXXXXC") {
		return n, false
	}
	n = n[:1] + digitsFor.Replace(n[1:])
	for _, r := range n[1:11] {
		if r < '0' || r > '9' {
			return n, false
		}
	}
	for _, r := range n[11:] {
		if !strings.ContainsRune(alphabet, r) {
			return n, false
		}
	}
	clean := n[:7] + "-" + n[7:11] + "-" + n[11:19] + "-" + n[19:]
	return clean, n[0] >= 'A' && n[0] <= 'Z' && checkCharacter(n[:19]) == n[19]
}

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
