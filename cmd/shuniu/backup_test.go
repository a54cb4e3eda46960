package main

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"shuniu/kernel/access"
	"shuniu/kernel/fault"
	"shuniu/kernel/keyring"
	"shuniu/kernel/matter"
	"shuniu/kernel/store"
	"shuniu/test/pg"
	"shuniu/test/skip"
)

// secret is what a resident of these tests says and the law may have erased.
const secret = "邻居夜里十一点还在装修"

// installed is a city with one request, its data directory and the address of its
// database.
type installed struct {
	*testing.T
	data, db string
	number   string
}

func (c *installed) place() place { return place{Data: c.data, DB: c.db, Zone: "Asia/Shanghai"} }

func monday() time.Time { return time.Date(2026, 3, 2, 1, 30, 0, 0, time.UTC) }

// cli runs a command on the city.
func (c *installed) cli(args ...string) (out, errs string, exit int) {
	c.Helper()
	args = append(args, "--data", c.data)
	if c.db != "" {
		args = append(args, "--db", c.db)
	}
	return shuniu(c.T, args...)
}

func (c *installed) must(args ...string) (out string) {
	c.Helper()
	out, errs, exit := c.cli(args...)
	if exit != 0 {
		c.Fatalf("%q: exit %d\n%s%s", args, exit, out, errs)
	}
	return out
}

// within opens the city for a while, with all that follows the ledger.
func (c *installed) within(do func(s *site)) {
	c.Helper()
	ctx := context.Background()
	s, err := c.place().open(ctx, &env{Now: monday}, "990100")
	if err != nil {
		c.Fatal(err)
	}
	defer s.close()
	do(s)
	lease := store.Lease{Name: "sequencer", Holder: "test"}
	err = s.db.Write(ctx, func(tx *store.Tx) error { _, err := tx.Acquire(&lease, 0); return err })
	if err == nil {
		_, err = s.log.Sequence(ctx, lease)
	}
	for _, f := range s.followers {
		for n := 1; n > 0 && err == nil; {
			n, err = s.log.Advance(ctx, f)
		}
	}
	if err != nil {
		c.Fatal(err)
	}
}

// projections are the names of what follows the ledger.
func (c *installed) projections() (names []string) {
	c.Helper()
	c.within(func(s *site) {
		for _, f := range s.followers {
			names = append(names, f.Name())
		}
	})
	return names
}

// ask opens a request and remembers its number.
func (c *installed) ask(body string) {
	c.Helper()
	c.within(func(s *site) {
		res, err := s.engine.Open(context.Background(), access.Outsider(), "people.request", matter.Input{Values: map[string]string{
			"kind": "help", "title": "夜间施工扰民", "body": body, "region": "990102000000", "name": "某居民", "phone": "13800000000", "consent": "true",
		}})
		if err != nil {
			c.Fatal(err)
		}
		c.number = res.Matter.Number
	})
}

// onBoth runs a test in a city on SQLite and on PostgreSQL.
func onBoth(t *testing.T, test func(c *installed)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { test(newInstalled(t, "")) })
	t.Run("postgres", func(t *testing.T) {
		url := pg.URL(t)
		clients(t)
		test(newInstalled(t, url))
	})
}

func newInstalled(t *testing.T, url string) *installed {
	t.Helper()
	c := &installed{T: t, data: filepath.Join(t.TempDir(), "data"), db: url}
	dir := t.TempDir()
	put(t, dir, "regions.csv", townRegions)
	put(t, dir, "units.csv", townUnits)
	put(t, dir, "posts.csv", townPosts)
	c.must("org", "import", dir)
	c.ask(secret)
	return c
}

// clients puts pg_dump and pg_restore into PATH where Debian keeps them.
func clients(t *testing.T) {
	t.Helper()
	if found, err := filepath.Glob("/usr/lib/postgresql/*/bin/pg_dump"); err == nil && len(found) > 0 {
		t.Setenv("PATH", filepath.Dir(found[len(found)-1])+string(os.PathListSeparator)+os.Getenv("PATH"))
	}
	if _, err := exec.LookPath("pg_dump"); err != nil {
		skip.Absent(t, "pg_dump", "run make setup")
	}
}

// elsewhere is an empty place for a restore, with the keys of the city; a second
// database on PostgreSQL.
func (c *installed) elsewhere() *installed {
	c.Helper()
	other := &installed{T: c.T, data: filepath.Join(c.TempDir(), "restored"), number: c.number}
	if c.db != "" {
		other.db = pg.URL(c.T)
	}
	c.copy("keys/keyring.json", other)
	return other
}

func (c *installed) copy(name string, to *installed) {
	c.Helper()
	text, err := os.ReadFile(filepath.Join(c.data, name))
	if err == nil {
		err = os.MkdirAll(filepath.Dir(filepath.Join(to.data, name)), 0o700)
	}
	if err == nil {
		err = os.WriteFile(filepath.Join(to.data, name), text, 0o600)
	}
	if err != nil {
		c.Fatal(err)
	}
}

