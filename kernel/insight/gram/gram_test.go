package gram_test

import (
	"fmt"
	"testing"

	"shuniu/kernel/insight/gram"
)

func TestFold(t *testing.T) {
	for text, want := range map[string]string{
		"A市 Ａ３区2019年":   "a市a3区2019年",
		"。路灯坏了。。。\n请修！": "路灯坏了\x00请修\x00",
		"１２ 34":         "1234",
		"":              "",
	} {
		if got := string(gram.Fold(text)); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func TestNoGramCrossesPunctuation(t *testing.T) {
	var got []string
	gram.Each(gram.Fold("路灯坏了，修"), func(g gram.Gram, from, to int) {
		if g.Len() != to-from {
			t.Errorf("%s has %d characters from %d to %d", g, g.Len(), from, to)
		}
		got = append(got, g.String())
	})
	if want := "[路 路灯 路灯坏 灯 灯坏 灯坏了 坏 坏了 了 修]"; fmt.Sprint(got) != want {
		t.Errorf("%v, want %s", got, want)
	}
}
