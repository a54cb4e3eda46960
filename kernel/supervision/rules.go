package supervision

import (
	"fmt"
	"io"
	"io/fs"
	"reflect"
	"slices"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/ext"

	"shuniu/kernel/calendar"
	"shuniu/kernel/clause"
	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
	"shuniu/kernel/process"
)

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
	if err := clause.Decode(name, r, &file); err != nil {
		return nil, err
	}
	env, err := environment()
	if err != nil {
		return nil, fault.Wrap(fault.Internal, err, "CEL")
	}
	c := &checking{clause.Checker{Definitions: defs, Env: env}}
	for n, rule := range file.Rules {
		c.At = fmt.Sprintf("%s: rules[%d].", name, n)
		c.rule(rule, file.Rules[:n])
	}
	return file.Rules, fault.Defects(c.Defects)
}

// ReadAll reads every *.yaml of a folder.
func ReadAll(folder fs.FS, defs []*process.Definition) (Rules, error) {
	var all Rules
	err := clause.Each(folder, func(name string, r io.Reader) error {
		some, err := Read(name, r, defs)
		if err != nil {
			return err
		}
		var ds []fault.Defect
		for _, r := range some {
			if all.One(r.Name) != nil {
				ds = append(ds, fault.Defect{Field: name, Text: lang.T("规则“"+r.Name+"”在两个文件里。", "The rule “"+r.Name+"” is in two files.")})
			}
		}
		all = append(all, some...)
		return fault.Defects(ds)
	})
	return all, err
}

func environment() (*cel.Env, error) {
	event, matterType := cel.ObjectType("clause.Event"), cel.ObjectType("supervision.Matter")
	return cel.NewEnv(
		ext.NativeTypes(reflect.TypeFor[clause.Event](), reflect.TypeFor[Matter](), ext.ParseStructTags(true)),
		cel.Variable("event", event), cel.Variable("before", matterType), cel.Variable("after", matterType), cel.Variable("history", cel.ListType(event)),
		cel.Function("days", cel.Overload("days_of_date", []*cel.Type{cel.StringType}, cel.IntType, cel.UnaryBinding(process.DaysOf))),
	)
}

// checking finds all that is wrong with the rules.
type checking struct{ clause.Checker }

func (c *checking) rule(r *Rule, before Rules) {
	c.Want(r.Name != "" && before.One(r.Name) == nil, "rule", lang.T("规则名为空或者重复。", "The name is empty or used twice."))
	c.Text("title", r.Title)
	c.Text("found", r.Found)
	c.Want(r.Since != calendar.Date{}, "since", lang.T("应写明从哪一天起适用。", "It says from which day on it holds."))
	_, known := opens[r.Severity]
	c.Want(known, "severity", lang.T("应为 notice、yellow 或者 red。", "It is notice, yellow or red."))
	c.Want(r.Score >= 0 && r.Score <= 100, "score", lang.T("扣分应为0至100。", "Points are 0 to 100."))
	c.Want(r.Basis != "", "basis", lang.T("应写明依据；由本市设定的写 local。", "It says on what it rests; what the city sets itself is local."))
	c.Acts(r.Processes, r.Acts)
	r.when = c.Compile("when", r.When, cel.BoolType)
	if r.Unit != "" {
		r.unit = c.Compile("unit", r.Unit, cel.StringType)
	}
	if g := r.Gather; g != nil {
		r.by = c.Compile("gather.by", g.By, cel.StringType)
		c.Want(g.Days >= 1 && g.Days <= 366, "gather.days", lang.T("天数应为1至366。", "Days are 1 to 366."))
		c.Want(g.Least >= 2, "gather.least", lang.T("至少两件才谈得上累计。", "It takes two at least to count."))
		c.Want(g.Rise == 0 || g.Rise >= 2, "gather.rise", lang.T("倍数应至少为2。", "It is twice as many at least."))
	}
}
