package request

import (
	"cmp"
	"slices"
	"strings"

	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
	"shuniu/kernel/matter"
	"shuniu/kernel/org"
	"shuniu/kernel/store"
)

// Tips is the process of reports of wrongdoing, a lane of their own.
const Tips = "people.tip"

const (
	fieldReported = "reported"
	fieldAccused  = "accused"
	fieldAvoided  = "avoided"
)

// kept gives a report to a keeper who is not reported in it: the lane avoids the
// unit reported (the definition says so) and, found here, a unit whose keeper the
// report names. Where nobody is left it says who else must be told.
func kept(_ *store.Tx, d *matter.Draft) error {
	told := d.Values[fieldAccused] + "\n" + d.Values[fieldTitle] + "\n" + d.Values[fieldBody]
	unit, ok := d.Org.UnitByCode(keeperUnit)
	for ok {
		owes, found := d.Org.Resolve(unit.ID, keeperPost, d.Today)
		if !found {
			break
		}
		reported, named := d.Org.UnitByCode(d.Values[fieldReported])
		if !(named && d.Org.Within(owes.Unit, reported.ID)) {
			if !names(d, owes.Seat(), told) {
				return nil
			}
			avoided, _ := d.Org.Unit(owes.Unit)
			d.Values[fieldAvoided] = avoided.Code
		}
		at, _ := d.Org.Unit(owes.Unit)
		unit, ok = d.Org.Unit(at.Parent)
	}
	return fault.Defects([]fault.Defect{{Field: fieldReported, Text: lang.T(
		"本平台没有不受被举报单位、被举报人领导的受理人，请直接向上级纪检监察机关（电话12388）或信访部门举报。",
		"Nobody here is independent of the unit or person reported. Report it to discipline and supervision above them (telephone 12388) or to the petition office.")}})
}

// Where reports are kept, as the definition's role says.
const (
	keeperUnit = "hotline"
	keeperPost = org.PostKind("tipkeeper")
)

// names reports whether a text names somebody who holds the seat.
func names(d *matter.Draft, seat org.Seat, text string) bool {
	return slices.ContainsFunc(d.Org.HoldersOf(seat.Unit, seat.Post, d.Today), func(p org.Post) bool {
		person, ok := d.Org.Person(p.Person)
		return ok && strings.Contains(text, person.Name.Zh)
	})
}

// independent keeps a report from the unit it is about, from those below it, and
// from a unit whose head is reported.
func independent(_ *store.Tx, d *matter.Draft) error {
	refuse := func(text lang.Text) error { return fault.Defects([]fault.Defect{{Field: fieldUnit, Text: text}}) }
	unit, _ := d.Org.UnitByCode(d.Values[fieldUnit])
	for _, field := range []string{fieldReported, fieldAvoided} {
		barred, ok := d.Org.UnitByCode(cmp.Or(d.Values[field], d.Matter.Fields[field]))
		if ok && d.Org.Within(unit.ID, barred.ID) {
			return refuse(lang.T("不得交被举报单位及其下属单位核查。", "The unit reported, and those below it, must not inquire."))
		}
	}
	personal, err := d.Personal()
	if err != nil {
		return err
	}
	owes, ok := d.Org.Resolve(unit.ID, org.Head, d.Today)
	if ok && names(d, owes.Seat(), personal[fieldAccused]) {
		return refuse(lang.T("该单位负责人就是被举报人，不得由其核查。", "The head of that unit is the person reported and must not inquire."))
	}
	return nil
}
