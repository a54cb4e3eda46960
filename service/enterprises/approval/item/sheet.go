package item

import (
	"encoding"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
)

// The sheets of a workbook: one of the items, one for each kind of part they have,
// whose rows begin with the columns that say of which item, and the words that
// people use for each other. The names of columns are those of GB/T 39554.2-2020.
const (
	itemSheet  = "事项"
	alikeSheet = "同义词"
	english    = "（英文）"
	mostBytes  = 256 << 20 // of an unpacked workbook
	ownColumns = 4         // code, version, level and unit, in the rows of parts
)

// column is one element of an item, or of a part, in a sheet; a text in two
// languages takes two.
type column struct {
	head  string
	field int
	en    bool
}

// columns are those of a struct, without its parts.
func columns(t reflect.Type) []column {
	var out []column
	for n := range t.NumField() {
		f := t.Field(n)
		head := f.Tag.Get("sheet")
		if head == "" || isPart(f.Type) {
			continue
		}
		out = append(out, column{head: head, field: n})
		if f.Type == reflect.TypeFor[lang.Text]() || f.Type == reflect.TypeFor[[]lang.Text]() {
			out = append(out, column{head: head + english, field: n, en: true})
		}
	}
	return out
}

// isPart reports whether a field holds rows of its own.
func isPart(t reflect.Type) bool {
	return t.Kind() == reflect.Slice && t.Elem().Kind() == reflect.Struct && t.Elem() != reflect.TypeFor[lang.Text]()
}

// own are the columns that say of which item a part is.
func own() []column {
	all := columns(reflect.TypeFor[Item]())
	out := make([]column, 0, ownColumns)
	for _, head := range []string{"基本编码", "事项版本", "行使层级", "实施主体"} {
		out = append(out, all[slices.IndexFunc(all, func(c column) bool { return c.head == head })])
	}
	return out
}

// WriteXLSX writes the catalogue as a workbook that ReadXLSX reads.
func (c *Catalogue) WriteXLSX(w io.Writer) (err error) {
	f := excelize.NewFile()
	defer func() { err = fault.Wrap(fault.Unavailable, err, "write workbook") }()
	if err := f.SetSheetName(f.GetSheetName(0), itemSheet); err != nil {
		return err
	}
	t := reflect.TypeFor[Item]()
	rows := map[string][][]any{itemSheet: {heads(columns(t))}}
	names := []string{itemSheet}
	for n := range t.NumField() {
		if part := t.Field(n); isPart(part.Type) {
			name := part.Tag.Get("sheet")
			names = append(names, name)
			rows[name] = [][]any{append(heads(own()), heads(columns(part.Type.Elem()))...)}
		}
	}
	for n := range c.Items {
		v := reflect.ValueOf(&c.Items[n]).Elem()
		rows[itemSheet] = append(rows[itemSheet], cells(v, columns(t)))
		for m := range t.NumField() {
			if part := t.Field(m); isPart(part.Type) {
				name := part.Tag.Get("sheet")
				for k := range v.Field(m).Len() {
					rows[name] = append(rows[name], append(cells(v, own()), cells(v.Field(m).Index(k), columns(part.Type.Elem()))...))
				}
			}
		}
	}
	names = append(names, alikeSheet)
	for _, group := range c.Alike {
		rows[alikeSheet] = append(rows[alikeSheet], []any{strings.Join(group, "\n")})
	}
	for _, name := range names {
		if _, err := f.NewSheet(name); err != nil {
			return err
		}
		for n, row := range rows[name] {
			if err := f.SetSheetRow(name, "A"+strconv.Itoa(n+1), &row); err != nil {
				return err
			}
		}
	}
	return f.Write(w)
}

func heads(columns []column) []any {
	var out []any
	for _, c := range columns {
		out = append(out, c.head)
	}
	return out
}

func cells(v reflect.Value, columns []column) []any {
	var out []any
	for _, c := range columns {
		out = append(out, c.write(v.Field(c.field)))
	}
	return out
}

// write is a value as it stands in its cell; what has several stands in lines.
func (c column) write(v reflect.Value) string {
	switch x := v.Interface().(type) {
	case lang.Text:
		return c.of(x)
	case []lang.Text:
		var lines []string
		for _, t := range x {
			lines = append(lines, c.of(t))
		}
		return strings.Join(lines, "\n")
	case []string:
		return strings.Join(x, "\n")
	case encoding.TextMarshaler:
		text, _ := x.MarshalText() // of a date or limit, which cannot fail
		return string(text)
	}
	return fmt.Sprint(v.Interface())
}

func (c column) of(t lang.Text) string {
	if c.en {
		return t.En
	}
	return t.Zh
}

