// Package approval is the service of administrative licences 行政许可 and of what
// else the catalogue of items lets people apply for. The procedure is the law's and
// stands in the definitions; here is what is not: what the catalogue says of the
// case, and who is competent for it.
package approval

import (
	"maps"
	"slices"
	"strconv"

	"shuniu/kernel/calendar"
	"shuniu/kernel/fault"
	"shuniu/kernel/instrument"
	"shuniu/kernel/lang"
	"shuniu/kernel/matter"
	"shuniu/kernel/org"
	"shuniu/kernel/store"
	"shuniu/service/enterprises/approval/certificate"
	"shuniu/service/enterprises/approval/decision"
	"shuniu/service/enterprises/approval/item"
	"shuniu/service/enterprises/approval/theme"
)

// The processes by which an item is applied for.
const (
	Licence    = "enterprises.licence"    // that one body decides on
	Instant    = "enterprises.instant"    // of whatever type, decided at once (行政许可法第34条)
	Commitment = "enterprises.commitment" // decided on a commitment instead of papers (国办发〔2020〕42号)
)

// Stuck is the process of what somebody could not get done 办不成事.
const Stuck = "enterprises.stuck"

// The fields of its form that the catalogue knows, and the place it looks at.
const (
	FieldItem      = "item"
	FieldSituation = "situation"
	FieldCommitted = "committed"
	fieldRegion    = "region"
	fieldTitle     = "title"
	fieldUnit      = "unit"
	fieldStatutory = "statutory_days"
	fieldPromise   = "promise_days"
	fieldAccepting = "accepting"
	fieldInspects  = "inspects"
	fieldDuties    = "duties"
)

// licences is the type of items that this procedure is for (01 行政许可).
const licences item.Type = "01"

// Sources are what the rules of approvals look up.
type Sources struct {
	Items  *item.Catalogue
	Themes *theme.Book
	Styles *instrument.Styles
}

// Hooks are the rules of approvals that their definitions name. Without a catalogue
// nothing can be applied for, without themes nothing together, without styles no
// document is issued.
func Hooks(s Sources) map[string]matter.Hook {
	c := counter{s.Items}
	hooks := jointly{s.Themes, s.Styles, c}.hooks()
	maps.Copy(hooks, map[string]matter.Hook{
		"approval.item": c.take, "approval.instant": c.takeAtOnce, "approval.commitment": c.takeCommitted,
		"approval.up": sendUp, "approval.decides": decides, "approval.inspector": inspector,
		"approval.document": s.Styles.Give, "approval.grant": both(c.term, s.Styles.Give), "approval.publish": decision.Release,
		"publication.open": c.announced, "certificate.part": both(c.certifies, certificate.Issue),
	})
	maps.Copy(hooks, certificate.Hooks())
	return hooks
}

// both is the rule of an act that has two: the second, which draws a number, only where
// the first does not refuse.
func both(first, second matter.Hook) matter.Hook {
	return func(tx *store.Tx, d *matter.Draft) error {
		if err := first(tx, d); err != nil {
			return err
		}
		return second(tx, d)
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
	d.Values[fieldAccepting], d.Values[fieldInspects] = accepting, yes(i.Inspects)
	d.Values[fieldStatutory], d.Values[fieldPromise] = strconv.Itoa(i.Statutory.N), strconv.Itoa(i.Promised.N)
	return nil
}

// yes is how a choice of the definitions says whether something is so.
func yes(is bool) string {
	if is {
		return "yes"
	}
	return "no"
}

// takeAtOnce finds what is applied for where it is decided on the spot.
func (c counter) takeAtOnce(_ *store.Tx, d *matter.Draft) error {
	i, err := c.competent(d, Instant)
	if err != nil {
		return err
	}
	d.Values["licensed"] = yes(i.Type == licences)
	return nil
}

// takeCommitted finds what may be decided on a commitment, and keeps what the
// applicant was told with the commitment to it.
func (c counter) takeCommitted(_ *store.Tx, d *matter.Draft) error {
	i, err := c.competent(d, Commitment)
	if err == nil {
		d.Values[fieldDuties] = Duties(i).Zh
	}
	return err
}

// competent is the item applied for, if the process carries it and its body decides
// for the place; it fills in both.
func (c counter) competent(d *matter.Draft, process string) (*item.Item, error) {
	i := c.offered(d.Today, d.Values[FieldItem])
	if i == nil || Process(i) != process && (process != Commitment || !Commits(i)) {
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

// Commits reports whether a commitment may take the place of papers: the catalogue
// says so, and the item is a licence that is applied for here.
func Commits(i *item.Item) bool { return i.Commitments && Process(i) == Licence }

// Duties is what whoever commits is told before: the conditions they have to meet,
// how it is checked and what a false commitment leads to.
func Duties(i *item.Item) lang.Text {
	told := lang.Text{Zh: "承诺符合以下条件：", En: "You commit that:"}
	for n, c := range i.Conditions {
		no := strconv.Itoa(n + 1)
		told.Zh += "\n" + no + "．" + c.Zh
		told.En += "\n" + no + ". " + c.En
	}
	told.Zh += "\n准予之后两个月内核查。承诺不实的，责令限期整改；逾期不改或者整改后仍不符合的，撤销决定，并记入信用记录。"
	told.En += "\nIt is checked within two months. What is found false has to be put right by a date; otherwise the decision is revoked and it is noted in your credit record."
	return told
}

// Applied reports whether a matter of the process is an application for an item.
func Applied(process string) bool {
	return process == Licence || process == Instant || process == Commitment
}
