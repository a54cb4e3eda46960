package main

import (
	"bytes"
	"context"
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"shuniu/kernel/access"
	"shuniu/kernel/fault"
	"shuniu/kernel/ledger"
	"shuniu/kernel/matter"
	"shuniu/kernel/store"
)

func TestLedgerCommandsTellDamageWithTheirExitCode(t *testing.T) {
	c := newInstalled(t, "")
	for _, args := range [][]string{{"ledger", "verify"}, {"ledger", "replay", "--verify"}} {
		if out := c.must(args...); !strings.Contains(out, "事项 1 件，记录 1 条") {
			t.Errorf("%q: %s", args, out)
		}
	}
	number := c.number
	c.behindTheEngine(`UPDATE event SET act = 'withdraw' WHERE seq = 1`)
	if out, _, _ := c.cli("ledger", "verify"); !strings.Contains(out, number+"，第 1 条记录：各列被改动") {
		t.Error(out)
	}
	out, _, exit := c.cli("ledger", "verify", "--json")
	var v ledger.Verification
	if err := json.Unmarshal([]byte(out), &v); err != nil || exit != fault.Conflict.Exit() || len(v.Damage) != 1 || v.Damage[0].Seq != 1 {
		t.Errorf("exit %d, %v, %s", exit, err, out)
	}
	if out, errs, exit := c.cli("--lang", "en", "ledger", "verify"); exit != fault.Conflict.Exit() || !strings.Contains(out, number+", event 1: its columns were changed") || !strings.HasSuffix(strings.TrimSpace(out), "against hashes kept elsewhere.") || !strings.Contains(errs, "The ledger is damaged.") {
		t.Errorf("exit %d, %s%s", exit, out, errs)
	}
	c.behindTheEngine(`UPDATE event SET act = 'submit' WHERE seq = 1`)
	c.must("ledger", "verify")
	c.behindTheEngine(`UPDATE matter SET state = 'closed', ended = TRUE`)
	if out, errs, exit := c.cli("--lang", "en", "ledger", "replay", "--verify"); exit != fault.Conflict.Exit() || !strings.Contains(errs, "The rows differ") {
		t.Errorf("exit %d, %s%s", exit, out, errs)
	}
}

// behindTheEngine changes the database as its administrator could.
func (c *installed) behindTheEngine(statement string) {
	c.Helper()
	c.within(func(s *site) {
		if err := s.db.Write(context.Background(), func(tx *store.Tx) error { _, err := tx.Exec(statement); return err }); err != nil {
			c.Fatal(err)
		}
	})
}

func TestFollowersAreListedAndRebuilt(t *testing.T) {
	onBoth(t, func(c *installed) {
		names := c.projections()
		list := c.must("followers")
		for _, name := range names {
			if !strings.Contains(list, name) {
				c.Errorf("%s is not in %s", name, list)
			}
			c.must("followers", "rebuild", name)
		}
		if again := c.must("followers"); again != list {
			c.Errorf("rebuilt\n%s\nwas\n%s", again, list)
		}
		if _, errs, exit := c.cli("followers", "rebuild", "nothing"); exit != fault.NotFound.Exit() {
			c.Errorf("exit %d: %s", exit, errs)
		}
	})
}

const year2027 = `{"year": 2027, "notice": {"zh": "安排", "en": "Arrangement"}, "source": "test",
 "off": [{"from": "2027-01-01", "to": "2027-01-04", "name": {"zh": "元旦", "en": "New Year"}},
  {"from": "2027-05-01", "to": "2027-05-02", "name": {"zh": "劳动节", "en": "Labour Day"}},
  {"from": "2027-10-01", "to": "2027-10-03", "name": {"zh": "国庆节", "en": "National Day"}}], "work": []}`

