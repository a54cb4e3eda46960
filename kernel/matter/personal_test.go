package matter_test

import (
	"bytes"
	"database/sql"
	"encoding/hex"
	"os"
	"path/filepath"
	"testing"

	"shuniu/kernel/access"
	"shuniu/kernel/fault"
	"shuniu/kernel/ledger"
	"shuniu/kernel/matter"
	"shuniu/kernel/store"
	"shuniu/test/city"
)

// What a resident tells in the scenario below; the first two are personal.
var told = map[string]string{
	"name": "慕容听雪", "phone": "13912345678",
	"title": "自来水管道爆裂求助", "body": "三月一日起榕荫社区二号楼停水，老人取水困难，至今没有恢复。",
	"note": "三号楼从今天上午起也停水了。", "reply": "支管爆裂，已于今日修复并恢复供水。", "reason": "需要等待管件到货再施工",
}

// confidential is a request with all that was told in it, closed.
func confidential(t *testing.T, c *city.City) *story {
	t.Helper()
	res, err := c.Engine.Open(t.Context(), access.Outsider(), "people.request", matter.Input{Key: "a-secret", Values: map[string]string{
		"kind": "complaint", "title": told["title"], "body": told["body"], "region": "990102001001", "name": told["name"], "phone": told["phone"], "consent": "true",
	}})
	if err != nil {
		t.Fatal(err)
	}
	s := &story{City: c, t: t, id: res.Matter.ID, code: res.Code, num: res.Matter.Number}
	s.do("resident", "supplement", "note", told["note"])
	s.do("dispatcher", "dispatch", "unit", "water", "urgency", "ordinary")
	s.do("water-handler", "sign")
	s.do("water-handler", "ask_extension", "reason", told["reason"], "extra_days", "1")
	s.do("water-head", "grant")
	s.do("water-handler", "reply", "reply", told["reply"], "outcome", "solved")
	s.do("resident", "rate", "rating", "good")
	s.in("closed")
	return s
}

