package main

import (
	"errors"
	"fmt"
	"os"

	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
	"shuniu/service/enterprises/approval/hall"
)

type hallCmd struct {
	Check hallCheckCmd `cmd:"" help:"检查大厅文件，一次列出全部问题 Check a file of halls and name all that is wrong with it."`
}

type hallCheckCmd struct {
	File string `arg:"" help:"大厅文件，.json The halls, .json."`
}

// Run fails with every defect of the file.
func (c *hallCheckCmd) Run(e *env) error {
	n, err := network(c.File)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(e.Out, lang.T("大厅{n}个，没有发现问题", "{n} halls, nothing wrong").With("n", fmt.Sprint(len(n.Halls))).In(e.Lang))
	return fault.Wrap(fault.Unavailable, err, "output")
}

// network reads a network of halls.
func network(path string) (_ *hall.Network, err error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fault.New(fault.NotFound, lang.T("打不开文件 "+path, "Cannot open the file "+path), err.Error())
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	return hall.ReadJSON(f)
}
