// Package clock reads a clock as it is typed and puts into words, or JSON, what the
// calendar says of it: when it runs out and why, day by day. It counts nothing itself.
package clock

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"

	"shuniu/cmd/shuniu/terminal"
	"shuniu/kernel/calendar"
	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
)

// Answer is what was found of a clock, ready to be printed. Pauses and Zone are as they
// were typed.
type Answer struct {
	Clock  calendar.Clock
	Due    calendar.Due
	Steps  []calendar.Step
	Pauses []string
	Zone   string
	Tag    lang.Tag
}

// answer is the printed form for programs. A due in hours or minutes is a
// moment with its offset, any other a date.
type answer struct {
	From        time.Time        `json:"from"`
	Limit       calendar.Limit   `json:"limit,omitzero"`
	Until       calendar.Date    `json:"until,omitzero"`
	Extend      []calendar.Limit `json:"extend,omitempty"`
	Due         string           `json:"due"`
	RawDue      string           `json:"raw_due"`
	BreachesAt  time.Time        `json:"breaches_at"`
	Provisional bool             `json:"provisional"`
	Note        string           `json:"note,omitempty"`
	Days        []day            `json:"days"`
}

type day struct {
	Date          calendar.Date `json:"date"`
	Counted       bool          `json:"counted"`
	N             int           `json:"n,omitempty"`
	RanSeconds    int           `json:"ran_seconds,omitempty"`
	HaltedSeconds int           `json:"halted_seconds,omitempty"`
	Provisional   bool          `json:"provisional,omitempty"`
	Why           string        `json:"why"`
}

// JSON prints it for programs.
func (a Answer) JSON(w io.Writer) error {
	out := answer{
		From: a.Clock.From, Limit: a.Clock.Limit, Until: a.Clock.Until, Extend: a.Clock.Extend,
		Due: a.Due.Date.String(), RawDue: a.Due.Raw.String(), BreachesAt: a.Due.At,
		Provisional: a.Due.Provisional, Note: a.Due.Note().In(a.Tag),
	}
	if a.exact() {
		out.Due = a.Due.At.Format(time.RFC3339)
		out.RawDue = out.Due
	}
	for _, s := range a.Steps {
		out.Days = append(out.Days, day{s.Date, s.Counted, s.N, int(s.Ran.Seconds()), int(s.Halted.Seconds()), s.Provisional, s.Why.In(a.Tag)})
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return fault.Wrap(fault.Unavailable, enc.Encode(out), "print the clock")
}

// exact reports whether the clock runs out at a moment instead of with a day.
func (a Answer) exact() bool {
	last := a.Clock.Limit
	if n := len(a.Clock.Extend); n > 0 {
		last = a.Clock.Extend[n-1]
	}
	return a.Clock.Until.IsZero() && last.Unit.Exact()
}

// Table prints it for people.
func (a Answer) Table(w io.Writer) error {
	var b strings.Builder
	a.head(&b)
	b.WriteByte('\n')
	rows := a.rows()
	header := [4]string{a.t("日期", "Date"), a.t("星期", "Weekday"), a.t("计数", "Count"), a.t("说明", "Why")}
	rows = append([][4]string{header}, rows...)
	var widths [3]int
	for _, row := range rows {
		for i := range widths {
			widths[i] = max(widths[i], terminal.Width(row[i]))
		}
	}
	for _, row := range rows {
		for i := range widths {
			b.WriteString(terminal.Pad(row[i], widths[i]+2))
		}
		b.WriteString(row[3] + "\n")
	}
	_, err := io.WriteString(w, b.String())
	return fault.Wrap(fault.Unavailable, err, "print the clock")
}

func (a Answer) t(zh, en string) string { return lang.T(zh, en).In(a.Tag) }

func (a Answer) head(b *strings.Builder) {
	line := func(zh, en, value string) {
		if value != "" {
			fmt.Fprintf(b, "%s%s\n", terminal.Pad(a.t(zh, en), 13), value)
		}
	}
	from := a.dateText(calendar.DateOf(a.Clock.From))
	if a.Clock.Limit.Unit.Exact() || !a.Clock.From.Equal(calendar.DateOf(a.Clock.From).Start(a.Clock.From.Location())) {
		from += clockTime(a.Clock.From)
	}
	line("起算", "Start", from)
	line("时限", "Limit", a.limitText())
	line("暂停", "Pauses", strings.Join(a.Pauses, a.t("、", ", ")))
	var more []string
	for _, e := range a.Clock.Extend {
		more = append(more, e.In(a.Tag))
	}
	line("延长", "Extended by", strings.Join(more, a.t("、", ", ")))
	if a.exact() {
		line("到期", "Due", a.dateText(calendar.DateOf(a.Due.At))+clockTime(a.Due.At))
	} else {
		line("到期", "Due", a.dateText(a.Due.Date))
		if a.Due.Raw != a.Due.Date {
			line("顺延前", "Before roll", a.dateText(a.Due.Raw))
		}
		line("逾期起点", "Breaches at", a.Due.At.Format("2006-01-02 15:04")+" "+a.Zone)
	}
	line("注意", "Note", a.Due.Note().In(a.Tag))
}

func (a Answer) limitText() string {
	if !a.Clock.Until.IsZero() {
		return a.t("固定日期 ", "fixed date ") + a.Clock.Until.String()
	}
	if a.Clock.Before {
		return a.Clock.Limit.In(a.Tag) + a.t("前", " before")
	}
	return a.Clock.Limit.In(a.Tag)
}

func (a Answer) dateText(d calendar.Date) string {
	return d.String() + " " + d.WeekdayName().In(a.Tag)
}

// A year day by day is no longer read; longer explanations join like days.
const mostRows = 100

func (a Answer) rows() [][4]string {
	var rows [][4]string
	for i := 0; i < len(a.Steps); {
		first, j := a.Steps[i], i+1
		for len(a.Steps) > mostRows && j < len(a.Steps) && alike(first, a.Steps[j]) {
			j++
		}
		last := a.Steps[j-1]
		row := [4]string{first.Date.String(), first.Date.WeekdayName().In(a.Tag), a.countText(first), first.Why.In(a.Tag)}
		if j > i+1 {
			row[0] += ".." + last.Date.String()
			row[1] = ""
			if first.N > 0 {
				row[2] += ".." + a.countText(last)
			}
		}
		rows = append(rows, row)
		i = j
	}
	return rows
}

func alike(a, b calendar.Step) bool {
	return a.Counted == b.Counted && a.Why == b.Why
}

func (a Answer) countText(s calendar.Step) string {
	switch {
	case s.N > 0:
		return fmt.Sprint(s.N)
	case s.Counted:
		return a.t("计", "yes")
	}
	return "-"
}

func clockTime(t time.Time) string {
	if t.Second() != 0 {
		return t.Format(" 15:04:05")
	}
	return t.Format(" 15:04")
}
