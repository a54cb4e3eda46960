package page

import (
	"testing"

	"shuniu/kernel/lang"
)

func TestATextPastedFromASheetIsATable(t *testing.T) {
	for text, rows := range map[string]int{
		"指标\t数值\t同比\n零售额\t31.5\t5.2\n用电量\t8.8": 2,
		"指标\t数值\n零售额\t31.5\t多了一格":              0,
		"零售额\t31.5": 0,
		"路灯不亮。\n已三天\t没有人来。": 0,
		"": 0,
	} {
		got, ok := sheet(text, lang.Same("数据"))
		if len(got.Rows) != rows || ok != (rows > 0) {
			t.Errorf("%q: %d rows, %v", text, len(got.Rows), ok)
		}
		for _, row := range got.Rows {
			if len(row) != len(got.Columns) {
				t.Errorf("%q: a row of %d cells under %d columns", text, len(row), len(got.Columns))
			}
		}
	}
}