func (c *installed) backup() (file string) {
	c.Helper()
	file = filepath.Join(c.TempDir(), "city.backup")
	c.must("backup", "create", file)
	return file
}

// body is what the matter's text reads now; false once it has been erased.
func (c *installed) body() (text string, there bool) {
	c.Helper()
	c.within(func(s *site) {
		id, err := s.engine.Find(context.Background(), c.number)
		if err != nil {
			c.Fatal(err)
		}
		text, there, err = s.engine.Text(s.db.Read(context.Background()), id, "body", 1)
		if err != nil {
			c.Fatal(err)
		}
	})
	return text, there
}

func TestARestoredBackupIsTheCityItWas(t *testing.T) {
	onBoth(t, func(c *installed) {
		file := c.backup()
		c.ask("备份之后的一件诉求，恢复后不在")
		first := c.number
		r := c.elsewhere()
		out := r.must("--lang", "en", "backup", "restore", file)
		if !strings.Contains(out, "Restored: 1 matters, 1 events") || !strings.Contains(out, "The ledger is whole.") {
			c.Error(out)
		}
		if out := r.must("ledger", "replay", "--verify"); !strings.Contains(out, "数据与记录一致") {
			c.Error(out)
		}
		if list := r.must("followers", "--json"); strings.Count(list, `"position": 1,`) != 1+len(r.projections()) || strings.Count(list, `"behind": 0,`) != 1+len(r.projections()) {
			c.Error(list)
		}
		r.within(func(s *site) {
			if _, err := s.engine.Find(context.Background(), first); !fault.Is(err, fault.NotFound) {
				c.Errorf("a matter younger than the backup: %v", err)
			}
		})
		if text, there := r.onlyBody(); !there || text != secret {
			c.Errorf("reads %q", text)
		}
		// neither the copy nor the city is ever overwritten
		for _, args := range [][]string{{"backup", "create", file}, {"backup", "restore", file}} {
			if _, errs, exit := c.cli(args...); exit != fault.Conflict.Exit() {
				c.Errorf("%q: %d %s", args, exit, errs)
			}
		}
	})
}

// onlyBody reads the one request there is.
func (c *installed) onlyBody() (string, bool) {
	c.Helper()
	var numbers []string
	c.within(func(s *site) {
		p, err := s.engine.All(context.Background(), access.TheSystem(), matter.Query{Limit: 10})
		if err != nil {
			c.Fatal(err)
		}
		for _, l := range p.Lines {
			numbers = append(numbers, l.Number)
		}
	})
	if len(numbers) != 1 {
		c.Fatalf("matters %v", numbers)
	}
	c.number = numbers[0]
	return c.body()
}

func TestWhatWasErasedAfterTheBackupIsErasedAgain(t *testing.T) {
	onBoth(t, func(c *installed) {
		file := c.backup()
		c.must("erase", c.number, "--ground", "个人信息保护法第四十七条")
		if _, there := c.body(); there {
			c.Error("it was not erased")
		}
		c.must("ledger", "verify")
		c.must("erase", c.number, "--ground", "个人信息保护法第四十七条") // again: nothing to do
		r := c.elsewhere()
		c.copy("erasures.jsonl", r)
		if out := r.must("--lang", "en", "backup", "restore", file); !strings.Contains(out, "erased again by the journal: 1") {
			c.Error(out)
		}
		if _, there := r.body(); there {
			c.Error("the restore brought back what the law had erased")
		}
		r.must("ledger", "replay", "--verify")
		// restored by other means, it is erased when the city is installed
		o := c.elsewhere()
		c.number = r.number
		if out, errs, exit := o.cli("--lang", "en", "backup", "restore", file); exit != 0 || !strings.Contains(errs, "no journal of erasures") {
			c.Fatal(exit, out, errs)
		}
		if _, there := o.body(); !there {
			c.Fatal("without a journal nothing is erased")
		}
		c.copy("erasures.jsonl", o)
		var said bytes.Buffer
		o.within(func(s *site) {
			if err := o.place().settle(context.Background(), &env{Err: &said, Now: monday}, s); err != nil {
				c.Fatal(err)
			}
		})
		if _, there := o.body(); there || !strings.Contains(said.String(), "1 件事项") {
			c.Error(there, said.String())
		}
	})
}

