package portal

import (
	"strconv"

	"shuniu/face/page"
	"shuniu/kernel/assessment"
)

// percent is a share as people read it, a dash where there are too few to be a
// share of.
func percent[F any](m assessment.Measure[F], f F) string {
	permille, ok := m.Telling(f)
	if !ok {
		return "—"
	}
	return strconv.FormatFloat(float64(permille)/10, 'f', -1, 64) + "%"
}

// barWidth is a share of the bar's hundred, nothing where none is told.
func barWidth[F any](m assessment.Measure[F], f F) string {
	permille, _ := m.Telling(f)
	return strconv.FormatFloat(float64(min(permille, 1000))/10, 'f', 1, 64)
}

// cells are a row of figures. A share stands with the counts behind it; of few it is
// not told, and a column put in order by it keeps those apart. What was taken out is told
// with a minus sign.
func cells[F any](measures []assessment.Measure[F], first page.Cell, f F) []page.Cell {
	out := []page.Cell{first}
	for _, m := range measures {
		cell := page.Cell{Text: strconv.FormatInt(m.Count(f), 10), Sort: strconv.FormatInt(m.Count(f), 10)}
		switch {
		case m.Of == nil:
		case m.Of(f) == 0:
			cell.Text, cell.Sort = "—", "-1"
		default:
			cell.Text, cell.Sort = cell.Text+"/"+strconv.FormatInt(m.Of(f), 10), "-1"
			if permille, ok := m.Telling(f); ok {
				cell.Text, cell.Sort = percent(m, f)+" · "+cell.Text, strconv.FormatInt(permille, 10)
			}
		}
		if m.Out != nil && m.Out(f) > 0 {
			cell.Text += " (−" + strconv.FormatInt(m.Out(f), 10) + ")"
		}
		out = append(out, cell)
	}
	return out
}

func tableOf[F any](measures []assessment.Measure[F], caption, first page.Word) page.Table {
	t := page.Table{Caption: caption.Text(), RowHead: true, Columns: []page.Column{{Title: first.Text()}}, Empty: page.Empty{Why: page.Word("portal.figures-none").Text()}}
	for _, m := range measures {
		t.Columns = append(t.Columns, page.Column{Title: m.Title, Numeric: true})
	}
	return t
}
