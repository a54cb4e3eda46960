package page

import (
	"strings"

	"shuniu/kernel/lang"
)

// sheet is a text that was pasted from a spreadsheet as a table: its lines have as many
// tabs each, the first one names the columns. False for any other text.
func sheet(text string, caption lang.Text) (Table, bool) {
	t := Table{Caption: caption}
	width := 0
	for line := range strings.Lines(text) {
		cells := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		switch {
		case width == 0 && len(cells) > 1:
			width = len(cells)
			for _, name := range cells {
				t.Columns = append(t.Columns, Column{Title: lang.Same(name)})
			}
			continue
		case width == 0 || len(cells) > width:
			return Table{}, false
		}
		for len(cells) < width { // blanks at the end of a text are not kept
			cells = append(cells, "")
		}
		t.Rows = append(t.Rows, Cells(cells...))
	}
	return t, len(t.Rows) > 0
}
