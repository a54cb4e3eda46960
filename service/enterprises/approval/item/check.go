package item

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"shuniu/kernel/calendar"
	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
)

// checking gathers all that is wrong with one item; fields are named as in JSON.
type checking struct {
	*Item
	at string // where the item stands
	ds []fault.Defect
}

func (c *checking) wrong(field string, text lang.Text) {
	c.ds = append(c.ds, fault.Defect{Field: c.at + field, Text: text})
}

func (c *checking) want(ok bool, field string, text lang.Text) {
	if !ok {
		c.wrong(field, text)
	}
}

func missing() lang.Text { return lang.T("没有填写。", "It is missing.") }

func notOf(options ...string) lang.Text {
	all := strings.Join(options, "、")
	return lang.T("应为其中之一："+all+"。", "It is one of "+strings.Join(options, ", ")+".")
}

// Check is everything that is wrong with the item, each defect with its field; at
// says where it stands.
func (i *Item) Check(at string) []fault.Defect {
	c := &checking{Item: i, at: at}
	c.want(i.Code.Valid(), "code", lang.T("基本编码应为12位：来源2位、类型2位、部门2位、主项3位、子项3位。", "A code has 12 characters: origin 2, type 2, department 2, main item 3, sub-item 3."))
	c.want(i.Code.Type() == i.Type, "type", lang.T("与基本编码第3、4位不一致。", "It differs from the third and fourth character of the code."))
	c.want(i.Version > 0, "version", lang.T("版本从1起编。", "Versions are counted from 1."))
	c.want(!i.From.IsZero(), "from", missing())
	c.want(i.Until.IsZero() || i.Until.After(i.From), "until", lang.T("应晚于生效日期。", "It lies after the day it comes into effect."))
	c.text("name", i.Name)
	c.want(len(i.Basis) > 0 && !slices.Contains(i.Basis, ""), "basis", lang.T("应写明设定依据的法规和条款。", "The law and article that set it up are named."))
	c.want(i.Level.Valid(), "level", lang.T("应为1至6：国家、省、市、县、乡、村。", "It is 1 to 6: nation, province, city, county, township, village."))
	if !i.Listed() {
		c.implemented()
	}
	c.procedure()
	c.limits()
	c.questions()
	for n, m := range i.Materials {
		c.material(fmt.Sprintf("materials[%d].", n), m)
	}
	for n, f := range i.Fees {
		c.text(fmt.Sprintf("fees[%d].name", n), f.Name)
		c.want(f.Cents >= 0, fmt.Sprintf("fees[%d].cents", n), lang.T("不能小于0。", "It is not below 0."))
		c.want(f.Basis != "", fmt.Sprintf("fees[%d].basis", n), lang.T("没有法律、行政法规依据的不得收费（行政许可法第58条）。", "Nothing is charged without a basis in law or administrative regulation (行政许可法第58条)."))
	}
	for n, r := range i.Results {
		c.want(r.Valid.IsZero() || !r.Last(i.From).IsZero(), fmt.Sprintf("results[%d].valid", n), lang.T("有效期以日、月、年计。", "Validity is in days, months or years."))
		c.text(fmt.Sprintf("results[%d].name", n), r.Name)
		c.among(fmt.Sprintf("results[%d].kind", n), r.Kind, "licence", "certificate", "reply")
	}
	return c.ds
}

func (c *checking) text(field string, t lang.Text) {
	c.want(t.Zh != "" && t.En != "", field, lang.T("中文和英文都要填写。", "Both Chinese and English are wanted."))
}

func (c *checking) among(field, value string, options ...string) {
	c.want(slices.Contains(options, value), field, notOf(options...))
}

