package item

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"shuniu/kernel/calendar"
	"shuniu/kernel/lang"
)

// Difference is one element in which a lower level departs from the level above.
type Difference struct {
	Field        string
	Upper, Lower string
	Breaks       bool // it is neither filled in nor shortened
}

// Compare is how lower departs from upper. Name, code, type and basis are identical
// (四级四同); what upper says of clients, conditions, statutory limit and results is
// kept (国发〔2022〕5号); limits, visits, papers and fees only become less.
func Compare(upper, lower *Item) []Difference {
	c := comparing{}
	c.same("code", string(upper.Code), string(lower.Code))
	c.same("name", both(upper.Name), both(lower.Name))
	c.same("type", string(upper.Type), string(lower.Type))
	c.same("basis", set(upper.Basis), set(lower.Basis))
	c.kept("clients", set(upper.Clients), set(lower.Clients))
	c.kept("conditions", texts(upper.Conditions), texts(lower.Conditions))
	c.kept("statutory", upper.Statutory.String(), lower.Statutory.String())
	c.kept("results", results(upper.Results), results(lower.Results))
	c.kept("inspects", yes(upper.Inspects), yes(lower.Inspects))
	c.shorter("promised", upper.Promised, lower.Promised)
	if !upper.Promised.IsZero() || !upper.Statutory.IsZero() { // upper says how it is done
		c.note(Difference{"visits", strconv.Itoa(upper.Visits), strconv.Itoa(lower.Visits), lower.Visits > upper.Visits})
	}
	c.papers(upper, lower)
	c.note(Difference{"fees", money(upper.Fees), money(lower.Fees), len(upper.Fees) > 0 && total(lower.Fees) > total(upper.Fees)})
	return c.all
}

type comparing struct{ all []Difference }

func (c *comparing) same(field, upper, lower string) { c.note(Difference{field, upper, lower, true}) }

// kept is what a lower level may fill in where the upper one is silent.
func (c *comparing) kept(field, upper, lower string) {
	c.note(Difference{field, upper, lower, upper != ""})
}

func (c *comparing) note(d Difference) {
	if d.Upper != d.Lower {
		c.all = append(c.all, d)
	}
}

func (c *comparing) shorter(field string, upper, lower calendar.Limit) {
	c.note(Difference{field, upper.String(), lower.String(), !upper.IsZero() && !lower.IsZero() && longer(lower, upper)})
}

// papers finds those that the lower level adds, or insists on more than the upper.
func (c *comparing) papers(upper, lower *Item) {
	for n, m := range lower.Materials {
		field := fmt.Sprintf("materials[%d]", n)
		at := slices.IndexFunc(upper.Materials, func(u Material) bool { return u.Name == m.Name })
		switch {
		case at < 0:
			c.note(Difference{field, "", m.Name.Zh, len(upper.Materials) > 0})
		case upper.Materials[at].Need != m.Need:
			c.note(Difference{field, m.Name.Zh + " " + string(upper.Materials[at].Need), m.Name.Zh + " " + string(m.Need), m.Need == Necessary})
		}
	}
	for _, m := range upper.Materials {
		if !slices.ContainsFunc(lower.Materials, func(l Material) bool { return l.Name == m.Name }) {
			c.note(Difference{"materials", m.Name.Zh, "", false})
		}
	}
}

func both(t lang.Text) string { return t.Zh + " / " + t.En }

// yes is silent about what does not hold.
func yes(b bool) string {
	if b {
		return "true"
	}
	return ""
}

// set is a list whose order says nothing.
func set(all []string) string { return strings.Join(slices.Sorted(slices.Values(all)), "；") }

func texts(all []lang.Text) string {
	var out []string
	for _, t := range all {
		out = append(out, both(t))
	}
	return set(out)
}

func results(all []Result) string {
	var out []string
	for _, r := range all {
		out = append(out, strings.TrimSpace(both(r.Name)+" "+r.Valid.String()))
	}
	return set(out)
}

func total(fees []Fee) (cents int) {
	for _, f := range fees {
		cents += f.Cents
	}
	return cents
}

func money(fees []Fee) string {
	if len(fees) == 0 {
		return ""
	}
	return fmt.Sprintf("%d.%02d", total(fees)/100, total(fees)%100)
}
