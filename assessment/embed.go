// Package measures holds the measures of assessment that the product ships, as the YAML
// that whoever is measured may read. A city names its own instead.
package measures

import (
	"embed"

	"shuniu/kernel/assessment/scorecard"
	"shuniu/kernel/process"
)

//go:embed *.yaml
var files embed.FS

// All are the shipped measures, checked against definitions.
func All(defs []*process.Definition) (scorecard.Measures, error) {
	return scorecard.ReadAll(files, defs)
}