// all reads one column of every row.
func all(t *testing.T, c *city.City, query string, args ...any) [][]byte {
	t.Helper()
	var out [][]byte
	rows, err := c.DB.Read(t.Context()).Query(query, args...)
	err = store.Scan(rows, err, func(rows *sql.Rows) error {
		var b []byte
		err := rows.Scan(&b)
		out = append(out, b)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestNoPersonalValueAndNoTextIsInTheLedger(t *testing.T) {
	city.On(t, city.Options{}, func(t *testing.T, c *city.City) {
		s := confidential(t, c)
		bodies := all(t, c, `SELECT body FROM event`)
		if len(bodies) < 8 {
			t.Fatalf("%d events", len(bodies))
		}
		committed := map[string]bool{}
		for _, body := range bodies {
			for name, value := range told {
				if bytes.Contains(body, []byte(value)) {
					t.Errorf("an event has the %s: %s", name, body)
				}
			}
			e, err := ledger.Decode(body)
			if err != nil {
				t.Fatal(err)
			}
			if e.Rule == "" || e.Actor.Kind == "" || e.Actor.Role == "" || e.Definition == "" || e.Nonce == "" {
				t.Errorf("an event does not say who did it by which rule: %s", body)
			}
			for _, x := range e.Sealed {
				committed[x.Name] = true
			}
		}
		for name := range told {
			if !committed[name] {
				t.Errorf("no event commits to the %s", name)
			}
		}
		for _, fold := range all(t, c, `SELECT fold FROM matter`) {
			for name, value := range told {
				if bytes.Contains(fold, []byte(value)) {
					t.Errorf("the row of the matter has the %s", name)
				}
			}
		}
		v, err := c.Engine.View(t.Context(), s.resident(), s.id)
		if err != nil {
			t.Fatal(err)
		}
		for name, value := range told {
			if got := v.Values[name]; got.Text != value || got.Masked {
				t.Errorf("the resident reads %s as %+v", name, got)
			}
		}
	})
}

func TestEqualValuesLeaveUnequalTraces(t *testing.T) {
	city.On(t, city.Options{}, func(t *testing.T, c *city.City) {
		confidential(t, c)
		res, err := c.Engine.Open(t.Context(), access.Outsider(), "people.request", matter.Input{Key: "another", Values: map[string]string{
			"kind": "complaint", "title": told["title"], "body": told["body"], "region": "990102001001", "name": told["name"], "phone": told["phone"], "consent": "true",
		}})
		if err != nil {
			t.Fatal(err)
		}
		for _, column := range []string{"salt", "value"} {
			seen := map[string]bool{}
			for _, b := range all(t, c, `SELECT `+column+` FROM matter_text WHERE personal`) {
				if seen[string(b)] || len(b) < 16 {
					t.Errorf("%s %x stands twice", column, b)
				}
				seen[string(b)] = true
			}
		}
		hashes := map[ledger.Hash]bool{}
		for _, id := range []matter.ID{res.Matter.ID, 1} {
			for _, x := range (&story{City: c, t: t, id: id}).history()[0].Sealed {
				if hashes[x.Hash] {
					t.Errorf("two commitments to the %s are equal", x.Name)
				}
				hashes[x.Hash] = true
			}
		}
		if len(all(t, c, `SELECT digest FROM matter_lookup WHERE kind = 'phone'`)) != 2 {
			t.Error("both can be found by their phone number")
		}
	})
}

// inFiles looks for traces in every file of an SQLite database.
func inFiles(t *testing.T, dir string, traces map[string][]byte) []string {
	t.Helper()
	var found []string
	files, err := os.ReadDir(dir)
	if err != nil || len(files) < 2 {
		t.Fatalf("%v, %v", files, err)
	}
	for _, f := range files {
		b, err := os.ReadFile(filepath.Join(dir, f.Name()))
		if err != nil {
			t.Fatal(err)
		}
		for name, trace := range traces {
			if bytes.Contains(b, trace) {
				found = append(found, name+" in "+f.Name())
			}
		}
	}
	return found
}

// onFile runs a test in a city whose database is a file that can be read.
func onFile(t *testing.T, test func(t *testing.T, c *city.City, dir string)) {
	t.Helper()
	dir := t.TempDir()
	c := city.New(t, filepath.Join(dir, "city.db"), city.Options{})
	test(t, c, dir)
	c.Inspect(t)
}

func traces(values ...string) map[string][]byte {
	out := map[string][]byte{}
	for _, name := range values {
		out[name] = []byte(told[name])
	}
	return out
}

func TestPersonalValuesAreNotInTheDatabaseInTheClear(t *testing.T) {
	onFile(t, func(t *testing.T, c *city.City, dir string) {
		confidential(t, c)
		if found := inFiles(t, dir, traces("name", "phone")); len(found) > 0 {
			t.Errorf("in the clear: %v", found)
		}
		if found := inFiles(t, dir, traces("body")); len(found) == 0 {
			t.Error("the search itself finds nothing")
		}
	})
}

func TestNothingOfWhatIsErasedIsLeftInTheFiles(t *testing.T) {
	onFile(t, func(t *testing.T, c *city.City, dir string) {
		s := confidential(t, c)
		other := request(t, c)
		gone := traces("name", "phone", "title", "body", "note", "reply", "reason")
		for query, name := range map[string]string{
			`SELECT salt FROM matter_text WHERE matter_id = $1`: "a salt", `SELECT value FROM matter_text WHERE matter_id = $1 AND personal`: "a sealed value",
			`SELECT digest FROM matter_lookup WHERE matter_id = $1`: "a lookup digest", `SELECT sealed_key FROM matter WHERE id = $1`: "the key",
			`SELECT code FROM matter WHERE id = $1`: "the query code",
		} {
			for _, b := range all(t, c, query, int64(s.id)) {
				gone[name+" "+hex.EncodeToString(b)] = b
			}
		}
		if len(gone) < 15 {
			t.Fatalf("only %d traces to look for", len(gone))
		}
		if err := c.DB.Scrub(t.Context()); err != nil { // so that all of it stands in the database file
			t.Fatal(err)
		}
		if found := inFiles(t, dir, gone); len(found) != len(gone)-2 { // all but the personal values themselves
			t.Fatalf("before: %d of %d traces are in the file", len(found), len(gone))
		}
		if err := c.Engine.Erase(t.Context(), c.Staff("supervisor"), s.id, "个人信息保护法第四十七条"); err != nil {
			t.Fatal(err)
		}
		if found := inFiles(t, dir, gone); len(found) > 0 {
			t.Errorf("left: %v", found)
		}
		if v, err := c.Engine.View(t.Context(), other.resident(), other.id); err != nil || v.Values["phone"].Text != "13800000000" {
			t.Errorf("of another matter: %+v, %v", v, err)
		}
	})
}

func TestWhatIsErasedCannotBeReadOrProvedAgain(t *testing.T) {
	city.On(t, city.Options{}, func(t *testing.T, c *city.City) {
		s := confidential(t, c)
		if err := c.Engine.Erase(t.Context(), c.Staff("supervisor"), s.id, ""); !fault.Is(err, fault.Invalid) {
			t.Errorf("without a ground: %v", err)
		}
		fields := s.now().Fields
		for range 2 { // as after a restore
			if err := c.Engine.Erase(t.Context(), c.Staff("supervisor"), s.id, "个人信息保护法第四十七条"); err != nil {
				t.Fatal(err)
			}
		}
		v, err := c.Engine.View(t.Context(), access.TheSystem(), s.id)
		if err != nil {
			t.Fatal(err)
		}
		for name := range told {
			if got := v.Values[name]; !got.Erased || got.Text != "" {
				t.Errorf("%s is read as %+v", name, got)
			}
		}
		if v.Matter.Did[matter.ActErase] != 1 {
			t.Errorf("erased %d times", v.Matter.Did[matter.ActErase])
		}
		for name, value := range fields {
			if v.Matter.Fields[name] != value {
				t.Errorf("%s was %q and is %q", name, value, v.Matter.Fields[name])
			}
		}
		if _, err := c.Engine.Prove(t.Context(), s.num, s.code); !fault.Is(err, fault.NotFound) {
			t.Errorf("the query code still works: %v", err)
		}
		for _, table := range []string{"matter_text", "matter_lookup"} {
			if left := all(t, c, `SELECT matter_id FROM `+table+` WHERE matter_id = $1`, int64(s.id)); len(left) > 0 {
				t.Errorf("%d rows are left in %s", len(left), table)
			}
		}
	})
}

// A ground for refusing a request and a legal ground for erasing are two things.
func TestErasingDoesNotChangeWhatWasDecided(t *testing.T) {
	city.On(t, city.Options{}, func(t *testing.T, c *city.City) {
		s := request(t, c)
		s.do("dispatcher", "refuse", "ground", "petition", "reply", "该事项已进入信访程序，请等待处理结果。")
		if err := c.Engine.Erase(t.Context(), c.Staff("supervisor"), s.id, "个人信息保护法第四十七条"); err != nil {
			t.Fatal(err)
		}
		if m := s.in("refused"); m.Fields["ground"] != "petition" {
			t.Errorf("refused on the ground %q", m.Fields["ground"])
		}
	})
}

func TestAMatterGoesOnAfterItsPersonalDataAreErased(t *testing.T) {
	city.On(t, city.Options{}, func(t *testing.T, c *city.City) {
		s := request(t, c)
		s.do("dispatcher", "dispatch", "unit", "water", "urgency", "ordinary")
		if err := c.Engine.Erase(t.Context(), c.Staff("supervisor"), s.id, "个人信息保护法第四十七条"); err != nil {
			t.Fatal(err)
		}
		s.do("water-handler", "sign")
		s.do("water-handler", "reply", "reply", answer, "outcome", "solved")
		if v, err := c.Engine.View(t.Context(), c.Staff("water-handler"), s.id); err != nil || v.Values["reply"].Text != answer || !v.Values["body"].Erased {
			t.Errorf("%+v, %v", v, err)
		}
	})
}
