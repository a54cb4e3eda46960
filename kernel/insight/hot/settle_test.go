package hot_test

import (
	"fmt"
	"testing"

	"shuniu/kernel/insight/hot"
)

func TestTheLaterSayingHolds(t *testing.T) {
	join := func(ids ...string) hot.Saying { return hot.Saying{Messages: ids} }
	split := func(id string, others ...string) hot.Saying {
		return hot.Saying{Messages: []string{id}, Others: others}
	}
	for _, test := range []struct {
		name string
		said []hot.Saying
		want string
	}{
		{"nothing", nil, "{[] []}"},
		{"joined", []hot.Saying{join("a", "b"), join("b", "c"), join("e", "d")}, "{[[a b c] [d e]] []}"},
		{"split", []hot.Saying{split("c", "a", "b")}, "{[] [[a c] [b c]]}"},
		{"joined, then one split off", []hot.Saying{join("c", "a", "b"), split("c", "a", "b")}, "{[[a b]] [[a c] [b c]]}"},
		{"split, then joined", []hot.Saying{split("c", "a", "b"), join("a", "b", "c")}, "{[[a b c]] []}"},
		{"joined by way of another", []hot.Saying{join("a", "b"), join("b", "c"), split("c", "a")}, "{[[b c]] [[a c]]}"},
	} {
		t.Run(test.name, func(t *testing.T) {
			h := hot.Settle(test.said)
			if got := fmt.Sprint(h); got != test.want {
				t.Errorf("%s, not %s", got, test.want)
			}
			if _, err := hot.NewBoard(hot.NewCommon(), h); err != nil {
				t.Error(err)
			}
		})
	}
}

// What one message was split from stays split whatever comes, and what is not named
// goes where it belongs.
func TestASplitHoldsForEachMessage(t *testing.T) {
	said := []hot.Saying{{Messages: []string{"m02"}, Others: []string{"m00", "m01", "m03", "m04", "m05"}}}
	b := board(t, town(), hot.Settle(said))
	if b.Of("m02") != "m02" || b.Of("m05") != "m00" || b.Of("m03") != "m00" {
		t.Errorf("%s, %s, %s", b.Of("m02"), b.Of("m05"), b.Of("m03"))
	}
	back := append(said, hot.Saying{Messages: []string{"m00", "m02"}})
	if b := board(t, town(), hot.Settle(back)); b.Of("m02") != "m00" {
		t.Error(b.Of("m02"))
	}
}
