// Package definitions holds the process definitions that the product ships, as
// the YAML a civil servant reads, in folders by area. A site may add its own and
// override these within what the law allows (process.Overlay).
package definitions

import (
	"embed"
	"io/fs"
	"slices"
	"strings"
	"sync"

	"shuniu/kernel/lang"
	"shuniu/kernel/process"
)

//go:embed */*.yaml
var files embed.FS

// All are the shipped definitions, in order of their files, and whatever could
// not be read or proved of them; a release has no findings. They are read once: nothing
// changes a definition.
func All() ([]*process.Definition, []process.Finding) {
	defs, found := shipped()
	return slices.Clone(defs), slices.Clone(found)
}

var shipped = sync.OnceValues(func() ([]*process.Definition, []process.Finding) {
	defs, found := Read(files, "process/")
	return defs, append(found, process.Prove(defs)...)
})

// Read reads every *.yaml below a folder, without proofs; prefix goes before the
// names of files in findings.
func Read(folder fs.FS, prefix string) ([]*process.Definition, []process.Finding) {
	var defs []*process.Definition
	var found []process.Finding
	unread := func(name string, err error) {
		found = append(found, process.Finding{Property: "yaml", Pos: process.Position{File: prefix + name, Line: 1, Col: 1},
			Text: lang.T("无法读取：{why}", "cannot be read: {why}").With("why", err.Error())})
	}
	err := fs.WalkDir(folder, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			unread(name, err)
			return nil
		}
		if entry.IsDir() || !strings.HasSuffix(name, ".yaml") {
			return nil
		}
		src, err := fs.ReadFile(folder, name)
		if err != nil {
			unread(name, err)
			return nil
		}
		d, findings := process.Parse(prefix+name, src)
		if found = append(found, findings...); d != nil {
			defs = append(defs, d)
		}
		return nil
	})
	if err != nil {
		unread(".", err)
	}
	return defs, found
}
