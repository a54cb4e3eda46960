package access

import (
	"slices"
	"strconv"
	"strings"

	"shuniu/kernel/org"
	"shuniu/kernel/store"
)

// Scope is See as SQL: a condition on the columns of a row that stands for a
// matter, with its arguments.
type Scope struct {
	Condition string
	Args      []any
}

// Columns name, in the query of the caller, what the condition looks at. Part is
// a subquery of the unit ids that have held or opened the matter.
type Columns struct {
	ID, Secrecy, HolderUnit, HolderPost, Part string
}

// ScopeOf is the condition that is true for exactly the matters that See lets the
// actor see; first is the number of its first argument. An importer, who works on
// the one matter it is entering, is shown no list.
func ScopeOf(a Actor, c Columns, first int) Scope {
	s := Scope{}
	arg := func(v any) string {
		s.Args = append(s.Args, v)
		return "$" + strconv.Itoa(first+len(s.Args)-1)
	}
	switch a.Kind {
	case System:
		s.Condition = "TRUE"
		return s
	case Applicant:
		s.Condition = c.ID + " = " + arg(a.Matter)
		return s
	}
	var ways []string
	for _, d := range duties(a.Stands) { // one condition a post, for a mayor stands in hundreds of vacant seats
		ways = append(ways, "("+c.HolderPost+" = "+arg(string(d.post))+" AND "+c.HolderUnit+" IN (LIST("+arg(store.List(d.units))+")))")
	}
	cleared := c.Secrecy + " <= " + arg(int64(a.Level))
	switch {
	case a.All:
		ways = append(ways, cleared)
	case len(a.Units) > 0:
		ways = append(ways, "("+cleared+" AND EXISTS (SELECT 1 FROM "+c.Part+" IN (LIST("+arg(store.List(a.Units))+"))))")
	default:
		s.Args = s.Args[:len(s.Args)-1]
	}
	if len(ways) == 0 {
		s.Condition = "FALSE"
		return s
	}
	s.Condition = "(" + strings.Join(ways, " OR ") + ")"
	return s
}

// duty is a post in the units in which an actor stands in it.
type duty struct {
	post  org.PostKind
	units []org.UnitID
}

func duties(stands []org.Stand) []*duty {
	var all []*duty
	for _, s := range stands {
		i := slices.IndexFunc(all, func(d *duty) bool { return d.post == s.Post })
		if i < 0 {
			all = append(all, &duty{post: s.Post})
			i = len(all) - 1
		}
		if !slices.Contains(all[i].units, s.Unit) {
			all[i].units = append(all[i].units, s.Unit)
		}
	}
	return all
}
