package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
	"shuniu/kernel/process"
	definitions "shuniu/process"
)

type processCmd struct {
	Check  processCheckCmd  `cmd:"" help:"逐条证明流程的性质，证不出的给出反例 Prove P1 to P9 of definitions, or show where they fail."`
	Show   processShowCmd   `cmd:"" help:"显示一个流程 Show a process."`
	Schema processSchemaCmd `cmd:"" help:"输出供编辑器用的 JSON Schema Print the JSON Schema for editors."`
	Diff   processDiffCmd   `cmd:"" help:"比较一个流程的两个版本 Compare two versions of a process."`
}

type processCheckCmd struct {
	Paths []string `arg:"" optional:"" name:"path" help:"文件或文件夹；不写则检查内置流程 Files or folders; the shipped definitions if absent. Those given stand over the shipped ones of the same name."`
	JSON  bool     `name:"json" help:"输出 JSON Print JSON."`
}

// Run proves the definitions; unproved ones end with exit code 1.
func (c *processCheckCmd) Run(e *env) error {
	defs, findings := definitions.All()
	if len(c.Paths) > 0 {
		shipped := defs
		var err error
		if defs, findings, err = readDefinitions(c.Paths); err != nil {
			return err
		}
		findings = append(findings, proveOver(shipped, defs)...)
	}
	if c.JSON {
		if err := printJSON(e.Out, checked(defs, findings)); err != nil {
			return err
		}
	} else {
		printFindings(e, defs, findings)
	}
	if len(findings) > 0 {
		return unproved{}
	}
	return nil
}

// proveOver proves a site's definitions as they would run: over the shipped ones.
func proveOver(shipped, site []*process.Definition) []process.Finding {
	all, findings := process.Overlay(shipped, site)
	for _, d := range site {
		findings = append(findings, process.Check(d)...)
	}
	return append(findings, process.CheckSet(all)...)
}

// unproved makes the program end with exit code 1; what is wrong has been
// printed as the result.
type unproved struct{}

func (unproved) Error() string { return "not proved" }

// ExitCode is that of a check that failed, apart from those of failures to run it.
func (unproved) ExitCode() int { return 1 }

func printFindings(e *env, defs []*process.Definition, findings []process.Finding) {
	for _, f := range findings {
		fmt.Fprintln(e.Out, f.In(e.Lang))
	}
	wrong := map[string]bool{}
	for _, f := range findings {
		wrong[f.Pos.File] = true
	}
	for _, d := range defs {
		if !wrong[d.File] {
			fmt.Fprintln(e.Out, lang.T("{file}：{name}，{states} 个环节，{acts} 个动作，P1–P9 均已证明", "{file}: {name}, {states} states, {acts} acts, P1-P9 proved").
				With("file", d.File, "name", d.Name, "states", fmt.Sprint(len(d.States)), "acts", fmt.Sprint(len(d.Acts))).In(e.Lang))
		}
	}
	if len(findings) > 0 {
		fmt.Fprintln(e.Out, lang.T("有 {n} 处未通过", "findings: {n}").With("n", fmt.Sprint(len(findings))).In(e.Lang))
	}
}

// checkAnswer is what process check --json prints.
type checkAnswer struct {
	Proved    bool              `json:"proved"`
	Processes []checkedProcess  `json:"processes"`
	Findings  []process.Finding `json:"findings"`
}

type checkedProcess struct {
	File   string `json:"file"`
	Name   string `json:"name"`
	Digest string `json:"digest"`
}

func checked(defs []*process.Definition, findings []process.Finding) checkAnswer {
	out := checkAnswer{Proved: len(findings) == 0, Processes: []checkedProcess{}, Findings: append([]process.Finding{}, findings...)}
	for _, d := range defs {
		out.Processes = append(out.Processes, checkedProcess{d.File, d.Name, d.Digest})
	}
	return out
}

// readDefinitions reads files and folders. A path that cannot be opened is a
// failure of the command; what cannot be read in a file is a finding.
func readDefinitions(paths []string) ([]*process.Definition, []process.Finding, error) {
	var defs []*process.Definition
	var findings []process.Finding
	for _, path := range paths {
		info, err := os.Stat(path)
		if err != nil {
			return nil, nil, unopened(path, err)
		}
		var read []*process.Definition
		var found []process.Finding
		if info.IsDir() {
			read, found = definitions.Read(os.DirFS(path), filepath.ToSlash(path)+"/")
			if len(read)+len(found) == 0 {
				return nil, nil, fault.New(fault.NotFound, lang.T("文件夹中没有 .yaml 流程文件："+path, "There is no .yaml definition in the folder "+path), "definitions")
			}
		} else {
			var d *process.Definition
			if d, found, err = readDefinition(path); err != nil {
				return nil, nil, err
			}
			if d != nil {
				read = []*process.Definition{d}
			}
		}
		defs, findings = append(defs, read...), append(findings, found...)
	}
	return defs, findings, nil
}

func readDefinition(path string) (*process.Definition, []process.Finding, error) {
	src, err := os.ReadFile(path)
	if err != nil {
		return nil, nil, unopened(path, err)
	}
	d, findings := process.Parse(path, src)
	return d, findings, nil
}

func unopened(path string, err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return fault.New(fault.NotFound, lang.T("没有这个文件："+path, "There is no file "+path), "definition")
	}
	return fault.New(fault.Invalid, lang.T("文件无法读取："+path, "The file cannot be read: "+path), "definition")
}

// process finds a process by the name of a shipped one or by its file.
func (e *env) process(name string) (*process.Definition, error) {
	defs, _ := definitions.All()
	var names []string
	for _, d := range defs {
		if d.Name == name {
			return d, nil
		}
		names = append(names, d.Name)
	}
	if !strings.HasSuffix(name, ".yaml") {
		return nil, fault.New(fault.NotFound, lang.T("没有“{name}”这个流程。现有：{names}；也可写 .yaml 文件。", "There is no process “{name}”. There are: {names}; or give a .yaml file.").
			With("name", name, "names", strings.Join(names, " ")), "process")
	}
	d, findings, err := readDefinition(name)
	if err != nil {
		return nil, err
	}
	if d == nil {
		printFindings(e, nil, findings)
		return nil, unproved{}
	}
	return d, nil
}

type processSchemaCmd struct{}

// Run prints the schema.
func (processSchemaCmd) Run(e *env) error {
	return written(e.Out, process.Schema())
}

func written(w io.Writer, b []byte) error {
	_, err := w.Write(b)
	return fault.Wrap(fault.Unavailable, err, "output")
}
