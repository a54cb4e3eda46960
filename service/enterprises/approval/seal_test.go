package approval_test

import (
	"database/sql"
	"strings"
	"testing"

	"shuniu/kernel/fault"
	"shuniu/kernel/instrument"
	"shuniu/kernel/ledger"
	"shuniu/kernel/store"
	"shuniu/test/city"
)

func uses(c *city.City) instrument.Uses {
	return instrument.Uses{Press: instrument.Press{Reader: c.Engine.Reader, Styles: c.Styles}}
}

// The register is rebuilt from zero and compared when the test ends.
func TestEachUseOfASealIsRegisteredWithWhoApprovedIt(t *testing.T) {
	city.On(t, city.Options{Followers: func(c *city.City) []ledger.Follower { return []ledger.Follower{uses(c)} }}, func(t *testing.T, c *city.City) {
		apply(t, c).granted().delivered()
		filed, err := open(t, c, c.Staff("nandi-window"), values{"channel": "window"})
		if err != nil {
			t.Fatal(err)
		}
		filed.does("applicant", "withdraw", nil, "withdrawn")
		c.Follow()
		water, _ := c.Org.Now().UnitByCode("water")
		nandi, _ := c.Org.Now().UnitByCode("nandi")
		page := func(who, from string) []instrument.Use {
			t.Helper()
			all, _, err := uses(c).Page(t.Context(), c.Staff(who), water.ID, from)
			if err != nil {
				t.Fatal(err)
			}
			return all
		}
		all := page("water-head", "")
		var said []string
		for _, u := range all {
			by, _ := c.Org.Now().Person(u.Person)
			said = append(said, strings.Join([]string{u.Style.Act, u.Style.SealAs.Zh, u.Number, by.Name.Zh}, " "))
		}
		for _, want := range []string{"grant 机关印章 市水务局许准字〔2026〕1号 骆泉", "accept 行政审批专用章 市水务局许受字〔2026〕1号 温晓", "apply 行政审批专用章  ", "issue 机关印章  ", "deliver 行政审批专用章 市水务局许送字〔2026〕1号 温晓", "withdraw 行政审批专用章 市水务局许终字〔2026〕1号 "} {
			if !strings.Contains(strings.Join(said, "\n")+"\n", want+"\n") {
				t.Errorf("%q is not among\n%s", want, strings.Join(said, "\n"))
			}
		}
		if len(all) != 6 {
			t.Errorf("%d uses", len(all))
		}
		if rest := page("water-head", store.Cursor(all[1].At.UnixMicro(), int64(all[1].Matter.ID), int64(all[1].Seq))); len(rest) != 4 {
			t.Errorf("%d uses after the second", len(rest))
		}
		if seen := page("housing-head", ""); len(seen) != 0 {
			t.Errorf("the head of another bureau reads of %d matters they may not see", len(seen))
		}
		if receipts, _, err := uses(c).Page(t.Context(), c.Staff("district-head"), nandi.ID, ""); err != nil || len(receipts) != 1 || receipts[0].Matter.ID != filed.id {
			t.Errorf("%v: the window that took it in used its seal %d times", err, len(receipts))
		}
		if _, _, err := uses(c).Page(t.Context(), c.Staff("water-head"), water.ID, "x"); !fault.Is(err, fault.Invalid) {
			t.Errorf("a cursor that is none: %v", err)
		}
	})
}

func TestTheRegisterOfSealsIsReadFromItsIndex(t *testing.T) {
	on(t, func(t *testing.T, c *city.City) {
		if c.DB.IsPostgres() {
			return // its plans depend on how much is stored
		}
		rows, err := c.DB.Follow().Read(t.Context()).Query("EXPLAIN QUERY PLAN "+instrument.ListUsesSQL, 1, 1, 1, 1, 50)
		plan := ""
		err = store.Scan(rows, err, func(rows *sql.Rows) error {
			var id, parent, unused int
			var detail string
			err := rows.Scan(&id, &parent, &unused, &detail)
			plan += detail + "\n"
			return err
		})
		if err != nil || !strings.Contains(plan, "seal_use_unit") || strings.Contains(plan, "TEMP B-TREE") || strings.Contains(plan, "SCAN") {
			t.Errorf("%v: %s", err, plan)
		}
	})
}
