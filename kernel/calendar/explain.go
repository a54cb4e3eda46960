package calendar

import (
	"strconv"
	"time"

	"shuniu/kernel/lang"
)

// Step is what a clock made of one date: whether it counted, as day number N of
// the limit (1 … n; 0 if not), and why. For limits in hours and minutes a date
// counts if the clock ran on it at all: Ran says how long, Halted how long it was
// paused, and N is 0.
type Step struct {
	Date        Date
	Counted     bool
	N           int
	Ran, Halted time.Duration
	Why         lang.Text
	Provisional bool // judged without the year's arrangement
}

// Explain is the count that Due makes, date by date in the direction of the
// clock: first the start that is not counted, at the end the due date. A fixed
// date is one step. Errors are those of Due.
func (c *Calendar) Explain(k Clock) ([]Step, error) {
	var steps []Step
	if _, err := c.run(&k, &steps); err != nil {
		return nil, err
	}
	return steps, nil
}

func (w *count) add(s Step) { *w.log = append(*w.log, s) }

func (w *count) last() *Step { return &(*w.log)[len(*w.log)-1] }

func (w *count) logBegin() {
	switch k := w.clock; {
	case !k.Until.IsZero():
		w.add(Step{Date: k.Until, Why: lang.T("固定日期，遇休息日不顺延", "fixed date; it does not move for a day of rest")})
	case k.Limit.Unit.Exact():
		// Hours run from the moment: there is no day of the start to leave out.
	case k.Before:
		w.add(Step{Date: w.at, Why: lang.T("事件发生日，不计入", "day of the event, not counted")})
	default:
		w.add(Step{Date: w.at, Why: lang.T("起算日，不计入（民法典第二百零一条）", "day of the start, not counted (Civil Code art. 201)")})
	}
}

func (w *count) logDay(unit Unit, counted bool) {
	s := Step{Date: w.at, Counted: counted, Why: lang.T("自然日", "calendar day")}
	if counted {
		s.N = w.n
	}
	if unit == WorkingDay {
		day := w.cal.Day(w.at)
		s.Why, s.Provisional = day.Reason, day.Provisional
	}
	w.add(s)
}

func (w *count) logMonthEnd(corresponding bool) {
	if corresponding {
		w.last().Why = lang.T("到期月的对应日（民法典第二百零二条）", "corresponding day of the last month (Civil Code art. 202)")
		return
	}
	w.last().Why = lang.T("到期月没有对应日，以月末日为最后一日（民法典第二百零二条）", "the last month has no corresponding day and ends the limit with its own end (Civil Code art. 202)")
}

func (w *count) logPause(d, edge Date) {
	for {
		w.add(Step{Date: d, Why: lang.T("暂停期间，不计入", "paused, not counted")})
		if d == edge {
			return
		}
		d = d.Add(w.dir)
	}
}

// logLast marks the raw last day. A roll must be told even if it goes nowhere,
// because that too rests on the calendar.
func (w *count) logLast(working, known bool) {
	s := w.last()
	s.Provisional = s.Provisional || !known
	if !working {
		day := w.cal.Day(w.at)
		s.Why = lang.T("末日为休息日（"+day.Reason.Zh+"），顺延（民法典第二百零三条）", "last day is a day of rest ("+day.Reason.En+"); it moves on (Civil Code art. 203)")
	}
}

func (w *count) logRoll(working bool) {
	day := w.cal.Day(w.at)
	why := lang.T("休息日，继续顺延（"+day.Reason.Zh+"）", "day of rest, moves on ("+day.Reason.En+")")
	if working {
		why = lang.T("顺延至此（"+day.Reason.Zh+"）", "moved to this day ("+day.Reason.En+")")
	}
	w.add(Step{Date: w.at, Why: why, Provisional: day.Provisional})
}

// logRun splits a stretch of time passed since the start into dates.
func (w *count) logRun(from, to time.Duration, ran bool) {
	if w.log == nil {
		return
	}
	start := w.clock.From
	for from < to {
		var day Date
		var edge time.Duration
		if w.dir > 0 {
			day = DateOf(start.Add(from))
			edge = day.Add(1).Start(w.loc).Sub(start)
		} else {
			// Going back, midnight belongs to the day before it.
			day = DateOf(start.Add(-from - 1))
			edge = start.Sub(day.Start(w.loc))
		}
		if edge = min(edge, to); edge <= from {
			edge = to
		}
		w.logTime(day, edge-from, ran)
		from = edge
	}
}

func (w *count) logTime(day Date, t time.Duration, ran bool) {
	if len(*w.log) == 0 || w.last().Date != day {
		w.add(Step{Date: day})
	}
	s := w.last()
	if ran {
		s.Ran += t
	} else {
		s.Halted += t
	}
	s.Counted = s.Ran > 0
	r, h := timeText(s.Ran), timeText(s.Halted)
	switch {
	case s.Halted == 0:
		s.Why = lang.T("计时"+r.Zh, r.En+" counted")
	case s.Ran == 0:
		s.Why = lang.T("暂停"+h.Zh, h.En+" paused")
	default:
		s.Why = lang.T("计时"+r.Zh+"，暂停"+h.Zh, r.En+" counted, "+h.En+" paused")
	}
}

// timeText writes a time of at most a day in hours and minutes; a pause of
// seconds is shown as such.
func timeText(t time.Duration) lang.Text {
	var text lang.Text
	for _, p := range [...]struct {
		unit   time.Duration
		zh, en string
	}{{time.Hour, "小时", " h"}, {time.Minute, "分钟", " min"}, {time.Second, "秒", " s"}} {
		if n := t / p.unit; n > 0 {
			t %= p.unit
			if text.En != "" {
				text.En += " "
			}
			text.Zh += strconv.Itoa(int(n)) + p.zh
			text.En += strconv.Itoa(int(n)) + p.en
		}
	}
	if text.IsZero() {
		return lang.T("不足1秒", "less than 1 s")
	}
	return text
}
