package matter

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"shuniu/kernel/access"
	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
	"shuniu/kernel/ledger"
	"shuniu/kernel/org"
	"shuniu/kernel/process"
	"shuniu/kernel/store"
)

// spare are ids for the children that acts open. They are taken before the
// transaction; what the system opens besides, because a clock has run out, is known
// only within it.
type spare struct{ ids []ID }

// short is the failure of an act that opens more children than ids were taken for.
type short struct{ by int }

func (s *short) Error() string { return fmt.Sprintf("%d more ids are needed", s.by) }

func (s *spare) take(n int) ([]ID, error) {
	if n > len(s.ids) {
		return nil, &short{n - len(s.ids)}
	}
	ids := s.ids[:n]
	s.ids = s.ids[n:]
	return ids, nil
}

// supplied does what opens children, again with more ids if they were short, and
// again with other numbers if one was taken.
func supplied(ctx context.Context, e *Engine, ids []ID, do func([]ID) error) error {
	for range 6 {
		err := do(ids)
		var lack *short
		if !errors.As(err, &lack) && !store.IsUnique(err) {
			return err
		}
		for lack != nil && lack.by > 0 {
			id, err := e.ids.Next(ctx)
			if err != nil {
				return err
			}
			ids = append(ids, ID(id))
			lack.by--
		}
	}
	return fault.Of(fault.Internal, "no free number or not enough ids in six attempts")
}

// childIDs takes, before the transaction, the ids of the children that an act
// will open: one for each unit named.
func (e *Engine) childIDs(ctx context.Context, m *Matter, name string, in Input) ([]ID, error) {
	def, err := e.editions.ByDigest(m.Definition)
	if err != nil {
		return nil, err
	}
	act := def.Act(name)
	if act == nil || act.Opens == nil {
		return nil, nil
	}
	ids := make([]ID, 0, 4)
	n := 0
	for _, o := range act.Opens {
		if o.Units == "" {
			n++
			continue
		}
		units, _ := def.Field(o.Units).Parse(named(act, o.Units, values{in.Values, m.Fields})) // a defect is told when the act is checked
		n += len(split(units))
	}
	for range n {
		id, err := e.ids.Next(ctx)
		if err != nil {
			return nil, err
		}
		ids = append(ids, ID(id))
	}
	return ids, nil
}

// named are the units in a field for which an act opens children: those it is given or,
// where it does not ask for them, those that an earlier act gave.
func named(act *process.Act, units string, given values) string {
	if slices.Contains(act.Needs, units) || slices.Contains(act.Asks, units) || slices.Contains(act.Fills, units) {
		return given.now[units]
	}
	return given.before[units]
}

type values struct{ now, before map[string]string }

// begun are the children of one kind that an act opens: a unit and an id for each,
// and what the field in Each holds for it.
type begun struct {
	*process.Opens
	units []string
	ids   []ID
	each  []string
}

// openChildren enters the children of an act in its effects.
func (r *run) openChildren(s *step) error {
	for _, o := range s.act.Opens {
		if err := openKind(r, s, begun{Opens: o}); err != nil {
			return err
		}
	}
	return nil
}

func openKind(r *run, s *step, o begun) error {
	var err error
	if o.units, err = askedOf(r, s, o.Opens); err != nil {
		return err
	}
	if o.Each != "" && len(o.units) > 0 {
		all, err := r.value(o.Each, s)
		if err != nil {
			return err
		}
		o.each = split(all)
		o.units = slices.Repeat(o.units, len(o.each))
	}
	if o.ids, err = r.spare.take(len(o.units)); err != nil {
		return err
	}
	s.begun = append(s.begun, o)
	lead, err := r.lead(s, o)
	if err != nil {
		return err
	}
	if o.Shows {
		for _, code := range o.units {
			u, _ := r.dir.UnitByCode(code)
			s.event.Effects.Shown = append(s.event.Effects.Shown, int64(u.ID))
		}
	}
	for i := range o.units {
		s.event.Effects.Children = append(s.event.Effects.Children, ledger.Child{
			Matter: int64(o.ids[i]), Process: o.Process, Lead: o.units[i] == lead,
		})
	}
	return nil
}

// askedOf are the units that an act asks, none where its condition does not hold.
func askedOf(r *run, s *step, o *process.Opens) ([]string, error) {
	if o.When != nil {
		ok, err := o.When.Eval(r.vars(s.values))
		if err != nil || !ok {
			return nil, err
		}
	}
	var unit int64
	switch o.Unit {
	case "":
		units := split(named(s.act, o.Units, values{s.values, r.m.Fields}))
		slices.Sort(units)
		return slices.Compact(units), nil
	case process.UnitAssigned:
		unit = r.m.Assigned
	case process.UnitSuperior:
		unit = int64(superior(&r.scene))
	case process.UnitOwn:
		unit = r.m.Owner
	default:
		return []string{o.Unit}, nil
	}
	u, ok := r.dir.Unit(org.UnitID(unit))
	if !ok {
		return nil, fault.Of(fault.Internal, "act %s opens a child for %s, which is nobody", s.act.Name, o.Unit)
	}
	return []string{u.Code}, nil
}

