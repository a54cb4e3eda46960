package main

import (
	"path/filepath"
	"strings"
	"testing"

	"shuniu/kernel/fault"
)

func TestServeSaysAllThatACityLacks(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	refused := func(kind fault.Kind, wants ...string) {
		t.Helper()
		_, errs, exit := shuniu(t, "--lang", "en", "serve", "--city", "990200", "--data", data)
		if exit != kind.Exit() {
			t.Errorf("exit %d: %s", exit, errs)
		}
		for _, want := range wants {
			if !strings.Contains(errs, want) {
				t.Errorf("%q is not in %s", want, errs)
			}
		}
	}
	refused(fault.NotFound, "no database", "shuniu org import", "--demo")
	dir := t.TempDir()
	enter := func(name, text string) {
		t.Helper()
		put(t, dir, name, text)
		if _, errs, exit := shuniu(t, "org", "import", "--data", data, dir); exit != 0 {
			t.Fatal(exit, errs)
		}
	}
	enter("regions.csv", townRegions)
	refused(fault.Invalid, "units.csv", "posts.csv", "--city: The regions in the database are those of 990100")
	enter("units.csv", "code,parent,region,name_zh\ncity,,990100000000,市政府\n")
	refused(fault.Invalid, "a head of 市政府", "a unit with the code hotline")
}
