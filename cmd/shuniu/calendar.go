package main

import (
	"context"
	"fmt"
	"os"

	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
)

type calendarCmd struct {
	Load calendarLoadCmd `cmd:"" help:"载入一年的放假安排并重算受影响的期限 Load a year's arrangement and count again what it touches."`
}

type calendarLoadCmd struct {
	place
	File string `arg:"" help:"放假安排文件（JSON） File of the arrangement (JSON)." type:"existingfile"`
}

// Run loads the arrangement into the city's database; servers that are running
// take it in within ten seconds.
func (c *calendarLoadCmd) Run(e *env) error {
	ctx := context.Background()
	source, err := os.ReadFile(c.File)
	if err != nil {
		return fault.Wrap(fault.NotFound, err, "arrangement")
	}
	s, err := c.open(ctx, e, "")
	if err != nil {
		return err
	}
	defer s.close()
	moved, err := s.engine.LoadYear(ctx, string(source))
	if err != nil {
		return err
	}
	fmt.Fprintln(e.Out, lang.T("已载入。{n}个期限的截止日有变动，记入各事项的办理记录。", "Loaded. {n} due dates moved; each is in the record of its matter.").With("n", fmt.Sprint(moved)).In(e.Lang))
	return nil
}
