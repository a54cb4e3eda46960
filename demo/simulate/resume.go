package simulate

import (
	"context"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"

	"shuniu/kernel/calendar"
	"shuniu/kernel/fault"
)

// resume takes up what a journal tells, or begins.
func (s *stage) resume(ctx context.Context, p *past) error {
	s.now = s.plan.Since.Start(s.zone)
	s.planned = s.plan.Since
	if p.at.IsZero() {
		return nil
	}
	s.now = p.at
	s.planned = calendar.DateOf(p.at.In(s.zone))
	for id, number := range p.hot {
		if h := s.hotBy(id); h != nil {
			h.number = number
		}
	}
	for _, key := range slices.Sorted(maps.Keys(p.open)) {
		v, err := s.find(key)
		if err != nil {
			return err
		}
		l := &life{arrival: v, key: key, id: p.open[key]}
		v.item = p.items[key]
		if v.item.Code != "" {
			v.unit = v.item.Unit
		}
		if err := s.reread(ctx, l); err != nil {
			return err
		}
		l.counted = l.acts()
		s.lives[l.id] = l
	}
	for _, l := range sortedLives(s.lives) {
		if err := s.onward(ctx, l); err != nil {
			return err
		}
	}
	s.coming = slices.DeleteFunc(s.on(s.planned), func(v *arrival) bool { return !v.at.After(p.at) })
	s.planned = s.planned.Add(1)
	return nil
}

var childKey = regexp.MustCompile(`(/c\d+)+$`)

// find is the arrival that a matter began with.
func (a *almanac) find(key string) (*arrival, error) {
	root := childKey.ReplaceAllString(key, "")
	date, _, _ := strings.Cut(root, "/")
	var all []*arrival
	if day, err := calendar.ParseDate(date); err == nil {
		all = a.sameDay(day)
	} else if h := a.hotBy(root[:strings.LastIndex(root, "/")]); h != nil {
		all = h.all
	}
	if i := slices.IndexFunc(all, func(v *arrival) bool { return v.key == root }); i >= 0 {
		return all[i], nil
	}
	return nil, fault.Of(fault.Internal, "the simulation knows no %q", key)
}

// hotBy is a hot issue by its id, "2026-03/h1".
func (a *almanac) hotBy(id string) *hot {
	var year, month, n int
	if _, err := fmt.Sscanf(id, "%d-%d/h%d", &year, &month, &n); err != nil {
		return nil
	}
	all := a.hotOf(year, time.Month(month))
	if n >= len(all) {
		return nil
	}
	return all[n]
}