// implemented checks what only an implementing body can say.
func (c *checking) implemented() {
	c.want(ValidUSCC(c.Body), "body", lang.T("统一社会信用代码的位数、字符或者校验位不对。", "The unified social credit code has a wrong length, character or check."))
	c.want(!c.Statutory.IsZero(), "statutory", missing())
	c.want(!c.Promised.IsZero(), "promised", missing())
	c.among("kind", string(c.Kind), string(Instant), string(Timed))
	c.want(len(c.Clients) > 0, "clients", missing())
	for n, client := range c.Clients {
		c.among(fmt.Sprintf("clients[%d]", n), client, "natural", "legal")
	}
	c.want(len(c.Conditions) > 0, "conditions", missing())
	for n, t := range c.Conditions {
		c.text(fmt.Sprintf("conditions[%d]", n), t)
	}
	c.text("summary", c.Summary)
	c.want(len(c.Forms) > 0, "forms", missing())
	for n, form := range c.Forms {
		c.among(fmt.Sprintf("forms[%d]", n), form, "window", "online", "post")
	}
	c.among("scope", c.Scope, "county", "city", "province", "country")
	c.want(len(c.Windows) > 0 || !slices.Contains(c.Forms, "window"), "windows", lang.T("可在窗口办理的，应写明窗口。", "What can be done at a window names the windows."))
	c.want(c.Visits >= 0 && c.Visits <= 9, "visits", lang.T("应为0至9。", "It is 0 to 9."))
	c.want(c.Enquiries != "", "enquiries", missing())
	c.want(c.Complaints != "", "complaints", missing())
	c.want(len(c.Results) > 0, "results", missing())
}

// procedure checks what the law has for licences alone: a first review below, and an
// inspection by standard.
func (c *checking) procedure() {
	c.want(len(c.Reviewers) == 0 || c.Type == licence && c.Kind == Timed && c.Level < Village, "reviewers", lang.T("只有承诺件的行政许可才由下级机关初审（行政许可法第43条）。", "Only a licence that is not decided on the spot is reviewed first below (行政许可法第43条)."))
	for n, unit := range c.Reviewers {
		c.want(unit != "" && unit != c.Unit && slices.Index(c.Reviewers, unit) == n, fmt.Sprintf("reviewers[%d]", n), lang.T("初审机关不能是空、决定机关自己或者重复。", "A first reviewer is neither empty, nor the body that decides, nor named twice."))
	}
	c.want(!c.Inspects || c.Type == licence && c.Kind != Instant, "inspects", lang.T("检验检测检疫只用于承诺件的行政许可（行政许可法第55条）。", "Only a licence that is not decided on the spot is inspected by standard (行政许可法第55条)."))
}

// limits checks that what is promised is no longer than what the law allows
// (优化营商环境条例第35条).
func (c *checking) limits() {
	if !c.Statutory.IsZero() && !c.Promised.IsZero() {
		c.want(!longer(c.Promised, c.Statutory), "promised", lang.T("承诺时限不能长于法定时限，且应使用同一种单位（优化营商环境条例第35条）。", "What is promised is no longer than the law allows, in the same unit (优化营商环境条例第35条)."))
	}
	instant := calendar.Limit{N: 1, Unit: calendar.WorkingDay}
	c.want(c.Kind != Instant || c.Promised.IsZero() || c.Promised == instant, "promised", lang.T("即办件当日办结，承诺时限应为1个工作日。", "What is decided at once is promised within one working day."))
}

// longer reports whether a is longer than b, or cannot be compared with it.
func longer(a, b calendar.Limit) bool { return a.Unit != b.Unit || a.N > b.N }

func (c *checking) questions() {
	keys := map[string]bool{}
	for n, q := range c.Questions {
		at := fmt.Sprintf("questions[%d].", n)
		c.want(q.Key != "" && !keys[q.Key], at+"key", lang.T("问题代码为空或者重复。", "The key is empty or used twice."))
		keys[q.Key] = true
		c.text(at+"text", q.Text)
		c.want(len(q.Options) >= 2 && len(q.Options) == len(q.Labels), at+"options", lang.T("至少两个选项，每个有代码和文字。", "There are at least two options, each with a code and a label."))
		for m, l := range q.Labels {
			c.text(at+"labels["+strconv.Itoa(m)+"]", l)
		}
	}
}

