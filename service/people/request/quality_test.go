package request_test

import (
	"testing"

	"shuniu/kernel/fault"
	"shuniu/kernel/matter"
	"shuniu/test/city"
)

const sampled = "三月办结件，每百件抽五件，种子7"

// inspected is a closed ticket that was drawn, and its inspection.
func inspected(t *testing.T, c *city.City) (ticket, inspection *story) {
	t.Helper()
	ticket = ask(t, c, "help", "990102001001")
	ticket.answered("water", "water-handler")
	ticket.do("resident", "rate", "rating", "good")
	ticket.do("inspector", "inspect", "sample", sampled)
	return ticket, &story{City: c, t: t, id: matter.ID(ticket.row().Children[0].Matter)}
}

func wanting() []string {
	return []string{"manner", "right", "record", "right", "sorting", "wanting", "sending", "right", "timing", "right", "finding", "分类应为水压不足，记成了停水。"}
}

func TestAnInspectionIsSeenByTheAgentAndFiled(t *testing.T) {
	city.On(t, city.Options{}, func(t *testing.T, c *city.City) {
		ticket, z := inspected(t, c)
		z.do("inspector", "find", wanting()...)
		z.do("agent", "agree")
		if z.row().State != "closed" {
			t.Error(z.row().State)
		}
		if _, err := c.Engine.Act(t.Context(), c.Staff("inspector"), ticket.id, "inspect", matter.Input{Values: map[string]string{"sample": sampled}}); !fault.Is(err, fault.Conflict) {
			t.Errorf("inspected twice: %v", err)
		}
		if _, err := c.Engine.View(t.Context(), c.Staff("water-handler"), z.id); !fault.Is(err, fault.Withheld) {
			t.Errorf("another unit sees it: %v", err)
		}

		_, late := inspected(t, c)
		c.Move("2026-03-20 09:00")
		if _, ok := late.row().Clock("inspect"); !ok || late.row().State != "drawn" {
			t.Error("an inspection that is late is carded, not lost")
		}
		late.do("inspector", "find", wanting()...)
		c.Move("2026-03-30 09:00")
		if late.row().State != "closed" {
			t.Errorf("nobody appealed and it is %s", late.row().State)
		}
	})
}

func TestAnAppealIsDecidedBySomebodyElse(t *testing.T) {
	city.On(t, city.Options{}, func(t *testing.T, c *city.City) {
		for decision, end := range map[string]string{"uphold": "closed", "lift": "lifted"} {
			_, z := inspected(t, c)
			z.do("inspector", "find", wanting()...)
			z.do("agent", "appeal", "reason", "来电人说的就是停水。")
			for _, who := range []string{"inspector", "agent", "dispatcher"} {
				if _, err := c.Engine.Act(t.Context(), c.Staff(who), z.id, decision, matter.Input{Values: map[string]string{"decision": "维持。"}}); err == nil {
					t.Errorf("%s decides", who)
				}
			}
			z.do("hotline-head", decision, "decision", "录音里说的是水压小，以录音为准。")
			if z.row().State != end {
				t.Errorf("%s: %s", decision, z.row().State)
			}
		}
	})
}