func TestLoadingAYearMovesDueDatesOfOpenMatters(t *testing.T) {
	onBoth(t, func(c *installed) {
		late := &env{Out: &bytes.Buffer{}, Err: &bytes.Buffer{}, Now: func() time.Time { return time.Date(2026, 12, 31, 2, 0, 0, 0, time.UTC) }}
		s, err := c.place().open(context.Background(), late, "")
		if err != nil {
			c.Fatal(err)
		}
		res, err := s.engine.Open(context.Background(), access.Outsider(), "people.request", matter.Input{Values: map[string]string{
			"kind": "help", "title": "年末的一件事", "body": "元旦之后才能办理的一件事", "region": "990102000000",
		}})
		if err != nil {
			c.Fatal(err)
		}
		if k := res.Matter.Clocks[0]; k.Due != "2027-01-04" || !k.Provisional {
			c.Errorf("before the arrangement is known: %+v", k)
		}
		if err := s.close(); err != nil {
			c.Fatal(err)
		}
		file := put(c.T, c.TempDir(), "2027.json", year2027)
		if out := c.must("--lang", "en", "calendar", "load", file); !strings.Contains(out, "1 due dates moved") {
			c.Error(out)
		}
		if out := c.must("--lang", "en", "calendar", "load", file); !strings.Contains(out, "0 due dates moved") {
			c.Errorf("again: %s", out)
		}
		c.within(func(s *site) {
			v, err := s.engine.View(context.Background(), access.TheSystem(), res.Matter.ID)
			if err != nil {
				c.Fatal(err)
			}
			if k := v.Matter.Clocks[0]; k.Due != "2027-01-05" || k.Provisional {
				c.Errorf("after it: %+v", k)
			}
		})
		c.must("ledger", "replay", "--verify")
		for _, row := range []struct{ args, want string }{
			{"clock --json --from 2026-12-31 --limit 1wd --data " + c.TempDir(), `"due": "2027-01-04"`},
			{"clock --json --from 2026-12-31 --limit 1wd --data " + c.data + " --db " + c.db, `"due": "2027-01-05"`},
		} {
			args := strings.Fields(row.args)
			if args[len(args)-1] == "--db" {
				args = args[:len(args)-1] // the file in the data directory
			}
			if out, errs, exit := shuniu(c.T, args...); exit != 0 || !strings.Contains(out, row.want) {
				c.Errorf("%q: exit %d, %s%s", args, exit, out, errs)
			}
		}
		broken := put(c.T, c.TempDir(), "broken.json", `{"year": 2027, "off": [{"from": "2027-13-01"}]}`)
		if _, errs, exit := c.cli("calendar", "load", broken); exit != fault.Invalid.Exit() {
			c.Errorf("exit %d: %s", exit, errs)
		}
	})
}

func TestEraseSaysWhatIsWrong(t *testing.T) {
	c := newInstalled(t, "")
	for _, row := range []struct {
		args []string
		exit int
	}{
		{[]string{"erase", "nonsense", "--ground", "x"}, fault.Invalid.Exit()},
		{[]string{"erase", c.number}, fault.Invalid.Exit()},
	} {
		if _, errs, exit := c.cli(row.args...); exit != row.exit {
			t.Errorf("%q: exit %d: %s", row.args, exit, errs)
		}
	}
	if left, _ := filepath.Glob(filepath.Join(c.data, "erasures.jsonl")); len(left) > 0 {
		t.Error("what was refused is in the journal")
	}
	put(t, c.data, "erasures.jsonl", "{\"number\":\"")
	file := c.backup()
	r := c.elsewhere()
	c.copy("erasures.jsonl", r)
	if _, errs, exit := r.cli("--lang", "en", "backup", "restore", file); exit != fault.Invalid.Exit() || !strings.Contains(errs, "Line 1 of the journal") {
		t.Errorf("a torn journal: exit %d: %s", exit, errs)
	}
	if left, _ := filepath.Glob(filepath.Join(r.data, "shuniu.db*")); len(left) > 0 {
		t.Errorf("restored without its erasures: %v", left)
	}
}
