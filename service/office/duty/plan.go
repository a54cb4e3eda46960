package duty

import (
	"strings"

	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
	"shuniu/kernel/matter"
	"shuniu/kernel/org"
	"shuniu/kernel/process"
	"shuniu/kernel/store"
)

// Move is one open matter that changes hands. To is 0 where nobody is named, and
// Why then, or where To may not have it, says so.
type Move struct {
	matter.Line
	Hold  matter.Hold
	Roles []string
	To    org.PersonID
	Why   lang.Text
}

// Plan is what a change would move, and all that stands against it.
type Plan struct {
	Change
	Posts []org.Post
	Moves []Move

	against []fault.Defect
}

// Err is Invalid with everything that stands against the change: each matter that
// has no successor, each successor who may not have a matter or does not hold the
// post. It is nil for a change that can be ordered.
func (p *Plan) Err() error {
	ds := p.against
	for _, m := range p.Moves {
		if !m.Why.IsZero() {
			ds = append(ds, fault.Defect{Field: fieldSuccessor, Text: lang.T(m.Number+"："+m.Why.Zh, m.Number+": "+m.Why.En)})
		}
	}
	return fault.Defects(ds)
}

// List is the plan in lines: number and successor.
func (p *Plan) List(dir *org.Directory) string {
	var b strings.Builder
	for _, m := range p.Moves {
		to, _ := dir.Person(m.To)
		b.WriteString(m.Number + " " + to.Name.Zh + "\n")
	}
	return strings.TrimSpace(b.String())
}

// planner looks at the city as it is.
type planner struct {
	q          store.Q
	dir        *org.Directory
	definition func(*matter.Matter) (*process.Definition, error)
}

func (x planner) plan(c Change) (*Plan, error) {
	p := &Plan{Change: c, Posts: c.posts(x.dir, c.Last)}
	against := func(field string, text lang.Text) {
		p.against = append(p.against, fault.Defect{Field: field, Text: text})
	}
	if len(p.Posts) == 0 {
		against(fieldLeaver, lang.T("该人员到那一天在该单位没有担任此岗。", "On that day the person holds no such post in the unit."))
	}
	if c.Successor == c.Leaver {
		against(fieldSuccessor, lang.T("接办人不能是离岗人员本人。", "The successor cannot be the person who leaves."))
	}
	for _, h := range c.holds(x.dir) {
		lines, err := matter.Held(x.q, h)
		if err != nil {
			return nil, err
		}
		for _, l := range lines {
			m := Move{Line: l, Hold: h, Roles: h.Roles(l.Matter), To: c.Successor}
			if to, named := c.Shares[l.Number]; named {
				m.To = to
			}
			if m.Why, err = x.against(c, m); err != nil {
				return nil, err
			}
			p.Moves = append(p.Moves, m)
		}
	}
	return p, nil
}

// against says why a matter cannot go to whoever is named.
func (x planner) against(c Change, m Move) (lang.Text, error) {
	if m.To == 0 {
		return lang.T("没有指定接办人。", "No successor is named."), nil
	}
	who, _ := x.dir.Person(m.To)
	if !c.takes(x.dir, m.To, m.Hold.Seat) {
		return lang.T("{name}自次日起没有担任该岗位，不能接办；请先任命，或者选择由其接任。", "{name} does not hold the post from the next day; appoint them first, or let them take it over.").With("name", who.Name.Zh), nil
	}
	def, err := x.definition(m.Matter)
	if err != nil {
		return lang.Text{}, err
	}
	if barred := m.Barred(def, m.Roles, m.To); len(barred) > 0 {
		role := def.RoleTitle(barred[0])
		return lang.T("{name}此前经办过本件，依规定须回避，不能担任“"+role.Zh+"”；请指定他人。", "{name} has handled this matter before and may not be its “"+role.En+"”; name somebody else.").With("name", who.Name.Zh), nil
	}
	return lang.Text{}, nil
}
