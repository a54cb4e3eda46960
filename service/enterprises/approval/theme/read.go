package theme

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
	"shuniu/service/enterprises/approval/item"
)

// largest is more than the themes of any city take, in bytes.
const largest = 16 << 20

// Read reads the themes of a city from JSON and checks them against its catalogue;
// Invalid with every defect, each at its place.
func Read(r io.Reader, c *item.Catalogue) (*Book, error) {
	b := &Book{items: c}
	d := json.NewDecoder(io.LimitReader(r, largest))
	d.DisallowUnknownFields()
	if err := d.Decode(b); err != nil {
		return nil, fault.Defects([]fault.Defect{{Text: lang.T("不是可读的JSON："+err.Error(), "It cannot be read as JSON: "+err.Error())}})
	}
	return b, fault.Defects(b.Check())
}

// checking gathers all that is wrong with the themes.
type checking struct {
	*Book
	ds []fault.Defect
}

func (c *checking) want(ok bool, at string, text lang.Text) {
	if !ok {
		c.ds = append(c.ds, fault.Defect{Field: at, Text: text})
	}
}

func (c *checking) text(at string, t lang.Text) {
	c.want(t.Zh != "" && t.En != "", at, lang.T("中文和英文都要填写。", "Both Chinese and English are wanted."))
}

// Check is everything that is wrong with the themes, each defect with its place.
func (b *Book) Check() []fault.Defect {
	c := &checking{Book: b}
	for n, t := range b.Themes {
		at := fmt.Sprintf("themes[%d].", n)
		c.want(t.Code != "" && b.Find(t.Code) == &b.Themes[n], at+"code", lang.T("代码为空或者重复。", "The code is empty or used twice."))
		c.text(at+"name", t.Name)
		c.text(at+"summary", t.Summary)
		c.want(len(t.Leads) > 0, at+"leads", lang.T("应写明牵头单位。", "It names who leads it."))
		c.want(t.Promised >= 1 && t.Promised <= 45, at+"promised", lang.T("承诺时限应为1至45个工作日（行政许可法第42条）。", "What is promised is 1 to 45 working days (行政许可法第42条)."))
		c.want(slices.ContainsFunc(t.Parts, func(p Part) bool { return p.Item != "" && len(p.When) == 0 }), at+"parts", lang.T("至少有一个事项是任何情形都要办的。", "At least one item belongs to every case."))
		for m, q := range t.Questions {
			c.question(fmt.Sprintf("%squestions[%d].", at, m), t, q)
		}
		for m, p := range t.Parts {
			c.part(fmt.Sprintf("%sparts[%d].", at, m), t, p)
		}
		c.counted(at, t)
	}
	return c.ds
}

func (c *checking) question(at string, t Theme, q item.Question) {
	c.want(q.Key != "" && !strings.ContainsAny(q.Key, "= "), at+"key", lang.T("问题代码为空，或者含有等号、空格。", "The key is empty or has an equals sign or a space."))
	c.want(len(slices.DeleteFunc(slices.Clone(t.Questions), func(o item.Question) bool { return o.Key != q.Key })) == 1, at+"key", lang.T("问题代码重复。", "The key is used twice."))
	c.text(at+"text", q.Text)
	c.want(len(q.Options) >= 2 && len(q.Options) == len(q.Labels), at+"options", lang.T("至少两个选项，每个有代码和文字。", "There are at least two options, each with a code and a label."))
	for n, l := range q.Labels {
		c.text(fmt.Sprintf("%slabels[%d]", at, n), l)
	}
}

func (c *checking) part(at string, t Theme, p Part) {
	c.want((p.Item == "") != (p.Consult == ""), at+"item", lang.T("事项和征求意见的单位应恰好写一个。", "Write either an item or a unit that is consulted."))
	if p.Consult != "" {
		c.text(at+"about", p.About)
	}
	if p.Item != "" {
		c.want(slices.ContainsFunc(c.items.Items, func(i item.Item) bool { return i.Code == p.Item && !i.Listed() }), at+"item", lang.T("事项库里没有哪个单位实施这个事项。", "No unit implements this item in the catalogue."))
	}
	for n, when := range p.When {
		key, value, _ := strings.Cut(when, "=")
		known := slices.ContainsFunc(t.Questions, func(q item.Question) bool { return q.Key == key && slices.Contains(q.Options, value) })
		c.want(known, fmt.Sprintf("%swhen[%d]", at, n), lang.T("没有这样的问题和选项。", "There is no such question and answer."))
	}
}

// counted checks that what one unit does for a theme is counted in the same days,
// since it is one part with one limit.
func (c *checking) counted(at string, t Theme) {
	first := map[string]*item.Item{}
	for n := range c.items.Items {
		i := &c.items.Items[n]
		if i.Listed() || !slices.ContainsFunc(t.Parts, func(p Part) bool { return p.Item == i.Code }) {
			continue
		}
		if o := first[i.Unit]; o != nil {
			c.want(o.Statutory.Unit == i.Statutory.Unit && o.Promised.Unit == i.Promised.Unit, at+"parts", lang.T(
				"“"+o.Name.Zh+"”和“"+i.Name.Zh+"”由同一单位办理，时限的单位应相同。", "“"+o.Name.En+"” and “"+i.Name.En+"” are done by one unit and have to be counted in the same days."))
		} else {
			first[i.Unit] = i
		}
	}
}
