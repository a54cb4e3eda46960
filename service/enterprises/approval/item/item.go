// Package item is the catalogue of service items 政务服务事项库: what can be applied
// for, on what basis, with which papers, within which limit, and where.
//
// An upper level defines an item in its directory list (目录清单), a lower level
// inherits it into its implementation list (实施清单) and may only fill in or
// shorten: name, code, type and basis stay identical at all four levels (四级四同,
// 国办发〔2018〕45号). The elements are those of GB/T 39554.2-2020.
package item

import (
	"slices"
	"strings"

	"shuniu/kernel/calendar"
	"shuniu/kernel/lang"
)

// Level is where a power is exercised, as numbered in the codes.
type Level uint8

// The levels; a 实施编码 holds their digit.
const (
	Nation Level = iota + 1
	Province
	City
	County
	Township
	Village
)

// Valid reports whether there is such a level.
func (l Level) Valid() bool { return l >= Nation && l <= Village }

// Type is what kind of power is used, in two digits.
type Type string

// licence is the type of what the Administrative Licensing Law is about.
const licence Type = "01"

// Kind is whether it is decided at once or within a promised limit 办件类型.
type Kind string

// The kinds.
const (
	Instant Kind = "instant"
	Timed   Kind = "promised"
)

// Item is one version of a service item at one level. Without a unit it stands in a
// directory list and leaves open what only an implementing body can say.
type Item struct {
	Code    Code          `json:"code" sheet:"基本编码"`
	Version int           `json:"version" sheet:"事项版本"`
	From    calendar.Date `json:"from" sheet:"计划生效日期"`
	Until   calendar.Date `json:"until,omitzero" sheet:"计划取消日期"` // first day on which it does not apply
	Name    lang.Text     `json:"name" sheet:"事项名称"`
	Type    Type          `json:"type" sheet:"事项类型"`
	Basis   []string      `json:"basis" sheet:"设定依据"`
	Level   Level         `json:"level" sheet:"行使层级"`

	Unit        string         `json:"unit,omitzero" sheet:"实施主体"`   // code of the unit
	Body        string         `json:"body,omitzero" sheet:"实施主体编码"` // its USCC
	Statutory   calendar.Limit `json:"statutory,omitzero" sheet:"法定办结时限"`
	Promised    calendar.Limit `json:"promised,omitzero" sheet:"承诺办结时限"`
	Kind        Kind           `json:"kind,omitzero" sheet:"办件类型"`
	Clients     []string       `json:"clients,omitzero" sheet:"服务对象"` // natural, legal
	Conditions  []lang.Text    `json:"conditions,omitzero" sheet:"受理条件"`
	Summary     lang.Text      `json:"summary,omitzero" sheet:"通俗说明"`
	Special     []string       `json:"special,omitzero" sheet:"特别程序"`
	Forms       []string       `json:"forms,omitzero" sheet:"办理形式"` // window, online, post
	Scope       string         `json:"scope,omitzero" sheet:"通办范围"` // county, city, province, country
	Windows     []string       `json:"windows,omitzero" sheet:"办理地点"`
	Visits      int            `json:"visits" sheet:"到办事现场次数"`
	Enquiries   string         `json:"enquiries,omitzero" sheet:"咨询方式"`
	Complaints  string         `json:"complaints,omitzero" sheet:"监督投诉方式"`
	Synonyms    []string       `json:"synonyms,omitzero" sheet:"别名"` // what people call it
	Materials   []Material     `json:"materials,omitzero" sheet:"材料"`
	Fees        []Fee          `json:"fees,omitzero" sheet:"收费"`
	Results     []Result       `json:"results,omitzero" sheet:"结果"`
	Questions   []Question     `json:"questions,omitzero" sheet:"情形"`
	Commitments bool           `json:"commitments,omitzero" sheet:"告知承诺"` // a written commitment may take the place of papers
	Reviewers   []string       `json:"reviewers,omitzero" sheet:"初审机关"`   // units below that accept and review it first (行政许可法第43条)
	Inspects    bool           `json:"inspects,omitzero" sheet:"检验检测检疫"`  // decided after an inspection by standard (行政许可法第12条第四项)
}

