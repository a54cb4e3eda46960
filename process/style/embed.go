// Package style holds the styles of documents 文书样式 that the product ships, as the
// YAML an office reads, in folders by area like the processes whose acts issue them.
// A site may put its own over them (instrument.Styles.Over).
package style

import (
	"embed"

	"shuniu/kernel/instrument"
	"shuniu/kernel/process"
)

//go:embed */*.yaml
var files embed.FS

// All are the shipped styles, and whatever could not be read of them; a release has
// no findings.
func All() (*instrument.Styles, []process.Finding) { return instrument.Read(files, "process/style/") }
