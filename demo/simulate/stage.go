package simulate

import (
	"cmp"
	"container/heap"
	"context"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"shuniu/kernel/access"
	"shuniu/kernel/calendar"
	"shuniu/kernel/ledger"
	"shuniu/kernel/matter"
)

// stage is where a play is played: minute after minute, everybody who does something
// in the same minute at once, unless they look at each other.
type stage struct {
	*play
	city    City
	plan    Plan
	journal *journal
	tally   *tally
	files   *filed
	waking  waking
	coming  []*arrival // of the day planned last
	planned calendar.Date
}

// run goes from minute to minute.
func (s *stage) run(ctx context.Context) error {
	working := context.WithoutCancel(ctx)
	end := s.plan.Until.Start(s.zone)
	for ctx.Err() == nil {
		at, ok := s.nextMinute()
		if !ok || !at.Before(end) {
			return s.finish(working, end)
		}
		if err := s.settle(working, at); err != nil {
			return err
		}
		if err := s.minute(working); err != nil {
			return err
		}
		if s.plan.Passed != nil {
			s.plan.Passed(Progress{At: s.now, Acts: s.tally.Acts, Arrivals: s.tally.Arrivals, Open: len(s.lives)})
		}
	}
	return nil
}

// settle moves the clock and lets what has run out run out. Once a week the followers
// read what has happened: many events at once cost them least.
func (s *stage) settle(ctx context.Context, at time.Time) error {
	if day := calendar.DateOf(at.In(s.zone)); s.city.CatchUp != nil && day.Weekday() == time.Monday && calendar.DateOf(s.now.In(s.zone)).Before(day) {
		if err := s.city.CatchUp(ctx); err != nil {
			return err
		}
	}
	s.now = at
	s.city.SetClock(at)
	for {
		n, err := s.city.Engine.Sweep(ctx)
		if n == 0 || err != nil {
			return err
		}
	}
}

func (s *stage) finish(ctx context.Context, end time.Time) error {
	if !end.After(s.now) {
		return nil
	}
	if err := s.settle(ctx, end); err != nil {
		return err
	}
	return s.journal.passed(s.now, s.tally.take())
}

// nextMinute is when the next thing happens; false where nothing does until the end.
func (s *stage) nextMinute() (time.Time, bool) {
	for len(s.coming) == 0 && s.planned.Before(s.plan.Until) {
		s.coming = s.on(s.planned)
		s.planned = s.planned.Add(1)
		if woken := s.waking.first(); !woken.IsZero() && woken.Before(s.planned.Start(s.zone)) {
			break
		}
	}
	at := s.waking.first()
	if len(s.coming) > 0 && (at.IsZero() || s.coming[0].at.Before(at)) {
		at = s.coming[0].at
	}
	return at, !at.IsZero()
}

// scene is what one group does in a minute, one after the other.
type scene struct {
	steps []*step
}

// step is one thing that somebody tries, and what came of it.
type step struct {
	l       *life
	in      intent
	done    *matter.Result
	before  *matter.Matter // nil: the matter was opened
	act     string
	values  map[string]string
	refused []string // acts that were tried in vain
	err     error
}

// minute lets happen what is due now.
func (s *stage) minute(ctx context.Context) error {
	scenes := map[string]*scene{}
	enter := func(st *step) {
		group := st.l.group()
		if scenes[group] == nil {
			scenes[group] = &scene{}
		}
		scenes[group].steps = append(scenes[group].steps, st)
	}
	for len(s.coming) > 0 && !s.coming[0].at.After(s.now) {
		v := s.coming[0]
		s.coming = s.coming[1:]
		enter(&step{l: &life{arrival: v, key: v.key}})
	}
	for _, l := range s.waking.upTo(s.now) {
		if err := s.refresh(ctx, l); err != nil {
			return err
		}
		in := s.intends(l)
		if in.at.IsZero() || in.at.After(s.now) {
			if err := s.onward(ctx, l); err != nil {
				return err
			}
			continue
		}
		enter(&step{l: l, in: in})
	}
	if len(scenes) == 0 {
		return s.journal.passed(s.now, s.tally.take())
	}
	s.perform(ctx, scenes)
	for _, name := range slices.Sorted(maps.Keys(scenes)) {
		for _, st := range scenes[name].steps {
			if err := s.after(ctx, st); err != nil {
				return err
			}
		}
	}
	return s.journal.passed(s.now, s.tally.take())
}

