package demo

import (
	"embed"

	"shuniu/kernel/instrument"
	"shuniu/kernel/process"
)

//go:embed marks.yaml
var marks embed.FS

// Marks are the marks 机关代字 that the city's units have in the numbers of documents.
func Marks() (*instrument.Styles, []process.Finding) { return instrument.Read(marks, "demo/") }
