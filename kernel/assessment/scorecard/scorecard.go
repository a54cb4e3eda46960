// Package scorecard is assessment 考核: measures as data, counted over the ledger by
// unit, person, region and month, and the scorecards that come of them.
//
// It promises that nothing is entered by hand, that every number opens to the matters it
// was counted of, that the same ledger gives the same numbers when all is counted again
// from zero, and that what an appeal has taken out is shown as taken out. What is not
// rated is never satisfied, volume alone neither earns nor costs anything, persons get no
// score, and of few there is no share.
package scorecard

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"reflect"
	"slices"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/ext"

	"shuniu/kernel/assessment"
	"shuniu/kernel/calendar"
	"shuniu/kernel/clause"
	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
	"shuniu/kernel/process"
)

// Kind is what a measure tells of what it counts.
type Kind string

// The kinds: how many there were; which share of them; the mean of a number; its sum.
const (
	Count Kind = "count"
	Share Kind = "share"
	Mean  Kind = "mean"
	Sum   Kind = "sum"
)

// Measure is one way of counting acts. Each act of Acts for which When holds is counted,
// with Once only the first of a matter; Value is what it counts for: whether it is good
// in a share, a number in a mean or a sum. It is counted for Unit, by default the one the
// matter was assigned to before the act. Expressions speak of the act (event) and of the
// matter before it (matter). What is Public is published as a figure of the city and of
// its units; it changes no number, and so no version.
type Measure struct {
	Name      string        `yaml:"measure" json:"measure"`
	Title     lang.Text     `yaml:"title" json:"title"`
	Rule      lang.Text     `yaml:"rule" json:"rule"` // in words, shown beside the number
	Since     calendar.Date `yaml:"since" json:"since"`
	Basis     string        `yaml:"basis" json:"basis"`
	Processes []string      `yaml:"processes" json:"processes"`
	Acts      []string      `yaml:"acts" json:"acts"`
	When      string        `yaml:"when" json:"when,omitempty"`
	Once      bool          `yaml:"once" json:"once,omitempty"`
	Unit      string        `yaml:"unit" json:"unit,omitempty"`
	Public    bool          `yaml:"public" json:"-"`
	Told      `yaml:",inline"`

	compiled
}

// Told is what becomes of what was counted. Revise counts an act again, where it was
// counted first, when a later act changes what it counts for. Split names fields of the
// matter by whose values the city's numbers are told too. Weight is how many points of a
// score it makes up; Low says that less is better.
type Told struct {
	Kind   Kind     `yaml:"kind" json:"kind"`
	Value  string   `yaml:"value" json:"value,omitempty"`
	Revise *Revise  `yaml:"revise" json:"revise,omitempty"`
	Split  []string `yaml:"split" json:"split,omitempty"`
	Weight int64    `yaml:"weight" json:"weight,omitempty"`
	Low    bool     `yaml:"low" json:"low,omitempty"`
}

// Revise is what changes the value of what was counted.
type Revise struct {
	Acts  []string `yaml:"acts" json:"acts"`
	Value string   `yaml:"value" json:"value"`
}

// compiled are the expressions of a measure; those it does not have are nil.
type compiled struct{ when, unit, value, revised cel.Program }

// Measures are those of a city, in their order.
type Measures []*Measure

// One is the measure with the name, nil if there is none.
func (ms Measures) One(name string) *Measure {
	i := slices.IndexFunc(ms, func(m *Measure) bool { return m.Name == name })
	if i < 0 {
		return nil
	}
	return ms[i]
}

// Public are the measures that are published, as ways of counting on a card.
func (ms Measures) Public() []assessment.Measure[Card] {
	var out []assessment.Measure[Card]
	for _, m := range ms {
		if !m.Public {
			continue
		}
		told := assessment.Measure[Card]{Name: m.Name, Title: m.Title, Rule: m.Rule,
			Count: func(c Card) int64 { return c.Numbers[m.Name].N },
			Out:   func(c Card) int64 { return c.Numbers[m.Name].Dropped },
		}
		if m.Kind == Share {
			told.Of, told.Count = told.Count, func(c Card) int64 { return c.Numbers[m.Name].Value }
		}
		out = append(out, told)
	}
	return out
}

// counting is how acts are counted by measures; another way is another version.
const counting = 2

// Version names what the measures say: the beginning of the SHA-256 of their canonical
// JSON and of how they are counted. Numbers of two versions are not compared: all is
// counted again.
func (ms Measures) Version() string {
	b, err := json.Marshal(struct {
		Counting int
		Measures Measures
	}{counting, ms})
	if err != nil {
		return "" // texts and numbers always encode
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:6])
}

// most is how many measures a city may have: one bit each in the list of what was counted.
const most = 60