func TestNothingOfAnErasedTextIsLeftOnTheDisk(t *testing.T) {
	c := newInstalled(t, "")
	found := func() (files []string) {
		err := filepath.WalkDir(c.data, func(path string, d os.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			text, err := os.ReadFile(path)
			if bytes.Contains(text, []byte(secret)) {
				files = append(files, d.Name())
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return files
	}
	if len(found()) == 0 {
		t.Fatal("the text is nowhere before it is erased: this test sees nothing")
	}
	c.must("erase", c.number, "--ground", "个人信息保护法第四十七条")
	if files := found(); len(files) > 0 {
		t.Errorf("the text is still in %v", files)
	}
}

func TestARestoreNeedsTheKeysAndAWholeBackup(t *testing.T) {
	c := newInstalled(t, "")
	file := c.backup()
	r := c.elsewhere()
	keyring := filepath.Join(r.data, "keys", "keyring.json")
	if err := os.Rename(keyring, keyring+".away"); err != nil {
		t.Fatal(err)
	}
	refused := func(of *installed, from string, kind fault.Kind, want string) {
		t.Helper()
		_, errs, exit := of.cli("--lang", "en", "backup", "restore", from)
		if exit != kind.Exit() || !strings.Contains(errs, want) {
			t.Errorf("exit %d: %s", exit, errs)
		}
		if left, _ := filepath.Glob(filepath.Join(of.data, "shuniu.db*")); len(left) > 0 && kind != fault.Conflict {
			t.Errorf("left %v", left)
		}
	}
	refused(r, file, fault.NotFound, "There is no keyring")
	if err := os.Rename(keyring+".away", keyring); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"half":  string(whole[:len(whole)/2]),
		"empty": "",
		"other": "not a database",
	} {
		refused(r, put(t, t.TempDir(), name, text), fault.Invalid, "is not a whole backup")
	}
	// a write-ahead log that is left would be played into the restored file
	wal := put(t, r.data, "shuniu.db-wal", "left over")
	refused(r, file, fault.Conflict, "shuniu.db-wal")
	if err := os.Remove(wal); err != nil {
		t.Fatal(err)
	}
	r.must("backup", "restore", file)
}

func TestABackupThatFailsLeavesNothingBehind(t *testing.T) {
	c := newInstalled(t, "")
	into := filepath.Join(t.TempDir(), "none", "city.backup")
	if _, errs, exit := c.cli("backup", "create", into); exit != fault.Unavailable.Exit() {
		t.Errorf("exit %d: %s", exit, errs)
	}
	dir := t.TempDir()
	part := put(t, dir, "city.backup.part", "what an interrupted backup left")
	c.must("backup", "create", filepath.Join(dir, "city.backup"))
	if _, err := os.Stat(part); err == nil {
		t.Error("the left-over part is still there")
	}
}

func TestALostOrWrongKeyringIsToldAndNeverReplaced(t *testing.T) {
	c := newInstalled(t, "")
	ring := filepath.Join(c.data, "keys", "keyring.json")
	mine, err := os.ReadFile(ring)
	if err != nil {
		t.Fatal(err)
	}
	told := func(kind fault.Kind, want string) {
		t.Helper()
		for _, args := range [][]string{{"ledger", "verify"}, {"serve", "--city", "990100"}} {
			if _, errs, exit := c.cli(append([]string{"--lang", "en"}, args...)...); exit != kind.Exit() || !strings.Contains(errs, want) {
				t.Errorf("%q: exit %d: %s", args, exit, errs)
			}
		}
	}
	if err := os.Remove(ring); err != nil {
		t.Fatal(err)
	}
	told(fault.NotFound, "There is no keyring at "+ring)
	if _, err := os.Stat(ring); err == nil {
		t.Fatal("the keyring was replaced")
	}
	other := filepath.Join(t.TempDir(), "keyring.json")
	if _, err := keyring.Make(other); err != nil {
		t.Fatal(err)
	}
	strange, err := os.ReadFile(other)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(ring, strange, 0o600); err != nil {
		t.Fatal(err)
	}
	told(fault.Unavailable, "not the one this database was written with")
	if err := os.WriteFile(ring, mine, 0o600); err != nil {
		t.Fatal(err)
	}
	c.must("ledger", "verify")
}

func TestProjectionsOfALaterLedgerDoNotOutliveARestore(t *testing.T) {
	c := newInstalled(t, "")
	file := c.backup()
	c.ask("备份之后的一件诉求，恢复后不在")
	c.ask("备份之后的又一件诉求，也不在")
	// by hand, as a person in a hurry does it: the old file in place of the new
	for _, name := range []string{"shuniu.db-wal", "shuniu.db-shm"} {
		if err := os.Remove(filepath.Join(c.data, name)); err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		}
	}
	old, err := os.ReadFile(file)
	if err == nil {
		err = os.WriteFile(filepath.Join(c.data, "shuniu.db"), old, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	var said bytes.Buffer
	c.within(func(s *site) {
		if err := c.place().settle(context.Background(), &env{Err: &said, Now: monday}, s); err != nil {
			t.Fatal(err)
		}
	})
	c.within(func(s *site) {
		lags, err := s.log.Lags(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		for _, g := range lags {
			if g.Position != 1 || g.Behind != 0 {
				t.Errorf("%+v", g)
			}
			if g.Name != "sequencer" && !strings.Contains(said.String(), g.Name) {
				t.Errorf("%s is not told of in %s", g.Name, said.String())
			}
		}
	})
	// the restore command takes what is left of projections away itself
	r := c.elsewhere()
	c.copy("shuniu-follow.db", r)
	r.must("backup", "restore", file)
}
