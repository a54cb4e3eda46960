// Package definitions holds the process definitions that the product ships, as
// the YAML a civil servant reads, in folders by area. A site may add its own and
// override these within what the law allows.
package definitions

import (
	"embed"
	"io/fs"

	"shuniu/kernel/process"
)

//go:embed */*.yaml
var files embed.FS

// All parses every shipped definition; the findings are those of the files that
// cannot be read.
func All() ([]*process.Definition, []process.Finding) {
	var defs []*process.Definition
	var found []process.Finding
	names, err := fs.Glob(files, "*/*.yaml")
	for _, name := range names {
		src, readErr := files.ReadFile(name)
		if readErr != nil {
			err = readErr
			break
		}
		d, findings := process.Parse("process/"+name, src)
		if d != nil && len(findings) == 0 {
			defs = append(defs, d)
		}
		found = append(found, findings...)
	}
	if err != nil { // unreachable: the files are in the binary
		found = append(found, process.Finding{Property: "yaml", Pos: process.Position{File: "process", Line: 1, Col: 1}})
	}
	return defs, found
}
