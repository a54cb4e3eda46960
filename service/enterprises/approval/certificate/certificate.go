// Package certificate is what a licence leads to: the certificate 许可证照 that its
// holder carries, that anybody can check, and that is renewed, changed, withdrawn,
// revoked or cancelled (行政许可法第39、49、50、69、70条).
//
// A certificate is a matter of its own; the law of its life stands in the definition
// enterprises.certificate. Here are its number, the length of a renewal, the public
// register in which it is checked, and the signed credential that can be checked
// without this city. The register holds nothing personal.
package certificate

import (
	"fmt"

	"shuniu/kernel/calendar"
	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
	"shuniu/kernel/matter"
	"shuniu/kernel/serial"
	"shuniu/kernel/store"
)

// Process is the process of a certificate.
const Process = "enterprises.certificate"

// The fields of its form.
const (
	FieldItem   = "item"
	FieldTitle  = "title"
	FieldSerial = "serial"
	FieldUnit   = "unit"
	FieldHolder = "holder_name"
	FieldUSCC   = "uscc"
	FieldFrom   = "valid_from"
	FieldUntil  = "valid_until"
)

// Hooks are the rules of certificates that their definition names.
func Hooks() map[string]matter.Hook {
	return map[string]matter.Hook{"certificate.issue": Issue, "certificate.renew": renew}
}

// Issue is the rule of the act that issues: it gives the certificate its number,
// without a gap by unit and year.
func Issue(tx *store.Tx, d *matter.Draft) error {
	unit, known := d.Org.UnitByCode(d.Values[FieldUnit])
	if !known {
		return fault.Of(fault.Internal, "certificate of unit %q, which is not in the register", d.Values[FieldUnit])
	}
	n, err := serial.Next(tx, fmt.Sprintf("%s %s %d", Process, unit.Code, d.Today.Year()))
	d.Values[FieldSerial] = fmt.Sprintf("%s许证字〔%d〕第%05d号", unit.Name.Zh, d.Today.Year(), n)
	return err
}

// renew lets a certificate hold as long again as it held, from the day on which it
// would have expired (行政许可法第50条).
func renew(_ *store.Tx, d *matter.Draft) error {
	from, err := calendar.ParseDate(d.Matter.Fields[FieldFrom])
	if err != nil {
		return fault.Wrap(fault.Internal, err, "start of a certificate")
	}
	until, err := calendar.ParseDate(d.Matter.Fields[FieldUntil])
	if err != nil {
		return fault.New(fault.Conflict, lang.T("长期有效的证照不需要延续。", "What is valid for good is not renewed."), "renewal of a certificate without end")
	}
	from, until = again(from, until)
	d.Values[FieldFrom], d.Values[FieldUntil] = from.String(), until.String()
	return nil
}

// again is the term that follows one and is as long: in months where that had whole
// ones (民法典第202条), in days otherwise.
func again(from, until calendar.Date) (first, last calendar.Date) {
	first = until.Add(1)
	months := 12*(first.Year()-from.Year()) + int(first.Month()) - int(from.Month())
	if months > 0 && from.Months(months) == first {
		return first, first.Months(months).Add(-1)
	}
	return first, first.Add(until.Sub(from))
}
