// Package calendar counts the limits the law sets: in working days with make-up
// days, in calendar days, hours, minutes, months and years, forward and
// backward, with pauses and extensions.
//
// It follows 民法典 art. 201 to 203: the day of the start is not counted, a
// month ends on the corresponding day, a last day that is a day of rest moves to
// the next working day. Which unit a limit has is said by the act that sets it
// and given by the caller. Working days come from the yearly notices of the
// State Council, which are data files; a date in a year whose notice is not
// loaded is answered by weekends and holidays of fixed date, and every result
// that rests on it is marked provisional.
//
// It promises that every result can be shown day by day (Explain) by the same
// count that made it (Due). It never reads a clock, a file outside the binary or
// a database, keeps nothing between calls, and all its values may be shared.
package calendar

import (
	"embed"
	"slices"

	"shuniu/kernel/lang"
)

//go:embed years/*.json
var years embed.FS

// Calendar knows which days are worked. It never changes; With makes another.
// The zero Calendar knows no year, so that all it says of working days is
// provisional.
type Calendar struct {
	arrangements []Arrangement // ascending, one a year

	// One bit a day from first on, so that a count looks at no year or map.
	first Date
	days  int
	work  []uint64
	known []uint64
}

// Entry is what the calendar says of one date: whether it is worked, why, and
// whether that may change once the year's arrangement is loaded.
type Entry struct {
	Date        Date
	Working     bool
	Reason      lang.Text
	Provisional bool
}

// Embedded is the calendar of the arrangements compiled in.
func Embedded() *Calendar {
	files, _ := years.ReadDir("years")
	var known []Arrangement
	for _, f := range files {
		r, err := years.Open("years/" + f.Name())
		if err != nil {
			continue
		}
		// A broken file would leave its year provisional, which is safer than a
		// server that does not start; the tests load each.
		if a, err := Load(r); err == nil {
			known = append(known, a)
		}
		_ = r.Close()
	}
	return New(known...)
}

// New makes a calendar; of two arrangements for one year the later one counts.
func New(arrangements ...Arrangement) *Calendar {
	c := &Calendar{}
	for _, a := range arrangements {
		if a.year == 0 {
			continue
		}
		at, found := slices.BinarySearchFunc(c.arrangements, a.year, func(b Arrangement, year int) int { return b.year - year })
		if found {
			c.arrangements[at] = a
		} else {
			c.arrangements = slices.Insert(c.arrangements, at, a)
		}
	}
	c.draw()
	return c
}

// With is the calendar with one more arrangement, or another for its year. Dues
// computed before must be computed again where they were provisional or touch
// the year (or the December before it).
func (c *Calendar) With(a Arrangement) *Calendar {
	return New(append(slices.Clone(c.arrangements), a)...)
}

// Years are the years with an arrangement, ascending.
func (c *Calendar) Years() []int {
	out := make([]int, 0, len(c.arrangements))
	for _, a := range c.arrangements {
		out = append(out, a.year)
	}
	return out
}

// Arrangement is the one loaded for the year, and whether there is one.
func (c *Calendar) Arrangement(year int) (Arrangement, bool) {
	for _, a := range c.arrangements {
		if a.year == year {
			return a, true
		}
	}
	return Arrangement{}, false
}

// draw fills the bits, from the year before the first arrangement because a
// notice may name days of the December before its year.
func (c *Calendar) draw() {
	if len(c.arrangements) == 0 {
		return
	}
	c.first = civil(c.arrangements[0].year-1, 1, 1)
	c.days = civil(c.arrangements[len(c.arrangements)-1].year, 12, 31).Sub(c.first) + 1
	c.work = make([]uint64, (c.days+63)/64)
	c.known = make([]uint64, len(c.work))
	for i := range c.days {
		if d := c.first.Add(i); assumed(d) {
			c.mark(d, true, false)
		}
	}
	for _, a := range c.arrangements {
		for d := civil(a.year, 1, 1); d.Year() == a.year; d = d.Add(1) {
			c.mark(d, !weekend(d), true)
		}
		for _, h := range a.off {
			for d := h.from; !d.After(h.to); d = d.Add(1) {
				c.mark(d, false, true)
			}
		}
		for _, d := range a.work {
			c.mark(d, true, true)
		}
	}
}

func (c *Calendar) mark(d Date, work, known bool) {
	i := d.Sub(c.first)
	bit := uint64(1) << (i % 64)
	c.work[i/64] &^= bit
	if work {
		c.work[i/64] |= bit
	}
	if known {
		c.known[i/64] |= bit
	}
}

func (c *Calendar) look(d Date) (working, known bool) {
	i := d.Sub(c.first)
	if i < 0 || i >= c.days {
		return assumed(d), false
	}
	bit := uint64(1) << (i % 64)
	return c.work[i/64]&bit != 0, c.known[i/64]&bit != 0
}

// assumed is the answer for a date no notice is known for.
func assumed(d Date) bool {
	if weekend(d) {
		return false
	}
	_, off := statutory(d)
	return !off
}

// IsWorkday reports whether the date is worked, as far as is known.
func (c *Calendar) IsWorkday(d Date) bool {
	working, _ := c.look(d)
	return working && !d.IsZero()
}

// IsHoliday reports whether the date is off for a public holiday, as far as is
// known, and not only as the end of a week is.
func (c *Calendar) IsHoliday(d Date) bool {
	for _, year := range [...]int{d.Year() + 1, d.Year()} {
		a, ok := c.Arrangement(year)
		if _, off := a.holiday(d); ok && off {
			return true
		}
	}
	_, fixed := statutory(d)
	return fixed
}

// NextWorkday is d itself if it is worked, else the first worked date after it.
func (c *Calendar) NextWorkday(d Date) Date {
	for !d.IsZero() && !c.IsWorkday(d) {
		d = d.Add(1)
	}
	return d
}

// Remaining is the number of working days left on the day from until the day
// due: those after from, up to and including due. It is negative by the number
// of working days after due once that has passed.
func (c *Calendar) Remaining(from, due Date) int {
	if due.Before(from) {
		return -c.Remaining(due, from)
	}
	if from.IsZero() {
		return 0
	}
	n := 0
	for d := from.n + 1; d <= due.n; d++ {
		if c.IsWorkday(Date{d}) {
			n++
		}
	}
	return n
}

// Day is what the calendar says of the date.
func (c *Calendar) Day(d Date) Entry {
	working, known := c.look(d)
	e := Entry{Date: d, Working: working && !d.IsZero(), Provisional: !known, Reason: c.reason(d)}
	if e.Provisional {
		e.Reason = lang.T(e.Reason.Zh+"（暂定）", e.Reason.En+" (provisional)")
	}
	return e
}

func (c *Calendar) reason(d Date) lang.Text {
	// The next year's notice speaks last of the December before it, as in draw.
	for _, year := range [...]int{d.Year() + 1, d.Year()} {
		a, ok := c.Arrangement(year)
		if !ok {
			continue
		}
		if a.makeUp(d) {
			w := d.WeekdayName()
			return lang.T("调休上班日（"+w.Zh+"）", "make-up working day ("+w.En+")")
		}
		if name, off := a.holiday(d); off {
			return lang.T(name.Zh+"放假", name.En+" holiday")
		}
	}
	if weekend(d) {
		return d.WeekdayName()
	}
	if _, ok := c.Arrangement(d.Year()); !ok {
		if name, off := statutory(d); off {
			return lang.T(name.Zh+"放假", name.En+" holiday")
		}
	}
	return lang.T("工作日", "working day")
}
