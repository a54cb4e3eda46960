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
	for _, f := range c.Followers {
		c.compareRebuilt(t, f)
	}
}

// Dumper is a follower whose whole content a test can compare.
type Dumper interface {
	Dump(q store.Q) (string, error)
}

func (c *City) compareRebuilt(t testing.TB, f ledger.Follower) {
	t.Helper()
	d, ok := f.(Dumper)
	if !ok {
		t.Errorf("projection %s cannot be dumped for comparison", f.Name())
		return
	}
	ctx := context.Background()
	before, err := d.Dump(c.DB.Follow().Read(ctx))
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Log.Rebuild(ctx, f, func(int64, int64) {}); err != nil {
		t.Fatal(err)
	}
	after, err := d.Dump(c.DB.Follow().Read(ctx))
	if err != nil {
		t.Fatal(err)
	}
	if before != after {
		t.Errorf("projection %s rebuilt from zero differs:\n%s\nwas\n%s", f.Name(), after, before)
	}
}
