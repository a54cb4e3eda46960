package skip_test

import (
	"fmt"
	"strings"
	"testing"

	"shuniu/test/skip"
)

// witness notes how a test was ended, without ending this one.
type witness struct {
	testing.TB
	skipped, failed string
}

func (*witness) Helper()                             {}
func (w *witness) Skipf(format string, args ...any)  { w.skipped = fmt.Sprintf(format, args...) }
func (w *witness) Fatalf(format string, args ...any) { w.failed = fmt.Sprintf(format, args...) }

func TestAbsentSkipsForAPerson(t *testing.T) {
	t.Setenv("CI", "")
	var w witness
	skip.Absent(&w, "chromium", "run make setup")
	if w.failed != "" || !strings.Contains(w.skipped, "chromium is absent: run make setup") {
		t.Errorf("skipped %q, failed %q", w.skipped, w.failed)
	}
}

func TestAbsentFailsInCI(t *testing.T) {
	t.Setenv("CI", "true")
	var w witness
	skip.Absent(&w, "chromium", "run make setup")
	if !strings.Contains(w.failed, "run make setup") {
		t.Errorf("not failed: %+v", w)
	}
}
