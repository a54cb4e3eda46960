// Package clause is what rules and measures, as data, have in common: how an act looks
// to them, the expressions in which they speak of it, and how all that is wrong with
// them is named at its place in the file.
//
// An expression is CEL, checked when it is read and bounded in what it may cost. It sees
// what the ledger holds in the clear and nothing else, so that the same acts always give
// the same.
package clause

import (
	"fmt"
	"io"
	"io/fs"
	"slices"

	"cel.dev/cel-go/cel"
	"github.com/goccy/go-yaml"

	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
	"shuniu/kernel/matter"
	"shuniu/kernel/process"
)

// cost bounds what one trial of an expression may take, in CEL's units.
const cost = 200_000

// largest is more than one file of any city takes, in bytes.
const largest = 4 << 20

// clockwork are the acts of the engine that may be looked at.
var clockwork = []string{matter.ActRemind, matter.ActBreach, matter.ActEscalate}

// Decode reads one file strictly into what it holds; Invalid with the place of what
// cannot be read.
func Decode(name string, r io.Reader, into any) error {
	if err := yaml.NewDecoder(io.LimitReader(r, largest), yaml.Strict()).Decode(into); err != nil {
		return fault.Defects([]fault.Defect{{Field: name, Text: lang.T("文件不可读：\n"+err.Error(), "It cannot be read:\n"+err.Error())}})
	}
	return nil
}

// Each reads every *.yaml of a folder; Invalid with the defects of all of them.
func Each(folder fs.FS, read func(name string, r io.Reader) error) error {
	names, err := fs.Glob(folder, "*.yaml")
	if err != nil {
		return fault.Wrap(fault.Unavailable, err, "folder")
	}
	var ds []fault.Defect
	for _, name := range names {
		f, err := folder.Open(name)
		if err != nil {
			return fault.Wrap(fault.Unavailable, err, name)
		}
		err = read(name, f)
		_ = f.Close() // it was only read
		if err != nil && !fault.Is(err, fault.Invalid) {
			return err
		}
		if err != nil {
			ds = append(ds, fault.As(err).Defects...)
		}
	}
	return fault.Defects(ds)
}

// Checker gathers all that is wrong with what was read. At is the place it is at, to
// which fields are added.
type Checker struct {
	Definitions []*process.Definition
	Env         *cel.Env
	At          string
	Defects     []fault.Defect
}

// Want notes a defect unless all is well.
func (c *Checker) Want(ok bool, field string, text lang.Text) {
	if !ok {
		c.Defects = append(c.Defects, fault.Defect{Field: c.At + field, Text: text})
	}
}

// Text wants both languages.
func (c *Checker) Text(field string, t lang.Text) {
	c.Want(t.Zh != "" && t.En != "", field, lang.T("中文和英文都要填写。", "Both Chinese and English are wanted."))
}

// Acts checks that each process and each act that is looked at is there; no processes
// are all of them.
func (c *Checker) Acts(processes, acts []string) {
	c.Want(len(acts) > 0, "acts", lang.T("应写明看哪些办理动作。", "It names the acts it looks at."))
	var about []*process.Definition
	for n, name := range processes {
		i := slices.IndexFunc(c.Definitions, func(d *process.Definition) bool { return d.Name == name })
		c.Want(i >= 0, fmt.Sprintf("processes[%d]", n), lang.T("没有名为“"+name+"”的流程。", "There is no process “"+name+"”."))
		if i >= 0 {
			about = append(about, c.Definitions[i])
		}
	}
	if len(processes) == 0 {
		about = c.Definitions
	}
	for n, act := range acts {
		there := slices.Contains(clockwork, act) || slices.ContainsFunc(about, func(d *process.Definition) bool { return d.Act(act) != nil })
		c.Want(there, fmt.Sprintf("acts[%d]", n), lang.T("这些流程都没有“"+act+"”。", "None of these processes has the act “"+act+"”."))
	}
}

// Compile makes a program of an expression whose result is of one of the types.
func (c *Checker) Compile(field, source string, want ...*cel.Type) cel.Program {
	compiled, issues := c.Env.Compile(source)
	if issues.Err() != nil {
		for _, e := range issues.Errors() {
			c.Want(false, field, lang.T(fmt.Sprintf("第%d列：%s", e.Location.Column()+1, e.Message), fmt.Sprintf("column %d: %s", e.Location.Column()+1, e.Message)))
		}
		return nil
	}
	if !slices.ContainsFunc(want, compiled.OutputType().IsExactType) {
		c.Want(false, field, lang.T("结果应为"+want[0].String()+"。", "Its result is "+want[0].String()+"."))
		return nil
	}
	program, err := c.Env.Program(compiled, cel.CostLimit(cost), cel.EvalOptions(cel.OptOptimize))
	if err != nil {
		c.Want(false, field, lang.Same(err.Error()))
	}
	return program
}

// Ask evaluates a program. What breaks, or costs too much, is Internal.
func Ask[T any](p cel.Program, vars map[string]any) (T, error) {
	var none T
	out, _, err := p.Eval(vars)
	if err != nil {
		return none, err
	}
	value, ok := out.Value().(T)
	if !ok {
		return none, fault.Of(fault.Internal, "the result is %T", out.Value())
	}
	return value, nil
}
