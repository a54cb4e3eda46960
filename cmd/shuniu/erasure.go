package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"

	"shuniu/kernel/access"
	"shuniu/kernel/fault"
)

// erasure is one line of the journal of erasures.
type erasure struct {
	Number string `json:"number"`
	Ground string `json:"ground"`
	At     string `json:"at"`
}

func remember(path string, x erasure) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fault.Wrap(fault.Unavailable, err, "journal of erasures")
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		return fault.Wrap(fault.Unavailable, err, "journal of erasures")
	}
	err = json.NewEncoder(f).Encode(x)
	return fault.Wrap(fault.Unavailable, errors.Join(err, f.Sync(), f.Close()), "journal of erasures")
}

// eraseAgain erases what the journal names and the restored database still has.
// A matter that is younger than the backup is not there to be erased.
func eraseAgain(ctx context.Context, s *site, path string) (int, error) {
	f, err := os.Open(path)
	if errors.Is(err, os.ErrNotExist) {
		return 0, nil
	}
	if err != nil {
		return 0, fault.Wrap(fault.Unavailable, err, "journal of erasures")
	}
	defer f.Close()
	n := 0
	for lines := bufio.NewScanner(f); ; n++ {
		if !lines.Scan() {
			return n, fault.Wrap(fault.Unavailable, lines.Err(), "journal of erasures")
		}
		var x erasure
		if err := json.Unmarshal(lines.Bytes(), &x); err != nil {
			return n, fault.Wrap(fault.Invalid, err, "journal of erasures")
		}
		id, err := s.engine.Find(ctx, x.Number)
		if fault.Is(err, fault.NotFound) {
			continue
		}
		if err != nil {
			return n, err
		}
		if err := s.engine.Erase(ctx, access.TheSystem(), id, x.Ground); err != nil {
			return n, err
		}
	}
}
