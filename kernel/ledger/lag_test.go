package ledger_test

import (
	"testing"
	"time"

	"shuniu/kernel/access"
	"shuniu/kernel/ledger"
	"shuniu/kernel/matter"
	"shuniu/kernel/store"
	"shuniu/test/city"
)

// still is a projection that keeps nothing.
type still struct{}

func (still) Name() string                            { return "still" }
func (still) Follow(*store.Tx, []ledger.Record) error { return nil }
func (still) Reset(*store.Tx) error                   { return nil }
func (still) Dump(store.Q) (string, error)            { return "", nil }

func TestAnEventWithoutPositionIsLagToo(t *testing.T) {
	city.On(t, city.Options{Followers: func(*city.City) []ledger.Follower { return []ledger.Follower{still{}} }}, func(t *testing.T, c *city.City) {
		lags := func() (sequencer, follower ledger.Lag) {
			t.Helper()
			l, err := c.Log.Lags(t.Context())
			if err != nil || len(l) != 2 {
				t.Fatalf("%v, %v", l, err)
			}
			return l[0], l[1]
		}
		c.Follow()
		_, err := c.Engine.Open(t.Context(), access.Outsider(), "people.request", matter.Input{Values: map[string]string{
			"kind": "praise", "title": "感谢热线中心", "body": "反映的路灯第二天就修好了，谢谢。", "region": "990102001001",
		}})
		if err != nil {
			t.Fatal(err)
		}
		c.Clock.Set(city.At(t, "2026-03-02 09:03"))
		if s, f := lags(); s.Behind != 1 || s.Age != 3*time.Minute || f.Behind != 1 || f.Age != 3*time.Minute {
			t.Errorf("before it has a position: %+v, %+v", s, f)
		}
		c.Follow()
		if s, f := lags(); s.Behind != 0 || s.Age != 0 || f.Behind != 0 || f.Age != 0 {
			t.Errorf("after: %+v, %+v", s, f)
		}
	})
}
