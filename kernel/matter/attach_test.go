package matter_test

import (
	"bytes"
	"database/sql"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"shuniu/kernel/access"
	"shuniu/kernel/attachment"
	"shuniu/kernel/fault"
	"shuniu/kernel/ledger"
	"shuniu/kernel/matter"
	"shuniu/kernel/store"
	"shuniu/test/city"
)

const photograph = "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR the burst pipe before house two"

// uploads puts a file into the tray of a form.
func uploads(t *testing.T, c *city.City, a access.Actor, key, name string) attachment.File {
	t.Helper()
	f, err := c.Engine.Tray(a, key).Put(t.Context(), "files", name, strings.NewReader(photograph))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func asking(files ...attachment.File) map[string]string {
	values := map[string]string{"kind": "complaint", "title": "榕荫社区停水三天", "body": "三月一日起榕荫社区二号楼停水，至今没有恢复。", "region": "990102001001"}
	for _, f := range files {
		values["files"] += " " + string(f.ID)
	}
	return values
}

// attached is a request that was sent with a photograph.
func attached(t *testing.T, c *city.City) (*story, attachment.File) {
	t.Helper()
	f := uploads(t, c, access.Outsider(), "form-1", "二号楼 周小雯.png")
	res, err := c.Engine.Open(t.Context(), access.Outsider(), "people.request", matter.Input{Key: "form-1", Values: asking(f)})
	if err != nil {
		t.Fatal(err)
	}
	return &story{City: c, t: t, id: res.Matter.ID, code: res.Code, num: res.Matter.Number}, f
}

func (s *story) opens(a access.Actor, f attachment.ID) (string, error) {
	s.t.Helper()
	c, err := s.Engine.File(s.t.Context(), a, s.id, f)
	if err != nil {
		return "", err
	}
	defer c.Close()
	b, err := io.ReadAll(c)
	if err != nil {
		s.t.Fatal(err)
	}
	return c.Name + ": " + string(b), nil
}

func TestAFileIsSentReadAndOnRecord(t *testing.T) {
	city.On(t, city.Options{}, func(t *testing.T, c *city.City) {
		s, f := attached(t, c)
		v, err := c.Engine.View(t.Context(), s.resident(), s.id)
		if err != nil {
			t.Fatal(err)
		}
		if got := v.Values["files"].Files; len(got) != 1 || got[0].Name != "二号楼 周小雯.png" || got[0].Type != "image/png" || got[0].Size != int64(len(photograph)) {
			t.Errorf("the resident sees %+v", got)
		}
		if got, err := s.opens(s.resident(), f.ID); err != nil || got != "二号楼 周小雯.png: "+photograph {
			t.Errorf("the resident reads %q, %v", got, err)
		}
		if past, err := c.Engine.Readings(t.Context(), s.id); err != nil || len(past) != 0 {
			t.Errorf("their own reading is recorded: %v, %v", past, err)
		}
		if v, err = c.Engine.View(t.Context(), c.Staff("dispatcher"), s.id); err != nil {
			t.Fatal(err)
		}
		if got := v.Values["files"]; len(got.Files) != 1 || got.Files[0].Name != "" || !got.Masked || v.Unmasks {
			t.Errorf("staff see %+v", got)
		}
		if _, err := s.opens(c.Staff("dispatcher"), f.ID); err != nil {
			t.Error(err)
		}
		past, err := c.Engine.Readings(t.Context(), s.id)
		if err != nil || len(past) != 1 || past[0].Fields[0] != "files:"+string(f.ID) || past[0].Person != int64(c.People["dispatcher"]) {
			t.Errorf("on record: %+v, %v", past, err)
		}
	})
}

func TestAFileIsWithheldFromOthers(t *testing.T) {
	city.On(t, city.Options{}, func(t *testing.T, c *city.City) {
		s, f := attached(t, c)
		other := request(t, c)
		for name, a := range map[string]access.Actor{"an outsider": access.Outsider(), "another resident": other.resident(), "another unit": c.Staff("water-handler")} {
			if _, err := s.opens(a, f.ID); !fault.Is(err, fault.Withheld) {
				t.Errorf("%s: %v", name, err)
			}
		}
		for _, id := range []attachment.ID{attachment.ID(strings.Repeat("0", 64)), "../../city.db", ""} {
			if _, err := s.opens(s.resident(), id); !fault.Is(err, fault.NotFound) {
				t.Errorf("%q: %v", id, err)
			}
		}
		if _, err := c.Engine.File(t.Context(), other.resident(), other.id, f.ID); !fault.Is(err, fault.NotFound) {
			t.Errorf("through another matter: %v", err)
		}
		s.do("dispatcher", "dispatch", "unit", "water", "urgency", "ordinary")
		if _, err := s.opens(c.Staff("water-handler"), f.ID); err != nil {
			t.Errorf("who holds it now: %v", err)
		}
		if _, err := s.opens(c.Staff("water-head"), f.ID); !fault.Is(err, fault.Denied) {
			t.Errorf("who sees it and has no part in it: %v", err)
		}
	})
}

func TestOnlyTheFormThatHoldsAFileSendsIt(t *testing.T) {
	city.On(t, city.Options{}, func(t *testing.T, c *city.City) {
		mine := uploads(t, c, access.Outsider(), "mine", "a.png")
		open := func(key string, files ...attachment.File) error {
			_, err := c.Engine.Open(t.Context(), access.Outsider(), "people.request", matter.Input{Key: key, Values: asking(files...)})
			return err
		}
		for _, key := range []string{"", "another"} {
			if err := open(key, mine); !fault.Is(err, fault.Invalid) || fault.As(err).Defects[0].Field != "files" {
				t.Errorf("with the key %q: %v", key, err)
			}
		}
		if err := c.Engine.Tray(access.Outsider(), "another").Remove(t.Context(), mine.ID); !fault.Is(err, fault.NotFound) {
			t.Errorf("removed by another form: %v", err)
		}
		if err := open("mine", mine); err != nil {
			t.Fatal(err)
		}
		if err := open("mine", mine); err != nil {
			t.Errorf("sent twice under one key: %v", err)
		}
		if held, err := c.Engine.Tray(access.Outsider(), "mine").Files(t.Context()); err != nil || len(held) != 0 {
			t.Errorf("still in the tray: %v, %v", held, err)
		}
		var six []attachment.File
		for range 6 {
			six = append(six, uploads(t, c, access.Outsider(), "six", "a.png"))
		}
		if err := open("six", six...); !fault.Is(err, fault.Invalid) {
			t.Errorf("six files: %v", err)
		}
		if err := c.Engine.Tray(access.Outsider(), "six").MoveTo(t.Context(), c.Engine.Tray(access.Outsider(), "five")); err != nil {
			t.Fatal(err)
		}
		if err := open("five", six[1:]...); err != nil {
			t.Errorf("five files under another key: %v", err)
		}
	})
}

func TestAFailedActLeavesItsFilesInTheTray(t *testing.T) {
	city.On(t, city.Options{}, func(t *testing.T, c *city.City) {
		f := uploads(t, c, access.Outsider(), "form", "a.png")
		values := asking(f)
		delete(values, "title")
		if _, err := c.Engine.Open(t.Context(), access.Outsider(), "people.request", matter.Input{Key: "form", Values: values}); !fault.Is(err, fault.Invalid) {
			t.Fatal(err)
		}
		held, err := c.Engine.Tray(access.Outsider(), "form").Files(t.Context())
		if err != nil || len(held) != 1 || held[0] != f {
			t.Errorf("%+v, %v", held, err)
		}
	})
}

func TestRefusalsNameTheFile(t *testing.T) {
	city.On(t, city.Options{Scanner: scanner(t)}, func(t *testing.T, c *city.City) {
		for name, content := range map[string]io.Reader{
			"empty.png": strings.NewReader(""), "page.png": strings.NewReader("<html><script>"), "virus.png": strings.NewReader(photograph + " EICAR"),
			"large.png":  io.MultiReader(strings.NewReader(photograph), bytes.NewReader(make([]byte, attachment.LargestFile))),
			"broken.png": io.MultiReader(strings.NewReader(photograph), broken{}),
		} {
			_, err := c.Engine.Tray(access.Outsider(), "form").Put(t.Context(), "files", name, content)
			if !fault.Is(err, fault.Invalid) || !strings.Contains(fault.As(err).Defects[0].Text.Zh, "“"+name+"”") || fault.As(err).Defects[0].Field != "files" {
				t.Errorf("%s: %v", name, err)
			}
		}
		if left := onDisk(t, c); len(left) != 0 {
			t.Errorf("left on the disk: %v", left)
		}
	})
}

// scanner is a command that finds the harmless pattern that scanners are tried with.
func scanner(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "scanner")
	if err := os.WriteFile(path, []byte("#!/bin/sh\n! grep -aq EICAR\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	return path
}

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

func TestNothingIsTakenWhileTheScannerIsSilent(t *testing.T) {
	city.On(t, city.Options{Scanner: "tcp://127.0.0.1:1"}, func(t *testing.T, c *city.City) {
		_, err := c.Engine.Tray(access.Outsider(), "form").Put(t.Context(), "files", "a.png", strings.NewReader(photograph))
		if !fault.Is(err, fault.Unavailable) || !strings.Contains(fault.As(err).Person.En, "cannot be checked for viruses") || len(onDisk(t, c)) != 0 {
			t.Errorf("%v, on the disk: %v", err, onDisk(t, c))
		}
	})
}

// onDisk names every file in the folder of attached files.
func onDisk(t *testing.T, c *city.City) []string {
	t.Helper()
	var found []string
	err := filepath.Walk(c.Files, func(path string, about os.FileInfo, err error) error {
		if err == nil && !about.IsDir() {
			found = append(found, path)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// keeper is the store of files as the sweeper has it.
func keeper(c *city.City) *attachment.Keeper {
	return attachment.New(c.DB, attachment.NewDisk(c.Files), nil)
}

func TestWhatNoActTakesIsSweptAfterADay(t *testing.T) {
	city.On(t, city.Options{}, func(t *testing.T, c *city.City) {
		s, f := attached(t, c)
		left := uploads(t, c, access.Outsider(), "left", "left.png")
		// a machine stopped while a file came, and after it was entered
		draft := filepath.Join(c.Files, "drafts", "half")
		if err := os.WriteFile(draft, []byte("half"), 0o600); err != nil {
			t.Fatal(err)
		}
		old := c.DB.Now().Add(-25 * time.Hour)
		if err := os.Chtimes(draft, old, old); err != nil {
			t.Fatal(err)
		}
		if err := c.DB.Write(t.Context(), func(tx *store.Tx) error {
			_, err := tx.Exec(`INSERT INTO attachment (id, matter_id, seq, field, size, at) VALUES ($1, 0, 0, 'files', 1, $2)`, strings.Repeat("a", 64), store.Micros(c.DB.Now()))
			return err
		}); err != nil {
			t.Fatal(err)
		}
		c.Clock.Set(c.DB.Now().Add(23 * time.Hour))
		if err := keeper(c).Sweep(t.Context()); err != nil {
			t.Fatal(err)
		}
		if held, err := c.Engine.Tray(access.Outsider(), "left").Files(t.Context()); err != nil || len(held) != 1 {
			t.Errorf("swept too early: %v, %v", held, err)
		}
		c.Clock.Set(c.DB.Now().Add(2 * time.Hour))
		if err := keeper(c).Sweep(t.Context()); err != nil {
			t.Fatal(err)
		}
		if found := onDisk(t, c); len(found) != 1 || filepath.Base(found[0]) != string(f.ID) {
			t.Errorf("on the disk: %v", found)
		}
		if rows := kept(t, c); rows != 1 {
			t.Errorf("%d rows", rows)
		}
		if _, err := c.Engine.Open(t.Context(), access.Outsider(), "people.request", matter.Input{Key: "left", Values: asking(left)}); !fault.Is(err, fault.Invalid) {
			t.Errorf("sent after it was swept: %v", err)
		}
		if _, err := s.opens(s.resident(), f.ID); err != nil {
			t.Errorf("what an act took was swept: %v", err)
		}
	})
}

func kept(t *testing.T, c *city.City) (n int) {
	t.Helper()
	if err := c.DB.Read(t.Context()).QueryRow(`SELECT count(*) FROM attachment`).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestErasureDestroysTheFiles(t *testing.T) {
	city.On(t, city.Options{}, func(t *testing.T, c *city.City) {
		s, f := attached(t, c)
		resident := s.resident()
		if err := c.Engine.Erase(t.Context(), access.TheSystem(), s.id, "个人信息保护法第四十七条"); err != nil {
			t.Fatal(err)
		}
		if found := onDisk(t, c); len(found) != 0 || kept(t, c) != 0 {
			t.Errorf("left: %v", found)
		}
		if _, err := c.Engine.File(t.Context(), resident, s.id, f.ID); !fault.Is(err, fault.NotFound) {
			t.Errorf("still read: %v", err)
		}
		v, err := c.Engine.View(t.Context(), c.Staff("dispatcher"), s.id)
		if err != nil || !v.Values["files"].Erased {
			t.Errorf("%+v, %v", v.Values["files"], err)
		}
		if d := differences(t, c); len(d) != 0 {
			t.Error(d)
		}
	})
}

func TestReplayNamesAFileThatIsMissingOrDamaged(t *testing.T) {
	city.On(t, city.Options{}, func(t *testing.T, c *city.City) {
		s, f := attached(t, c)
		path := filepath.Join(c.Files, string(f.ID[:2]), string(f.ID))
		whole, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		told := func(want string) {
			t.Helper()
			if d := differences(t, c); len(d) != 1 || d[0].Number != s.num || d[0].Seq != 1 || !strings.Contains(d[0].What.En, want) {
				t.Errorf("want %q: %v", want, d)
			}
		}
		if bytes.Contains(whole, []byte("burst pipe")) || bytes.Contains(whole, []byte("周小雯")) {
			t.Error("the disk has it in the clear")
		}
		changed := bytes.Clone(whole)
		changed[len(changed)/2] ^= 1
		if err := os.WriteFile(path, changed, 0o600); err != nil {
			t.Fatal(err)
		}
		told("file 1 of files was changed or damaged")
		if _, err := c.Engine.File(t.Context(), s.resident(), s.id, f.ID); err != nil {
			t.Fatal(err)
		}
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
		told("file 1 of files is missing")
		if lost, err := keeper(c).Lost(t.Context()); err != nil || len(lost) != 1 || lost[0] != f.ID {
			t.Errorf("%v, %v", lost, err)
		}
		if _, err := s.opens(s.resident(), f.ID); !fault.Is(err, fault.Unavailable) {
			t.Errorf("a file that is missing: %v", err)
		}
		if err := os.WriteFile(path, whole, 0o600); err != nil {
			t.Fatal(err)
		}
		c.Loosen(t)
		for want, change := range map[string]string{
			"is not kept":        `DELETE FROM attachment`,
			"cannot be opened":   `UPDATE attachment SET sealed_key = known`,
			"no event gave":      `UPDATE attachment SET seq = 2`,
			"file 1 of files ca": `UPDATE attachment SET known = sealed_key`,
		} {
			c.Tamper(t, func(tx *store.Tx) error { _, err := tx.Exec(change); return err }, func() {
				t.Helper()
				d := differences(t, c)
				found := false
				for _, x := range d {
					found = found || strings.Contains(x.What.En, want)
				}
				if !found {
					t.Errorf("%s: %v", change, d)
				}
			})
		}
	})
}

// The ledger commits to the files and holds neither ids nor names.
func TestTheLedgerHoldsOnlyACommitment(t *testing.T) {
	city.On(t, city.Options{}, func(t *testing.T, c *city.City) {
		s, f := attached(t, c)
		records, err := c.Log.History(c.DB.Read(t.Context()), int64(s.id))
		if err != nil {
			t.Fatal(err)
		}
		sealed := records[0].Event.Sealed
		if i := indexOf(sealed, "files"); i < 0 {
			t.Errorf("%+v", sealed)
		}
		var body sql.RawBytes
		rows, err := c.DB.Read(t.Context()).Query(`SELECT body FROM event`)
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		for rows.Next() {
			if err := rows.Scan(&body); err != nil {
				t.Fatal(err)
			}
			if bytes.Contains(body, []byte(f.ID)) || bytes.Contains(body, []byte("周小雯")) {
				t.Errorf("the event holds %s", body)
			}
		}
		if err := rows.Err(); err != nil {
			t.Fatal(err)
		}
	})
}

func indexOf(sealed []ledger.Commitment, field string) int {
	for i, c := range sealed {
		if c.Name == field {
			return i
		}
	}
	return -1
}
