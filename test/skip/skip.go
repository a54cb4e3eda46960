// Package skip decides what happens to a test whose component is not on this
// machine.
//
// On a person's machine the test is skipped and says what to install. With
// CI=true it fails, because there a skipped test is one that nobody runs. It is
// the only way to skip; test/arch refuses the others.
package skip

import (
	"os"
	"testing"
)

// Absent ends the test because component is missing; remedy says how to get it.
func Absent(t testing.TB, component, remedy string) {
	t.Helper()
	if os.Getenv("CI") == "true" {
		t.Fatalf("%s is absent, and with CI=true nothing may be skipped: %s", component, remedy)
	}
	t.Skipf("%s is absent: %s", component, remedy)
}
