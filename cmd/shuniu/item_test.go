package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"shuniu/kernel/fault"
)

func TestACatalogueIsWrittenCheckedAndSearched(t *testing.T) {
	dir := t.TempDir()
	book, text := filepath.Join(dir, "items.xlsx"), filepath.Join(dir, "items.json")
	for _, args := range [][]string{{"item", "write", book}, {"item", "write", text, book}, {"item", "check", book}, {"item", "check", text}} {
		if out, errs, exit := shuniu(t, args...); exit != 0 {
			t.Fatalf("%q: %d %s%s", args, exit, out, errs)
		}
	}
	if out, _, exit := shuniu(t, "item", "find", "开饭店", text); exit != 0 || !strings.Contains(out, "食品经营许可新办") {
		t.Errorf("%d %s", exit, out)
	}
	if out, errs, exit := shuniu(t, "--lang", "en", "item", "find", "zzz", text); exit != fault.NotFound.Exit() || !strings.Contains(errs, "Try other words") {
		t.Errorf("%d %s%s", exit, out, errs)
	}
	if out, _, exit := shuniu(t, "item", "differ", text); exit != 0 || !strings.Contains(out, "补充或压缩") || strings.Contains(out, "不一致") {
		t.Errorf("%d %s", exit, out)
	}
	whole, err := os.ReadFile(text)
	if err != nil {
		t.Fatal(err)
	}
	bad := put(t, dir, "bad.json", strings.Replace(strings.ReplaceAll(string(whole), `"promised": "5wd"`, `"promised": "50wd"`), `"visits": 1`, `"visits": "once"`, 1))
	if _, errs, exit := shuniu(t, "item", "check", bad); exit != fault.Invalid.Exit() || !strings.Contains(errs, "items[0].visits") {
		t.Errorf("%d %s", exit, errs)
	}
	bad = put(t, dir, "bad.json", strings.ReplaceAll(string(whole), `"promised": "5wd"`, `"promised": "50wd"`))
	if _, errs, exit := shuniu(t, "item", "check", bad); exit != fault.Invalid.Exit() || !strings.Contains(errs, "items[1].promised") {
		t.Errorf("%d %s", exit, errs)
	}
	if _, _, exit := shuniu(t, "item", "write", filepath.Join(dir, "items.pdf")); exit != fault.Invalid.Exit() {
		t.Error(exit)
	}
	if left, err := filepath.Glob(filepath.Join(dir, ".items-*")); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}
