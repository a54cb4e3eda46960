package calendar

import (
	"encoding/json"
	"fmt"
	"io"
	"time"

	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
)

// Arrangement is what the State Council's yearly notice says: the days off and
// the weekend days worked in exchange (调休). Only Load makes one, so that it is
// always complete and free of contradiction; the zero Arrangement is none.
type Arrangement struct {
	year   int
	notice lang.Text
	source string
	off    []holiday
	work   []Date
}

type holiday struct {
	from, to Date
	name     lang.Text
}

// Year is the year the notice is about.
func (a Arrangement) Year() int { return a.year }

// Notice is the title of the notice.
func (a Arrangement) Notice() lang.Text { return a.notice }

// Source says where the notice is found, as its file gives it.
func (a Arrangement) Source() string { return a.source }

// arrangementFile is the written form; dates stay text so that all wrong ones
// can be named together.
type arrangementFile struct {
	Year   int       `json:"year"`
	Notice lang.Text `json:"notice"`
	Source string    `json:"source"`
	Off    []struct {
		From string    `json:"from"`
		To   string    `json:"to"`
		Name lang.Text `json:"name"`
	} `json:"off"`
	Work []string `json:"work"`
}

// A notice takes a few kilobytes; more is not a notice.
const arrangementBytes = 64 << 10

// Load reads an arrangement from JSON in the form of the files in years/. The
// error is Invalid and names every defect: an unknown key, a date outside the
// year and the December before it, a day both off and worked, a make-up day
// that was a working day anyway, a statutory day of fixed date left out (so that
// an empty file cannot turn holidays into working days).
func Load(r io.Reader) (Arrangement, error) {
	dec := json.NewDecoder(io.LimitReader(r, arrangementBytes))
	dec.DisallowUnknownFields()
	var file arrangementFile
	err := dec.Decode(&file)
	if err == nil && dec.More() {
		err = fmt.Errorf("more than one JSON value")
	}
	if err != nil {
		return Arrangement{}, fault.Defects([]fault.Defect{{Text: lang.T("不是放假安排文件："+err.Error(), "Not a file of an arrangement: "+err.Error())}})
	}
	if file.Year < 2000 || file.Year > 2100 {
		return Arrangement{}, fault.Defects([]fault.Defect{{Field: "year", Text: lang.T("年份应在2000至2100之间。", "The year must be from 2000 to 2100.")}})
	}
	p := arrangementParser{a: Arrangement{year: file.Year, notice: file.Notice, source: file.Source}}
	p.read(file)
	if len(p.defects) == 0 {
		p.agree()
	}
	if err := fault.Defects(p.defects); err != nil {
		return Arrangement{}, err
	}
	return p.a, nil
}

type arrangementParser struct {
	a       Arrangement
	defects []fault.Defect
}

func (p *arrangementParser) defect(field, zh, en string) {
	p.defects = append(p.defects, fault.Defect{Field: field, Text: lang.T(zh, en)})
}

func (p *arrangementParser) read(file arrangementFile) {
	if file.Notice.IsZero() {
		p.defect("notice", "缺少通知名称。", "The title of the notice is missing.")
	}
	for i, o := range file.Off {
		field := fmt.Sprintf("off[%d]", i)
		h := holiday{p.date(field+".from", o.From), p.date(field+".to", o.To), o.Name}
		if h.to.Before(h.from) && !h.to.IsZero() {
			p.defect(field, "结束日早于开始日。", "It ends before it begins.")
		}
		if h.name.IsZero() {
			p.defect(field+".name", "缺少节日名称。", "The name of the holiday is missing.")
		}
		p.a.off = append(p.a.off, h)
	}
	for i, w := range file.Work {
		p.a.work = append(p.a.work, p.date(fmt.Sprintf("work[%d]", i), w))
	}
}

// date accepts the December before the year too: the notice for a New Year's
// holiday may begin there.
func (p *arrangementParser) date(field, s string) Date {
	d, err := ParseDate(s)
	if err != nil {
		p.defects = append(p.defects, fault.Defect{Field: field, Text: fault.As(err).Person})
		return Date{}
	}
	if d.Before(civil(p.a.year-1, 12, 1)) || d.After(civil(p.a.year, 12, 31)) {
		p.defect(field, "日期不在本年及上年12月内。", "The date is outside the year and the December before it.")
		return Date{}
	}
	return d
}

// agree looks for contradictions in dates that are each right by themselves.
func (p *arrangementParser) agree() {
	for i, w := range p.a.work {
		field := fmt.Sprintf("work[%d]", i)
		if _, off := p.a.holiday(w); off {
			p.defect(field, "同一天既放假又上班。", "The day is both off and worked.")
		} else if !weekend(w) {
			p.defect(field, "这一天本来就是工作日。", "The day was a working day anyway.")
		}
	}
	for d := civil(p.a.year, 1, 1); d.Year() == p.a.year; d = d.Add(1) {
		name, fixed := statutory(d)
		if _, off := p.a.holiday(d); fixed && !off {
			p.defect("off", "漏列法定节假日 "+d.String()+"（"+name.Zh+"）。", "The statutory holiday "+d.String()+" ("+name.En+") is left out.")
		}
	}
}

func (a Arrangement) holiday(d Date) (lang.Text, bool) {
	for _, h := range a.off {
		if !d.Before(h.from) && !d.After(h.to) {
			return h.name, true
		}
	}
	return lang.Text{}, false
}

func (a Arrangement) makeUp(d Date) bool {
	for _, w := range a.work {
		if w == d {
			return true
		}
	}
	return false
}

func weekend(d Date) bool {
	w := d.Weekday()
	return w == time.Saturday || w == time.Sunday
}

// statutory names the holidays that have a fixed date of the Gregorian calendar
// (全国年节及纪念日放假办法 art. 2; 2 May only since the revision of 2024-11-10).
// Those of the lunar calendar and Qingming are known from the notice alone.
func statutory(d Date) (lang.Text, bool) {
	y, m, day := d.parts()
	switch {
	case m == 1 && day == 1:
		return lang.T("元旦", "New Year"), true
	case m == 5 && (day == 1 || day == 2 && y >= 2025):
		return lang.T("劳动节", "Labour Day"), true
	case m == 10 && day <= 3:
		return lang.T("国庆节", "National Day"), true
	}
	return lang.Text{}, false
}
