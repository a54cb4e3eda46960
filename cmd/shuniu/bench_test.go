package main

import (
	"bytes"
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"shuniu/kernel/fault"
	"shuniu/test/pg"
)

func TestBenchActMeasuresBothDatabases(t *testing.T) {
	const disk = "../../bin/test" // the folder of temporary files may be in memory
	var out, errs bytes.Buffer
	exit := run([]string{"bench", "act", "--data", disk, "--postgres", pg.URL(t),
		"--waiting", "1,4", "--postgres-waiting", "3", "--seconds", "0.3", "--stock", "20", "--json"}, &env{Out: &out, Err: &errs, Now: time.Now})
	if exit != 0 {
		t.Fatalf("exit %d: %s", exit, errs.String())
	}
	var runs []benchRun
	if err := json.Unmarshal(out.Bytes(), &runs); err != nil {
		t.Fatal(err)
	}
	if left, err := filepath.Glob(disk + "/bench-*"); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
	if len(runs) != 3 {
		t.Fatalf("%d runs, want 3", len(runs))
	}
	for i, want := range []benchRun{{Database: "sqlite", Waiting: 1}, {Database: "sqlite", Waiting: 4}, {Database: "postgres", Waiting: 3}} {
		r := runs[i]
		if r.Database != want.Database || r.Waiting != want.Waiting || r.Acts == 0 || r.PerSecond <= 0 || r.P50 <= 0 || r.P99 < r.P50 {
			t.Errorf("run %d: %+v", i, r)
		}
	}
}

func TestBenchRefusesAFolderInMemory(t *testing.T) {
	const shm = "/dev/shm"
	if _, err := scratch(shm); !fault.Is(err, fault.Invalid) || !strings.Contains(fault.As(err).Person.En, shm) {
		t.Fatalf("want a refusal that names %s, got %v", shm, err)
	}
}

func TestARateWithFollowersBehindDoesNotCount(t *testing.T) {
	if err := sound([]benchRun{{Lag: ms(maxLag - time.Millisecond)}}); err != nil {
		t.Error(err)
	}
	if err := sound([]benchRun{{Lag: 3}, {Lag: ms(maxLag)}}); !fault.Is(err, fault.Conflict) {
		t.Errorf("want a refusal, got %v", err)
	}
}
