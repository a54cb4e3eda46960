package search

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"shuniu/kernel/fault"
)

func TestATextIsFoundByTwoSignsInARowAndByWholeWords(t *testing.T) {
	for text, want := range map[string][]string{
		"停水":                       {"停水"},
		"停水三天":                     {"停水", "水三", "三天"},
		"停水，三天":                    {"停水", "三天"},
		"拨打12345热线":                {"拨打", "12345", "热线"},
		"ＡＢＣ路 Wi-Fi":               {"abc", "wi", "fi"},
		"「停水」（停水）":                 {"停水"},
		"水":                        nil,
		"":                         nil,
		"Été 2026 " + "\n" + "été": {"été", "2026"},
	} {
		if got := terms(fold(text)); !slices.Equal(got, want) {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func TestWhatIsAskedForIsReadAsTyped(t *testing.T) {
	for typed, found := range map[string]string{
		"停水":      "榕荫社区停水三天",
		"停水 社区":   "榕荫社区停水三天",
		"ｗｉｆｉ":    "公园WiFi连不上",
		"12345":   "拨打１２３４５无人接听",
		"12345热线": "拨打12345热线",
		"“停水”、社区": "榕荫社区停水",
		"一二三四五六七八九十一二三四": "甲一二三四五六七八九十一二三四乙",
	} {
		q, err := Parse(typed)
		if err != nil || !q.in(fold(found)) {
			t.Errorf("%q is in %q: %v", typed, found, err)
		}
	}
	for typed, other := range map[string]string{
		"停水三天": "停水，三天", // no punctuation was typed
		"123":  "拨打12345",
		"停水 电": "榕荫社区停水",
		"水停":   "停水",
		"2热线":  "12热线",
	} {
		q, err := Parse(typed)
		if err != nil || q.in(fold(other)) {
			t.Errorf("%q is in %q: %v", typed, other, err)
		}
	}
	for _, typed := range []string{"", "水", "，。", "水 电", strings.Repeat("水", 65)} {
		if _, err := Parse(typed); !fault.Is(err, fault.Invalid) || fault.As(err).Person.En == "" {
			t.Errorf("%q: %v", typed, err)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add("停水 12345")
	f.Fuzz(func(t *testing.T, typed string) {
		q, err := Parse(typed)
		if err != nil {
			return
		}
		if !q.in(fold(typed)) || len(q.terms()) > mostTerms {
			t.Errorf("%q does not contain itself", typed)
		}
		var b strings.Builder
		for _, p := range q.Mark(typed) {
			b.WriteString(p.Text)
		}
		if want := strings.ReplaceAll(string([]rune(typed)), "\n", " "); b.String() != want {
			t.Errorf("marked %q, was %q", b.String(), want)
		}
	})
}

func TestASnippetShowsTheFirstMatchAndMarksAll(t *testing.T) {
	text := strings.Repeat("前", 100) + "停水了，ＷｉＦｉ也\n断了，又停水" + strings.Repeat("后", 200)
	q, err := Parse("停水 wifi")
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, p := range q.Snippet(text) {
		if p.Match {
			b.WriteString("[" + p.Text + "]")
		} else {
			b.WriteString(p.Text)
		}
	}
	want := "…" + strings.Repeat("前", around) + "[停水]了，[ＷｉＦｉ]也 断了，又[停水]" + strings.Repeat("后", snippetLength-around-16) + "…"
	if b.String() != want {
		t.Errorf("%s, want\n%s", b.String(), want)
	}
	if got := q.Snippet("没有"); len(got) != 1 || got[0] != (Piece{Text: "没有"}) {
		t.Errorf("%+v", got)
	}
}

func TestABlockIsReadAsWritten(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		places := rapid.SliceOfDistinct(rapid.IntRange(0, blockSize-1), func(i int) int { return i }).Draw(r, "places")
		var s, got set
		for _, p := range places {
			s.add(p)
		}
		if rapid.Bool().Draw(r, "many") {
			for p := range blockSize / 3 {
				s.add(p)
			}
		}
		if err := decode(s.encode(), &got); err != nil || got != s || got.len() != s.len() {
			r.Fatalf("%d places came back as %d, %v", s.len(), got.len(), err)
		}
		if len(places) > 0 {
			s.remove(places[0])
			for p := range s.newest() {
				if p == places[0] {
					r.Fatal("a removed place is left")
				}
			}
		}
	})
	for _, bad := range [][]byte{{1}, make([]byte, setBytes+2), {0xff, 0xff}} {
		if err := decode(bad, &set{}); !fault.Is(err, fault.Internal) {
			t.Errorf("%d bytes: %v", len(bad), err)
		}
	}
}
