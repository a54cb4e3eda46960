package number

import (
	"bytes"
	"regexp"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

var numberShape = regexp.MustCompile(`^[A-Z]{1,2}\d{6}-\d{4}-[0-9A-HJKMNP-TV-Z]{8}-[0-9A-HJKMNP-TV-Z]$`)

func TestANumberCanBeReadOutOnTheTelephone(t *testing.T) {
	seen := map[string]bool{}
	for i := range 2000 {
		letters := []string{"Q", "TO"}[i%2]
		n := New(letters, "990102001001", 2026)
		if !numberShape.MatchString(n) || !strings.HasPrefix(n, letters+"990102-2026-") {
			t.Fatalf("number %q", n)
		}
		if clean, ok := Clean(n); !ok || clean != n {
			t.Fatalf("%q is cleaned to %q, %v", n, clean, ok)
		}
		seen[n] = true
	}
	if len(seen) < 2000 {
		t.Errorf("%d numbers in 2000 draws", len(seen))
	}
}

func TestEveryWrongCharacterIsDetected(t *testing.T) {
	const typed = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
	for i := range 60 {
		n := New([]string{"Q", "TJ"}[i%2], "990102001001", 2026)
		for i := range n {
			if n[i] == '-' {
				continue
			}
			for _, wrong := range typed {
				if byte(wrong) == n[i] {
					continue
				}
				if bad := n[:i] + string(wrong) + n[i+1:]; fits(bad) {
					t.Fatalf("%s passes for %s", bad, n)
				}
			}
		}
	}
}

func TestEverySwapOfNeighboursIsDetected(t *testing.T) {
	for i := range 2000 {
		n := New([]string{"Q", "TJ"}[i%2], "990102001001", 2026)
		letters := strings.ReplaceAll(n, "-", "")
		for i := range len(letters) - 1 {
			if letters[i] == letters[i+1] {
				continue
			}
			if bad := letters[:i] + string(letters[i+1]) + string(letters[i]) + letters[i+2:]; fits(bad) {
				t.Fatalf("%s passes for %s", bad, letters)
			}
		}
	}
}

func fits(typed string) bool {
	_, ok := Clean(typed)
	return ok
}

func TestANumberIsKnownHoweverItIsTyped(t *testing.T) {
	for _, letters := range []string{"Q", "TO"} {
		knows(t, letters+"990102-2026-0A1B2C3D-")
	}
}

func knows(t *testing.T, n string) {
	t.Helper()
	number := n + string(checkCharacter(n))
	for _, typed := range []string{
		strings.ToLower(number), " " + number + "\t", strings.ReplaceAll(number, "-", "—"), strings.ReplaceAll(number, "-", "－"),
		strings.ReplaceAll(number, "-", " - "), strings.ReplaceAll(number, "-", ""), wide(number), strings.ReplaceAll(number, "0", "o"), strings.Replace(number, "A1", "Al", 1),
	} {
		if clean, ok := Clean(typed); !ok || clean != number {
			t.Errorf("%q is read as %q, %v; want %q", typed, clean, ok, number)
		}
	}
	for _, typed := range []string{"", "-", "Q", "你好", number + "0", number[:len(number)-1], number + number} {
		if clean, ok := Clean(typed); ok {
			t.Errorf("%q passes as %q", typed, clean)
		}
	}
}

// wide types as a Chinese input method does.
func wide(s string) string {
	return strings.Map(func(r rune) rune {
		if r > ' ' && r < unicode.MaxASCII {
			return r - '!' + '！'
		}
		return r
	}, s)
}

func TestACodeIsKnownHoweverItIsTyped(t *testing.T) {
	code := Code([]byte("12345678"))
	if !regexp.MustCompile(`^([0-9A-HJKMNP-TV-Z]{4}-){2}[0-9A-HJKMNP-TV-Z]{4}$`).MatchString(code) {
		t.Fatalf("code %q", code)
	}
	want := CodeDigest(code)
	for _, typed := range []string{strings.ToLower(code), strings.ReplaceAll(code, "-", ""), strings.ReplaceAll(code, "-", " "), wide(code), "\t" + code + "　", strings.NewReplacer("0", "O", "1", "l").Replace(code)} {
		if !bytes.Equal(want, CodeDigest(typed)) {
			t.Errorf("%q is not taken for %q", typed, code)
		}
	}
	for i := range code {
		if code[i] != '-' && bytes.Equal(want, CodeDigest(code[:i]+code[i+1:])) {
			t.Errorf("%q without its character %d passes", code, i)
		}
	}
}

func FuzzClean(f *testing.F) {
	f.Add("q990102-2026-0a1b2c3d-0")
	f.Add("Ｑ990102—2026—0A1B2C3D—0")
	f.Add("\xff-")
	f.Fuzz(func(t *testing.T, typed string) {
		clean, ok := Clean(typed)
		again, still := Clean(clean)
		if ok && (!numberShape.MatchString(clean) || again != clean || !still) {
			t.Errorf("%q is cleaned to %q, and that to %q, %v", typed, clean, again, still)
		}
	})
}

func FuzzCodeDigest(f *testing.F) {
	f.Add("ABCD-EFGH-JKMN")
	f.Add("ａｂｃｄ efgh　jkmn")
	f.Fuzz(func(t *testing.T, code string) {
		if len(CodeDigest(code)) != 32 {
			t.Error("a digest of another length")
		}
		if !utf8.ValidString(code) {
			t.Skip()
		}
		if bare := strings.NewReplacer("-", "", " ", "").Replace(code); !bytes.Equal(CodeDigest(code), CodeDigest(bare)) {
			t.Errorf("%q and %q differ", code, bare)
		}
	})
}
