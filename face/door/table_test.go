package door_test

import (
	"net/http/httptest"
	"testing"

	"shuniu/face/door"
)

func TestATableHoldsNoFormula(t *testing.T) {
	w := httptest.NewRecorder()
	if err := door.SendTable(w, [][]string{{"name", "n"}, {`=HYPERLINK("x")`, "1"}, {"@a", "+2"}, {"甲, 乙", ""}}); err != nil {
		t.Fatal(err)
	}
	if want := "name,n\n\"'=HYPERLINK(\"\"x\"\")\",1\n'@a,'+2\n\"甲, 乙\",\n"; w.Body.String() != want {
		t.Errorf("sent is %q, not %q", w.Body, want)
	}
}
