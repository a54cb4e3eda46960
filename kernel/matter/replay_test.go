package matter_test

import (
	"slices"
	"strings"
	"testing"

	"shuniu/kernel/lang"
	"shuniu/kernel/ledger"
	"shuniu/kernel/matter"
	"shuniu/kernel/store"
	"shuniu/test/city"
)

func differences(t *testing.T, c *city.City) []ledger.Damage {
	t.Helper()
	r, err := c.Engine.Replay(t.Context(), func(int64) {})
	if err != nil {
		t.Fatal(err)
	}
	return r.Differences
}

func TestReplayFindsEveryTampering(t *testing.T) {
	cases := []struct {
		name   string
		erased bool // done to the matter that was erased, not to the one that goes on
		seq    int
		change string // $1 is the matter
	}{
		{"the number", false, 4, `UPDATE matter SET number = 'Q' WHERE id = $1`},
		{"the process", false, 4, `UPDATE matter SET process = 'people.other' WHERE id = $1`},
		{"the parent", false, 4, `UPDATE matter SET parent = 9 WHERE id = $1`},
		{"the root", false, 4, `UPDATE matter SET root = 9 WHERE id = $1`},
		{"the moment of opening", false, 4, `UPDATE matter SET opened_at = opened_at - 1 WHERE id = $1`},
		{"the query code", false, 4, `UPDATE matter SET code = head WHERE id = $1`},
		{"the query code removed", false, 4, `UPDATE matter SET code = NULL WHERE id = $1`},
		{"the key removed", false, 4, `UPDATE matter SET sealed_key = NULL WHERE id = $1`},
		{"the key replaced", false, 4, `UPDATE matter SET sealed_key = head WHERE id = $1`},
		{"the key put back", true, 3, `UPDATE matter SET sealed_key = (SELECT sealed_key FROM whole_matter o WHERE o.sealed_key IS NOT NULL) WHERE id = $1`},
		{"the query code put back", true, 3, `UPDATE matter SET code = (SELECT code FROM whole_matter o WHERE o.code IS NOT NULL) WHERE id = $1`},
		{"the state", false, 4, `UPDATE matter SET state = 'closed' WHERE id = $1`},
		{"the end", false, 4, `UPDATE matter SET ended = NOT ended WHERE id = $1`},
		{"the holding unit", false, 4, `UPDATE matter SET holder_unit = holder_unit + 1 WHERE id = $1`},
		{"the holding post", false, 4, `UPDATE matter SET holder_post = 'head' WHERE id = $1`},
		{"the holder", false, 4, `UPDATE matter SET holder_person = 1 WHERE id = $1`},
		{"the secrecy", false, 4, `UPDATE matter SET secrecy = 0 WHERE id = $1`},
		{"the region", false, 4, `UPDATE matter SET region = '990103000000' WHERE id = $1`},
		{"the due date", false, 4, `UPDATE matter SET due_at = due_at + 1 WHERE id = $1`},
		{"the moment of the last act", false, 4, `UPDATE matter SET updated_at = updated_at + 1 WHERE id = $1`},
		{"the number of events", false, 4, `UPDATE matter SET seq = seq + 1 WHERE id = $1`},
		{"the head", false, 4, `UPDATE matter SET head = code WHERE id = $1`},
		{"the fold", false, 4, `UPDATE matter SET fold = replace(fold, '"secrecy":1', '"secrecy":0') WHERE id = $1`},
		{"the fold and the column", false, 4, `UPDATE matter SET secrecy = 0, fold = replace(fold, '"secrecy":1', '"secrecy":0') WHERE id = $1`},

		{"a text", false, 1, `UPDATE matter_text SET value = salt WHERE matter_id = $1 AND field = 'body'`},
		{"a later text", false, 2, `UPDATE matter_text SET value = salt WHERE matter_id = $1 AND field = 'note'`},
		{"a salt", false, 1, `UPDATE matter_text SET salt = value WHERE matter_id = $1 AND field = 'body'`},
		{"a personal value", false, 1, `UPDATE matter_text SET value = (SELECT value FROM whole_matter_text o WHERE o.matter_id = $1 AND o.field = 'name') WHERE matter_id = $1 AND field = 'phone'`},
		{"a personal value cut short", false, 1, `UPDATE matter_text SET value = salt WHERE matter_id = $1 AND field = 'phone'`},
		{"a personal value called a text", false, 1, `UPDATE matter_text SET personal = NOT personal WHERE matter_id = $1 AND field = 'phone'`},
		{"a text called personal", false, 1, `UPDATE matter_text SET personal = NOT personal WHERE matter_id = $1 AND field = 'title'`},
		{"two texts exchanged", false, 1, `UPDATE matter_text SET field = CASE field WHEN 'title' THEN 'body' ELSE 'title' END WHERE matter_id = $1 AND field IN ('title', 'body')`},
		{"a text removed", false, 1, `DELETE FROM matter_text WHERE matter_id = $1 AND field = 'body'`},
		{"a personal value removed", false, 1, `DELETE FROM matter_text WHERE matter_id = $1 AND field = 'phone'`},
		{"a text added", false, 3, `INSERT INTO matter_text SELECT matter_id, 3, field, salt, value, personal FROM whole_matter_text WHERE matter_id = $1 AND field = 'body'`},
		{"a text of what was erased put back", true, 1, `INSERT INTO matter_text SELECT $1, seq, field, salt, value, personal FROM whole_matter_text WHERE field = 'body'`},

		{"a lookup removed", false, 4, `DELETE FROM matter_lookup WHERE matter_id = $1`},
		{"a lookup changed", false, 4, `UPDATE matter_lookup SET kind = 'id_number' WHERE matter_id = $1`},
		{"a lookup of what was erased put back", true, 3, `INSERT INTO matter_lookup SELECT kind, digest, $1 FROM whole_matter_lookup`},
		{"a part removed", false, 4, `DELETE FROM matter_part WHERE matter_id = $1`},
		{"a part added", false, 4, `INSERT INTO matter_part (unit_id, matter_id, ended, secrecy, due_at) VALUES (99, $1, FALSE, 0, 0)`},
		{"a part put off", false, 4, `UPDATE matter_part SET due_at = due_at + 1 WHERE matter_id = $1`},
		{"a part ended", false, 4, `UPDATE matter_part SET ended = TRUE WHERE matter_id = $1`},
		{"a part held more closely", false, 4, `UPDATE matter_part SET secrecy = 2 WHERE matter_id = $1`},
		{"a timer removed", false, 4, `DELETE FROM timer WHERE matter_id = $1 AND clock = 'handle'`},
		{"a timer put off", false, 4, `UPDATE timer SET due_at = due_at + 1 WHERE matter_id = $1 AND kind = 'breach'`},
		{"a reminder put off", false, 4, `UPDATE timer SET due_at = due_at + 1 WHERE matter_id = $1 AND kind = 'remind'`},
		{"a timer of another instance", false, 4, `UPDATE timer SET instance = 2 WHERE matter_id = $1 AND clock = 'handle'`},
		{"a timer of another kind", false, 4, `UPDATE timer SET kind = 'escalate' WHERE matter_id = $1 AND clock = 'handle'`},
		{"a timer of a stopped clock", false, 4, `INSERT INTO timer (matter_id, clock, instance, kind, due_at) VALUES ($1, 'dispatch', 1, 'breach', 1)`},
		{"a timer of no clock", false, 4, `INSERT INTO timer (matter_id, clock, instance, kind, due_at) VALUES ($1, 'rate', 1, 'breach', 1)`},

		{"bytes of an event that cannot be read", false, 0, `UPDATE event SET body = hash WHERE matter_id = $1 AND seq = 2`},
		{"an event removed", false, 3, `DELETE FROM event WHERE matter_id = $1 AND seq = 4`},
		{"the first event removed", false, 4, `DELETE FROM event WHERE matter_id = $1 AND seq = 1`},
		{"the matter removed", false, 0, `DELETE FROM matter WHERE id = $1`},
		{"all events removed", false, 0, `DELETE FROM event WHERE matter_id = $1`},
	}
	city.On(t, city.Options{}, func(t *testing.T, c *city.City) {
		res, err := c.Engine.Open(t.Context(), c.Staff("dispatcher"), "people.request", matter.Input{Secrecy: 1, Values: map[string]string{
			"channel": "phone", "kind": "complaint", "title": told["title"], "body": told["body"], "region": "990102001001", "name": told["name"], "phone": told["phone"], "consent": "true",
		}})
		if err != nil {
			t.Fatal(err)
		}
		s := &story{City: c, t: t, id: res.Matter.ID, code: res.Code, num: res.Matter.Number}
		s.do("resident", "supplement", "note", told["note"])
		s.do("dispatcher", "dispatch", "unit", "water", "urgency", "ordinary")
		s.do("resident", "supplement", "note", told["note"])
		gone := request(t, c)
		gone.do("resident", "withdraw", "reason", "不需要了")
		if err := c.Engine.Erase(t.Context(), c.Staff("supervisor"), gone.id, "个人信息保护法第四十七条"); err != nil {
			t.Fatal(err)
		}
		if found := differences(t, c); len(found) > 0 {
			t.Fatalf("what is whole: %v", found)
		}
		c.Loosen(t)
		for _, tampering := range cases {
			id := s.id
			if tampering.erased {
				id = gone.id
			}
			changed := int64(0)
			c.Tamper(t, func(tx *store.Tx) (err error) {
				changed, err = tx.Exec(strings.ReplaceAll(tampering.change, "$1", "CAST($1 AS BIGINT)"), int64(id))
				return err
			}, func() {
				found := differences(t, c)
				if !slices.ContainsFunc(found, func(d ledger.Damage) bool { return d.Matter == int64(id) && d.Seq == tampering.seq && !d.What.IsZero() }) {
					t.Errorf("%s: matter %d seq %d is not named: %v", tampering.name, id, tampering.seq, found)
				}
				if slices.ContainsFunc(found, func(d ledger.Damage) bool { return d.Matter != int64(id) }) {
					t.Errorf("%s: another matter is named: %v", tampering.name, found)
				}
			})
			if changed == 0 {
				t.Errorf("%s: nothing was changed", tampering.name)
			}
		}
		if found := differences(t, c); len(found) > 0 {
			t.Fatalf("what was put back: %v", found)
		}
	})
}

