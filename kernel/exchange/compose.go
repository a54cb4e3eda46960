package exchange

import (
	"context"
	"slices"
	"strings"

	"shuniu/kernel/calendar"
	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
	"shuniu/kernel/ledger"
	"shuniu/kernel/matter"
	"shuniu/kernel/org"
	"shuniu/kernel/store"
)

// takes tells whether an event makes a message of the kind.
func (c *Connector) takes(k Kind, e *ledger.Event, day calendar.Date) bool {
	return slices.Contains(k.Processes, e.Process) && slices.Contains(k.Acts, e.Act) && !day.Before(c.Since) && (k.If == "" || gives(e, k.If))
}

// gives tells whether the event gave a value to the field.
func gives(e *ledger.Event, field string) bool {
	for _, f := range e.Effects.Fields {
		if f.Name == field {
			return f.Value != ""
		}
	}
	for _, c := range e.Sealed {
		if c.Name == field {
			return true
		}
	}
	return false
}

// composing makes one message of what its matter was after the act.
type composing struct {
	*line
	Message
	told *matter.Disclosed
}

// compose makes a message of its matter as it stood after the act: NotFound once the
// matter is erased, Invalid where the mapping lacks something, with every defect.
func (l *line) compose(ctx context.Context, m Message) (Delivery, error) {
	kind := l.Link.Connector.Kind(m.Kind)
	if kind == nil {
		return Delivery{}, fault.New(fault.Invalid, lang.T("对接配置中已经没有这种报文。", "The connector has no such message any more."), "kind of message")
	}
	told, err := matter.Disclose(ctx, l.engine.Reader, m.Matter, m.Seq)
	if err != nil {
		return Delivery{}, err
	}
	c := composing{l, m, told}
	d := Delivery{Key: m.Key(l.engine.Log.City()), Path: kind.Path, Body: map[string]string{}}
	var ds []fault.Defect
	for name, s := range kind.Body {
		value, err := c.value(s)
		switch {
		case err != nil:
			ds = append(ds, fault.Defect{Field: name, Text: fault.As(err).Person})
		case value != "":
			d.Body[name] = value
		}
	}
	return d, fault.Defects(ds)
}

func (c composing) value(s Source) (string, error) {
	value := s.Text
	switch {
	case s.Field != "":
		value = c.told.Values[s.Field]
	case s.Fact != "":
		value = c.fact(s.Fact)
	}
	if value == "" {
		if s.Required {
			return "", fault.New(fault.Invalid, lang.T("必填的“"+s.Field+s.Fact+"”没有值。", "“"+s.Field+s.Fact+"” is wanted and has no value."), "required value")
		}
		return "", nil
	}
	if s.Table != "" {
		other, ok := c.Link.Connector.Tables[s.Table][value]
		if !ok {
			return "", fault.New(fault.Invalid, lang.T("对照表“"+s.Table+"”没有“"+s.Field+s.Fact+"”的这个值。", "The table “"+s.Table+"” lacks this value of “"+s.Field+s.Fact+"”."), "table")
		}
		value = other
	}
	if s.Compact {
		value = strings.ReplaceAll(value, "-", "")
	}
	return value, nil
}

func (c composing) fact(name string) string {
	m := c.told.Matter
	switch name {
	case FactNumber:
		return m.Number
	case FactAct:
		return m.Last
	case FactDay:
		return c.day(c.Occurred).String()
	case FactState:
		return m.State
	case FactRegion:
		return m.Region
	case FactCity:
		return c.engine.Log.City()
	case FactUnit:
		if u, ok := c.engine.Org.Now().Unit(org.UnitID(m.Assigned)); ok {
			return u.Code
		}
	}
	return ""
}

// day is the day of the city on which a moment lies.
func (k *Keeper) day(at int64) calendar.Date {
	return calendar.DateOf(store.Moment(at).In(k.engine.Zone))
}
