package duty

import (
	"slices"
	"strconv"
	"strings"

	"shuniu/kernel/access"
	"shuniu/kernel/calendar"
	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
	"shuniu/kernel/matter"
	"shuniu/kernel/number"
	"shuniu/kernel/org"
	"shuniu/kernel/store"
)

// Values are the change as the values of the act that orders it.
func (c Change) Values(dir *org.Directory, reason string) map[string]string {
	unit, _ := dir.Unit(c.Unit)
	out := map[string]string{
		fieldUnit: unit.Code, fieldLeaver: id(c.Leaver), fieldPost: string(c.Kind), fieldLast: c.Last.String(),
		fieldSuccessor: id(c.Successor), fieldReason: reason,
	}
	if c.Appoint {
		out[fieldAppoint] = "true"
	}
	var lines []string
	for number, who := range c.Shares {
		lines = append(lines, number+" #"+id(who))
	}
	slices.Sort(lines)
	out[fieldShares] = strings.Join(lines, "\n")
	return out
}

func id(p org.PersonID) string {
	if p == 0 {
		return ""
	}
	return strconv.FormatInt(int64(p), 10)
}

// read is the change that values of the form describe; shares that name nobody are
// defects.
func read(dir *org.Directory, values map[string]string) (Change, error) {
	unit, _ := dir.UnitByCode(values[fieldUnit])
	c := Change{Unit: unit.ID, Kind: org.PostKind(values[fieldPost]), Appoint: values[fieldAppoint] == "true", Shares: map[string]org.PersonID{}}
	c.Leaver, c.Successor = person(values[fieldLeaver]), person(values[fieldSuccessor])
	var err error
	if c.Last, err = calendar.ParseDate(values[fieldLast]); err != nil {
		return c, err
	}
	var ds []fault.Defect
	for line := range strings.Lines(values[fieldShares]) {
		no, who, _ := strings.Cut(strings.TrimSpace(line), " ")
		if no == "" {
			continue
		}
		clean, ok := number.Clean(no)
		to, found := Named(dir, strings.TrimSpace(who), c.Unit)
		if !ok || !found {
			ds = append(ds, fault.Defect{Field: fieldShares, Text: lang.T("“{line}”应写编号和一个人的姓名或工号。", "“{line}” must give a number and the name or code of one person.").With("line", strings.TrimSpace(line))})
			continue
		}
		c.Shares[clean] = to
	}
	return c, fault.Defects(ds)
}

func person(s string) org.PersonID {
	n, _ := strconv.ParseInt(s, 10, 64)
	return org.PersonID(n)
}

// Named is the one person meant by a code, a name (in the unit first) or "#" and an
// id.
func Named(dir *org.Directory, who string, unit org.UnitID) (org.PersonID, bool) {
	if n, ok := strings.CutPrefix(who, "#"); ok {
		p, found := dir.Person(person(n))
		return p.ID, found
	}
	for _, in := range []org.UnitID{unit, 0} {
		if all := dir.Named(who, in); len(all) == 1 {
			return all[0].ID, true
		}
	}
	return 0, false
}

// order refuses a handover that the actor may not order, or that leaves a matter
// without a successor; it puts down the list of what is handed over.
func order(tx *store.Tx, d *matter.Draft) error {
	c, err := read(d.Org, d.Values)
	if err != nil {
		return err
	}
	if !mayOrder(d.Org, d.Actor, c) {
		return fault.New(fault.Denied, lang.T("本单位人员离岗由本单位负责人安排；负责人离岗由上级单位负责人或人事专员安排。",
			"Who leaves a unit is replaced by its head; a head by the head of a superior unit or the personnel officer."), "order a handover")
	}
	p, err := planner{q: tx, dir: d.Org, definition: d.Definition}.plan(c)
	if err != nil {
		return err
	}
	if list := p.List(d.Org); list != "" {
		d.Values[fieldMatters] = list
	}
	return p.Err()
}

// mayOrder tells who may let somebody go: the personnel officer, and whoever heads
// the unit or one above; nobody orders their own succession.
func mayOrder(dir *org.Directory, a access.Actor, c Change) bool {
	leads := slices.ContainsFunc(dir.HoldersOf(c.Unit, org.Head, c.Last), func(p org.Post) bool { return p.Person == c.Leaver })
	return slices.ContainsFunc(a.Stands, func(s org.Stand) bool {
		unit, _ := dir.Unit(s.Unit)
		switch {
		case s.Principal == c.Leaver || a.Person == c.Leaver:
			return false
		case s.Post == personnelPost && unit.Code == personnelUnit:
			return true
		}
		return s.Post == org.Head && dir.Within(c.Unit, s.Unit) && !(leads && s.Unit == c.Unit)
	})
}

// complete refuses to call a handover complete while the posts go on or a matter is
// still the leaver's.
func complete(tx *store.Tx, d *matter.Draft) error {
	c, err := read(d.Org, d.Matter.Fields)
	if err != nil {
		return err
	}
	if len(c.posts(d.Org, c.next())) > 0 {
		return fault.Of(fault.Conflict, "the posts of handover %d have not ended", d.Matter.ID)
	}
	return c.handedOver(tx, d.Org)
}

// handedOver is a Conflict while the leaver still answers for an open matter.
func (c Change) handedOver(q store.Q, dir *org.Directory) error {
	for _, h := range c.holds(dir) {
		left, err := matter.Held(q, h)
		if err != nil {
			return err
		}
		if len(left) > 0 {
			return fault.New(fault.Conflict, lang.T("还有{n}件没有移交。", "{n} matters have not been handed over.").With("n", strconv.Itoa(len(left))), "handover")
		}
	}
	return nil
}

// Owes says why a post must not end by an import: the open matters of whoever holds
// it. They are handed over first (Succession).
func Owes(q store.Q, p org.Post, alone bool) (lang.Text, error) {
	left, err := matter.Held(q, matter.Hold{Person: p.Person, Seat: p.Seat(), Sole: alone})
	if err != nil || len(left) == 0 {
		return lang.Text{}, err
	}
	var numbers []string
	for _, l := range left {
		numbers = append(numbers, l.Number)
	}
	return lang.T("此人还有{n}件未办结：{list}。请先用 shuniu org leave 或工作交接页面指定接办人。", "This person still answers for {n} open matters: {list}. Name a successor first, by shuniu org leave or on the page of handovers.").
		With("n", strconv.Itoa(len(left)), "list", strings.Join(numbers, " ")), nil
}
