package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"text/tabwriter"

	"shuniu/demo"
	"shuniu/kernel/calendar"
	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
	"shuniu/service/enterprises/approval/item"
	"shuniu/service/enterprises/approval/theme"
)

type itemCmd struct {
	Check  itemCheckCmd  `cmd:"" help:"检查事项库文件，一次列出全部问题 Check a catalogue and name all that is wrong with it."`
	Write  itemWriteCmd  `cmd:"" help:"转换事项库文件，不写来源则写出演示事项库 Write a catalogue in another format; without a source, that of the demonstration."`
	Differ itemDifferCmd `cmd:"" help:"列出下级事项与上级目录的差异 Show how lower levels depart from the directory above."`
	Find   itemFindCmd   `cmd:"" help:"用日常用语查找事项 Find items in everyday words."`
}

// catalogue reads a catalogue by the format that its name says.
func catalogue(path string) (_ *item.Catalogue, err error) {
	if path == "" {
		return demo.Items()
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, fault.New(fault.NotFound, lang.T("打不开文件 "+path, "Cannot open the file "+path), err.Error())
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	if format(path) == ".xlsx" {
		return item.ReadXLSX(f)
	}
	return item.ReadJSON(f)
}

// themes are those of the named file, of the data directory, or of the demonstration,
// over the site's catalogue; none where there is no catalogue.
func (p place) themes(named string, demonstration bool) (_ *theme.Book, err error) {
	if named == "" {
		named = filepath.Join(p.Data, "themes.json")
		if _, err := os.Stat(named); err != nil && demonstration {
			return demo.Themes()
		} else if err != nil {
			return nil, nil
		}
	}
	f, err := os.Open(named)
	if err != nil {
		return nil, fault.New(fault.NotFound, lang.T("打不开文件 "+named, "Cannot open the file "+named), err.Error())
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	over := p.catalogue
	if over == nil {
		over = &item.Catalogue{}
	}
	return theme.Read(f, over)
}

func format(path string) string { return strings.ToLower(filepath.Ext(path)) }

type itemCheckCmd struct {
	File string `arg:"" help:"事项库文件，.json 或 .xlsx The catalogue, .json or .xlsx."`
}

// Run fails with every defect of the file.
func (c *itemCheckCmd) Run(e *env) error {
	all, err := catalogue(c.File)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(e.Out, lang.T("事项{n}项，没有发现问题", "{n} items, nothing wrong").With("n", fmt.Sprint(len(all.Items))).In(e.Lang))
	return fault.Wrap(fault.Unavailable, err, "output")
}

type itemWriteCmd struct {
	To   string `arg:"" help:"写到哪个文件，.json 或 .xlsx Where to, .json or .xlsx."`
	From string `arg:"" optional:"" help:"来源文件 The source."`
}

// Run writes the whole file, or leaves what was there.
func (c *itemWriteCmd) Run(*env) (err error) {
	all, err := catalogue(c.From)
	if err != nil {
		return err
	}
	write := all.WriteJSON
	switch format(c.To) {
	case ".xlsx":
		write = all.WriteXLSX
	case ".json":
	default:
		return fault.New(fault.Invalid, lang.T("文件名应以 .json 或 .xlsx 结尾。", "The name of the file ends in .json or .xlsx."), "format")
	}
	f, err := os.CreateTemp(filepath.Dir(c.To), ".items-*")
	if err != nil {
		return fault.Wrap(fault.Unavailable, err, "write catalogue")
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(f.Name()))
		}
	}()
	if err := errors.Join(write(f), f.Chmod(0o644), f.Close()); err != nil {
		return err
	}
	return fault.Wrap(fault.Unavailable, os.Rename(f.Name(), c.To), "write catalogue")
}

type itemDifferCmd struct {
	File string `arg:"" optional:"" help:"事项库文件 The catalogue."`
}

// Run lists what each item fills in, shortens or breaks.
func (c *itemDifferCmd) Run(e *env) error {
	all, err := catalogue(c.File)
	if all == nil {
		return err
	}
	w := tabwriter.NewWriter(e.Out, 0, 4, 2, ' ', 0)
	for n := range all.Items {
		i := &all.Items[n]
		upper := all.Upper(i)
		if upper == nil {
			continue
		}
		for _, d := range item.Compare(upper, i) {
			word := lang.T("补充或压缩", "fills in or shortens")
			if d.Breaks {
				word = lang.T("不一致", "departs")
			}
			fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s → %s\n", i.Name.In(e.Lang), i.Unit, d.Field, word.In(e.Lang), d.Upper, d.Lower)
		}
	}
	return errors.Join(fault.Wrap(fault.Unavailable, w.Flush(), "output"), err)
}

type itemFindCmd struct {
	Words string `arg:"" help:"要找什么 What is sought."`
	File  string `arg:"" optional:"" help:"事项库文件 The catalogue."`
	On    string `help:"哪一天适用的版本，默认今天 The day whose versions apply; today by default."`
}

// Run prints the items that fit, the best first.
func (c *itemFindCmd) Run(e *env) error {
	all, err := catalogue(c.File)
	if err != nil {
		return err
	}
	day := calendar.DateOf(e.Now())
	if c.On != "" {
		if day, err = calendar.ParseDate(c.On); err != nil {
			return err
		}
	}
	found := all.Find(day, c.Words, 10)
	if len(found) == 0 {
		return fault.New(fault.NotFound, lang.T("没有找到合适的事项，换个说法试试。", "No item fits. Try other words."), "item")
	}
	for _, i := range found {
		if _, err := fmt.Fprintf(e.Out, "%s  %s  %s  %s\n", i.Code, i.Unit, i.Promised.In(e.Lang), i.Name.In(e.Lang)); err != nil {
			return fault.Wrap(fault.Unavailable, err, "output")
		}
	}
	return nil
}
