package duty

import (
	"context"
	"errors"
	"slices"
	"sync"
	"sync/atomic"

	"shuniu/kernel/access"
	"shuniu/kernel/calendar"
	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
	"shuniu/kernel/matter"
	"shuniu/kernel/org"
	"shuniu/kernel/store"
)

// Succession carries out the handovers that have been ordered.
type Succession struct {
	engine *matter.Engine
	ids    *org.IDs
}

// New is the succession of an engine's city.
func New(e *matter.Engine) *Succession {
	return &Succession{engine: e, ids: org.NewIDs(e.DB)}
}

// Plan shows what a change would move and what stands against it; it changes
// nothing.
func (s *Succession) Plan(ctx context.Context, c Change) (*Plan, error) {
	return s.planner(ctx).plan(c)
}

func (s *Succession) planner(ctx context.Context) planner {
	return planner{q: s.engine.DB.Read(ctx), dir: s.engine.Org.Now(), definition: s.engine.Definition}
}

// Order lets an actor order a change, with why. What stands against it is Invalid;
// an actor without the right is Denied.
func (s *Succession) Order(ctx context.Context, a access.Actor, c Change, in matter.Input) (*matter.Result, error) {
	in.Values = c.Values(s.engine.Org.Now(), in.Values[fieldReason])
	return s.engine.Open(ctx, a, Process, in)
}

// CarryDue carries out every handover whose last day has passed and returns how many
// it completed. It may be run again and by several processes at once.
func (s *Succession) CarryDue(ctx context.Context) (int, error) {
	done := 0
	var failed []error
	for q := (matter.Query{Process: Process, State: stateOrdered, Limit: 200}); ; {
		due, err := s.engine.Late(ctx, access.TheSystem(), q)
		if err != nil {
			return done, err
		}
		for _, l := range due.Lines {
			if err := s.Carry(ctx, l.ID); err != nil {
				failed = append(failed, err)
				continue
			}
			done++
		}
		if q.From = due.Next; q.From == "" {
			return done, errors.Join(failed...)
		}
	}
}

// Carry carries out one handover: each open matter in an act of its own, then the
// end of the posts, then its completion. It goes on where an earlier attempt was
// interrupted. Before the last day has passed, and where a matter that came since has
// no successor, it is a Conflict.
func (s *Succession) Carry(ctx context.Context, id matter.ID) error {
	if err := s.engine.Org.Refresh(ctx); err != nil {
		return err
	}
	v, err := s.engine.View(ctx, access.TheSystem(), id)
	if err != nil || v.Matter.State != stateOrdered {
		return err
	}
	values := v.Matter.Fields
	if shares, ok := v.Values[fieldShares]; ok {
		values = withShares(values, shares.Text)
	}
	c, err := read(s.engine.Org.Now(), values)
	if err != nil {
		return err
	}
	if today := calendar.DateOf(s.engine.DB.Now().In(s.engine.Zone)); !today.After(c.Last) {
		return fault.New(fault.Conflict, lang.T("最后一日还没有过，届时自动移交。", "The last day has not passed; it will be handed over then."), "handover before its day")
	}
	p, err := s.planner(ctx).plan(c)
	if err != nil {
		return err
	}
	for _, m := range p.Moves {
		if !m.Why.IsZero() {
			return fault.New(fault.Conflict, lang.T(m.Number+"："+m.Why.Zh, m.Number+": "+m.Why.En), "handover "+v.Matter.Number)
		}
	}
	if err := s.hand(ctx, matter.Handing{By: org.PersonID(v.Timeline[0].Event.Actor.Person), Order: id}, p.Moves); err != nil {
		return err
	}
	if err := s.end(ctx, c); err != nil {
		return err
	}
	_, err = s.engine.Act(ctx, access.TheSystem(), id, actComplete, matter.Input{})
	return err
}

func withShares(fields map[string]string, shares string) map[string]string {
	out := map[string]string{fieldShares: shares}
	for k, v := range fields {
		out[k] = v
	}
	return out
}

// hands is how many matters change hands at once, so that they share commits.
const hands = 8

func (s *Succession) hand(ctx context.Context, order matter.Handing, moves []Move) error {
	errs := make([]error, hands)
	var next atomic.Int64
	var all sync.WaitGroup
	for worker := range hands {
		all.Go(func() {
			for i := next.Add(1) - 1; i < int64(len(moves)) && errs[worker] == nil; i = next.Add(1) - 1 {
				m, h := moves[i], order
				h.Hold, h.To = m.Hold, m.To
				_, errs[worker] = h.Over(ctx, s.engine, m.ID)
			}
		})
	}
	all.Wait()
	return errors.Join(errs...)
}

// end ends the posts in one write, which finds that nothing is left to hand over,
// and lets the successor take them over where that was ordered.
func (s *Succession) end(ctx context.Context, c Change) error {
	dir := s.engine.Org.Now()
	posts := c.posts(dir, c.next())
	ids := make([]org.PostID, len(posts))
	for i := range posts {
		var err error
		if ids[i], err = s.ids.Post(ctx); err != nil {
			return err
		}
	}
	err := s.engine.DB.Write(ctx, func(tx *store.Tx) error {
		if err := c.handedOver(tx, dir); err != nil {
			return err
		}
		for i, p := range posts {
			if err := org.EndPost(tx, p.ID, c.Last); err != nil {
				return err
			}
			if !c.Appoint || slices.ContainsFunc(dir.HoldersOf(p.Unit, p.Kind, c.next()), func(h org.Post) bool { return h.Person == c.Successor }) {
				continue
			}
			if err := org.Appoint(tx, org.Post{ID: ids[i], Unit: p.Unit, Kind: p.Kind, Person: c.Successor, Title: p.Title, Since: c.next()}); err != nil {
				return err
			}
		}
		return c.endDelegations(tx, dir)
	})
	if err != nil {
		return err
	}
	return s.engine.Org.Refresh(ctx)
}

// endDelegations ends what others of the unit have delegated to somebody who leaves
// it altogether.
func (c Change) endDelegations(tx *store.Tx, dir *org.Directory) error {
	if c.Kind != "" {
		return nil
	}
	for _, d := range dir.Delegations(c.Leaver, c.next()) {
		if p, _ := dir.Post(d.Post); p.Unit == c.Unit {
			if err := org.EndDelegation(tx, d.ID, c.Last); err != nil {
				return err
			}
		}
	}
	return nil
}
