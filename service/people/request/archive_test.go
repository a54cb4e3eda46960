package request_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"shuniu/test/city"
)

// TestImportOfARealArchive takes in 2,816 real messages of 2011 to 2020, twice.
func TestImportOfARealArchive(t *testing.T) {
	const path = "../../../../shared/data/citizen-messages/answered.jsonl"
	b, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		t.Skipf("%s is not here; importer_test.go takes in a sample of our own", path)
	}
	if err != nil {
		t.Fatal(err)
	}
	c := city.New(t, filepath.Join(t.TempDir(), "city.db"), followed())
	i := importer(c)
	taken := take(t, i, string(b))
	if taken.New != 2816 || len(taken.Refused) != 0 {
		t.Fatalf("%d new, refused %v", taken.New, taken.Refused)
	}
	first := report(t, i)
	if first.Requests != 2816 || first.Answered != 2816 || first.First != date(t, "2011-04-02") || first.Last != date(t, "2020-01-08") {
		t.Errorf("%+v", first)
	}
	if again := take(t, i, string(b)); again.New != 0 || again.Known != 2816 {
		t.Errorf("again: %d new, %d known", again.New, again.Known)
	}
	if second := report(t, i); second.Requests != 2816 || second.Median != first.Median || second.OnTime[0] != first.OnTime[0] {
		t.Errorf("after the second run %+v", second)
	}
	c.Inspect(t)
	t.Logf("%+v", first)
}
