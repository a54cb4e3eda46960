package page

import (
	"slices"

	"github.com/a-h/templ"

	"shuniu/kernel/lang"
)

// Table is figures or facts in rows and columns, dense and always captioned.
type Table struct {
	Caption  lang.Text
	Columns  []Column
	Rows     [][]Cell
	Total    []Cell // the row of all, which stays at the foot however the others are sorted
	RowHead  bool   // the first cell names the row
	Sortable bool   // the whole table is here, so the browser may sort it
	Stacks   bool   // on a phone each row is a block, its cells under the names of their columns
	Empty    Empty
}

// Column is the head of a column. Numbers stand to the right.
type Column struct {
	Title   lang.Text
	Numeric bool
}

// Cell is a text, a link or any part.
type Cell struct {
	Text string
	Href string
	Part templ.Component
	Sort string // what the browser sorts by, if not the text
}

// Cells makes a row of plain texts.
func Cells(texts ...string) []Cell {
	row := make([]Cell, len(texts))
	for i, t := range texts {
		row[i] = Cell{Text: t}
	}
	return row
}

// name is what the column of a cell is called.
func (t Table) name(i int, tag lang.Tag) string {
	if i < len(t.Columns) {
		return t.Columns[i].Title.In(tag)
	}
	return ""
}

func (t Table) numeric(i int) bool { return i < len(t.Columns) && t.Columns[i].Numeric }

// Queue is the desk's list: one line a matter, and one tab stop each.
type Queue struct {
	Caption lang.Text
	Rows    []QueueRow
	Empty   Empty
}

// picks reports whether any row can be chosen.
func (q Queue) picks() bool {
	return slices.ContainsFunc(q.Rows, func(r QueueRow) bool { return r.Pick.Name != "" })
}

// QueueRow is one matter in a queue.
type QueueRow struct {
	Number string
	Title  string
	Href   string
	Place  string
	Holder string
	State  Tag
	Clock  Clock
	Cards  []Card

	Excerpt Excerpt // of a matter that was searched for
	Pick    Pick    // by which it is chosen for what is done to several at once
}

// Pick is a box by which a row is chosen; the zero Pick is none.
type Pick struct {
	Name, Value string
	Label       lang.Text // for whoever does not see the row
	Ticked      bool
}

// Empty says why there is nothing and what to do. The zero Empty says only that
// there is nothing.
type Empty struct {
	Why    lang.Text
	What   lang.Text
	Href   string
	Action lang.Text
}

// Pager leads through a list by keyset: there is a way back and a way on, and
// no page numbers, because no query counts the whole list.
type Pager struct {
	Prev, Next string
}

func (c Cell) attrs() templ.Attributes {
	if c.Sort == "" {
		return templ.Attributes{}
	}
	return templ.Attributes{"data-sort-value": c.Sort}
}
