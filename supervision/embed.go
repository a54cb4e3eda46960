// Package rules holds the rules of electronic supervision that the product ships, as
// the YAML that whoever is supervised may read. A city names its own instead.
package rules

import (
	"embed"

	"shuniu/kernel/process"
	"shuniu/kernel/supervision"
)

//go:embed *.yaml
var files embed.FS

// All are the shipped rules, checked against definitions.
func All(defs []*process.Definition) (supervision.Rules, error) {
	return supervision.ReadAll(files, defs)
}
