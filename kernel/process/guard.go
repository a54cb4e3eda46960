package process

import (
	"strings"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/interpreter"

	"shuniu/kernel/calendar"
	"shuniu/kernel/fault"

	"shuniu/kernel/process/source"
)

// guardCost bounds one evaluation, in CEL's units of about one operation each:
// enough to look through a long text, too little to be felt.
const guardCost = 50_000

// Guard is a condition in CEL, compiled once and safe for concurrent use.
type Guard struct {
	Source  string
	Fields  []string // form fields it looks at
	program cel.Program
	empty   map[string]any
}

// The names a guard may use besides the form's fields: how often each act has
// been done, the date of the act in ISO form, and a function that numbers the days
// of the calendar, so that dates can be subtracted.
const (
	guardActs  = "acts"
	guardToday = "today"
	guardDays  = "days"
)

// DaysOf is the CEL function days: an ISO date as a number, so that dates are compared
// and subtracted; an error for anything else.
func DaysOf(v ref.Val) ref.Val {
	text, _ := v.Value().(string)
	d, err := calendar.ParseDate(text)
	if err != nil {
		return types.NewErr("%q is no date", text)
	}
	return types.Int(d.Sub(calendar.Date{}))
}

// Eval reports whether the condition holds. A variable that vars does not have
// is empty: "", 0, false. A condition that cannot be decided, or costs too much,
// is Internal and the act is refused.
func (g *Guard) Eval(vars map[string]any) (bool, error) {
	out, _, err := g.program.Eval(guardVars{vars, g.empty})
	if err != nil {
		return false, fault.Wrap(fault.Internal, err, "guard "+g.Source)
	}
	return out == types.True, nil
}

// Never reports whether the condition does not hold, whatever the fields will hold that
// are still to be given (CEL's partial evaluation). Errors are those of Eval.
func (g *Guard) Never(vars map[string]any, open ...string) (bool, error) {
	unknown := make([]*cel.AttributePatternType, len(open))
	for i, field := range open {
		unknown[i] = cel.AttributePattern(field)
	}
	partial, err := cel.PartialVars(guardVars{vars, g.empty}, unknown...)
	if err != nil {
		return false, fault.Wrap(fault.Internal, err, "guard "+g.Source)
	}
	out, _, err := g.program.Eval(partial)
	if err != nil {
		return false, fault.Wrap(fault.Internal, err, "guard "+g.Source)
	}
	return out == types.False, nil
}

// Vars makes a guard's variables of canonical values (see Field.Parse), of how
// often each act was done, and of the day.
func (d *Definition) Vars(values map[string]string, acts map[string]int, today calendar.Date) map[string]any {
	vars := make(map[string]any, len(d.Form)+2)
	for _, f := range d.Form {
		v := values[f.Name]
		switch f.Type {
		case FieldBool:
			vars[f.Name] = v == "true"
		case FieldNumber:
			vars[f.Name] = int64(atoi(v))
		default:
			vars[f.Name] = v
		}
	}
	counts := make(map[string]int64, len(d.Acts))
	for _, a := range d.Acts {
		counts[a.Name] = int64(acts[a.Name])
	}
	vars[guardActs], vars[guardToday] = counts, today.String()
	return vars
}

type guardVars struct{ given, empty map[string]any }

func (v guardVars) ResolveName(name string) (any, bool) {
	if x, ok := v.given[name]; ok {
		return x, true
	}
	x, ok := v.empty[name]
	return x, ok
}

func (guardVars) Parent() interpreter.Activation { return nil }

// guards compiles every guard of the definition.
func (c *resolver) guards(root *source.Node) {
	d := c.d
	opts := []cel.EnvOption{
		cel.Variable(guardActs, cel.MapType(cel.StringType, cel.IntType)), cel.Variable(guardToday, cel.StringType),
		cel.Function(guardDays, cel.Overload("days_of_date", []*cel.Type{cel.StringType}, cel.IntType, cel.UnaryBinding(DaysOf))),
	}
	for _, f := range d.Form {
		t := cel.StringType
		switch f.Type {
		case FieldBool:
			t = cel.BoolType
		case FieldNumber:
			t = cel.IntType
		}
		opts = append(opts, cel.Variable(f.Name, t))
	}
	env, err := cel.NewEnv(opts...)
	if err != nil {
		c.add("P6", d.Pos("form"), say("字段不能用于条件：{why}", "the fields cannot be used in guards: {why}", "why", err.Error()))
		return
	}
	empty := d.Vars(nil, nil, calendar.Date{})
	for _, a := range d.Acts {
		if n := root.Get("acts").Get(a.Name).Get("guard"); n != nil {
			a.Guard = c.guard(env, n, empty)
		}
		n := root.Get("acts").Get(a.Name).Get("opens")
		for i, o := range a.Opens {
			one := n
			if n.Kind == source.Sequence {
				one = n.Items[i]
			}
			if when := one.Get("when"); when != nil {
				o.When = c.guard(env, when, empty)
			}
		}
	}
}

