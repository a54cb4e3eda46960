package org

import (
	"strconv"

	"shuniu/kernel/calendar"
	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
	"shuniu/kernel/store"
)

// Table is one of the four tables of a register.
type Table string

// The tables of a register, in the order in which they build on one another.
const (
	RegionTable     Table = "regions"
	UnitTable       Table = "units"
	PostTable       Table = "posts"
	DelegationTable Table = "delegations"
)

// Tables is all of them in that order.
func Tables() []Table { return []Table{RegionTable, UnitTable, PostTable, DelegationTable} }

// columns are those a table may have; each must be there if it is required.
func (t Table) columns() []column {
	switch t {
	case RegionTable:
		return []column{{"code", true}, {"name_zh", true}, {"name_en", false}}
	case UnitTable:
		return []column{{"code", true}, {"parent", true}, {"region", true}, {"phone", false}, {"name_zh", true}, {"name_en", false}}
	case PostTable:
		return []column{
			{"unit", true}, {"kind", true}, {"person", false}, {"name_zh", true}, {"name_en", false},
			{"title_zh", false}, {"title_en", false}, {"since", true}, {"until", false},
		}
	case DelegationTable:
		return []column{{"unit", true}, {"kind", true}, {"from", true}, {"to", true}, {"by", true}, {"since", true}, {"until", true}}
	}
	return nil
}

type column struct {
	name     string
	required bool
}

// Source is one file of a register: a table as CSV in UTF-8, whose first line
// names its columns in any order. Name is what the file is called in defects.
type Source struct {
	Table Table
	Name  string
	Text  []byte
}

// Register is what files say about the organisation, to be entered. Units and
// posts are named by code, people by name or code; ids are not known yet.
type Register struct {
	regions     []regionRow
	units       []unitRow
	posts       []postRow
	delegations []delegationRow
	broken      map[string]bool // what rows with defects would have added
	defects     []misfit
	leave       Leave
}

// Leave says why a post must not end by a file, or nothing: alone is set where nobody
// holds the seat after it. What somebody answers for is not the register's to know.
type Leave func(q store.Q, p Post, alone bool) (lang.Text, error)

// Unless lets leave refuse the end of posts.
func (r *Register) Unless(leave Leave) *Register {
	r.leave = leave
	return r
}

// misfit is what is wrong with a row.
type misfit struct {
	at
	text lang.Text
}

// at is a place in the files; source counts them in the order given.
type at struct {
	file         string
	source, line int
}

func (a at) String() string {
	if a.line == 0 {
		return a.file
	}
	return a.file + ":" + strconv.Itoa(a.line)
}

// row is a line of a file as written, by column.
type row struct {
	at
	cells map[string]string
}

func (r row) text(name string) lang.Text { return lang.T(r.cells[name+"_zh"], r.cells[name+"_en"]) }

// keep puts what the city knows in place of what the file does not say: a column
// that is left out changes nothing.
func (r row) keep(column string, value *string, known string) {
	if _, given := r.cells[column]; !given {
		*value = known
	}
}

type regionRow struct {
	row
	Region
}

type unitRow struct {
	row
	Unit
	parent string
}

type postRow struct {
	row
	Post
	unit   string
	person Person
}

type delegationRow struct {
	row
	Delegation
	unit, from, to string
	post           PostKind
}

// ReadRegister reads files of a register. It never fails: what is wrong with them
// is told by Enter, together with what is wrong in the city they are entered into,
// so that a person sees all defects at once.
func ReadRegister(sources ...Source) *Register {
	r := &Register{broken: map[string]bool{}}
	for i, s := range sources {
		for _, row := range r.read(i, s) {
			switch s.Table {
			case RegionTable:
				r.regions = append(r.regions, regionRow{row, Region{Code: RegionCode(row.cells["code"]), Name: row.text("name")}})
			case UnitTable:
				r.units = append(r.units, unitRow{row, Unit{
					Code: row.cells["code"], Name: row.text("name"), Region: RegionCode(row.cells["region"]), Phone: row.cells["phone"],
				}, row.cells["parent"]})
			case PostTable:
				r.readPost(row)
			case DelegationTable:
				r.readDelegation(row)
			}
		}
	}
	return r
}

func (r *Register) readPost(row row) {
	p := postRow{
		row: row, unit: row.cells["unit"], person: Person{Code: row.cells["person"], Name: row.text("name")},
		Post: Post{Kind: PostKind(row.cells["kind"]), Title: row.text("title")},
	}
	if r.days(row, &p.Since, &p.Until) {
		r.posts = append(r.posts, p)
	}
}

func (r *Register) readDelegation(row row) {
	d := delegationRow{
		row: row, unit: row.cells["unit"], from: row.cells["from"], to: row.cells["to"], post: PostKind(row.cells["kind"]),
		Delegation: Delegation{Kind: DelegationKind(row.cells["by"])},
	}
	if r.days(row, &d.Since, &d.Until) {
		r.delegations = append(r.delegations, d)
	}
}

// days reads the first and the last day. Whether they may be empty and in which
// order they stand is checked where they are written.
func (r *Register) days(row row, since, until *calendar.Date) bool {
	return r.day(row, "since", since) && r.day(row, "until", until)
}

func (r *Register) day(row row, column string, day *calendar.Date) (ok bool) {
	if row.cells[column] == "" {
		return true
	}
	var err error
	if *day, err = calendar.ParseDate(row.cells[column]); err != nil {
		text := fault.As(err).Person
		r.defect(row.at, lang.T(column+"："+text.Zh, column+": "+text.En))
		r.broken[row.cells["unit"]+"/"+row.cells["kind"]] = true
		return false
	}
	return true
}

func (r *Register) defect(where at, text lang.Text) {
	r.defects = append(r.defects, misfit{where, text})
}