// perform lets the groups act at once.
func (s *stage) perform(ctx context.Context, scenes map[string]*scene) {
	var all sync.WaitGroup
	for _, sc := range scenes {
		all.Go(func() {
			slices.SortFunc(sc.steps, func(a, b *step) int { return cmp.Compare(a.l.key, b.l.key) })
			for _, st := range sc.steps {
				s.try(ctx, st)
			}
		})
	}
	all.Wait()
}

// refresh reads a matter again of which a clock may have changed something.
func (s *stage) refresh(ctx context.Context, l *life) error {
	rang := slices.ContainsFunc(l.row.Clocks, func(c ledger.Clock) bool {
		return c.Phase == matter.Running && slices.ContainsFunc(s.rings(l, c), func(t time.Time) bool { return !t.After(s.now) })
	})
	if !rang {
		return nil
	}
	return s.reread(ctx, l)
}

func (s *stage) reread(ctx context.Context, l *life) error {
	if l.row != nil {
		m, err := matter.ByNumber(s.city.Engine.DB.Read(ctx), l.row.Number)
		if err == nil {
			l.row = m
		}
		return err
	}
	v, err := s.city.Engine.View(ctx, access.TheSystem(), l.id)
	if err == nil {
		l.row, l.def = v.Matter, v.Definition
	}
	return err
}

// after takes note of what was done.
func (s *stage) after(ctx context.Context, st *step) error {
	if st.err != nil {
		return st.err
	}
	l := st.l
	s.tally.refuse(l.process(), st.refused)
	if st.done == nil {
		if l.row == nil {
			return nil // it never began
		}
		l.refused = l.acts()
		return s.onward(ctx, l)
	}
	opened := st.before == nil
	l.row, l.id = st.done.Matter, st.done.Matter.ID
	if opened {
		if err := s.begin(ctx, l); err != nil {
			return err
		}
	}
	s.count(st)
	if s.plan.Told != nil {
		s.plan.Told(Happened{At: s.now, Matter: l.key, Process: l.row.Process, Act: st.act, Values: st.values})
	}
	if err := s.onward(ctx, l); err != nil || l.row.Parent == 0 {
		return err
	}
	if parent := s.lives[l.row.Parent]; parent != nil && l.row.End != "" {
		if err := s.reread(ctx, parent); err != nil {
			return err
		}
		return s.onward(ctx, parent)
	}
	return nil
}

// begin takes a matter up.
func (s *stage) begin(ctx context.Context, l *life) error {
	s.lives[l.id] = l
	if l.def.Digest != l.row.Definition {
		l.row = nil // it runs on an edition of its own
		if err := s.reread(ctx, l); err != nil {
			return err
		}
	}
	if l.leads() && l.hot.number == "" {
		l.hot.number = l.row.Number
		if err := s.journal.leads(l.hot.ID, l.row.Number); err != nil {
			return err
		}
	}
	return s.journal.opened(l)
}

// onward takes up the children of a matter, and decides when it is looked at again, or
// that there is nothing more to it.
func (s *stage) onward(ctx context.Context, l *life) error {
	for i, c := range l.row.Children {
		id := matter.ID(c.Matter)
		if c.End != "" || s.lives[id] != nil {
			continue
		}
		child := &life{arrival: l.arrival, id: id, key: fmt.Sprintf("%s/c%d", l.key, i)}
		if err := s.reread(ctx, child); err != nil {
			return err
		}
		if err := s.begin(ctx, child); err != nil {
			return err
		}
		if err := s.onward(ctx, child); err != nil {
			return err
		}
	}
	if n := l.acts(); n != l.counted {
		l.counted = n
		if rests := s.intends(l).rests; rests != "" {
			s.tally.sow(rests, s.codeOf(l.row.Assigned))
		}
	}
	l.wake = s.next(l, s.now)
	if l.wake.IsZero() && l.row.End != "" {
		delete(s.lives, l.id)
		return s.journal.ended(l)
	}
	if !l.wake.IsZero() {
		heap.Push(&s.waking, alarm{l.wake, l})
	}
	return nil
}