// Need is whether a paper has to be there when an application is accepted.
type Need string

// The needs; one that is tolerated may follow (容缺受理).
const (
	Necessary Need = "necessary"
	Optional  Need = "optional"
	Tolerated Need = "tolerated"
)

// Source is where a paper comes from.
type Source string

// The sources. What is shared the offices get from each other; it is not asked of
// people (在线政务服务的若干规定第12条).
const (
	Applicant Source = "applicant"
	Agency    Source = "agency"
	Third     Source = "third"
	Shared    Source = "shared"
)

// Material is a paper that an application wants.
type Material struct {
	Name   lang.Text `json:"name" sheet:"材料名称"`
	Need   Need      `json:"need" sheet:"必要性"`
	Source Source    `json:"source" sheet:"来源渠道"`
	Kind   string    `json:"kind" sheet:"材料类型"` // original, copy
	Form   string    `json:"form" sheet:"材料形式"` // paper, electronic, either
	Copies int       `json:"copies" sheet:"份数"`
	When   []string  `json:"when,omitzero" sheet:"适用情形"` // question=answer, any of them; empty: always
	Basis  string    `json:"basis,omitzero" sheet:"要求依据"`
}

// Fee is what it costs; without a basis in law or administrative regulation nothing
// may be charged (行政许可法第58条).
type Fee struct {
	Name  lang.Text `json:"name" sheet:"收费项目"`
	Cents int       `json:"cents" sheet:"金额（分）"`
	Basis string    `json:"basis" sheet:"收费依据"`
}

// Result is what is issued in the end.
type Result struct {
	Name  lang.Text      `json:"name" sheet:"结果名称"`
	Kind  string         `json:"kind" sheet:"结果类型"` // licence, certificate, reply
	Valid calendar.Limit `json:"valid,omitzero" sheet:"有效期"`
}

// Last is the last day on which a result that holds from a day on is valid: none for
// one that is valid for good, and none for a validity that is not in days, months or
// years.
func (r Result) Last(from calendar.Date) calendar.Date {
	switch n := r.Valid.N; r.Valid.Unit {
	case calendar.Year:
		return from.Months(12 * n).Add(-1)
	case calendar.Month:
		return from.Months(n).Add(-1)
	case calendar.Day:
		return from.Add(n - 1)
	}
	return calendar.Date{}
}

// Question is one of those that lead to exactly the papers of a case.
type Question struct {
	Key     string      `json:"key" sheet:"问题代码"`
	Text    lang.Text   `json:"text" sheet:"问题"`
	Options []string    `json:"options" sheet:"选项代码"`
	Labels  []lang.Text `json:"labels" sheet:"选项"`
}

// Listed reports whether it stands in a directory list only.
func (i *Item) Listed() bool { return i.Unit == "" }

// Implementing is its 实施编码; empty in a directory list.
func (i *Item) Implementing() string {
	if i.Listed() {
		return ""
	}
	return Implementing(i.Body, i.Level, i.Code)
}

// On reports whether the version applies on the day.
func (i *Item) On(day calendar.Date) bool {
	return !day.Before(i.From) && (i.Until.IsZero() || day.Before(i.Until))
}

// Papers are those that a case with these answers wants of the applicant. Where a
// question has no answer yet, what depends on it is left out.
func (i *Item) Papers(answers map[string]string) []Material {
	var out []Material
	for _, m := range i.Materials {
		applies := len(m.When) == 0 || slices.ContainsFunc(m.When, func(when string) bool {
			key, value := situation(when)
			return value != "" && answers[key] == value
		})
		if applies && m.Source != Shared {
			out = append(out, m)
		}
	}
	return out
}

// Situation is what was answered about a case, for whoever looks at its papers.
func (i *Item) Situation(answers map[string]string) string {
	var out []string
	for _, q := range i.Questions {
		if n := slices.Index(q.Options, answers[q.Key]); n >= 0 {
			out = append(out, q.Text.Zh+q.Labels[n].Zh)
		}
	}
	return strings.Join(out, "；")
}