func TestReplayFindsWhatBelongsToNoMatter(t *testing.T) {
	city.On(t, city.Options{}, func(t *testing.T, c *city.City) {
		s := taken(t, c)
		c.Loosen(t)
		for _, statement := range []string{
			`INSERT INTO matter_part (unit_id, matter_id, ended, secrecy, due_at) VALUES (1, $1, FALSE, 0, 0)`,
			`INSERT INTO timer (matter_id, clock, instance, kind, due_at) VALUES ($1, 'handle', 1, 'breach', 1)`,
			`INSERT INTO matter_lookup (kind, digest, matter_id) SELECT kind, digest, CAST($1 AS BIGINT) FROM whole_matter_lookup`,
			`INSERT INTO matter_text (matter_id, seq, field, salt, value, personal) SELECT CAST($1 AS BIGINT), seq, field, salt, value, personal FROM whole_matter_text`,
			`INSERT INTO event SELECT CAST($1 AS BIGINT), seq, act, occurred, recorded, hash, body FROM whole_event`,
		} {
			lost := int64(s.id) + 1000
			c.Tamper(t, func(tx *store.Tx) error {
				_, err := tx.Exec(statement, lost)
				return err
			}, func() {
				if found := differences(t, c); len(found) != 1 || found[0].Matter != lost {
					t.Errorf("%s: %v", statement, found)
				}
			})
		}
	})
}

