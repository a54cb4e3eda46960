package lineage_test

import (
	"testing"

	"shuniu/kernel/access"
	"shuniu/kernel/ledger"
	"shuniu/kernel/lineage"
	"shuniu/kernel/matter"
	"shuniu/test/city"
)

func TestWhatLeadsToAMatterIsFoundFromItsEnd(t *testing.T) {
	o := city.Options{Followers: func(*city.City) []ledger.Follower { return []ledger.Follower{lineage.Links{}} }}
	city.On(t, o, func(t *testing.T, c *city.City) {
		ask := func() *matter.Matter {
			res, err := c.Engine.Open(t.Context(), access.Outsider(), "people.request", matter.Input{Values: map[string]string{
				"kind": "help", "title": "社区停水三天", "body": "三月一日起停水，至今没有恢复。", "region": "990102001001",
			}})
			if err != nil {
				t.Fatal(err)
			}
			return res.Matter
		}
		lead, first, second := ask(), ask(), ask()
		for _, m := range []*matter.Matter{first, second} {
			in := matter.Input{Values: map[string]string{"lead": lead.Number, "reply": "与另一件诉求是同一件事，已并入办理。"}}
			if _, err := c.Engine.Act(t.Context(), c.Staff("dispatcher"), m.ID, "merge", in); err != nil {
				t.Fatal(err)
			}
		}
		c.Follow()
		links := func(to matter.ID, limit int) []ledger.Link {
			found, err := lineage.Incoming(c.DB.Follow().Read(t.Context()), to, limit)
			if err != nil {
				t.Fatal(err)
			}
			return found
		}
		if got := links(lead.ID, 10); len(got) != 2 || got[0] != (ledger.Link{Kind: "duplicate_of", Matter: int64(second.ID)}) {
			t.Errorf("to the lead: %+v", got)
		}
		if got := links(lead.ID, 1); len(got) != 1 {
			t.Errorf("%d of at most one", len(got))
		}
		if got := links(first.ID, 10); len(got) != 0 {
			t.Errorf("to one that leads away: %+v", got)
		}
	})
}