// read takes a cell into its field.
func (c column) read(v reflect.Value, cell string) error {
	switch x := v.Addr().Interface().(type) {
	case *lang.Text:
		c.put(x, cell)
		return nil
	case *[]lang.Text:
		for n, line := range lines(cell) {
			if n == len(*x) {
				*x = append(*x, lang.Text{})
			}
			c.put(&(*x)[n], line)
		}
		return nil
	case *[]string:
		*x = lines(cell)
		return nil
	case encoding.TextUnmarshaler:
		return x.UnmarshalText([]byte(cell))
	}
	switch {
	case cell == "":
	case v.Kind() == reflect.String:
		v.SetString(cell)
	case v.Kind() == reflect.Bool:
		b, err := strconv.ParseBool(cell)
		v.SetBool(b)
		return err
	case v.CanInt():
		n, err := strconv.ParseInt(cell, 10, 32)
		v.SetInt(n)
		return err
	default:
		n, err := strconv.ParseUint(cell, 10, 8)
		v.SetUint(n)
		return err
	}
	return nil
}

func (c column) put(t *lang.Text, s string) {
	if c.en {
		t.En = s
	} else {
		t.Zh = s
	}
}

func lines(cell string) []string {
	var out []string
	for line := range strings.SplitSeq(cell, "\n") {
		if line = strings.TrimSpace(line); line != "" {
			out = append(out, line)
		}
	}
	return out
}

// ReadXLSX reads a workbook as WriteXLSX writes it, its columns in any order. All
// that cannot be read is told at once, each defect with its sheet, row and column;
// Invalid as well if anything in it is wrong by Check.
func ReadXLSX(r io.Reader) (*Catalogue, error) {
	f, err := excelize.OpenReader(io.LimitReader(r, largest), excelize.Options{UnzipSizeLimit: mostBytes})
	if err != nil {
		return nil, fault.Defects([]fault.Defect{{Text: lang.T("不是可读的XLSX工作簿："+err.Error(), "It cannot be read as an XLSX workbook: "+err.Error())}})
	}
	defer f.Close()
	b := book{File: f, c: &Catalogue{}}
	t := reflect.TypeFor[Item]()
	b.rows(itemSheet, columns(t), func(at string, row func(reflect.Value, []column)) {
		b.c.Items, b.c.places = append(b.c.Items, Item{}), append(b.c.places, at+" ")
		row(reflect.ValueOf(&b.c.Items[len(b.c.Items)-1]).Elem(), columns(t))
	})
	for n := range t.NumField() {
		part := t.Field(n)
		if !isPart(part.Type) {
			continue
		}
		mine := columns(part.Type.Elem())
		b.rows(part.Tag.Get("sheet"), append(own(), mine...), func(at string, row func(reflect.Value, []column)) {
			var of Item
			row(reflect.ValueOf(&of).Elem(), own())
			i := slices.IndexFunc(b.c.Items, func(i Item) bool { return i.same(&of) && i.Version == of.Version })
			if i < 0 {
				b.wrong(at, lang.T("“事项”表里没有这个事项和版本。", "The sheet 事项 has no such item and version."))
				return
			}
			list := reflect.ValueOf(&b.c.Items[i]).Elem().Field(n)
			one := reflect.New(part.Type.Elem()).Elem()
			row(one, mine)
			list.Set(reflect.Append(list, one))
		})
	}
	if groups, err := f.GetRows(alikeSheet); err == nil { // a workbook may go without
		for _, g := range groups {
			if len(g) > 0 {
				b.c.Alike = append(b.c.Alike, lines(g[0]))
			}
		}
	}
	if len(b.ds) == 0 {
		b.ds = b.c.Check()
	}
	return b.c, fault.Defects(b.ds)
}

// book is a workbook that is being read.
type book struct {
	*excelize.File
	c  *Catalogue
	ds []fault.Defect
}

func (b *book) wrong(at string, text lang.Text) {
	b.ds = append(b.ds, fault.Defect{Field: at, Text: text})
}

// rows gives each row of a sheet to take, which reads from it the columns it wants.
func (b *book) rows(sheet string, wanted []column, take func(at string, row func(reflect.Value, []column))) {
	rows, err := b.GetRows(sheet)
	if err != nil || len(rows) == 0 {
		b.wrong(sheet, lang.T("没有这张工作表，或者没有表头。", "There is no such sheet, or it has no header."))
		return
	}
	where := map[string]int{}
	for n, head := range rows[0] {
		where[strings.TrimSpace(head)] = n
	}
	for _, c := range wanted {
		if _, ok := where[c.head]; !ok {
			b.wrong(sheet, lang.T("缺少“"+c.head+"”列。", "The column "+c.head+" is missing."))
		}
	}
	for head := range where {
		if head != "" && !slices.ContainsFunc(wanted, func(c column) bool { return c.head == head }) {
			b.wrong(sheet, lang.T("没有“"+head+"”这个要素。", "There is no element "+head+"."))
		}
	}
	for n, cells := range rows[1:] {
		if strings.TrimSpace(strings.Join(cells, "")) == "" {
			continue
		}
		at := sheet + "!" + strconv.Itoa(n+2)
		take(at, func(v reflect.Value, columns []column) {
			for _, c := range columns {
				at2, ok := where[c.head]
				if !ok || at2 >= len(cells) {
					continue
				}
				if err := c.read(v.Field(c.field), strings.TrimSpace(cells[at2])); err != nil {
					b.wrong(at+" "+c.head, told(err))
				}
			}
		})
	}
}
