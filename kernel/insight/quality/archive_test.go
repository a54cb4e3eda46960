package quality_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"testing"

	"shuniu/kernel/insight/quality"
)

// TestRealAnswersAreToldFromWrongOnes has the figures of doc/answer-quality.md.
func TestRealAnswersAreToldFromWrongOnes(t *testing.T) {
	const path = "../../../../shared/data/citizen-messages/answered.jsonl"
	b, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		t.Skipf("%s is not here; quality_test.go has answers of our own", path)
	}
	if err != nil {
		t.Fatal(err)
	}
	r := quality.NewReader()
	var all []quality.Answer
	for lines := bufio.NewScanner(bytes.NewReader(b)); lines.Scan(); {
		var a quality.Answer
		if err := json.Unmarshal(lines.Bytes(), &a); err != nil {
			t.Fatal(err)
		}
		r.Learn(a)
		all = append(all, a)
	}
	trial := r.Try(all, 1)
	t.Logf("%+v", trial)
	if len(all) != 2816 || trial.Stranger.Part() < 0.94 || trial.Near.Part() < 0.75 || trial.Copies.Part() < 0.98 || trial.Copied > 150 {
		t.Error("too low")
	}
}
