package exchange

import (
	"fmt"
	"io"
	"maps"
	"net/netip"
	"net/url"
	"slices"

	"github.com/goccy/go-yaml"

	"shuniu/kernel/calendar"
	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
	"shuniu/kernel/process"
)

// Connector is the way to one system and what it is told. Basis is the rule by which
// it may know. Tables translate values, by the table's name. Compare are names of the
// other side by which two records of one message are compared each day; they should
// not tell who somebody is.
type Connector struct {
	Code     string                       `yaml:"connector"`
	Name     lang.Text                    `yaml:"name"`
	Basis    string                       `yaml:"basis"`
	Address  string                       `yaml:"address"`
	Since    calendar.Date                `yaml:"since"` // what happened before is not told
	Messages []Kind                       `yaml:"messages"`
	Tables   map[string]map[string]string `yaml:"tables"`
	Compare  []string                     `yaml:"compare"`
}

// Kind is one kind of message: which acts of which processes make it, and what it
// says, by the names of the other side. With If it is sent only where the act gave that
// field a value.
type Kind struct {
	Name      string            `yaml:"message"`
	Title     lang.Text         `yaml:"title"`
	Processes []string          `yaml:"processes"`
	Acts      []string          `yaml:"acts"`
	If        string            `yaml:"if"`
	Path      string            `yaml:"path"`
	Body      map[string]Source `yaml:"body"`
	Reply     Reply             `yaml:"reply"`
}

// Source says where a value comes from: exactly one of Field, Fact and Text. A value
// is translated by Table, a date written like 20260302 if Compact.
type Source struct {
	Field    string `yaml:"field"`
	Fact     string `yaml:"fact"`
	Text     string `yaml:"text"`
	Table    string `yaml:"table"`
	Compact  bool   `yaml:"compact"`
	Required bool   `yaml:"required"`
}

// Reply says what of an answer is kept: the text called Reference, and that called
// Result by what it means. An answer that means nothing known is refused.
type Reply struct {
	Reference string               `yaml:"reference"`
	Result    string               `yaml:"result"`
	Means     map[string]lang.Text `yaml:"means"`
}

// The facts of a matter that a message may tell.
const (
	FactNumber = "number"
	FactAct    = "act"
	FactDay    = "day" // of the act
	FactState  = "state"
	FactUnit   = "unit" // code of the unit it is assigned to
	FactRegion = "region"
	FactCity   = "city"
)

var facts = []string{FactNumber, FactAct, FactDay, FactState, FactUnit, FactRegion, FactCity}

// Kind is the kind of message with the name, nil if there is none.
func (c *Connector) Kind(name string) *Kind {
	i := slices.IndexFunc(c.Messages, func(m Kind) bool { return m.Name == name })
	if i < 0 {
		return nil
	}
	return &c.Messages[i]
}

// largest is more than the connectors of any city take, in bytes.
const largest = 4 << 20

// Read reads the connectors of a city from YAML and checks them against its
// definitions; Invalid with every defect, each at its place.
func Read(r io.Reader, defs []*process.Definition) ([]*Connector, error) {
	var file struct {
		Connectors []*Connector `yaml:"connectors"`
	}
	if err := yaml.NewDecoder(io.LimitReader(r, largest), yaml.Strict()).Decode(&file); err != nil {
		return nil, fault.Defects([]fault.Defect{{Text: lang.T("不是可读的对接配置：\n"+err.Error(), "It cannot be read as connectors:\n"+err.Error())}})
	}
	c := &checking{defs: defs}
	for n, one := range file.Connectors {
		c.connector(fmt.Sprintf("connectors[%d].", n), one, file.Connectors[:n])
	}
	return file.Connectors, fault.Defects(c.ds)
}

// checking gathers all that is wrong with the connectors.
type checking struct {
	defs []*process.Definition
	one  *Connector // that is being checked
	ds   []fault.Defect
}

func (c *checking) want(ok bool, at string, text lang.Text) {
	if !ok {
		c.ds = append(c.ds, fault.Defect{Field: at, Text: text})
	}
}

