package process

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"shuniu/kernel/lang"
	"shuniu/kernel/process/source"
)

// resolver finds what one part of a definition says of another that is not so.
// Each kind of name belongs to the property that needs it: states to P1, clocks
// to P4, roles to P5, fields and guards to P6, gates to P8.
type resolver struct {
	d        *Definition
	findings []Finding
}

func resolve(d *Definition, texts []placedText) []Finding {
	c := &resolver{d: d}
	for _, f := range d.Form {
		c.field(f)
	}
	for _, r := range d.Roles {
		c.role(r)
	}
	for _, k := range d.Clocks {
		c.clock(k)
	}
	for _, s := range d.States {
		c.state(s)
	}
	c.refs(c.actNames("P7"), []string{d.Recalled}, "recalled")
	c.refs(c.actNames("P7"), []string{d.Closed}, "closed")
	for _, a := range d.Acts {
		c.act(a)
	}
	c.places(texts)
	c.guards(d.root)
	for _, a := range d.Acts {
		if k := d.Clock(a.Within); k != nil {
			k.Window = k.Breach == None && k.Then == "" && !k.Hard
		}
	}
	return c.findings
}

func (c *resolver) add(property string, pos Position, text lang.Text) {
	c.findings = append(c.findings, Finding{Property: property, Pos: pos, Text: text})
}

// kind is what a name must be the name of, and the property that needs it.
type kind struct {
	property string
	what     lang.Text
	known    func(string) bool
}

func (c *resolver) stateNames() kind {
	return kind{"P1", lang.T("环节", "state"), func(n string) bool { return c.d.State(n) != nil }}
}

func (c *resolver) clockNames() kind {
	return kind{"P4", lang.T("时限", "clock"), func(n string) bool { return c.d.Clock(n) != nil }}
}

func (c *resolver) roleNames() kind {
	return kind{"P5", lang.T("角色", "role"), func(n string) bool { return builtIn(n) || c.d.Role(n) != nil }}
}

func (c *resolver) fieldNames() kind {
	return kind{"P6", lang.T("字段", "field"), func(n string) bool { return c.d.Field(n) != nil }}
}

func (c *resolver) groupNames() kind {
	return kind{"P6", lang.T("分组", "group"), func(n string) bool { return c.d.Group(n) != nil }}
}

func (c *resolver) actNames(property string) kind {
	return kind{property, lang.T("动作", "act"), func(n string) bool { return c.d.Act(n) != nil }}
}

// refs checks that each name written at path is one of the kind.
func (c *resolver) refs(k kind, names []string, path ...string) {
	for i, name := range names {
		if name != "" && !k.known(name) {
			pos := c.d.Pos(append(slices.Clone(path), strconv.Itoa(i))...)
			c.add(k.property, pos, say("没有“{name}”这个"+k.what.Zh, "there is no "+k.what.En+" “{name}”", "name", name))
		}
	}
}

// typed checks that a field, if it exists, is of the type its use needs.
func (c *resolver) typed(name string, want FieldType, path ...string) {
	c.refs(c.fieldNames(), []string{name}, path...)
	if f := c.d.Field(name); f != nil && f.Type != want {
		c.add("P6", c.d.Pos(path...), say("字段“{name}”应为 {want} 类型，现为 {is}", "the field “{name}” must be a {want}; it is a {is}", "name", name, "want", string(want), "is", string(f.Type)))
	}
}

