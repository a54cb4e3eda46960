package matter_test

import (
	"slices"
	"testing"

	"shuniu/kernel/access"
	"shuniu/kernel/matter"
	"shuniu/test/city"
)

func TestWhatIsLateIsListedToWhoeverMaySeeItLongestOverdueFirst(t *testing.T) {
	city.On(t, city.Options{}, func(t *testing.T, c *city.City) {
		first := request(t, c)
		first.do("dispatcher", "dispatch", "unit", "water", "urgency", "ordinary")
		c.Move("2026-03-02 15:00")
		second := request(t, c)
		second.do("dispatcher", "dispatch", "unit", "housing", "urgency", "emergency")
		c.Move("2026-03-02 17:00")
		late := func(a access.Actor, q matter.Query) []matter.ID {
			t.Helper()
			page, err := c.Engine.Late(t.Context(), a, q)
			if err != nil {
				t.Fatal(err)
			}
			var ids []matter.ID
			for _, l := range page.Lines {
				if l.Process == "people.request" { // whoever is alerted to an emergency may be late too
					ids = append(ids, l.ID)
				}
			}
			if n, err := c.Engine.LateCount(t.Context(), a); err != nil || q.Process == "" && q.From == "" && q.State == "" && n != len(page.Lines) {
				t.Errorf("%d counted and %d listed: %v", n, len(page.Lines), err)
			}
			return ids
		}
		same(t, late(c.Staff("supervisor"), matter.Query{}), second.id)
		c.Move("2026-03-11 09:00")
		same(t, late(c.Staff("supervisor"), matter.Query{}), second.id, first.id)
		same(t, late(c.Staff("supervisor"), matter.Query{State: "handling"}))
		same(t, late(c.Staff("supervisor"), matter.Query{Process: "people.request", State: "dispatched", Limit: 1}), second.id)
		same(t, late(c.Staff("water-head"), matter.Query{}), first.id)
		same(t, late(c.Staff("nandi-handler"), matter.Query{}))

		page, err := c.Engine.Late(t.Context(), c.Staff("supervisor"), matter.Query{Process: "people.request", Limit: 1})
		if err != nil {
			t.Fatal(err)
		}
		same(t, late(c.Staff("supervisor"), matter.Query{From: page.Next}), first.id)
	})
}

func same(t *testing.T, got []matter.ID, want ...matter.ID) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("listed are %v, want %v", got, want)
	}
}