func (c *checking) connector(at string, one *Connector, before []*Connector) {
	c.one = one
	c.want(one.Code != "" && !slices.ContainsFunc(before, func(o *Connector) bool { return o.Code == one.Code }), at+"connector", lang.T("代码为空或者重复。", "The code is empty or used twice."))
	c.text(at+"name", one.Name)
	c.want(one.Basis != "", at+"basis", lang.T("应写明依据哪一条可以共享。", "It says by what rule it may be told."))
	c.want(safe(one.Address), at+"address", lang.T("地址应以 https:// 开头；只有本机地址可用 http://。", "The address begins with https://; only this machine itself may be reached by http://."))
	c.want(!one.Since.IsZero(), at+"since", lang.T("应写明从哪一天起的事项要上报。", "It says from which day on acts are told."))
	names := map[string]bool{}
	for n, k := range one.Messages {
		at := fmt.Sprintf("%smessages[%d].", at, n)
		c.want(k.Name != "" && one.Kind(k.Name) == &one.Messages[n], at+"message", lang.T("报文名为空或者重复。", "The name is empty or used twice."))
		c.kind(at, k)
		for name := range k.Body {
			names[name] = true
		}
	}
	for n, name := range one.Compare {
		c.want(names[name], fmt.Sprintf("%scompare[%d]", at, n), lang.T("没有报文含有“"+name+"”。", "No message has “"+name+"”."))
	}
}

func (c *checking) text(at string, t lang.Text) {
	c.want(t.Zh != "" && t.En != "", at, lang.T("中文和英文都要填写。", "Both Chinese and English are wanted."))
}

func (c *checking) kind(at string, k Kind) {
	c.text(at+"title", k.Title)
	c.want(len(k.Path) > 1 && k.Path[0] == '/', at+"path", lang.T("路径应以“/”开头。", "The path begins with “/”."))
	c.want(k.Reply.Result == "" || len(k.Reply.Means) > 0, at+"reply.means", lang.T("应写明每种结果的含义。", "It says what each result means."))
	for _, key := range slices.Sorted(maps.Keys(k.Reply.Means)) {
		c.text(at+"reply.means."+key, k.Reply.Means[key])
	}
	c.want(len(k.Processes) > 0, at+"processes", lang.T("应写明哪些流程。", "It names the processes."))
	c.want(len(k.Acts) > 0, at+"acts", lang.T("应写明由哪些办理动作引起。", "It names the acts that make it."))
	for n, name := range k.Processes {
		i := slices.IndexFunc(c.defs, func(d *process.Definition) bool { return d.Name == name })
		c.want(i >= 0, fmt.Sprintf("%sprocesses[%d]", at, n), lang.T("没有名为“"+name+"”的流程。", "There is no process “"+name+"”."))
		if i >= 0 {
			c.within(at, k, c.defs[i])
		}
	}
}

// within checks a kind of message against one process that makes it.
func (c *checking) within(at string, k Kind, def *process.Definition) {
	of := lang.T("“"+def.Title.Zh+"”没有“", "“"+def.Title.En+"” has no “")
	for n, act := range k.Acts {
		c.want(def.Act(act) != nil, fmt.Sprintf("%sacts[%d]", at, n), lang.T(of.Zh+act+"”这个办理动作。", of.En+act+"” among its acts."))
	}
	c.want(k.If == "" || def.Field(k.If) != nil, at+"if", lang.T(of.Zh+k.If+"”这个字段。", of.En+k.If+"” among its fields."))
	for _, name := range slices.Sorted(maps.Keys(k.Body)) {
		c.source(at+"body."+name, def, k.Body[name])
	}
}

func (c *checking) source(at string, def *process.Definition, s Source) {
	given := 0
	for _, from := range []string{s.Field, s.Fact, s.Text} {
		if from != "" {
			given++
		}
	}
	c.want(given == 1, at, lang.T("field、fact、text 应恰好写一个。", "Write exactly one of field, fact and text."))
	f := def.Field(s.Field)
	c.want(s.Field == "" || f != nil && f.Type != process.FieldFile, at+".field", lang.T("“"+def.Title.Zh+"”没有“"+s.Field+"”这个字段，或者它是文件。", "“"+def.Title.En+"” has no field “"+s.Field+"”, or it holds files."))
	c.want(s.Fact == "" || slices.Contains(facts, s.Fact), at+".fact", lang.T("没有“"+s.Fact+"”这项事实。", "There is no fact “"+s.Fact+"”."))
	table, known := c.one.Tables[s.Table]
	c.want(s.Table == "" || known, at+".table", lang.T("没有名为“"+s.Table+"”的对照表。", "There is no table “"+s.Table+"”."))
	if f == nil || !known {
		return
	}
	for _, o := range f.Options {
		_, there := table[o.Value]
		c.want(there, at+".table", lang.T("对照表“"+s.Table+"”缺少“"+o.Value+"”。", "The table “"+s.Table+"” lacks “"+o.Value+"”."))
	}
}

// safe tells whether what is sent to an address can be read by nobody on the way.
func safe(address string) bool {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.User != nil {
		return false
	}
	ip, err := netip.ParseAddr(u.Hostname())
	return u.Scheme == "https" || u.Scheme == "http" && err == nil && ip.IsLoopback()
}