func (c *checking) material(at string, m Material) {
	c.text(at+"name", m.Name)
	c.among(at+"need", string(m.Need), string(Necessary), string(Optional), string(Tolerated))
	c.among(at+"source", string(m.Source), string(Applicant), string(Agency), string(Third), string(Shared))
	c.among(at+"kind", m.Kind, "original", "copy")
	c.among(at+"form", m.Form, "paper", "electronic", "either")
	c.want(m.Copies >= 1 && m.Copies <= 20, at+"copies", lang.T("应为1至20。", "It is 1 to 20."))
	c.want(m.Source != Shared || m.Form == "electronic", at+"form", lang.T("能够通过共享获取的材料不得要求申请人提供纸质件（在线政务服务的若干规定第12条）。", "What offices get from each other is not asked of people on paper (在线政务服务的若干规定第12条)."))
	for n, when := range m.When {
		key, value := situation(when)
		known := slices.ContainsFunc(c.Questions, func(q Question) bool { return q.Key == key && slices.Contains(q.Options, value) })
		c.want(known, at+"when["+strconv.Itoa(n)+"]", lang.T("没有这样的问题和选项。", "There is no such question and option."))
	}
}

// situation reads "question=answer".
func situation(when string) (key, value string) {
	key, value, _ = strings.Cut(when, "=")
	return key, value
}

// Catalogue are the items of a city, in all their versions.
type Catalogue struct {
	Items []Item     `json:"items"`
	Alike [][]string `json:"alike,omitzero"` // words that people use for each other

	places []string // where each item was read, for what is said of its defects
}

// Check is everything that is wrong with the items, alone and together.
func (c *Catalogue) Check() []fault.Defect {
	var ds []fault.Defect
	for n := range c.Items {
		i := &c.Items[n]
		at := fmt.Sprintf("items[%d].", n)
		if n < len(c.places) {
			at = c.places[n]
		}
		ds = append(ds, i.Check(at)...)
		for m := range c.Items[:n] {
			if o := &c.Items[m]; o.same(i) && o.overlaps(i) {
				ds = append(ds, fault.Defect{Field: at + "from", Text: lang.T("与第{n}项是同一事项，有效日期重叠。", "It is the same item as number {n}, and their days overlap.").With("n", strconv.Itoa(m+1))})
			}
		}
		if upper := c.Upper(i); upper != nil {
			for _, d := range Compare(upper, i) {
				if d.Breaks {
					ds = append(ds, fault.Defect{Field: at + d.Field, Text: lang.T("与上级目录“{upper}”不一致，下级只能补充或者压缩。", "It differs from the directory above, “{upper}”; a lower level may only fill in or shorten.").With("upper", d.Upper)})
				}
			}
		} else if !i.Listed() {
			ds = append(ds, fault.Defect{Field: at + "code", Text: lang.T("目录清单里没有这个事项。", "No directory list has this item.")})
		}
	}
	return ds
}

func (i *Item) same(o *Item) bool { return i.Code == o.Code && i.Level == o.Level && i.Unit == o.Unit }

func (i *Item) overlaps(o *Item) bool {
	return (i.Until.IsZero() || o.From.Before(i.Until)) && (o.Until.IsZero() || i.From.Before(o.Until))
}

// Upper is what the item inherits from: the entry of the nearest level above, or of
// its own level's directory, that applies when it comes into effect; nil if none.
func (c *Catalogue) Upper(i *Item) *Item {
	var best *Item
	for n := range c.Items {
		o := &c.Items[n]
		above := o.Level < i.Level || o.Level == i.Level && !i.Listed()
		if o.Listed() && o.Code == i.Code && above && o.On(i.From) && (best == nil || o.Level > best.Level) {
			best = o
		}
	}
	return best
}

// On are the items that apply on the day, in the order of their codes and levels.
func (c *Catalogue) On(day calendar.Date) []*Item {
	var out []*Item
	for n := range c.Items {
		if c.Items[n].On(day) {
			out = append(out, &c.Items[n])
		}
	}
	slices.SortStableFunc(out, func(a, b *Item) int { return cmp.Or(cmp.Compare(a.Code, b.Code), cmp.Compare(a.Level, b.Level)) })
	return out
}