func (c *resolver) field(f *Field) {
	at := func(key string) Position { return c.d.Pos("form", f.Name, key) }
	if find(c.d.Form, func(g *Field) bool { return g.Name == f.Name }) != f {
		c.add("yaml", at("name"), say("字段“{name}”写了两次", "the field “{name}” is written twice", "name", f.Name))
	}
	if reserved(f.Name) {
		c.add("P6", at("name"), say("“{name}”是条件语言的保留字，不能作字段名", "“{name}” is a word of the guard language and cannot name a field", "name", f.Name))
	}
	if (f.Type == FieldChoice) != (len(f.Options) > 0) {
		c.add("P6", at("options"), say("选择字段要有选项，其他字段不能有", "a choice has options, any other field has none"))
	}
	if f.Max != 0 && f.Min > f.Max {
		c.add("P6", at("min"), say("min 大于 max", "min is greater than max"))
	}
	switch f.Type {
	case FieldText, FieldProse, FieldNumber, FieldFile, FieldUnit, FieldPerson:
	default:
		if f.Min != 0 || f.Max != 0 {
			c.add("P6", at("max"), say("{type} 字段没有 min 和 max", "a {type} field has no min or max", "type", string(f.Type)))
		}
	}
	if f.Type == FieldFile && f.Max > MostFiles {
		c.add("P6", at("max"), say("一次最多{n}个附件", "at most {n} files go with one act", "n", itoa(MostFiles)))
	}
	if f.Many && f.Type != FieldUnit && f.Type != FieldPerson && f.Type != FieldCode {
		c.add("P6", at("many"), say("只有 unit、person 和 code 字段可以有多个值", "only a unit, person or code field may hold several values"))
	}
	if f.Public && f.Personal {
		c.add("P6", at("public"), say("个人信息不能公开", "personal data cannot be public"))
	}
	if f.Lookup && f.Type == FieldProse {
		c.add("P6", at("lookup"), say("长文本不能按原值查找", "prose cannot be looked up by its value"))
	}
	c.refs(c.roleNames(), f.Sees, "form", f.Name, "sees")
	c.seesWhen(f)
}

// seesWhen proves that what narrows who sees a field is a plain yes or no that is
// known to whoever decides.
func (c *resolver) seesWhen(f *Field) {
	if f.SeesWhen == "" {
		return
	}
	at := c.d.Pos("form", f.Name, "sees_when")
	if when := c.d.Field(f.SeesWhen); when == nil || when.Type != FieldBool || when.Personal {
		c.add("P6", at, say("sees_when 要写一个不属于个人信息的 bool 字段", "sees_when must name a bool field that is not personal"))
	}
	if len(f.Sees) == 0 {
		c.add("P6", at, say("有 sees_when 就要写明 sees", "sees_when needs sees"))
	}
}

func (c *resolver) role(r *Role) {
	if builtIn(r.Name) {
		c.add("P5", c.d.Pos("roles", r.Name), say("“{name}”是内置角色，不能另行定义", "“{name}” is built in and cannot be defined", "name", r.Name))
	}
	c.refs(c.roleNames(), r.Not, "roles", r.Name, "not")
	for _, field := range r.Avoids {
		c.typed(field, FieldUnit, "roles", r.Name, "avoids")
	}
	if has(r.Not, r.Name) {
		c.add("P5", c.d.Pos("roles", r.Name, "not"), say("角色不能回避自己", "a role cannot bar itself"))
	}
}

func (c *resolver) clock(k *Clock) {
	at := func(key ...string) Position { return c.d.Pos(append([]string{"clocks", k.Name}, key...)...) }
	if (k.Until != "") == (!k.Limit.IsZero() || k.Limits != nil) {
		c.add("P4", at("until"), say("limit 和 until 应恰好写一个", "write exactly one of limit and until"))
	}
	if (k.By != "") != (k.Limits != nil) {
		c.add("P4", at("by"), say("limit 按值分写时要有 by，否则不能有", "by belongs to a limit written for each value, and only to that"))
	}
	if k.Given != "" {
		c.typed(k.Given, FieldNumber, "clocks", k.Name, "given")
		if k.Until != "" {
			c.add("P4", at("given"), say("given 只能缩短一个写明的 limit", "given shortens one written limit, and nothing else"))
		}
	}
	if k.Before && k.Until == "" {
		c.add("P4", at("before"), say("before 只用于 until", "before belongs to until"))
	}
	if k.IfGiven && (k.Until == "" || k.Minimum || k.Hard) {
		c.add("P4", at("if_given"), say("if_given 只用于 until，不与 minimum、hard 同用", "if_given belongs to until, and to no minimum or hard limit"))
	}
	if k.Minimum && k.Extend != nil {
		c.add("P4", at("minimum"), say("最短期限不用 extend", "a minimum is not extended"))
	}
	escalation(c, k)
	if k.Nature == Local != (k.Basis == string(Local)) {
		c.add("P9", at("nature"), say("本市自定的时限依据写 local，反之亦然", "a local limit has the basis local, and no other has"))
	}
	if k.Until != "" {
		c.typed(k.Until, FieldDate, "clocks", k.Name, "until")
	}
	if k.By != "" {
		c.typed(k.By, FieldChoice, "clocks", k.Name, "by")
		c.values(k, c.d.root.Get("clocks").Get(k.Name).Get("limit"))
		optional(c, k)
	}
	if k.Extend != nil {
		c.refs(c.roleNames(), []string{k.Extend.By}, "clocks", k.Name, "extend", "by")
	}
	c.refs(c.actNames("P4"), []string{k.Then}, "clocks", k.Name, "then")
}

