package chart

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestLinesBreakWhereTheyMay(t *testing.T) {
	for text, want := range map[string][]string{
		"短":                                 {"短"},
		"一二三四五六七八，九十":                       {"一二三四五六", "七八，九十"},
		"Ask for an extension of the limit": {"Ask for an", "extension of", "the limit"},
		"Averyveryverylongsingleword":       {"Averyveryverylongsingleword"},
	} {
		if got := wrap(text, 10, 80); !slices.Equal(got, want) {
			t.Errorf("%s: %q", text, got)
		}
	}
}

func randomChart(t *rapid.T) Chart {
	c := Chart{Lang: "zh-CN", Title: "图", Start: "开始", Now: "当前"}
	for i := range rapid.IntRange(1, 9).Draw(t, "boxes") {
		c.Boxes = append(c.Boxes, Box{Title: strings.Repeat("题", rapid.IntRange(1, 9).Draw(t, "title")), Lines: make([]string, rapid.IntRange(0, 3).Draw(t, "lines")), End: i%3 == 0, Now: i == 1})
	}
	for range rapid.IntRange(0, 14).Draw(t, "arrows") {
		c.Arrows = append(c.Arrows, Arrow{
			Label: strings.Repeat("动", rapid.IntRange(1, 14).Draw(t, "label")),
			From:  rapid.SliceOfNDistinct(rapid.IntRange(Begin, len(c.Boxes)-1), 1, min(3, len(c.Boxes)), rapid.ID[int]).Draw(t, "from"),
			To:    rapid.IntRange(0, len(c.Boxes)-1).Draw(t, "to"),
		})
	}
	return c
}

func TestNothingCoversAnythingElse(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := randomChart(t)
		p := layOut(c)
		for _, row := range p.rows {
			for i := 1; i < len(row); i++ {
				if room := row[i].x - row[i].w/2 - row[i-1].x - row[i-1].w/2; room < p.layers.gap-0.01 {
					t.Errorf("neighbours are %.2f apart", room)
				}
			}
		}
		for r := 1; r < len(p.tops); r++ {
			if p.tops[r] < p.tops[r-1]+p.heights[r-1] {
				t.Errorf("row %d begins above the end of the one before", r)
			}
		}
		for _, row := range p.rows {
			for _, n := range row {
				for _, s := range n.down {
					if s.bottom.row != n.row+1 {
						t.Errorf("a line leaps from row %d to row %d", n.row, s.bottom.row)
					}
				}
			}
		}
		if svg := string(c.SVG()); strings.Contains(svg, "NaN") || strings.Contains(svg, "Inf") {
			t.Error("a place is not a number")
		}
	})
}

// TestEachArrowArrives counts arrow heads: one for each label, and none lost.
func TestEachArrowArrives(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := randomChart(t)
		edges, back := c.edges()
		want := len(c.lanes(edges, back))
		if got := strings.Count(string(c.SVG()), `class="head"`); got != want {
			t.Errorf("%d arrow heads for %d labels", got, want)
		}
	})
}

func TestAChainIsDrawnStraight(t *testing.T) {
	c := Chart{Boxes: []Box{{Title: "一"}, {Title: "二二二二二二"}, {Title: "三", End: true}}, Arrows: []Arrow{{"甲", []int{Begin}, 0}, {"乙", []int{0}, 1}, {"丙", []int{1}, 2}}}
	var x []string
	for _, row := range layOut(c).rows {
		for _, n := range row {
			x = append(x, fmt.Sprintf("%.1f", n.x))
		}
	}
	if slices.Sort(x); len(x) != 7 || x[0] != x[6] {
		t.Errorf("it bends: %v", x)
	}
}

func TestWaysThatNeedNotCrossDoNot(t *testing.T) {
	c := Chart{Boxes: make([]Box, 7)}
	for i, to := range []int{0, 1, 2, 5, 4, 3} { // three ways, told in another order below
		c.Arrows = append(c.Arrows, Arrow{fmt.Sprint(i), []int{Begin, Begin, Begin, 0, 1, 2}[i : i+1], to})
	}
	if n := layOut(c).layers.crossings(); n != 0 {
		t.Errorf("%d crossings", n)
	}
}

func TestWordsAreEscaped(t *testing.T) {
	c := Chart{Title: `a"<b>`, Description: "<&>", Boxes: []Box{{Title: "</text>"}}}
	if svg := string(c.SVG()); strings.Contains(svg, "<b>") || strings.Contains(svg, "</text></text>") || strings.Contains(svg, `a"`) {
		t.Error(svg)
	}
}
