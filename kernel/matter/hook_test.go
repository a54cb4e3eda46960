package matter_test

import (
	"errors"
	"strings"
	"testing"

	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
	"shuniu/kernel/matter"
	"shuniu/kernel/process"
	"shuniu/kernel/store"
	"shuniu/test/city"
)

func TestAHookRefusesOrAddsAndChoosesNothingElse(t *testing.T) {
	hook := func(tx *store.Tx, d *matter.Draft) error {
		if strings.Contains(d.Values["findings"], "不符合") {
			return fault.Defects([]fault.Defect{{Field: "findings", Text: lang.T("不符合条件的不能送审。", "What does not qualify is not submitted.")}})
		}
		d.Values["grade"] = "high"
		d.Matter.State, d.Matter.Holder.Unit, d.Matter.Seq = "granted", 0, 99
		d.Matter.Fields["unit"] = "housing"
		d.Matter.Clocks[0].DueAt = 1
		_, err := tx.Exec(`INSERT INTO id_block (name, next) VALUES ($1, 1)`, d.Matter.Number)
		return err
	}
	hooked(t, hook, func(t *testing.T, c *city.City) {
		kept := func(s *story) (n int) {
			t.Helper()
			if err := c.DB.Read(t.Context()).QueryRow(`SELECT count(*) FROM id_block WHERE name = $1`, s.num).Scan(&n); err != nil {
				t.Fatal(err)
			}
			return n
		}
		s := accepted(t, c)
		e := s.refused(fault.Invalid, "water-handler", "examine", "findings", "不符合条件")
		if len(e.Defects) != 1 || e.Defects[0].Field != "findings" || kept(s) != 0 {
			t.Errorf("defects %+v", e.Defects)
		}
		s.do("water-handler", "examine", "findings", "符合条件", "grade", "low")
		m := s.in("deciding")
		if m.Fields["grade"] != "high" || kept(s) != 1 {
			t.Errorf("what a hook adds is kept: %v", m.Fields)
		}
		if m.Holder.Unit != unit(t, c, "water") || m.Fields["unit"] != "water" || m.Seq != 3 {
			t.Errorf("a hook chose something: %+v", m)
		}
		s.due("decide", "2026-03-09")
	})
}

func TestAHookThatFailsLeavesNothingBehind(t *testing.T) {
	hook := func(tx *store.Tx, d *matter.Draft) error {
		if _, err := tx.Exec(`INSERT INTO id_block (name, next) VALUES ('trace', 1)`); err != nil {
			return err
		}
		if d.Values["grade"] == "low" {
			panic("a defect in a service")
		}
		return errors.New("a failure of a service")
	}
	hooked(t, hook, func(t *testing.T, c *city.City) {
		s := accepted(t, c)
		s.refused(fault.Internal, "water-handler", "examine", "findings", "符合条件")
		s.refused(fault.Internal, "water-handler", "examine", "findings", "符合条件", "grade", "low")
		var n int
		if err := c.DB.Read(t.Context()).QueryRow(`SELECT count(*) FROM id_block WHERE name = 'trace'`).Scan(&n); err != nil || n != 0 {
			t.Errorf("%d traces, %v", n, err)
		}
		s.in("examining")
	})
}

func TestADefinitionWhoseHookIsMissingIsNotStarted(t *testing.T) {
	cases(t, func(t *testing.T, c *city.City) {
		_, err := matter.New(t.Context(), matter.Setup{DB: c.DB, Log: c.Log, Org: c.Org, Keys: c.Keys, Calendar: c.Engine.Calendar(), Zone: city.Zone()})
		if e := is(t, err, fault.Unavailable); !strings.Contains(e.Error(), "test.grade") || !strings.Contains(e.Error(), "test.permit") {
			t.Errorf("the operator reads %v", e)
		}
	})
}

// A definition that the proofs would refuse lets somebody grant what nobody has
// examined; the engine holds the gate all the same.
func TestAGateHoldsWhateverTheDefinitionSays(t *testing.T) {
	open := definitions(t)
	for i, d := range open {
		if d.Name != "test.permit" {
			continue
		}
		source := strings.Replace(string(d.Source), "from: examining, to: correcting, by: handler, needs: [missing]", "from: examining, to: deciding, by: handler, needs: [missing]", 1)
		source = strings.Replace(source, "return: {title: {zh: 退回, en: Return}, from: deciding, to: examining", "return: {title: {zh: 退回, en: Return}, from: deciding, to: deciding", 1)
		changed, findings := process.Parse("open.yaml", []byte(source))
		if len(findings) > 0 || source == string(d.Source) {
			t.Fatal(findings)
		}
		open[i] = changed
	}
	hooks := map[string]matter.Hook{"test.grade": func(*store.Tx, *matter.Draft) error { return nil }, "test.item": item}
	city.On(t, city.Options{Definitions: open, Hooks: hooks}, func(t *testing.T, c *city.City) {
		s := accepted(t, c)
		s.do("water-handler", "correct", "missing", "缺少现场照片")
		e := s.refused(fault.Invalid, "water-head", "grant", "reply", "准予占用道路")
		if len(e.Defects) != 1 || !strings.Contains(e.Defects[0].Text.Zh, "审查") || !strings.Contains(e.Defects[0].Text.En, "Examine") {
			t.Errorf("defects %+v", e.Defects)
		}
		v, err := c.Engine.View(t.Context(), c.Staff("water-head"), s.id)
		if err != nil {
			t.Fatal(err)
		}
		for _, act := range v.Possible {
			if act.Name == "grant" {
				t.Error("offered before its gate")
			}
		}
		s = accepted(t, c)
		s.do("water-handler", "examine", "findings", "符合条件")
		s.do("water-head", "return") // what was done before it is open again does not count
		s.refused(fault.Invalid, "water-head", "grant", "reply", "准予占用道路")
	})
}