// escalation checks that each step does something, and none less than before.
func escalation(c *resolver, k *Clock) {
	at := func(key string) Position { return c.d.Pos("clocks", k.Name, "escalate", key) }
	steps := c.d.root.Get("clocks").Get(k.Name).Get("escalate")
	for i, e := range k.Escalate {
		node := steps
		if steps.Kind == source.Sequence {
			node = steps.Items[i]
		}
		if e.To != None && e.To <= k.Gravity(i) {
			c.add("P4", at("to"), say("升级后应比 breach 更重", "it must become graver than breach"))
		}
		if e.To == None && e.Then == "" {
			c.add("P4", at("then"), say("升级应写 to 或 then", "a step of escalation says to, or then"))
		}
		c.refs(c.actNames("P4"), []string{e.Then}, "clocks", k.Name, "escalate", "then")
		if e.Afters != nil && k.By == "" {
			c.add("P4", at("after"), say("after 按值分写时，时限要有 by", "after is written for each value only where the clock has by"))
		} else if e.Afters != nil {
			c.values(k, node.Get("after"))
		}
	}
}

// optional checks that a clock which does not run for some value is one on which
// nothing else rests.
func optional(c *resolver, k *Clock) {
	f := c.d.Field(k.By)
	if f == nil || !k.Optional(f) {
		return
	}
	if k.Basis != string(Local) || k.Then != "" || k.Hard || k.Minimum || k.Extend != nil {
		c.add("P4", c.d.Pos("clocks", k.Name, "limit"), say("某个值写了 none 的时限，只能是本市自定的，不能有 then、hard、minimum、extend", "a clock with none for some value is local and has no then, hard, minimum or extend"))
	}
}

// values checks that each option has a limit and each limit an option.
func (c *resolver) values(k *Clock, written *source.Node) {
	f := c.d.Field(k.By)
	if f == nil {
		return
	}
	for _, o := range f.Options {
		if written.Get(o.Value) == nil {
			c.add("P4", c.d.Pos("clocks", k.Name, "limit"), say("“{by}”为“{value}”时没有时限", "there is no limit when “{by}” is “{value}”", "by", k.By, "value", o.Value))
		}
	}
	for _, p := range written.Keys {
		if f.Option(p.Key) == nil {
			c.add("P4", p.Pos, say("“{by}”没有“{value}”这个选项", "“{by}” has no option “{value}”", "by", k.By, "value", p.Key))
		}
	}
}

func (c *resolver) state(s *State) {
	if s.Name == Start {
		c.add("P1", c.d.Pos("states", s.Name), say("“start”指尚未提交，不能作环节名", "“start” is before opening and cannot name a state"))
	}
	c.refs(c.roleNames(), []string{s.Holder}, "states", s.Name, "holder")
	c.refs(c.clockNames(), s.Clocks, "states", s.Name, "clocks")
	c.refs(c.clockNames(), s.Suspends, "states", s.Name, "suspends")
	if w := s.Waits; w != nil {
		c.refs(c.actNames("P7"), []string{w.Then}, "states", s.Name, "waits", "then")
		if (w.For == WaitN) != (w.N > 0) {
			c.add("P7", c.d.Pos("states", s.Name, "waits", "n"), say("for: n 要写 n，其他不写", "n belongs to for: n, and to nothing else"))
		}
	}
}