func TestReplayNamesTheMatterAsPeopleDo(t *testing.T) {
	city.On(t, city.Options{}, func(t *testing.T, c *city.City) {
		s := taken(t, c)
		number := s.now().Number
		c.Loosen(t)
		for _, statement := range []string{`UPDATE matter SET number = 'Q'`, `DELETE FROM matter`} {
			c.Tamper(t, func(tx *store.Tx) error {
				_, err := tx.Exec(statement)
				return err
			}, func() {
				for _, d := range differences(t, c) {
					if d.Number != number || !strings.HasPrefix(d.In(lang.Zh), number) || !strings.HasPrefix(d.In(lang.En), number) || d.In(lang.En) == d.In(lang.Zh) {
						t.Errorf("%s: %s; %s", statement, d.In(lang.Zh), d.In(lang.En))
					}
				}
			})
		}
	})
}

func TestReplayDecidesNothingAgain(t *testing.T) {
	city.On(t, city.Options{}, func(t *testing.T, c *city.City) {
		s := taken(t, c)
		leaves(t, c, "water-handler", "2026-03-03") // whoever held which post then
		c.Move("2026-03-25 09:00")
		if found := differences(t, c); len(found) > 0 {
			t.Errorf("%v", found)
		}
		if m := s.now(); m.Did[matter.ActEscalate] != 1 {
			t.Errorf("did %v", m.Did)
		}
	})
}
