package org

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"shuniu/kernel/calendar"
	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
	"shuniu/kernel/store"
)

const nameLimit = 100

var (
	unitCode   = regexp.MustCompile(`^[a-z][a-z0-9]*([.-][a-z0-9]+)*$`)
	personCode = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$`)
	postKind   = regexp.MustCompile(`^[a-z][a-z0-9]*(_[a-z0-9]+)*$`)
)

// HasUnit reports whether there is a unit with the id: for writes of other
// packages that refer to one.
func HasUnit(q store.Q, id UnitID) (bool, error) { return has(q, countUnitSQL, id) }

// HasPerson reports whether there is a person with the id.
func HasPerson(q store.Q, id PersonID) (bool, error) { return has(q, countPersonSQL, id) }

func has(q store.Q, countSQL string, args ...any) (bool, error) {
	var n int
	err := q.QueryRow(countSQL, args...).Scan(&n)
	return n > 0, fault.Wrap(fault.Unavailable, err, "organisation")
}

// check gathers what is wrong with one thing to be written.
type check struct {
	tx      *store.Tx
	defects []fault.Defect
	err     error
}

func (c *check) add(field, zh, en string) {
	c.defects = append(c.defects, fault.Defect{Field: field, Text: lang.T(zh, en)})
}

// id refuses a write whose id was not taken beforehand: a mistake of the program,
// not of a person.
func (c *check) id(id int64) {
	if id <= 0 && c.err == nil {
		c.err = fault.Of(fault.Internal, "an id was not taken before the write")
	}
}

func (c *check) name(field string, name lang.Text) {
	if text := nameDefect(name); !text.IsZero() {
		c.defects = append(c.defects, fault.Defect{Field: field, Text: text})
	}
}

// unit checks what a unit's row says, but for its superior.
func (c *check) unit(u Unit) {
	c.id(int64(u.ID))
	c.code("code", u.Code, unitCode)
	c.name("name", u.Name)
	c.exists("region", countRegionSQL, u.Region)
	if len(u.Phone) > 40 {
		c.add("phone", "电话不超过 40 个字符。", "A telephone number has at most 40 characters.")
	}
}

func (c *check) code(field, code string, shape *regexp.Regexp) {
	if len(code) > 40 || !shape.MatchString(code) {
		c.add(field, "代码由小写字母和数字组成，以字母开头，不超过 40 个字符。", "A code is of lower-case letters and digits, begins with a letter and has at most 40 characters.")
	}
}

// exists checks that the query, which counts, finds what the field refers to.
func (c *check) exists(field, countSQL string, key any) {
	if c.err != nil {
		return
	}
	var there bool
	if there, c.err = has(c.tx, countSQL, key); c.err == nil && !there {
		c.add(field, "没有这一项。", "There is no such thing.")
	}
}

func (c *check) period(since, until calendar.Date, bounded bool) {
	if since.IsZero() {
		c.add("since", "请填写起始日期。", "Give the first day.")
	}
	if bounded && until.IsZero() {
		c.add("until", "授权和顶岗必须有截止日期。", "A delegation must have a last day.")
	}
	if !until.IsZero() && until.Before(since) {
		c.add("until", "截止日期早于起始日期。", "The last day is before the first.")
	}
}

func (c *check) result() error {
	if c.err != nil {
		return fault.As(c.err)
	}
	return fault.Defects(c.defects)
}

func nameDefect(name lang.Text) lang.Text {
	switch both := name.Zh + name.En; {
	case name.Zh == "":
		return lang.T("缺少名称。", "The Chinese name is missing.")
	case max(utf8.RuneCountInString(name.Zh), utf8.RuneCountInString(name.En)) > nameLimit:
		return lang.T("名称不超过 100 个字符。", "A name has at most 100 characters.")
	case !utf8.ValidString(both) || strings.ContainsFunc(both, unicode.IsControl):
		return lang.T("名称中有不能使用的字符。", "The name contains characters that cannot be used.")
	}
	return lang.Text{}
}
