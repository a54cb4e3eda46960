package api_test

import (
	"os"
	"os/exec"
	"regexp"
	"testing"

	"shuniu/face/api"
	"shuniu/test/skip"
)

// Every shell block of the manual is run against a city.
func TestTheManualOfTheInterfaceIsTrue(t *testing.T) {
	if _, err := exec.LookPath("curl"); err != nil {
		skip.Absent(t, "curl", "install curl")
	}
	manual, err := os.ReadFile("../../doc/api.md")
	if err != nil {
		t.Fatal(err)
	}
	blocks := regexp.MustCompile("(?ms)^```sh\n(.*?)^```$").FindAllStringSubmatch(string(manual), -1)
	if len(blocks) == 0 {
		t.Fatal("no block found")
	}
	s := connected(t, api.SubmitScope)
	for _, block := range blocks {
		shell := exec.CommandContext(t.Context(), "sh", "-euc", block[1])
		shell.Dir = t.TempDir()
		shell.Env = append(os.Environ(), "CITY="+s.url, "TOKEN="+s.token)
		if out, err := shell.CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
	}
}
