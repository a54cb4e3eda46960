package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"shuniu/kernel/access"
	"shuniu/kernel/attachment"
	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
	"shuniu/kernel/number"
)

// journal is where erasures are remembered outside the database, so that a
// restored backup does not bring back what the law had erased.
func (p place) journal() string { return filepath.Join(p.Data, "erasures.jsonl") }

type eraseCmd struct {
	place
	Number string `arg:"" help:"编号 Number of the matter."`
	Ground string `help:"法律依据 Legal ground." required:""`
}

// Run erases the personal data of one matter; the journal is written first, so
// that no erasure can be missing from it.
func (c *eraseCmd) Run(e *env) error {
	ctx := context.Background()
	if c.Ground = strings.TrimSpace(c.Ground); c.Ground == "" {
		return fault.New(fault.Invalid, lang.T("删除须写明法律依据。", "Erasing needs its legal ground."), "ground")
	}
	s, err := c.open(ctx, e, "")
	if err != nil {
		return err
	}
	defer s.close()
	if err := attachment.NewDisk(c.files()).Belongs(s.db.Read(ctx)); err != nil {
		return err // the files would stay
	}
	number, ok := number.Clean(c.Number)
	if !ok {
		return fault.New(fault.Invalid, lang.T("编号有误，请核对。", "The number is not right; please check it."), "number")
	}
	id, err := s.engine.Find(ctx, number)
	if err != nil {
		return err
	}
	if err := remember(c.journal(), erasure{Number: number, Ground: c.Ground, At: e.Now().UTC().Format(time.RFC3339)}); err != nil {
		return err
	}
	if err := s.engine.Erase(ctx, access.TheSystem(), id, c.Ground); err != nil {
		return err
	}
	if err := s.follow(ctx); err != nil { // search has read the texts too
		return err
	}
	fmt.Fprintln(e.Out, lang.T("已删除个人信息，记录链保持完整。", "The personal data is erased; the chain of events is whole.").In(e.Lang))
	return nil
}

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
	about, err := f.Stat()
	if err == nil {
		err = errors.Join(json.NewEncoder(f).Encode(x), f.Sync())
	}
	if err != nil && about != nil {
		err = errors.Join(err, f.Truncate(about.Size())) // a line cut short would stop the server
	}
	return fault.Wrap(fault.Unavailable, errors.Join(err, f.Close()), "journal of erasures")
}

// readJournal is the erasures so far. One that cannot be read must not be passed
// over: Invalid.
func readJournal(path string) ([]erasure, error) {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fault.Wrap(fault.Unavailable, err, "journal of erasures")
	}
	defer f.Close()
	var all []erasure
	lines := bufio.NewScanner(f)
	for n := 1; lines.Scan(); n++ {
		var x erasure
		if err := json.Unmarshal(lines.Bytes(), &x); err != nil || x.Number == "" || x.Ground == "" {
			return nil, fault.New(fault.Invalid, lang.T(fmt.Sprintf("删除日志 %s 第 %d 行无法读取；请改正后再试。", path, n),
				fmt.Sprintf("Line %d of the journal of erasures %s cannot be read; correct it and try again.", n, path)), "journal of erasures")
		}
		all = append(all, x)
	}
	return all, fault.Wrap(fault.Unavailable, lines.Err(), "journal of erasures")
}

// eraseAgain erases what the journal names and the database still has, as after a
// restore from before the erasure, and returns how many matters that were. A
// matter that is younger than the restored backup is not there to be erased.
func eraseAgain(ctx context.Context, s *site, journal []erasure) (int, error) {
	erased := 0
	for _, x := range journal {
		again, err := x.again(ctx, s)
		if err != nil {
			return erased, err
		}
		if again {
			erased++
		}
	}
	return erased, nil
}

func (x erasure) again(ctx context.Context, s *site) (bool, error) {
	id, err := s.engine.Find(ctx, x.Number)
	if fault.Is(err, fault.NotFound) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	v, err := s.engine.View(ctx, access.TheSystem(), id)
	if err != nil || v.Matter.Erased {
		return false, err
	}
	return true, s.engine.Erase(ctx, access.TheSystem(), id, x.Ground)
}
