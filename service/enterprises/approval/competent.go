package approval

import (
	"slices"
	"strconv"
	"strings"

	"shuniu/kernel/access"
	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
	"shuniu/kernel/matter"
	"shuniu/kernel/store"
)

// Inspection is the process of an inspection by standard that a licence waits for
// (行政许可法第55条).
const Inspection = "enterprises.inspection"

const fieldOfficers = "officers"

// sendUp names the body to which a licence goes from the one that reviewed it first:
// with it goes all that was handed in, so that nothing can be asked for again
// (行政许可法第35条).
func sendUp(_ *store.Tx, d *matter.Draft) error {
	d.Values[fieldUnit] = d.Matter.Fields[fieldUnit]
	return nil
}

// decides refuses a proposal by whoever only reviews first (行政许可法第43条), and
// one made before an inspection that the item wants has its result (第55条).
func decides(_ *store.Tx, d *matter.Draft) error {
	unit, _ := d.Org.UnitByCode(d.Matter.Fields[fieldUnit])
	if d.Matter.Assigned != int64(unit.ID) {
		return fault.New(fault.Conflict, lang.T(
			"本事项由"+unit.Name.Zh+"决定，这里只作初审：请办“开始初审”，再“报送初审意见”（行政许可法第43条）。",
			unit.Name.En+" decides on this item and it is only reviewed here first: begin the first review, then send it up (Administrative Licensing Law, article 43)."), "proposal by the first reviewer")
	}
	for _, c := range d.Matter.Children {
		if c.Process == Inspection && c.End == "" {
			return fault.New(fault.Conflict, lang.T(
				"检验还没有结果，不能提出审查意见（行政许可法第55条）。",
				"The inspection has no result yet, and nothing can be proposed before it (Administrative Licensing Law, article 55)."), "proposal before the inspection")
		}
	}
	return nil
}

// inspector lets nobody report but those who were assigned.
func inspector(_ *store.Tx, d *matter.Draft) error {
	assigned := strings.Fields(d.Matter.Fields[fieldOfficers])
	is := func(s access.Actor) bool {
		if slices.Contains(assigned, strconv.FormatInt(int64(s.Person), 10)) {
			return true
		}
		for _, stand := range s.Stands {
			if slices.Contains(assigned, strconv.FormatInt(int64(stand.Principal), 10)) {
				return true
			}
		}
		return false
	}
	if !is(d.Actor) {
		return fault.New(fault.Denied, lang.T("本件指派了其他检验人员，由他们报告结果。", "Other inspectors were assigned, and they report."), "report by somebody not assigned")
	}
	return nil
}
