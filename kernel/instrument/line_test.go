package instrument

import (
	"slices"
	"testing"

	"shuniu/test/skip"
)

func TestLinesBreakAsChineseIsWritten(t *testing.T) {
	wide := func(r rune) float64 {
		if r < 0x80 {
			return 0.5
		}
		return 1
	}
	for _, c := range []struct {
		text   string
		indent float64
		want   []string
	}{
		{"", 0, []string{""}},
		{"一二三四五六七八", 0, []string{"一二三四五六", "七八"}},
		{"一二三四五六七八", 2, []string{"一二三四", "五六七八"}},
		{"一二三四五六，七", 0, []string{"一二三四五", "六，七"}},
		{"一二三四五《六》", 0, []string{"一二三四五", "《六》"}},
		{"一二三四五六》。", 0, []string{"一二三四五", "六》。"}},
		{"一二三第2026号", 0, []string{"一二三第2026", "号"}},
		{"一二三四第2026号", 0, []string{"一二三四第", "2026号"}},
		{"0123456789abcdef", 0, []string{"0123456789ab", "cdef"}},
	} {
		if got := broken(c.text, measure{6, c.indent, wide}); !slices.Equal(got, c.want) {
			t.Errorf("%q, %g in: %q, not %q", c.text, c.indent, got, c.want)
		}
	}
}

func TestTheTypeKnowsWhatItLacks(t *testing.T) {
	f, err := readFace()
	if err != nil {
		skip.Absent(t, "the type of documents", "make assets")
	}
	var lacks []string
	if got := f.settable("王𠮷喆〔2026〕\n第\t七", &lacks); got != "王〓喆〔2026〕\n第 七" {
		t.Errorf("%q", got)
	}
	if !slices.Equal(lacks, []string{"U+20BB7"}) {
		t.Errorf("lacks %v", lacks)
	}
}