// lead is the unit that leads among those asked, "" where none does. One that is
// not asked could never answer, and what waits for it would wait for ever.
func (r *run) lead(s *step, o begun) (string, error) {
	if o.Lead == "" || len(o.units) == 0 {
		return "", nil
	}
	lead, err := r.value(o.Lead, s)
	if err == nil && !slices.Contains(o.units, lead) {
		err = fault.Defects([]fault.Defect{{Field: o.Lead, Text: lang.T("牵头单位须在所列单位之中。", "The leading unit must be one of those asked.")}})
	}
	return lead, err
}

// startChildren opens the children that the event of the act names.
func (r *run) startChildren(s *step) error {
	for _, o := range s.begun {
		if err := startKind(r, s, o); err != nil {
			return err
		}
	}
	return nil
}

func startKind(r *run, s *step, o begun) error {
	def, err := r.e.editions.On(o.Process, r.today())
	if err != nil {
		return err
	}
	act := def.OpenedBySystem(o.Act)
	if act == nil {
		return fault.Of(fault.Internal, "%s is not opened by the system with %q", o.Process, o.Act)
	}
	for i, unit := range o.units {
		gives := map[string]string{}
		if act.Assigns != "" {
			gives[act.Assigns] = unit
		}
		for child, own := range o.Gives {
			if own == o.Each {
				gives[child] = o.each[i]
			} else if v, err := r.value(own, s); err != nil {
				return err
			} else if v != "" {
				gives[child] = v
			}
		}
		c := r.aside()
		as := opened{def: def, act: act, id: o.ids[i], secrecy: access.Secrecy(r.m.Secrecy), handed: o.To == process.ToApplicant}
		if err := c.openMatter(as, r.m, gives); err != nil {
			return err
		}
	}
	return nil
}

// value is what a field of the matter holds, given now or before.
func (r *run) value(field string, s *step) (string, error) {
	if v, ok := s.values[field]; ok {
		return v, nil
	}
	if seq, ok := r.m.Given[field]; ok {
		t, err := readText(r.tx, r.m.ID, field, seq)
		if err != nil {
			return "", err
		}
		return r.e.reveal(r.m.ID, r.sealed, t)
	}
	return r.m.Fields[field], nil
}

// afterwards tells the parent of a matter that has ended, and lets it go on if it
// has waited for that.
func (r *run) afterwards(end string) error {
	if end == "" || r.m.Parent == 0 {
		return nil
	}
	p := r.aside()
	if err := p.load(r.m.Parent, nil); err != nil {
		return err
	}
	if err := p.settle(); err != nil {
		return err
	}
	e := p.system(actChildEnded)
	for _, c := range p.m.Children {
		if c.Matter == int64(r.m.ID) {
			c.End = end
			e.Effects.Children = []ledger.Child{c}
		}
	}
	if err := p.append(e); err != nil {
		return err
	}
	return p.goOn()
}

// recall ends what is still open below a matter that has ended, where its process
// says by which act, and what the act of a step closes; r.m is then as that left it.
func recall(r *run, s *step) error {
	recalled := false
	for _, child := range r.m.Children {
		if child.End != "" {
			continue
		}
		c := r.aside()
		if err := c.load(ID(child.Matter), nil); err != nil {
			return err
		}
		act := c.def.Recalled
		if s.event.Effects.End == "" {
			act = ""
		}
		if s.act.Closes == child.Process {
			act = c.def.Closed
		}
		if act == "" || c.m.End != "" {
			continue
		}
		if err := c.settle(); err != nil {
			return err
		}
		if c.m.End == "" {
			if err := c.perform(act, Input{Origin: r.origin}); err != nil {
				return err
			}
		}
		recalled = true
	}
	if !recalled {
		return nil
	}
	return r.load(r.m.ID, nil)
}

// goOn leaves a state that has waited long enough.
func (r *run) goOn() error {
	state := r.def.State(r.m.State)
	if state == nil || state.Waits == nil || !satisfied(state.Waits, r.m) {
		return nil
	}
	actor := r.actor
	defer func() { r.actor = actor }()
	r.actor = access.TheSystem()
	return r.perform(state.Waits.Then, Input{Origin: r.origin})
}

// satisfied tells whether enough children of the process have ended, of those that
// were asked last.
func satisfied(w *process.Waits, m *Matter) bool {
	all, ended, lead := 0, 0, false
	for _, c := range m.Children {
		if c.Process != w.Process || !slices.Contains(m.Asked, c.Matter) {
			continue
		}
		all++
		if c.End != "" {
			ended++
			lead = lead || c.Lead
		}
	}
	switch w.For {
	case process.WaitAll:
		return all > 0 && ended == all
	case process.WaitAny:
		return ended > 0
	case process.WaitN:
		return ended >= w.N
	case process.WaitLead:
		return lead
	}
	return false
}
