package matter

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base32"
	"fmt"
	"strings"
)

// alphabet is Crockford's base 32: no I, L, O or U, so that a number survives
// being read out on the telephone.
const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

var crockford = base32.NewEncoding(alphabet).WithPadding(base32.NoPadding)

// newNumber makes a public number: process letter, six digits of the region, year,
// forty random bits and a check character. Nobody can count or guess matters by it.
func newNumber(letter, region string, year int) string {
	var b [5]byte
	rand.Read(b[:])
	if len(region) < 6 {
		region = "000000"
	}
	n := fmt.Sprintf("%s%s-%04d-%s", letter, region[:6], year, crockford.EncodeToString(b[:]))
	return n + "-" + string(checkCharacter(n))
}

// checkCharacter is ISO 7064 MOD 37,36 over the digits and letters of s: it
// detects every single wrong character and every swap of two neighbours.
func checkCharacter(s string) byte {
	const digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	p := 36
	for _, r := range s {
		v := strings.IndexRune(digits, r)
		if v < 0 {
			continue
		}
		p += v
		if p > 36 {
			p -= 36
		}
		p = p * 2 % 37
	}
	return digits[(37-p)%36]
}

// CleanNumber brings a number as typed (lower case, spaces, full-width dashes) to
// its form and reports whether its check character fits.
func CleanNumber(typed string) (string, bool) {
	n := strings.Map(func(r rune) rune {
		switch {
		case r >= '！' && r <= '～': // full-width forms
			r -= '！' - '!'
		case r == '—' || r == '–':
			r = '-'
		}
		if r == ' ' || r == '\t' || r == '　' {
			return -1
		}
		return r
	}, typed)
	n = strings.ToUpper(n)
	i := strings.LastIndexByte(n, '-')
	if i < 0 || i != len(n)-2 {
		return n, false
	}
	return n, checkCharacter(n[:i]) == n[len(n)-1]
}

// queryCode is the 60-bit secret that lets whoever submitted a matter follow it
// without an account: twelve characters in groups of four. It is derived, so that
// a repeated submission gets the same receipt, and stored only as a hash.
func (k *Keyring) queryCode(id ID) string {
	sum := k.mac("query code", fmt.Sprint(id))
	c := crockford.EncodeToString(sum[:8])[:12]
	return c[:4] + "-" + c[4:8] + "-" + c[8:]
}

func codeDigest(code string) []byte {
	clean := strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z':
			return r - 'a' + 'A'
		case r == '-' || r == ' ':
			return -1
		}
		return r
	}, code)
	sum := sha256.Sum256([]byte("shuniu/query-code/1\n" + clean))
	return sum[:]
}

func sameDigest(a, b []byte) bool { return subtle.ConstantTimeCompare(a, b) == 1 }
