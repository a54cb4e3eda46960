package main

import (
	"cmp"
	"context"
	"errors"
	"path/filepath"
	"time"

	"shuniu/cmd/shuniu/measure"
	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
	"shuniu/kernel/matter"
)

type benchSearchCmd struct {
	Keep  string        `arg:"" help:"bench lifecycle --keep 留下的城市 The folder that bench lifecycle --keep left." type:"existingdir"`
	DB    string        `name:"db" help:"该城市的 PostgreSQL 数据库，默认为目录中的文件 The city's PostgreSQL database, if it is not in the folder." placeholder:"URL"`
	Each  int           `help:"每类人找每类词多少次 How often each kind of staff looks for each kind of words." default:"50"`
	Limit time.Duration `help:"合计p99不得超过 What p99 of all may be." default:"50ms"`
	JSON  bool          `help:"以 JSON 输出 Print JSON."`
}

// Run searches as several kinds of staff do; 75 if they wait too long.
func (c *benchSearchCmd) Run(e *env) (err error) {
	ctx := context.Background()
	s, err := place{Data: c.Keep, DB: cmp.Or(c.DB, filepath.Join(c.Keep, "bench.db")), Zone: "Asia/Shanghai"}.open(ctx, e, "")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.close()) }()
	stored, err := matter.Count(ctx, s.db)
	if err != nil {
		return err
	}
	all, err := measure.Search{Engine: s.engine, Now: e.Now, Each: c.Each, Stored: max(1, stored)}.Run(ctx, e.Lang)
	if err != nil {
		return err
	}
	if c.JSON {
		err = printJSON(e.Out, all)
	} else {
		err = measure.PrintSearched(e.Out, all, e.Lang)
	}
	if p99 := all[len(all)-1].P99; err == nil && p99 > ms(c.Limit) {
		return fault.New(fault.Conflict, lang.T("查找超出了时限。", "Searching took longer than allowed."), "slow search")
	}
	return err
}
