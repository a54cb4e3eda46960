package instrument

import (
	"strconv"
	"strings"

	"shuniu/kernel/calendar"
	"shuniu/kernel/fault"
	"shuniu/kernel/matter"
	"shuniu/kernel/org"
	"shuniu/kernel/serial"
	"shuniu/kernel/store"
)

// Give gives the document of an act its number, for the hook of an act that names
// NumberField in fills: the next in the series of the unit in charge and the year. It
// is the last thing the hook does, so that nobody waits for a number longer than need
// be.
func (s *Styles) Give(tx *store.Tx, d *matter.Draft) error {
	style := s.On(d.Matter.Process, d.Act.Name, d.Today)
	if style == nil || style.Number == "" {
		return fault.Of(fault.Internal, "no style with a number for %s of %s on %s", d.Act.Name, d.Matter.Process, d.Today)
	}
	unit, ok := d.Org.Unit(org.UnitID(d.Matter.Assigned))
	if code := d.Values[d.Act.Assigns]; code != "" {
		unit, ok = d.Org.UnitByCode(code)
	}
	if !ok {
		return fault.Of(fault.Internal, "no unit issues the document of %s", d.Act.Name)
	}
	n, err := serial.Next(tx, s.number(style, unit, numbered{d.Today, ""}))
	if err != nil {
		return err
	}
	d.Values[NumberField] = s.number(style, unit, numbered{d.Today, strconv.Itoa(n)})
	return nil
}

// numbered is what goes into the form of a number.
type numbered struct {
	day calendar.Date
	n   string
}

// number fills the form of a number; without its n it is the name of the series.
func (s *Styles) number(style *Style, unit org.Unit, in numbered) string {
	out, _ := filled(style.Number, func(place string) string {
		switch place {
		case "$n":
			return in.n
		case "$year":
			return strconv.Itoa(in.day.Year())
		}
		if mark := s.marks[unit.Code]; mark != "" {
			return mark
		}
		return strings.TrimSpace(unit.Name.Zh)
	})
	return out
}
