package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"text/tabwriter"

	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
	"shuniu/kernel/org"
	"shuniu/service/office/duty"
)

type orgCmd struct {
	Import orgImportCmd `cmd:"" help:"导入区划、单位、任职和授权（CSV） Import regions, units, posts and delegations from CSV."`
	Leave  orgLeaveCmd  `cmd:"" help:"安排离岗交接：未办结的事项交给接办人，交清后岗位终止 Let somebody leave a post: open matters go to a successor, then the post ends."`
}

type orgImportCmd struct {
	place
	Dir         string `arg:"" optional:"" help:"文件夹，内有 regions.csv、units.csv、posts.csv、delegations.csv 中的若干 Folder with some of regions.csv, units.csv, posts.csv, delegations.csv." type:"path"`
	Regions     string `help:"区划文件 File of regions." type:"path"`
	Units       string `help:"单位文件 File of units." type:"path"`
	Posts       string `help:"任职文件 File of posts." type:"path"`
	Delegations string `help:"授权文件 File of delegations." type:"path"`
	JSON        bool   `help:"以 JSON 输出 Print JSON."`
}

// Run enters the files; with any defect in any of them nothing is changed.
func (c *orgImportCmd) Run(e *env) (err error) {
	sources, err := c.sources()
	if err != nil {
		return err
	}
	ctx := context.Background()
	db, err := c.store(ctx, e, true)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	done, err := org.ReadRegister(sources...).Unless(duty.Owes).Enter(ctx, db)
	if err != nil {
		return err
	}
	if c.JSON {
		return printJSON(e.Out, done)
	}
	w := tabwriter.NewWriter(e.Out, 0, 4, 2, ' ', 0)
	fmt.Fprintln(w, lang.T("\t新增\t更改\t终止\t未变", "\tadded\trevised\tended\tsame").In(e.Lang))
	for _, row := range []struct {
		name lang.Text
		n    org.Count
	}{
		{lang.T("区划", "regions"), done.Regions},
		{lang.T("单位", "units"), done.Units},
		{lang.T("人员", "people"), done.People},
		{lang.T("任职", "posts"), done.Posts},
		{lang.T("授权", "delegations"), done.Delegations},
	} {
		fmt.Fprintf(w, "%s\t%d\t%d\t%d\t%d\n", row.name.In(e.Lang), row.n.Added, row.n.Revised, row.n.Ended, row.n.Same)
	}
	return fault.Wrap(fault.Unavailable, w.Flush(), "output")
}

// sources reads the files that are named, and those of the folder that are there.
func (c *orgImportCmd) sources() ([]org.Source, error) {
	named := map[org.Table]string{
		org.RegionTable: c.Regions, org.UnitTable: c.Units, org.PostTable: c.Posts, org.DelegationTable: c.Delegations,
	}
	var all []org.Source
	for _, table := range org.Tables() {
		path, must := named[table], true
		if path == "" && c.Dir != "" {
			path, must = filepath.Join(c.Dir, string(table)+".csv"), false
		}
		if path == "" {
			continue
		}
		text, err := os.ReadFile(path)
		if errors.Is(err, fs.ErrNotExist) && !must {
			continue
		}
		if err != nil {
			return nil, fault.New(fault.NotFound, lang.T("打不开文件："+err.Error(), "The file cannot be opened: "+err.Error()), "register")
		}
		all = append(all, org.Source{Table: table, Name: filepath.Base(path), Text: text})
	}
	if len(all) == 0 {
		return nil, fault.New(fault.NotFound, lang.T("没有可导入的文件：请指明文件夹（内有 regions.csv 等）或文件。", "There is nothing to import: name a folder with regions.csv and others, or files."), "register")
	}
	return all, nil
}
