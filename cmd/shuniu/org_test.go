package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"shuniu/kernel/fault"
	"shuniu/kernel/org"
)

// put writes a file into the folder and gives its path.
func put(t *testing.T, dir, name, text string) string {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

const (
	townRegions = "code,name_zh,name_en\n990100000000,澜湾市,Lanwan\n990102000000,潮生区,Chaosheng\n"
	townUnits   = "code,parent,region,name_zh\ncity,,990100000000,市政府\noffice,city,990100000000,政府办公室\nhotline,city,990100000000,热线中心\napproval,city,990100000000,审批局\nwater,city,990100000000,水务局\n"
	townPosts   = "unit,kind,person,name_zh,since,until\ncity,head,001,江海晏,2020-01-01,\nhotline,dispatcher,002,苏禾,2020-01-01,\n" +
		"water,head,003,王伟,2020-01-01,\nwater,handler,004,王伟,2020-01-01,\n"
)

// town is a data directory with a small register entered.
func town(t *testing.T) (data string) {
	t.Helper()
	dir, data := t.TempDir(), filepath.Join(t.TempDir(), "data")
	put(t, dir, "regions.csv", townRegions)
	put(t, dir, "units.csv", townUnits)
	put(t, dir, "posts.csv", townPosts)
	if _, errs, exit := shuniu(t, "org", "import", "--data", data, dir); exit != 0 {
		t.Fatal(exit, errs)
	}
	return data
}

func TestOrgImportTakesAllFilesOrNothing(t *testing.T) {
	data := town(t)
	dir := t.TempDir()
	posts := put(t, dir, "next.csv", "unit,kind,person,name_zh,since,until\nwater,handler,004,王伟,2020-01-01,2026-03-31\nwater,handler,005,李静,2026-04-01,\n")
	out, errs, exit := shuniu(t, "org", "import", "--data", data, "--posts", posts, "--json")
	var got org.Entered
	if err := json.Unmarshal([]byte(out), &got); err != nil || exit != 0 {
		t.Fatal(exit, err, out, errs)
	}
	if want := (org.Entered{People: org.Count{Added: 1, Same: 1}, Posts: org.Count{Added: 1, Ended: 1}}); got != want {
		t.Errorf("%+v", got)
	}
	out, _, exit = shuniu(t, "org", "import", "--data", data, "--posts", posts)
	if fields := strings.Join(strings.Fields(out), " "); exit != 0 || !strings.Contains(fields, "任职 0 0 0 2") {
		t.Errorf("again: %d %s", exit, fields)
	}
	units := put(t, dir, "units.csv", "code,parent,region,name_zh\nnew,city,990100000000,新单位\nbad,nobody,990100000000,坏单位\n")
	posts = put(t, dir, "posts.csv", "unit,kind,name_zh,since,until\nnew,head,新人,2026-02-30,\n")
	_, errs, exit = shuniu(t, "--lang", "en", "org", "import", "--data", data, "--units", units, "--posts", posts)
	if exit != fault.Invalid.Exit() || !strings.Contains(errs, "units.csv:3: There is no superior unit nobody") || !strings.Contains(errs, "posts.csv:2: since: ") {
		t.Errorf("%d %s", exit, errs)
	}
	out, _, _ = shuniu(t, "org", "import", "--data", data, "--units", put(t, dir, "units.csv", "code,parent,region,name_zh\nnew,city,990100000000,新单位\n"))
	if fields := strings.Join(strings.Fields(out), " "); !strings.Contains(fields, "单位 1 0 0 0") {
		t.Errorf("something of the refused files was kept: %s", fields)
	}
}

func TestOrgImportSaysWhatIsMissing(t *testing.T) {
	for _, args := range [][]string{{}, {t.TempDir()}, {"--units", filepath.Join(t.TempDir(), "none.csv")}} {
		if _, errs, exit := shuniu(t, append([]string{"org", "import", "--data", t.TempDir()}, args...)...); exit != fault.NotFound.Exit() {
			t.Errorf("%q: %d %s", args, exit, errs)
		}
	}
}

func TestTheDemonstrationsFolderCanBeImported(t *testing.T) {
	url := filepath.Join(t.TempDir(), "city.db")
	for _, want := range []string{"delegations  1", "delegations  0"} {
		out, errs, exit := shuniu(t, "--lang", "en", "org", "import", filepath.Join("..", "..", "demo"), "--db", url)
		if exit != 0 || !strings.Contains(out, want) {
			t.Errorf("exit %d: %s%s", exit, out, errs)
		}
	}
}
