package main

import (
	"strings"
	"testing"
)

func TestTakeCountsAndKeepsWhatMatters(t *testing.T) {
	counted := tally{said: map[string]string{}}
	var printed strings.Builder
	err := counted.read(strings.NewReader(`{"Action":"start","Package":"a"}
{"Action":"output","Package":"a","Output":"-test.shuffle 16\n"}
{"Action":"output","Package":"a","Test":"TestGood","Output":"a good word\n"}
{"Action":"pass","Package":"a","Test":"TestGood"}
{"Action":"output","Package":"a","Test":"TestBad","Output":"=== RUN   TestBad\n"}
{"Action":"output","Package":"a","Test":"TestBad","Output":"a bad word\n"}
{"Action":"fail","Package":"a","Test":"TestBad"}
{"Action":"output","Package":"a","Output":"PASS\n"}
{"Action":"output","Package":"a","Output":"FAIL\ta\t0.1s\n"}
{"Action":"fail","Package":"a"}
{"Action":"output","Package":"b","Output":"-test.shuffle 17\n"}
{"Action":"skip","Package":"b","Test":"TestAbsent"}
{"Action":"pass","Package":"b"}
go: a word of its own
`), &printed)
	if err != nil {
		t.Fatal(err)
	}
	if counted.passed != 1 || counted.failed != 1 || !counted.broken {
		t.Errorf("counted %+v", counted)
	}
	if got, want := printed.String(), "a bad word\nFAIL\ta\t0.1s\n-test.shuffle 16\ngo: a word of its own\n"; got != want {
		t.Errorf("printed %q, want %q", got, want)
	}
}

func TestABuildThatFailsIsBroken(t *testing.T) {
	counted := tally{said: map[string]string{}}
	if got := counted.take(`{"ImportPath":"a","Action":"build-output","Output":"a.go:1: no\n"}`); got != "a.go:1: no\n" {
		t.Errorf("printed %q", got)
	}
	counted.take(`{"ImportPath":"a","Action":"build-fail"}`)
	if !counted.broken {
		t.Error("not broken")
	}
}
