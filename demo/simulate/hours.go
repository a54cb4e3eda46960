package simulate

import (
	"time"

	"shuniu/kernel/calendar"
)

// The times at which people act.
const (
	office = "office" // working hours on working days
	home   = "home"   // when residents are awake
	always = "always"
)

// hours count time in which somebody is there.
type hours struct {
	days *calendar.Calendar
	zone *time.Location
	step time.Duration // all that happens, happens at a multiple of it
}

// sitting is a part of a day, from and to after midnight.
type sitting struct{ from, to time.Duration }

var sittings = map[string][]sitting{
	office: {{8*time.Hour + 30*time.Minute, 12 * time.Hour}, {13*time.Hour + 30*time.Minute, 17*time.Hour + 30*time.Minute}},
	home:   {{7 * time.Hour, 22*time.Hour + 30*time.Minute}},
	always: {{0, 24 * time.Hour}},
}

// add is the minute in which somebody who is there at such times has spent d since t.
func (h hours) add(t time.Time, d time.Duration, when string) time.Time {
	t = t.In(h.zone)
	for day := calendar.DateOf(t); ; day = day.Add(1) {
		if when == office && !h.days.IsWorkday(day) {
			continue
		}
		midnight := day.Start(h.zone)
		for _, s := range sittings[when] {
			from, to := midnight.Add(s.from), midnight.Add(s.to)
			if from.Before(t) {
				from = t
			}
			if left := to.Sub(from); left > 0 {
				if d < left {
					return h.up(from.Add(d))
				}
				d -= left
			}
		}
	}
}

// up is the first moment from t on at which something happens.
func (h hours) up(t time.Time) time.Time { return t.Add(h.step - 1).Truncate(h.step) }