func (c *resolver) guard(env *cel.Env, n *source.Node, empty map[string]any) *Guard {
	compiled, issues := env.Compile(n.Text)
	if issues.Err() != nil {
		for _, e := range issues.Errors() {
			c.add("P6", within(n, e.Location.Line(), e.Location.Column()), say("条件写法有误：{why}", "the guard is wrong: {why}", "why", e.Message))
		}
		return nil
	}
	if compiled.OutputType() != cel.BoolType {
		c.add("P6", n.Pos, say("条件“{text}”的结果应为是或否", "the guard “{text}” must be true or false", "text", n.Text))
		return nil
	}
	fields := c.words(n, compiled)
	program, err := env.Program(compiled, cel.CostLimit(guardCost), cel.EvalOptions(cel.OptOptimize, cel.OptPartialEval))
	if err != nil {
		c.add("P6", n.Pos, say("条件写法有误：{why}", "the guard is wrong: {why}", "why", err.Error()))
		return nil
	}
	return &Guard{Source: n.Text, Fields: fields, program: program, empty: empty}
}

// within is the place of a line and column of a guard in its file, or the
// guard's own place where it is not written on one line as it is.
func within(n *source.Node, line, col int) Position {
	pos := n.Pos
	if n.Quote >= 0 && line == 1 && col >= 0 {
		pos.Col += n.Quote + col
	}
	return pos
}

// words finds what CEL's types cannot: a choice compared with a value that is
// not among its options, and an act counted that does not exist. It returns the
// form fields that are used.
func (c *resolver) words(n *source.Node, compiled *cel.Ast) (fields []string) {
	native := compiled.NativeRep()
	place := func(e ast.Expr) Position {
		at := native.SourceInfo().GetStartLocation(e.ID())
		return within(n, at.Line(), at.Column())
	}
	literal := func(e ast.Expr) (string, bool) {
		if e.Kind() != ast.LiteralKind {
			return "", false
		}
		s, ok := e.AsLiteral().Value().(string)
		return s, ok
	}
	option := func(ident, value ast.Expr) {
		if ident.Kind() != ast.IdentKind {
			return
		}
		f := c.d.Field(ident.AsIdent())
		v, ok := literal(value)
		if f != nil && ok && f.Type == FieldChoice && v != "" && f.Option(v) == nil {
			c.add("P6", place(value), say("“{field}”没有“{value}”这个选项", "“{field}” has no option “{value}”", "field", f.Name, "value", v))
		}
	}
	act := func(of ast.Expr, name string, at ast.Expr) {
		if of.Kind() == ast.IdentKind && of.AsIdent() == guardActs && c.d.Act(name) == nil {
			c.add("P6", place(at), say("没有“{act}”这个动作", "there is no act “{act}”", "act", name))
		}
	}
	ast.PostOrderVisit(native.Expr(), ast.NewExprVisitor(func(e ast.Expr) {
		switch e.Kind() {
		case ast.IdentKind:
			if f := c.d.Field(e.AsIdent()); f != nil && !has(fields, f.Name) {
				fields = append(fields, f.Name)
			}
		case ast.SelectKind:
			act(e.AsSelect().Operand(), e.AsSelect().FieldName(), e)
		case ast.CallKind:
			args := e.AsCall().Args()
			switch e.AsCall().FunctionName() {
			case operators.Equals, operators.NotEquals:
				option(args[0], args[1])
				option(args[1], args[0])
			case operators.Index:
				if name, ok := literal(args[1]); ok {
					act(args[0], name, args[1])
				}
			case operators.In:
				if args[1].Kind() == ast.ListKind {
					for _, v := range args[1].AsList().Elements() {
						option(args[0], v)
					}
				}
			}
		}
	}))
	return fields
}

// reserved are the words CEL keeps for itself; a field of such a name could
// never be used in a guard.
func reserved(name string) bool {
	return name == guardActs || name == guardToday || name == guardDays || strings.Contains(" as break const continue else false for function if import in let loop null package namespace return true var void while ", " "+name+" ")
}
