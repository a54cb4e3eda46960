package approval

import (
	"shuniu/kernel/calendar"
	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
	"shuniu/kernel/matter"
	"shuniu/kernel/store"
	"shuniu/service/enterprises/approval/item"
)

// The fields of a decision that grants.
const (
	fieldCertificate = "certificate"
	fieldFrom        = "valid_from"
	fieldUntil       = "valid_until"
)

// term says what is granted and how long it holds. The catalogue knows both; whoever
// decides may only make the time shorter.
func (c counter) term(_ *store.Tx, d *matter.Draft) error {
	i := c.latest(d.Matter.Fields[FieldItem])
	if i == nil {
		return fault.Of(fault.Internal, "item %s is not in the catalogue", d.Matter.Fields[FieldItem])
	}
	granted := item.Result{Name: i.Name}
	if len(i.Results) > 0 {
		granted = i.Results[0]
	}
	d.Values[fieldCertificate], d.Values[fieldFrom] = granted.Name.Zh, d.Today.String()
	last := granted.Last(d.Today)
	chosen, err := calendar.ParseDate(d.Values[fieldUntil])
	switch {
	case err != nil: // left to the catalogue
	case !chosen.After(d.Today), !last.IsZero() && chosen.After(last):
		return fault.Defects([]fault.Defect{{Field: fieldUntil, Text: lang.T(
			"有效期应在今天之后，且不能超过事项库规定的期限。", "It ends after today, and no later than the catalogue says.")}})
	default:
		last = chosen
	}
	if !last.IsZero() {
		d.Values[fieldUntil] = last.String()
	}
	return nil
}

// latest is the newest version of an item: what was applied for is decided even after
// the catalogue offers it no more.
func (c counter) latest(code string) (found *item.Item) {
	if c.Catalogue == nil {
		return nil
	}
	for n := range c.Items {
		if i := &c.Items[n]; i.Implementing() == code && (found == nil || i.Version > found.Version) {
			found = i
		}
	}
	return found
}