// Read reads measures from YAML and checks them against the definitions; Invalid with
// every defect, each at its place in the file.
func Read(name string, r io.Reader, defs []*process.Definition) (Measures, error) {
	var file struct {
		Measures Measures `yaml:"measures"`
	}
	if err := clause.Decode(name, r, &file); err != nil {
		return nil, err
	}
	env, err := environment()
	if err != nil {
		return nil, fault.Wrap(fault.Internal, err, "CEL")
	}
	c := &checking{clause.Checker{Definitions: defs, Env: env}}
	for n, m := range file.Measures {
		c.At = fmt.Sprintf("%s: measures[%d].", name, n)
		c.measure(m, file.Measures[:n])
	}
	return file.Measures, fault.Defects(c.Defects)
}

// ReadAll reads every *.yaml of a folder.
func ReadAll(folder fs.FS, defs []*process.Definition) (Measures, error) {
	var all Measures
	err := clause.Each(folder, func(name string, r io.Reader) error {
		some, err := Read(name, r, defs)
		if err != nil {
			return err
		}
		var ds []fault.Defect
		for _, m := range some {
			if all.One(m.Name) != nil {
				ds = append(ds, fault.Defect{Field: name, Text: lang.T("指标“"+m.Name+"”在两个文件里。", "The measure “"+m.Name+"” is in two files.")})
			}
		}
		if all = append(all, some...); len(all) > most {
			ds = append(ds, fault.Defect{Field: name, Text: lang.T(fmt.Sprintf("指标最多%d项。", most), fmt.Sprintf("There are %d measures at most.", most))})
		}
		return fault.Defects(ds)
	})
	return all, err
}

func environment() (*cel.Env, error) {
	return cel.NewEnv(
		ext.NativeTypes(reflect.TypeFor[clause.Event](), reflect.TypeFor[Matter](), ext.ParseStructTags(true)),
		cel.Variable("event", cel.ObjectType("clause.Event")), cel.Variable("matter", cel.ObjectType("scorecard.Matter")),
		cel.Function("number", cel.Overload("number_of_text", []*cel.Type{cel.StringType}, cel.IntType, cel.UnaryBinding(digits))),
	)
}

// digits is a text of digits as a number; an empty one is 0.
func digits(v ref.Val) ref.Val {
	if v.Value() == "" {
		return types.IntZero
	}
	return v.ConvertToType(types.IntType)
}

// checking finds all that is wrong with the measures.
type checking struct{ clause.Checker }

func (c *checking) measure(m *Measure, before Measures) {
	c.Want(m.Name != "" && before.One(m.Name) == nil, "measure", lang.T("指标名为空或者重复。", "The name is empty or used twice."))
	c.Text("title", m.Title)
	c.Text("rule", m.Rule)
	c.Want(m.Since != calendar.Date{}, "since", lang.T("应写明从哪一天起适用。", "It says from which day on it holds."))
	c.Want(m.Basis != "", "basis", lang.T("应写明依据；由本市设定的写 local。", "It says on what it rests; what the city sets itself is local."))
	c.Want(len(m.Processes) > 0, "processes", lang.T("应写明看哪些流程。", "It names the processes it looks at."))
	c.Acts(m.Processes, m.Acts)
	if m.When != "" {
		m.when = c.Compile("when", m.When, cel.BoolType)
	}
	if m.Unit != "" {
		m.unit = c.Compile("unit", m.Unit, cel.StringType)
	}
	c.value(m)
	c.Want(!m.Public || m.Kind == Count || m.Kind == Share, "public", lang.T("公布的只有件数和占比。", "What is published is a count or a share."))
	c.Want(m.Weight >= 0 && m.Weight <= 100, "weight", lang.T("权重应为0至100。", "A weight is 0 to 100."))
	c.Want(m.Weight == 0 || m.Kind == Share || m.Kind == Sum && m.Low, "weight", lang.T("件数和平均数不计分；只有占比和扣分的合计可以计分。", "Volume and means earn nothing: only a share, and a sum of which less is better, have a weight."))
}

func (c *checking) value(m *Measure) {
	result := map[Kind]*cel.Type{Share: cel.BoolType, Mean: cel.IntType, Sum: cel.IntType}[m.Kind]
	c.Want(result != nil || m.Kind == Count, "kind", lang.T("应为 count、share、mean 或者 sum。", "It is count, share, mean or sum."))
	c.Want((m.Value != "") == (result != nil), "value", lang.T("占比、平均、合计要写取值，件数不写。", "A share, a mean and a sum have a value, a count has none."))
	if m.Value != "" && result != nil {
		m.value = c.Compile("value", m.Value, result)
	}
	if r := m.Revise; r != nil {
		c.Want(m.Once && result != nil, "revise", lang.T("只有每件计一次的占比、平均、合计可以修订。", "Only what counts each matter once, and has a value, is revised."))
		c.Acts(m.Processes, r.Acts)
		if result != nil {
			m.revised = c.Compile("revise.value", r.Value, result)
		}
	}
	for n, field := range m.Split {
		for _, d := range c.Definitions {
			if slices.Contains(m.Processes, d.Name) {
				f := d.Field(field)
				c.Want(f != nil && !f.Sealed(), fmt.Sprintf("split[%d]", n), lang.T("“"+d.Name+"”没有明文字段“"+field+"”。", "“"+d.Name+"” has no field “"+field+"” in the clear."))
			}
		}
	}
}
