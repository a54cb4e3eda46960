package main

import (
	"bytes"
	"encoding/json"
	"testing"
	"time"

	"shuniu/demo/crowd"
	"shuniu/kernel/fault"
)

// The whole ledger is verified and replayed at the end of each measurement.
func TestBenchLifecycleMeasuresACityWithAPastAndUsesItAgain(t *testing.T) {
	t.Setenv(asShuniu, "1")
	dir := t.TempDir()
	var r benchLife
	for _, seconds := range []string{"0.5", "0.2"} {
		var out, errs bytes.Buffer
		exit := run([]string{"bench", "lifecycle", "--stored", "200", "--keep", dir, "--waiting", "4", "--warm", "0", "--seconds", seconds, "--lag", "1m", "--json"}, &env{Out: &out, Err: &errs, Now: time.Now})
		if exit != 0 {
			t.Fatalf("exit %d: %s", exit, errs.String())
		}
		before := r.Stored
		r = benchLife{}
		if err := json.Unmarshal(out.Bytes(), &r); err != nil {
			t.Fatal(err)
		}
		if r.Lives == 0 || r.PerSecond <= 0 || r.Memory == 0 || r.PerMatter == 0 || r.Processor == 0 {
			t.Errorf("%+v", r)
		}
		if want := max(200, before) + r.Lives; r.Stored < want || r.Stored > want+4 || (before == 0) != (r.Loaded > 0) {
			t.Errorf("%d stored after %d, %d lived, loaded in %v s", r.Stored, before, r.Lives, r.Loaded)
		}
		for _, k := range r.Calls {
			if k.N == 0 || k.P99 < k.P50 || k.Server.P50 <= 0 || k.Server.P50 > k.P50 {
				t.Errorf("%+v", k)
			}
		}
		if len(r.Calls) != len(crowd.Calls()) {
			t.Errorf("%d kinds of call, want %d", len(r.Calls), len(crowd.Calls()))
		}
	}
}

func TestBenchOfAServerThatRunsNeedsItsFolder(t *testing.T) {
	err := (&benchLifecycleCmd{URL: "http://127.0.0.1:1"}).Run(&env{Now: time.Now})
	if !fault.Is(err, fault.Invalid) {
		t.Error(err)
	}
}
