package clock

import (
	"errors"
	"io/fs"
	"os"
	"strings"
	"time"

	"shuniu/kernel/calendar"
	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
)

// Flags are a clock as it is typed. They are text, so that all that is wrong with them
// can be said at once.
type Flags struct {
	From     string   `help:"起算日或起算时刻，如 2026-03-02、2026-03-02T09:30；不写为现在 Start, a date or a moment; now if absent." placeholder:"DATE"`
	Limit    string   `help:"时限：20wd（工作日）15d（日）2h 30min 3mo（月）2y（年）Limit." placeholder:"LIMIT"`
	Until    string   `help:"固定日期，代替时限，不顺延 A fixed date instead of a limit; it never rolls." placeholder:"DATE"`
	Pause    []string `help:"暂停，首尾两日都不计；也可写时刻 A pause, both dates included; or two moments. May be repeated." placeholder:"FROM..TO" sep:"none"`
	Extend   []string `help:"延长 An extension. May be repeated." placeholder:"LIMIT" sep:"none"`
	Before   bool     `help:"自起算日向前倒推（若干日前）Count backward from the date of an event."`
	NoRoll   bool     `help:"末日为休息日也不顺延 Do not move a last day that is a day of rest."`
	YearFile []string `help:"另载入一份年度放假安排 Load a further yearly arrangement. May be repeated." placeholder:"FILE" sep:"none"`
}

// Count counts the clock of the flags, from now where no start was typed.
func (f Flags) Count(cal *calendar.Calendar, zone string, now time.Time) (Answer, error) {
	r := reader{flags: f, cal: cal}
	r.read(now, zone)
	if err := fault.Defects(r.defects); err != nil {
		return Answer{}, err
	}
	due, err := r.cal.Due(r.clock)
	if err != nil {
		return Answer{}, err
	}
	steps, err := r.cal.Explain(r.clock)
	return Answer{Clock: r.clock, Due: due, Steps: steps, Pauses: f.Pause, Zone: zone}, err
}

// reader turns the flags into a clock and a calendar and keeps all defects.
type reader struct {
	flags   Flags
	loc     *time.Location
	cal     *calendar.Calendar
	clock   calendar.Clock
	defects []fault.Defect
}

func (r *reader) defect(flag string, text lang.Text) {
	r.defects = append(r.defects, fault.Defect{Field: flag, Text: text})
}

func (r *reader) read(now time.Time, zone string) {
	c := r.flags
	r.readZone(zone)
	r.clock = calendar.Clock{From: now.In(r.loc).Truncate(time.Second), Before: c.Before, NoRoll: c.NoRoll}
	if c.From != "" {
		if m, ok := r.moment("--from", c.From); ok {
			r.clock.From = m.at
		}
	}
	if (c.Limit == "") == (c.Until == "") {
		r.defect("--limit", lang.T("--limit 和 --until 应写其中一个。", "Give either --limit or --until."))
	}
	if c.Before && c.Until != "" {
		r.defect("--before", lang.T("固定日期不能倒推。", "A fixed date cannot be counted backward."))
	}
	if c.Limit != "" {
		r.clock.Limit = r.limit("--limit", c.Limit)
	}
	if c.Until != "" {
		d, err := calendar.ParseDate(c.Until)
		if err != nil {
			r.defect("--until", fault.As(err).Person)
		}
		r.clock.Until = d
	}
	for _, s := range c.Extend {
		r.clock.Extend = append(r.clock.Extend, r.limit("--extend "+s, s))
	}
	for _, s := range c.Pause {
		r.readPause(s)
	}
	for _, path := range c.YearFile {
		r.readYear(path)
	}
}

func (r *reader) readZone(zone string) {
	loc, err := time.LoadLocation(zone)
	if err != nil {
		loc = time.UTC
		r.defect("--zone", lang.T("没有这个时区，应写成 Asia/Shanghai 的样子。", "There is no such zone; write it like Asia/Shanghai."))
	}
	r.loc = loc
}

func (r *reader) limit(flag, s string) calendar.Limit {
	l, err := calendar.ParseLimit(s)
	if err != nil {
		r.defect(flag, fault.As(err).Person)
	}
	return l
}

// moment is a point of time as written; date is set if it was written as a date
// alone, meaning 00:00 of it.
type moment struct {
	at   time.Time
	date calendar.Date
}

func (r *reader) moment(flag, s string) (moment, bool) {
	if d, err := calendar.ParseDate(s); err == nil {
		return moment{d.Start(r.loc), d}, true
	}
	if at, err := time.Parse(time.RFC3339, s); err == nil {
		return moment{at: at.In(r.loc)}, true
	}
	for _, layout := range []string{"2006-01-02T15:04", "2006-01-02T15:04:05", "2006-01-02 15:04", "2006-01-02 15:04:05"} {
		if at, err := time.ParseInLocation(layout, s, r.loc); err == nil {
			return moment{at: at}, true
		}
	}
	r.defect(flag, lang.T("应写成 2026-03-02 或 2026-03-02T09:30 的样子，而且确有这一时间。", "Write it like 2026-03-02 or 2026-03-02T09:30; it must exist."))
	return moment{}, false
}

// readPause reads a..b. Two dates are both left out wholly, which the calendar
// calls a pause from the day before a until b; for hours it is from 00:00 of a
// until 24:00 of b.
func (r *reader) readPause(s string) {
	flag := "--pause " + s
	a, b, found := strings.Cut(s, "..")
	if !found {
		r.defect(flag, lang.T("应写成 2026-03-07..2026-03-20 的样子。", "Write it like 2026-03-07..2026-03-20."))
		return
	}
	from, ok := r.moment(flag, a)
	if !ok {
		return
	}
	to, ok := r.moment(flag, b)
	if !ok {
		return
	}
	dates := !from.date.IsZero()
	switch {
	case dates != !to.date.IsZero():
		r.defect(flag, lang.T("首尾应同为日期或者同为时刻。", "Give two dates or two moments."))
	case to.at.Before(from.at):
		r.defect(flag, lang.T("结束早于开始。", "It ends before it starts."))
	case dates && r.mixed():
		r.defect(flag, lang.T("时限按小时、延长按日时，暂停应写时刻。", "With a limit in hours and an extension in days, give the pause in moments."))
	case dates && r.clock.Limit.Unit.Exact():
		r.clock.Pauses = append(r.clock.Pauses, calendar.Pause{From: from.at, To: to.date.Add(1).Start(r.loc)})
	case dates:
		r.clock.Pauses = append(r.clock.Pauses, calendar.Pause{From: from.date.Add(-1).Start(r.loc), To: to.at})
	default:
		r.clock.Pauses = append(r.clock.Pauses, calendar.Pause{From: from.at, To: to.at})
	}
}

func (r *reader) mixed() bool {
	for _, e := range r.clock.Extend {
		if r.clock.Limit.Unit.Exact() && !e.Unit.Exact() {
			return true
		}
	}
	return false
}

func (r *reader) readYear(path string) {
	flag := "--year-file " + path
	f, err := os.Open(path)
	if err != nil {
		text := lang.T("文件打不开。", "The file cannot be opened.")
		if errors.Is(err, fs.ErrNotExist) {
			text = lang.T("没有这个文件。", "There is no such file.")
		}
		r.defect(flag, text)
		return
	}
	defer f.Close()
	a, err := calendar.Load(f)
	if err != nil {
		for _, d := range fault.As(err).Defects {
			r.defect(strings.TrimSpace(flag+" "+d.Field), d.Text)
		}
		return
	}
	r.cal = r.cal.With(a)
}
