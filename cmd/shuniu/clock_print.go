package main

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"

	"shuniu/kernel/calendar"
	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
)

// clockAnswer is what the clock command found, ready to be printed.
type clockAnswer struct {
	cmd   *clockCmd
	clock calendar.Clock
	due   calendar.Due
	steps []calendar.Step
	tag   lang.Tag
}

// clockJSON is the printed form for programs. A due in hours or minutes is a
// moment with its offset, any other a date.
type clockJSON struct {
	From        time.Time        `json:"from"`
	Limit       calendar.Limit   `json:"limit,omitzero"`
	Until       calendar.Date    `json:"until,omitzero"`
	Extend      []calendar.Limit `json:"extend,omitempty"`
	Due         string           `json:"due"`
	RawDue      string           `json:"raw_due"`
	BreachesAt  time.Time        `json:"breaches_at"`
	Provisional bool             `json:"provisional"`
	Note        string           `json:"note,omitempty"`
	Days        []clockJSONDay   `json:"days"`
}

type clockJSONDay struct {
	Date          calendar.Date `json:"date"`
	Counted       bool          `json:"counted"`
	N             int           `json:"n,omitempty"`
	RanSeconds    int           `json:"ran_seconds,omitempty"`
	HaltedSeconds int           `json:"halted_seconds,omitempty"`
	Provisional   bool          `json:"provisional,omitempty"`
	Why           string        `json:"why"`
}

func (a clockAnswer) json(w io.Writer) error {
	out := clockJSON{
		From: a.clock.From, Limit: a.clock.Limit, Until: a.clock.Until, Extend: a.clock.Extend,
		Due: a.due.Date.String(), RawDue: a.due.Raw.String(), BreachesAt: a.due.At,
		Provisional: a.due.Provisional, Note: a.due.Note().In(a.tag),
	}
	if a.exact() {
		out.Due = a.due.At.Format(time.RFC3339)
		out.RawDue = out.Due
	}
	for _, s := range a.steps {
		out.Days = append(out.Days, clockJSONDay{s.Date, s.Counted, s.N, int(s.Ran.Seconds()), int(s.Halted.Seconds()), s.Provisional, s.Why.In(a.tag)})
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return fault.Wrap(fault.Unavailable, enc.Encode(out), "print the clock")
}

// exact reports whether the clock runs out at a moment instead of with a day.
func (a clockAnswer) exact() bool {
	last := a.clock.Limit
	if n := len(a.clock.Extend); n > 0 {
		last = a.clock.Extend[n-1]
	}
	return a.clock.Until.IsZero() && last.Unit.Exact()
}

func (a clockAnswer) table(w io.Writer) error {
	var b strings.Builder
	a.head(&b)
	b.WriteByte('\n')
	rows := a.rows()
	header := [4]string{a.t("日期", "Date"), a.t("星期", "Weekday"), a.t("计数", "Count"), a.t("说明", "Why")}
	rows = append([][4]string{header}, rows...)
	var widths [3]int
	for _, row := range rows {
		for i := range widths {
			widths[i] = max(widths[i], width(row[i]))
		}
	}
	for _, row := range rows {
		for i := range widths {
			b.WriteString(pad(row[i], widths[i]+2))
		}
		b.WriteString(row[3] + "\n")
	}
	_, err := io.WriteString(w, b.String())
	return fault.Wrap(fault.Unavailable, err, "print the clock")
}

func (a clockAnswer) t(zh, en string) string { return lang.T(zh, en).In(a.tag) }

func (a clockAnswer) head(b *strings.Builder) {
	line := func(zh, en, value string) {
		if value != "" {
			fmt.Fprintf(b, "%s%s\n", pad(a.t(zh, en), 13), value)
		}
	}
	from := a.dateText(calendar.DateOf(a.clock.From))
	if a.clock.Limit.Unit.Exact() || !a.clock.From.Equal(calendar.DateOf(a.clock.From).Start(a.clock.From.Location())) {
		from += clockTime(a.clock.From)
	}
	line("起算", "Start", from)
	line("时限", "Limit", a.limitText())
	line("暂停", "Pauses", strings.Join(a.cmd.Pause, a.t("、", ", ")))
	var more []string
	for _, e := range a.clock.Extend {
		more = append(more, e.In(a.tag))
	}
	line("延长", "Extended by", strings.Join(more, a.t("、", ", ")))
	if a.exact() {
		line("到期", "Due", a.dateText(calendar.DateOf(a.due.At))+clockTime(a.due.At))
	} else {
		line("到期", "Due", a.dateText(a.due.Date))
		if a.due.Raw != a.due.Date {
			line("顺延前", "Before roll", a.dateText(a.due.Raw))
		}
		line("逾期起点", "Breaches at", a.due.At.Format("2006-01-02 15:04")+" "+a.cmd.Zone)
	}
	line("注意", "Note", a.due.Note().In(a.tag))
}

func (a clockAnswer) limitText() string {
	if !a.clock.Until.IsZero() {
		return a.t("固定日期 ", "fixed date ") + a.clock.Until.String()
	}
	if a.clock.Before {
		return a.clock.Limit.In(a.tag) + a.t("前", " before")
	}
	return a.clock.Limit.In(a.tag)
}

func (a clockAnswer) dateText(d calendar.Date) string {
	return d.String() + " " + d.WeekdayName().In(a.tag)
}

// A year day by day is no longer read; longer explanations join like days.
const mostRows = 100

func (a clockAnswer) rows() [][4]string {
	var rows [][4]string
	for i := 0; i < len(a.steps); {
		first, j := a.steps[i], i+1
		for len(a.steps) > mostRows && j < len(a.steps) && alike(first, a.steps[j]) {
			j++
		}
		last := a.steps[j-1]
		row := [4]string{first.Date.String(), first.Date.WeekdayName().In(a.tag), a.countText(first), first.Why.In(a.tag)}
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

func (a clockAnswer) countText(s calendar.Step) string {
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

// width is the number of terminal columns: Chinese characters and punctuation
// take two.
func width(s string) int {
	n := 0
	for _, r := range s {
		n++
		if r >= 0x2E80 {
			n++
		}
	}
	return n
}

func pad(s string, to int) string {
	return s + strings.Repeat(" ", max(1, to-width(s)))
}
