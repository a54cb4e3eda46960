package supervision

import (
	"fmt"
	"io"
	"io/fs"
	"reflect"
	"slices"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/ext"
	"github.com/goccy/go-yaml"

	"shuniu/kernel/calendar"
	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
	"shuniu/kernel/matter"
	"shuniu/kernel/process"
)

// cost bounds what one trial of a rule may take, in CEL's units.
const cost = 200_000

// clockwork are the acts of the engine that rules may look at.
var clockwork = []string{matter.ActRemind, matter.ActBreach, matter.ActEscalate}

// Rules are those of a city, in their order.
type Rules []*Rule

// One is the rule with the name, nil if there is none.
func (rs Rules) One(name string) *Rule {
	i := slices.IndexFunc(rs, func(r *Rule) bool { return r.Name == name })
	if i < 0 {
		return nil
	}
	return rs[i]
}

// Read reads rules from YAML and checks them against the definitions; Invalid with
// every defect, each at its place in the file.
func Read(name string, r io.Reader, defs []*process.Definition) (Rules, error) {
	var file struct {
		Rules Rules `yaml:"rules"`
	}
	if err := yaml.NewDecoder(io.LimitReader(r, largest), yaml.Strict()).Decode(&file); err != nil {
		return nil, fault.Defects([]fault.Defect{{Field: name, Text: lang.T("不是可读的监察规则：\n"+err.Error(), "It cannot be read as rules of supervision:\n"+err.Error())}})
	}
	c := &checking{defs: defs}
	var err error
	if c.env, err = environment(); err != nil {
		return nil, fault.Wrap(fault.Internal, err, "CEL")
	}
	for n, rule := range file.Rules {
		c.at = fmt.Sprintf("%s: rules[%d].", name, n)
		c.rule(rule, file.Rules[:n])
	}
	return file.Rules, fault.Defects(c.ds)
}

// ReadAll reads every *.yaml of a folder.
func ReadAll(folder fs.FS, defs []*process.Definition) (Rules, error) {
	names, err := fs.Glob(folder, "*.yaml")
	if err != nil {
		return nil, fault.Wrap(fault.Unavailable, err, "rules")
	}
	var all Rules
	var ds []fault.Defect
	for _, name := range names {
		f, err := folder.Open(name)
		if err != nil {
			return nil, fault.Wrap(fault.Unavailable, err, name)
		}
		some, err := Read(name, f, defs)
		_ = f.Close() // it was only read
		if err != nil && !fault.Is(err, fault.Invalid) {
			return nil, err
		}
		if err != nil {
			ds = append(ds, fault.As(err).Defects...)
		}
		for _, r := range some {
			if all.One(r.Name) != nil {
				ds = append(ds, fault.Defect{Field: name, Text: lang.T("规则“"+r.Name+"”在两个文件里。", "The rule “"+r.Name+"” is in two files.")})
			}
		}
		all = append(all, some...)
	}
	return all, fault.Defects(ds)
}

// largest is more than the rules of any city take, in bytes.
const largest = 4 << 20

func environment() (*cel.Env, error) {
	event, matterType := cel.ObjectType("supervision.Event"), cel.ObjectType("supervision.Matter")
	return cel.NewEnv(
		ext.NativeTypes(reflect.TypeFor[Event](), reflect.TypeFor[Matter](), ext.ParseStructTags(true)),
		cel.Variable("event", event), cel.Variable("before", matterType), cel.Variable("after", matterType), cel.Variable("history", cel.ListType(event)),
		cel.Function("days", cel.Overload("days_of_date", []*cel.Type{cel.StringType}, cel.IntType, cel.UnaryBinding(process.DaysOf))),
	)
}

// checking gathers all that is wrong with the rules.
type checking struct {
	defs []*process.Definition
	env  *cel.Env
	at   string
	ds   []fault.Defect
}

func (c *checking) want(ok bool, field string, text lang.Text) {
	if !ok {
		c.ds = append(c.ds, fault.Defect{Field: c.at + field, Text: text})
	}
}

func (c *checking) text(field string, t lang.Text) {
	c.want(t.Zh != "" && t.En != "", field, lang.T("中文和英文都要填写。", "Both Chinese and English are wanted."))
}

func (c *checking) rule(r *Rule, before Rules) {
	c.want(r.Name != "" && before.One(r.Name) == nil, "rule", lang.T("规则名为空或者重复。", "The name is empty or used twice."))
	c.text("title", r.Title)
	c.text("found", r.Found)
	c.want(r.Since != calendar.Date{}, "since", lang.T("应写明从哪一天起适用。", "It says from which day on it holds."))
	_, known := opens[r.Severity]
	c.want(known, "severity", lang.T("应为 notice、yellow 或者 red。", "It is notice, yellow or red."))
	c.want(r.Score >= 0 && r.Score <= 100, "score", lang.T("扣分应为0至100。", "Points are 0 to 100."))
	c.want(r.Basis != "", "basis", lang.T("应写明依据；由本市设定的写 local。", "It says on what it rests; what the city sets itself is local."))
	c.acts(r)
	r.when = c.compile("when", r.When, cel.BoolType)
	if r.Unit != "" {
		r.unit = c.compile("unit", r.Unit, cel.StringType)
	}
	if g := r.Gather; g != nil {
		r.by = c.compile("gather.by", g.By, cel.StringType)
		c.want(g.Days >= 1 && g.Days <= 366, "gather.days", lang.T("天数应为1至366。", "Days are 1 to 366."))
		c.want(g.Least >= 2, "gather.least", lang.T("至少两件才谈得上累计。", "It takes two at least to count."))
		c.want(g.Rise == 0 || g.Rise >= 2, "gather.rise", lang.T("倍数应至少为2。", "It is twice as many at least."))
	}
}

// acts checks that each process and each act that a rule looks at is there.
func (c *checking) acts(r *Rule) {
	c.want(len(r.Acts) > 0, "acts", lang.T("应写明看哪些办理动作。", "It names the acts it looks at."))
	var about []*process.Definition
	for n, name := range r.Processes {
		i := slices.IndexFunc(c.defs, func(d *process.Definition) bool { return d.Name == name })
		c.want(i >= 0, fmt.Sprintf("processes[%d]", n), lang.T("没有名为“"+name+"”的流程。", "There is no process “"+name+"”."))
		if i >= 0 {
			about = append(about, c.defs[i])
		}
	}
	if len(r.Processes) == 0 {
		about = c.defs
	}
	for n, act := range r.Acts {
		there := slices.Contains(clockwork, act) || slices.ContainsFunc(about, func(d *process.Definition) bool { return d.Act(act) != nil })
		c.want(there, fmt.Sprintf("acts[%d]", n), lang.T("这些流程都没有“"+act+"”。", "None of these processes has the act “"+act+"”."))
	}
}

func (c *checking) compile(field, source string, want *cel.Type) cel.Program {
	compiled, issues := c.env.Compile(source)
	if issues.Err() != nil {
		for _, e := range issues.Errors() {
			c.want(false, field, lang.T(fmt.Sprintf("第%d列：%s", e.Location.Column()+1, e.Message), fmt.Sprintf("column %d: %s", e.Location.Column()+1, e.Message)))
		}
		return nil
	}
	if !compiled.OutputType().IsExactType(want) {
		c.want(false, field, lang.T("结果应为"+want.String()+"。", "Its result is "+want.String()+"."))
		return nil
	}
	program, err := c.env.Program(compiled, cel.CostLimit(cost), cel.EvalOptions(cel.OptOptimize))
	if err != nil {
		c.want(false, field, lang.Same(err.Error()))
	}
	return program
}
