package instrument

import (
	"maps"
	"slices"
	"strings"

	"shuniu/kernel/lang"
	"shuniu/kernel/process"
	"shuniu/kernel/process/source"
)

// Check holds the styles against the processes whose acts issue them, and says all
// that does not fit: a document must never be found wanting when it is to be signed.
func (s *Styles) Check(defs []*process.Definition) []process.Finding {
	c := &reader{styles: s}
	byName := map[string]*process.Definition{}
	for _, d := range defs {
		byName[d.Name] = d
	}
	for i, one := range s.all {
		def := byName[one.Process]
		if def == nil {
			c.add(one.Node.Pos, lang.T("没有流程“{name}”", "there is no process “{name}”").With("name", one.Process))
			continue
		}
		if slices.ContainsFunc(s.all[:i], one.sameAs) {
			c.add(one.Node.Pos, lang.T("{act} 在这一天已有一个样式", "{act} has a style from that day already").With("act", one.Act))
		}
		checked{c, one, def}.all()
	}
	for _, d := range defs {
		for _, a := range d.Acts {
			if slices.Contains(a.Fills, NumberField) && !slices.ContainsFunc(s.all, func(o *Style) bool { return o.Process == d.Name && o.Act == a.Name && o.Number != "" }) {
				c.add(d.Pos("acts", a.Name), lang.T("{act} 填写文号，却没有编文号的文书样式", "{act} gives a document number, but no style has one").With("act", a.Name))
			}
		}
	}
	return c.findings
}

type checked struct {
	*reader
	*Style
	def *process.Definition
}

func (c checked) all() {
	act := c.def.Act(c.Act)
	if act == nil {
		c.add(c.at("act"), lang.T("流程没有动作“{act}”", "the process has no act “{act}”").With("act", c.Act))
		return
	}
	for _, b := range c.Basis {
		if !process.Cites(b) {
			c.add(c.at("basis"), lang.T("“{basis}”应写明法律条款、文号或 local", "“{basis}” must name an article, a document or local").With("basis", b))
		}
	}
	c.numbered(act)
	texts := c.texts()
	for _, key := range slices.Sorted(maps.Keys(texts)) {
		for _, t := range texts[key] {
			for _, m := range placeShape.FindAllStringSubmatch(t, -1) {
				if !c.known(m[1], key == "number") {
					c.add(c.at(key), lang.T("“{place}”既不是表单的字段，也不是文书自带的内容", "“{place}” is neither a field of the form nor known of every document").With("place", m[1]))
				}
			}
		}
	}
	if c.Plate && (c.Seal == "" || c.Number != "" || c.Text != nil || c.Rows != nil) {
		c.add(c.at("plate"), lang.T("plate 是证照，另有版面：要写 seal，不写 number、text、rows", "plate is a certificate with a page of its own: it has a seal, and no number, text or rows"))
	}
	if c.Text == nil && c.Rows == nil && !c.Plate {
		c.add(c.Node.Pos, lang.T("文书没有内容：要有 text 或 rows", "the document says nothing: it needs text or rows"))
	}
}

// numbered checks that a number is given exactly where the act's hook gives one.
func (c checked) numbered(act *process.Act) {
	fills := slices.Contains(act.Fills, NumberField)
	switch {
	case c.Number == "":
	case !fills:
		c.add(c.at("number"), lang.T("有文号的文书，其动作要在 fills 中写 {field}", "the act of a document with a number must name {field} in fills").With("field", NumberField))
	case strings.Count(c.Number, "{$n}") != 1:
		c.add(c.at("number"), lang.T("文号里要有一个 {$n}", "a number has one {$n}"))
	case c.Own:
		c.add(c.at("number"), lang.T("由经办单位出具的文书不编文号", "what the unit of whoever acted issues bears no number"))
	}
	if f := c.def.Field(NumberField); fills && (f == nil || f.Sealed() || !f.Public) {
		c.add(c.def.Pos("acts", act.Name), lang.T("{field} 应为公开的 code 字段", "{field} must be a public field of type code").With("field", NumberField))
	}
}

func (c checked) known(place string, number bool) bool {
	name, clock, timed := strings.Cut(place, ":")
	switch {
	case timed:
		return name == "$due" && c.def.Clock(clock) != nil
	case place == "$n" || place == "$year" || place == "$mark":
		return number
	case strings.HasPrefix(place, "$"):
		return !number && slices.Contains(derived, place)
	}
	return !number && c.def.Field(place) != nil
}

func (c checked) at(key string) source.Position {
	if n := c.Node.Get(key); n != nil {
		return n.Pos
	}
	return c.Node.Pos
}
