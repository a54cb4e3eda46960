package desk

import (
	"shuniu/face/page"
	"shuniu/kernel/ledger"
	"shuniu/kernel/matter"
	"shuniu/kernel/process"
)

// next is the running clock that is due first, or one that stands still.
func next(def *process.Definition, m *matter.Matter) (*process.Clock, ledger.Clock, bool) {
	var found ledger.Clock
	for _, c := range m.Clocks {
		switch {
		case c.Phase == matter.Stopped:
		case found.Name == "", c.Phase == matter.Running && (found.Phase != matter.Running || c.DueAt < found.DueAt):
			found = c
		}
	}
	return def.Clock(found.Name), found, found.Name != ""
}

// kept is a clock on the page of its matter, with the count behind its due date.
type kept struct {
	page.Clock
	why  page.Why
	runs bool
}

// clocks are the clocks of the matter in the definition's order; those that have
// stopped come apart.
func (s sight) clocks() (going, over []kept, err error) {
	for _, spec := range s.Definition.Clocks {
		c, ok := s.View.Matter.Clock(spec.Name)
		if !ok {
			continue
		}
		k := kept{Clock: s.desk.watch.Clock(spec, c), runs: c.Phase == matter.Running}
		if c.Phase == matter.Stopped {
			over = append(over, k)
			continue
		}
		if k.runs {
			if k.why, err = s.desk.watch.Why(s.View.Matter, spec, c); err != nil {
				return nil, nil, err
			}
		}
		going = append(going, k)
	}
	return going, over, nil
}