func (c *resolver) act(a *Act) {
	at := func(key ...string) []string { return append([]string{"acts", a.Name}, key...) }
	from := slices.DeleteFunc(slices.Clone(a.From), func(s string) bool { return s == Start })
	c.refs(c.stateNames(), from, at("from")...)
	c.refs(c.stateNames(), []string{a.To}, at("to")...)
	if a.Opening() && (len(a.From) > 1 || a.To == "") {
		c.add("P1", c.d.Pos(at("from")...), say("从 start 开始的动作只能从 start 开始，并要写 to", "an act from start is from start alone and has a to"))
	}
	c.refs(c.groupNames(), []string{a.Group}, at("group")...)
	c.refs(c.roleNames(), a.By, at("by")...)
	c.refs(c.roleNames(), a.Reviews, at("reviews")...)
	c.refs(c.fieldNames(), a.Needs, at("needs")...)
	c.refs(c.fieldNames(), a.Asks, at("asks")...)
	c.refs(c.clockNames(), a.Restarts, at("restarts")...)
	c.refs(c.clockNames(), []string{a.AsOf}, at("as_of")...)
	fills(c, a)
	c.refs(c.clockNames(), []string{a.Within}, at("within")...)
	c.refs(c.actNames("P8"), a.After, at("after")...)
	for _, f := range a.Asks {
		if has(a.Needs, f) {
			c.add("P6", c.d.Pos(at("asks")...), say("“{field}”不能既必填又选填", "“{field}” cannot be both needed and asked", "field", f))
		}
	}
	if a.Assigns != "" {
		c.typed(a.Assigns, FieldUnit, at("assigns")...)
	}
	if a.Extends != nil {
		c.refs(c.clockNames(), []string{a.Extends.Clock}, at("extends", "clock")...)
		c.typed(a.Extends.Days, FieldNumber, at("extends", "days")...)
	}
	for _, o := range a.Opens {
		opens(c, o)
	}
}

func opens(c *resolver, o *Opens) {
	at := func(key ...string) []string { return append(slices.Clone(o.path), key...) }
	if (o.Units == "") == (o.Unit == "") {
		c.add("P7", c.d.Pos(at()...), say("units 和 unit 应恰好写一个", "write exactly one of units and unit"))
	}
	if o.Units != "" {
		c.typed(o.Units, FieldUnit, at("units")...)
	}
	if o.Lead != "" {
		c.typed(o.Lead, FieldUnit, at("lead")...)
	}
	if o.Each != "" {
		c.refs(c.fieldNames(), []string{o.Each}, at("each")...)
		if f := c.d.Field(o.Each); f != nil && !f.Many || o.Unit == "" {
			c.add("P7", c.d.Pos(at("each")...), say("each 要与 unit 一起写，并且是可以有多个值的字段（many）", "each goes with unit and names a field that holds several values (many)"))
		}
	}
	for child, field := range o.Gives {
		c.refs(c.fieldNames(), []string{field}, at("gives", child)...)
		if f := c.d.Field(field); f != nil && f.Type == FieldFile {
			c.add("P6", c.d.Pos(at("gives", child)...), say("附件留在原件里，不能交给子件", "a file stays with its matter and is not given to a child"))
		}
	}
}

// fills checks that what nobody is asked for has a rule that gives it.
func fills(c *resolver, a *Act) {
	at := []string{"acts", a.Name, "fills"}
	c.refs(c.fieldNames(), a.Fills, at...)
	if len(a.Fills) > 0 && a.Hook == "" {
		c.add("P6", c.d.Pos(at...), say("fills 由 hook 填写，要有 hook", "what fills names is given by the hook; there is none"))
	}
	for _, f := range a.Fills {
		if has(a.Needs, f) || has(a.Asks, f) {
			c.add("P6", c.d.Pos(at...), say("“{field}”由 hook 填写，不能又要人填", "“{field}” is given by the hook and cannot be asked of anybody", "field", f))
		}
	}
}

var placeShape = regexp.MustCompile(`\{([^{}]*)\}`)

// places checks the {field} places of texts: each names a field that may be
// shown, and both languages have the same ones.
func (c *resolver) places(texts []placedText) {
	for _, t := range texts {
		zh, en := placesOf(t.Zh), placesOf(t.En)
		if !slices.Equal(zh, en) {
			c.add("P6", t.pos, say("中文和英文里的 {…} 不一致", "the {…} in Chinese and English are not the same"))
		}
		for _, name := range zh {
			switch f := c.d.Field(name); {
			case f == nil:
				c.add("P6", t.pos, say("没有“{name}”这个字段", "there is no field “{name}”", "name", name))
			case f.Personal:
				c.add("P6", t.pos, say("“{name}”是个人信息，不能写进文字", "“{name}” is personal data and cannot be put into a text", "name", name))
			}
		}
	}
}

func placesOf(s string) []string {
	var names []string
	for _, m := range placeShape.FindAllStringSubmatch(s, -1) {
		names = append(names, strings.TrimSpace(m[1]))
	}
	slices.Sort(names)
	return slices.Compact(names)
}
