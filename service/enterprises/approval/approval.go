// Package approval is the service of administrative licences 行政许可 and of what
// else the catalogue of items lets people apply for. The procedure is the law's and
// stands in the definitions; here is what is not: what the catalogue says of the
// case, and who is competent for it.
package approval

import (
	"slices"
	"strconv"

	"shuniu/kernel/calendar"
	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
	"shuniu/kernel/matter"
	"shuniu/kernel/org"
	"shuniu/kernel/store"
	"shuniu/service/enterprises/approval/item"
)

// The processes by which an item is applied for.
const (
	Licence = "enterprises.licence" // that one body decides on
	Instant = "enterprises.instant" // of whatever type, decided at once (行政许可法第34条)
)

// The fields of its form that the catalogue knows, and the place it looks at.
const (
	FieldItem      = "item"
	FieldSituation = "situation"
	fieldRegion    = "region"
	fieldTitle     = "title"
	fieldUnit      = "unit"
	fieldStatutory = "statutory_days"
	fieldPromise   = "promise_days"
	fieldAccepting = "accepting"
	fieldInspects  = "inspects"
)

// licences is the type of items that this procedure is for (01 行政许可).
const licences item.Type = "01"

// Hooks are the rules of approvals that their definitions name. Without a catalogue
// nothing can be applied for.
func Hooks(c *item.Catalogue) map[string]matter.Hook {
	return map[string]matter.Hook{
		"approval.item": counter{c}.take, "approval.instant": counter{c}.takeAtOnce, "approval.up": sendUp, "approval.decides": decides, "approval.inspector": inspector,
	}
}

// counter is where an application comes in.
type counter struct{ *item.Catalogue }

// take finds the licence applied for and fills in what the applicant is never asked:
// its name, who is competent and within how many working days it is decided.
func (c counter) take(_ *store.Tx, d *matter.Draft) error {
	i, err := c.competent(d, Licence)
	if err != nil {
		return err
	}
	accepting, err := accepts(d, i)
	if err != nil {
		return err
	}
	d.Values[fieldAccepting], d.Values[fieldInspects] = accepting, "no"
	if i.Inspects {
		d.Values[fieldInspects] = "yes"
	}
	d.Values[fieldStatutory], d.Values[fieldPromise] = strconv.Itoa(i.Statutory.N), strconv.Itoa(i.Promised.N)
	return nil
}

// takeAtOnce finds what is applied for where it is decided on the spot.
func (c counter) takeAtOnce(_ *store.Tx, d *matter.Draft) error {
	_, err := c.competent(d, Instant)
	return err
}

// competent is the item applied for, if the process carries it and its body decides
// for the place; it fills in both.
func (c counter) competent(d *matter.Draft, process string) (*item.Item, error) {
	i := c.offered(d.Today, d.Values[FieldItem])
	if i == nil || Process(i) != process {
		return nil, fault.Defects([]fault.Defect{{Field: FieldItem, Text: lang.T(
			"今天的事项库里没有可以这样申请的这个实施编码，请在办事指南里核对。",
			"Today's catalogue has no such code that can be applied for here. Look it up in the guide to services.")}})
	}
	unit, known := d.Org.UnitByCode(i.Unit)
	if !known {
		return nil, fault.Of(fault.Internal, "item %s is of unit %s, which is not in the register", i.Implementing(), i.Unit)
	}
	if !unit.Region.Contains(org.RegionCode(d.Values[fieldRegion])) {
		return nil, fault.Defects([]fault.Defect{{Field: fieldRegion, Text: lang.T(
			unit.Name.Zh+"只办理本辖区的事项；这个地方的，请选当地实施机关的同一事项。",
			unit.Name.En+" decides for its own area only. For this place choose the same item of the body there.")}})
	}
	d.Values[fieldTitle], d.Values[fieldUnit] = i.Name.Zh, i.Unit
	return i, nil
}

// accepts is who takes the application in: the body that decides, or the one below it
// that reviews it first for the place (行政许可法第43条).
func accepts(d *matter.Draft, i *item.Item) (string, error) {
	if len(i.Reviewers) == 0 {
		return i.Unit, nil
	}
	for _, code := range i.Reviewers {
		unit, known := d.Org.UnitByCode(code)
		if !known {
			return "", fault.Of(fault.Internal, "item %s is first reviewed by %s, which is not in the register", i.Implementing(), code)
		}
		if unit.Region.Contains(org.RegionCode(d.Values[fieldRegion])) {
			return code, nil
		}
	}
	return "", fault.Defects([]fault.Defect{{Field: fieldRegion, Text: lang.T(
		"本事项先由办理地的下级机关初审，请选到它的辖区（行政许可法第43条）。",
		"A lower body reviews this first (Administrative Licensing Law, article 43): choose a place in the area of one.")}})
}

func (c counter) offered(day calendar.Date, code string) *item.Item {
	if c.Catalogue == nil {
		return nil
	}
	all := c.On(day)
	n := slices.IndexFunc(all, func(i *item.Item) bool { return !i.Listed() && i.Implementing() == code })
	if n < 0 {
		return nil
	}
	return all[n]
}

// Process is how an item of an implementing body is applied for: at once, or as a
// licence whose limits are in working days as the law counts them (行政许可法第82条);
// empty where neither carries it.
func Process(i *item.Item) string {
	switch {
	case i.Listed():
		return ""
	case i.Kind == item.Instant:
		return Instant
	case i.Type == licences && i.Statutory.Unit == calendar.WorkingDay && i.Promised.Unit == calendar.WorkingDay:
		return Licence
	}
	return ""
}

// Applied reports whether a matter of the process is an application for an item.
func Applied(process string) bool { return process == Licence || process == Instant }
