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
	i, err := c.known(d.Matter.Fields[FieldItem])
	if err != nil {
		return err
	}
	granted, certified := result(i)
	d.Values[fieldCertificate], d.Values[fieldFrom], d.Values["certified"] = granted.Name.Zh, d.Today.String(), yes(certified)
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

// result is what an item leads to, and whether that is a certificate: what is no
// licence has none (行政许可法第39条), and of some licences the decision is all there is.
func result(i *item.Item) (item.Result, bool) {
	if len(i.Results) == 0 {
		return item.Result{Name: i.Name}, i.Type == licences
	}
	return i.Results[0], i.Type == licences && i.Results[0].Kind != "reply"
}

// certifies says what a certificate of a part of a joint approval is of: who issues
// it and how long it holds are the catalogue's.
func (c counter) certifies(_ *store.Tx, d *matter.Draft) error {
	i, err := c.known(d.Values[FieldItem])
	if err != nil {
		return err
	}
	granted, _ := result(i)
	d.Values[fieldTitle], d.Values[fieldUnit] = granted.Name.Zh, i.Unit
	from, err := calendar.ParseDate(d.Values[fieldFrom])
	if last := granted.Last(from); err == nil && !last.IsZero() {
		d.Values[fieldUntil] = last.String()
	}
	return fault.Wrap(fault.Internal, err, "start of a certificate")
}

// outcomes are what the acts that open a publication say was decided.
var outcomes = map[string]string{"open_grant": "granted", "open_denial": "denied", "open_revocation": "revoked"}

// announced says what a decision that is to be published was on. The kind of licence
// is a first guess (行政许可法第12条); who publishes may correct it.
func (c counter) announced(_ *store.Tx, d *matter.Draft) error {
	i, err := c.known(d.Values[FieldItem])
	if err != nil {
		return err
	}
	d.Values[fieldTitle], d.Values["outcome"], d.Values["licence_class"] = i.Name.Zh, outcomes[d.Act.Name], "general"
	if i.Inspects {
		d.Values["licence_class"] = "verified"
	}
	if granted, certified := result(i); certified && d.Values["outcome"] == "granted" {
		d.Values[fieldCertificate] = granted.Name.Zh
	}
	return nil
}

// known is the newest version of an item that was applied for.
func (c counter) known(code string) (*item.Item, error) {
	if i := c.latest(code); i != nil {
		return i, nil
	}
	return nil, fault.Of(fault.Internal, "item %s is not in the catalogue", code)
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
