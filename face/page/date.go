package page

import (
	"fmt"
	"time"

	"shuniu/kernel/calendar"
	"shuniu/kernel/lang"
)

// Date writes a civil date out: 2026年11月30日（周一）, Monday 30 November 2026.
// No date is written as nothing.
func Date(d calendar.Date) lang.Text {
	if d.IsZero() {
		return lang.Text{}
	}
	day := weekday(d.Weekday())
	return lang.T(
		fmt.Sprintf("%d年%d月%d日（%s）", d.Year(), int(d.Month()), d.Day(), day.Zh),
		fmt.Sprintf("%s %d %s %d", day.En, d.Day(), d.Month(), d.Year()))
}

// ShortDate leaves the year out, for dense lists: 11月30日（周一）, Mon 30 Nov.
func ShortDate(d calendar.Date) lang.Text {
	if d.IsZero() {
		return lang.Text{}
	}
	day := weekday(d.Weekday())
	return lang.T(
		fmt.Sprintf("%d月%d日（%s）", int(d.Month()), d.Day(), day.Zh),
		fmt.Sprintf("%s %d %s", day.En[:3], d.Day(), d.Month().String()[:3]))
}

// Moment writes a moment in its own location to the minute:
// 2026年11月30日 09:15, 30 November 2026, 09:15.
func Moment(t time.Time) lang.Text {
	if t.IsZero() {
		return lang.Text{}
	}
	return lang.T(
		fmt.Sprintf("%d年%d月%d日 %s", t.Year(), int(t.Month()), t.Day(), t.Format("15:04")),
		t.Format("2 January 2006, 15:04"))
}

func weekday(w time.Weekday) lang.Text {
	names := [...]string{"日", "一", "二", "三", "四", "五", "六"}
	return lang.T("周"+names[w], w.String())
}
