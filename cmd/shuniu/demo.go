package main

import (
	"context"
	"fmt"
	"sync/atomic"
	"time"

	"shuniu/demo"
	"shuniu/face/door"
	"shuniu/kernel/calendar"
	"shuniu/kernel/lang"
)

// demoCity is the code of the fictional city.
const demoCity = "990100"

// shiftable is a clock that can be put to a moment, where it then stands still,
// so that the weeks before the demonstration happen at their own times.
type shiftable struct {
	real func() time.Time
	at   atomic.Int64 // microseconds; 0: the real time
}

func (s *shiftable) now() time.Time {
	if us := s.at.Load(); us != 0 {
		return time.UnixMicro(us)
	}
	return s.real()
}

// populate fills a demonstration: the city's units and people, and some weeks of
// requests made by the engine itself.
func (s *site) populate(ctx context.Context, e *env, clock *shiftable) error {
	now := e.Now()
	if err := demo.Load(ctx, s.db, calendar.DateOf(now.In(s.zone))); err != nil {
		return err
	}
	if err := s.org.Refresh(ctx); err != nil {
		return err
	}
	defer clock.at.Store(0)
	town := demo.Town{
		Engine: s.engine, Org: s.org, Calendar: calendar.Embedded(), Zone: s.zone,
		SetClock: func(t time.Time) { clock.at.Store(t.UnixMicro()) },
		Begins: func() {
			fmt.Fprintln(e.Err, lang.T("正在演绎澜湾市近几周的诉求……", "Letting the last weeks in the city of Lanwan happen…").In(e.Lang))
		},
	}
	if err := demo.Knowledge(ctx, town, now); err != nil {
		return err
	}
	if err := demo.Statistics(ctx, town, now); err != nil {
		return err
	}
	return demo.Requests(ctx, town, now)
}

// newcomers are the people of a demonstration whom anybody may sign in as.
func newcomers(s *site, today calendar.Date) ([]door.Player, error) {
	cast, err := demo.Cast(s.org.Now(), today)
	if err != nil {
		return nil, err
	}
	people := make([]door.Player, 0, len(cast))
	for _, m := range cast {
		people = append(people, door.Player{Login: m.Login, Name: m.Person.Name, Unit: m.Unit.Name, Title: m.Title, Who: m.Who, Try: m.Try})
	}
	return people, nil
}
