package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"shuniu/kernel/fault"
)

func TestImportRegionsTakesAWholeFileOrNothing(t *testing.T) {
	dir := t.TempDir()
	db := filepath.Join(dir, "city.db")
	file := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	good := file("good.csv", "990100000000,澜湾市,Lanwan\n990102000000,潮生区,Chaosheng\n")
	if out, errs, exit := shuniu(t, "org", "import-regions", "--db", db, good); exit != 0 || !strings.Contains(out, "2") {
		t.Fatal(exit, out, errs)
	}
	bad := file("bad.csv", "990100000000,澜湾市\n990103000000,望澜区\n99010,？\n990104001000,无区街道\n")
	_, errs, exit := shuniu(t, "--lang", "en", "org", "import-regions", "--db", db, bad)
	if exit != fault.Invalid.Exit() || !strings.Contains(errs, "Line 3: ") || !strings.Contains(errs, "Line 4: ") {
		t.Fatal(exit, errs)
	}
	other := file("other.csv", "990200000000,别的市\n")
	if _, errs, exit := shuniu(t, "org", "import-regions", "--db", db, other); exit != fault.Conflict.Exit() {
		t.Fatal(exit, errs)
	}
	if _, errs, exit := shuniu(t, "org", "import-regions", "--db", db, filepath.Join(dir, "none.csv")); exit != fault.NotFound.Exit() {
		t.Fatal(exit, errs)
	}
}
