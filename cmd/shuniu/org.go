package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
	"shuniu/kernel/org"
	"shuniu/kernel/store"
)

type orgCmd struct {
	ImportRegions importRegionsCmd `cmd:"" help:"导入区划：CSV，代码、名称、英文名称 Import regions from CSV: code, name, English name."`
}

type importRegionsCmd struct {
	place
	File string `arg:"" help:"CSV 文件，UTF-8 编码 A CSV file in UTF-8." type:"path"`
}

// Run adds the regions of the file, and renames those there already; none is
// taken away. With any defect in the file nothing is changed.
func (c *importRegionsCmd) Run(e *env) (err error) {
	f, err := os.Open(c.File)
	if err != nil {
		return fault.New(fault.NotFound, lang.T("无法打开文件："+err.Error(), "Cannot open the file: "+err.Error()), "regions file")
	}
	defer f.Close()
	regions, err := org.ReadRegions(f)
	if err != nil {
		return err
	}
	ctx := context.Background()
	db, err := c.store(ctx, e, true)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if err := db.Write(ctx, func(tx *store.Tx) error { return org.AddRegions(tx, regions) }); err != nil {
		return err
	}
	_, err = fmt.Fprintln(e.Out, lang.T("已导入区划 {n} 个。", "{n} regions imported.").With("n", fmt.Sprint(len(regions))).In(e.Lang))
	return err
}
