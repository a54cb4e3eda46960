package city

import (
	"context"
	"testing"

	"shuniu/kernel/fault"
	"shuniu/kernel/ledger"
	"shuniu/kernel/matter"
	"shuniu/kernel/store"
)

// Follow gives every event its position and lets every follower catch up.
func (c *City) Follow() {
	c.T.Helper()
	ctx := context.Background()
	lease := store.Lease{Name: "sequencer", Holder: "test"}
	err := c.DB.Write(ctx, func(tx *store.Tx) error {
		ok, err := tx.Acquire(&lease, 0)
		if err == nil && !ok {
			return fault.Of(fault.Conflict, "another sequencer is running")
		}
		return err
	})
	for n := int64(1); n > 0 && err == nil; {
		n, err = c.Log.Sequence(ctx, lease)
	}
	if err != nil {
		c.T.Fatal(err)
	}
	for _, f := range c.Followers {
		for n := 1; n > 0; {
			if n, err = c.Log.Advance(ctx, f); err != nil {
				c.T.Fatal(err)
			}
		}
	}
}

// Inspect proves after a scenario that nothing is amiss: the ledger verifies,
// the rows are the fold of their events, and projections rebuilt from zero are
// what they were.
func (c *City) Inspect(t testing.TB) {
	t.Helper()
	c.Follow()
	ctx := context.Background()
	v, err := c.Log.Verify(ctx, matter.Tips, func(int64) {})
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range v.Damage {
		t.Errorf("verify: %s", d)
	}
	r, err := c.Engine.Replay(ctx, func(int64) {})
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range r.Differences {
		t.Errorf("replay: %s", d)
	}
	if len(c.Followers) == 0 {
		return
	}
	was := c.dumps(t)
	for _, f := range c.Followers {
		if err := c.Log.Rebuild(ctx, f, func(int64, int64) {}); err != nil {
			t.Fatal(err)
		}
	}
	c.compareRebuilt(t, was, "one by one")
	if err := ledger.RebuildAll(ctx, c.Log, c.Followers, func(int64, int64) {}); err != nil {
		t.Fatal(err)
	}
	c.compareRebuilt(t, was, "beside")
}

// Dumper is a follower whose whole content a test can compare.
type Dumper interface {
	Dump(q store.Q) (string, error)
}

// dumps are the contents of all projections, in the order of the followers.
func (c *City) dumps(t testing.TB) []string {
	t.Helper()
	out := make([]string, len(c.Followers))
	for i, f := range c.Followers {
		d, ok := f.(Dumper)
		if !ok {
			t.Errorf("projection %s cannot be dumped for comparison", f.Name())
			continue
		}
		var err error
		if out[i], err = d.Dump(c.DB.Follow().Read(context.Background())); err != nil {
			t.Fatal(err)
		}
	}
	return out
}

func (c *City) compareRebuilt(t testing.TB, was []string, how string) {
	t.Helper()
	for i, is := range c.dumps(t) {
		if is != was[i] {
			t.Errorf("projection %s rebuilt from zero, %s, differs:\n%s\nwas\n%s", c.Followers[i].Name(), how, is, was[i])
		}
	}
}
