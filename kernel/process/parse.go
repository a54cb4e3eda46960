package process

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strconv"

	"shuniu/kernel/calendar"
	"shuniu/kernel/lang"
	"shuniu/kernel/process/source"
)

// Parse reads one definition. All that is wrong is reported at once, by place;
// the definition is nil if anything is. What Parse returns is well formed but
// not yet proved: see Check. It never panics, whatever the source holds.
func Parse(file string, src []byte) (*Definition, []Finding) {
	src = bytes.ReplaceAll(bytes.TrimPrefix(src, []byte("\ufeff")), []byte("\r\n"), []byte("\n"))
	root, problems := source.Read(file, src)
	r := &reader{}
	for _, p := range problems {
		r.add(p.Pos, p.Text)
	}
	if root == nil {
		return nil, r.findings
	}
	if r.check(root, definitionForm()); len(r.findings) > 0 {
		return nil, sorted(r.findings)
	}
	d := decode(root)
	sum := sha256.Sum256(src)
	d.File, d.Source, d.Digest = file, src, hex.EncodeToString(sum[:])
	d.mark(nil, root)
	if findings := resolve(d, r.texts); len(findings) > 0 {
		return nil, sorted(findings)
	}
	return d, nil
}

func sorted(findings []Finding) []Finding {
	slices.SortStableFunc(findings, func(a, b Finding) int {
		if a.Pos.Line != b.Pos.Line {
			return a.Pos.Line - b.Pos.Line
		}
		return a.Pos.Col - b.Pos.Col
	})
	return findings
}

// mark notes where each part is written: a single value at its own place,
// anything with parts at its key. Fields are found by name, not by number.
func (d *Definition) mark(path []string, n *source.Node) {
	for _, p := range n.Keys {
		at := append(slices.Clone(path), p.Key)
		d.where[join(at)] = p.Pos
		if p.Value.Kind != source.Mapping && p.Value.Kind != source.Sequence {
			d.where[join(at)] = p.Value.Pos
		}
		d.mark(at, p.Value)
	}
	for i, item := range n.Items {
		name, pos := strconv.Itoa(i), item.Pos
		if field := item.Get("name"); field != nil {
			name, pos = field.Text, field.Pos
		}
		at := append(slices.Clone(path), name)
		d.where[join(at)] = pos
		d.mark(at, item)
	}
}

// decode makes the definition of nodes that have the form.
func decode(n *source.Node) *Definition {
	d := &Definition{
		Name: str(n.Get("process")), Letter: str(n.Get("letter")), Title: textOf(n.Get("title")),
		Word: textOf(n.Get("word")), Applicant: textOf(n.Get("applicant")), Restricted: n.Get("secrecy") != nil, Recalled: str(n.Get("recalled")), Closed: str(n.Get("closed")), written: written{root: n, where: map[string]Position{}},
	}
	for _, item := range n.Get("form").Items {
		d.Form = append(d.Form, decodeField(item))
	}
	for _, p := range n.Get("roles").Keys {
		v := p.Value
		d.Roles = append(d.Roles, &Role{Name: p.Key, Title: textOf(v.Get("title")), Unit: str(v.Get("unit")), Post: str(v.Get("post")), Not: strs(v.Get("not")), Avoids: strs(v.Get("avoids"))})
	}
	if c := n.Get("clocks"); c != nil {
		for _, p := range c.Keys {
			d.Clocks = append(d.Clocks, decodeClock(p.Key, p.Value))
		}
	}
	for _, p := range n.Get("states").Keys {
		d.States = append(d.States, decodeState(p.Key, p.Value))
	}
	if g := n.Get("groups"); g != nil {
		for _, p := range g.Keys {
			d.Groups = append(d.Groups, &Group{Name: p.Key, Title: textOf(p.Value)})
		}
	}
	for _, p := range n.Get("acts").Keys {
		d.Acts = append(d.Acts, decodeAct(p.Key, p.Value))
	}
	return d
}

func decodeField(v *source.Node) *Field {
	f := &Field{
		Name: str(v.Get("name")), Type: FieldType(str(v.Get("type"))), Label: textOf(v.Get("label")), Help: textOf(v.Get("help")), Short: textOf(v.Get("short")),
		Personal: yes(v.Get("personal")), Lookup: yes(v.Get("lookup")), Public: yes(v.Get("public")), Many: yes(v.Get("many")),
		Min: number(v.Get("min")), Max: number(v.Get("max")), Sees: strs(v.Get("sees")), SeesWhen: str(v.Get("sees_when")),
	}
	if o := v.Get("options"); o != nil {
		for _, p := range o.Keys {
			f.Options = append(f.Options, Option{Value: p.Key, Label: textOf(p.Value)})
		}
	}
	return f
}

func decodeClock(name string, v *source.Node) *Clock {
	c := &Clock{
		Name: name, Title: textOf(v.Get("title")), By: str(v.Get("by")), Until: str(v.Get("until")), Given: str(v.Get("given")), Basis: str(v.Get("basis")),
		Minimum: yes(v.Get("minimum")), Before: yes(v.Get("before")), IfGiven: yes(v.Get("if_given")), Consent: str(v.Get("consent")), Remind: limit(v.Get("remind")),
		Breach: severity(v.Get("breach")), Then: str(v.Get("then")), Hard: yes(v.Get("hard")), NoRoll: yes(v.Get("no_roll")),
	}
	switch c.Nature = Nature(str(v.Get("nature"))); {
	case c.Nature != "":
	case c.Basis == string(Local):
		c.Nature = Local
	default:
		c.Nature = Statutory
	}
	if l := v.Get("limit"); l != nil && l.Kind == source.Mapping {
		c.Limits = map[string]calendar.Limit{}
		for _, p := range l.Keys {
			if str(p.Value) != never {
				c.Limits[p.Key] = limit(p.Value)
			}
		}
	} else {
		c.Limit = limit(l)
	}
	if e := v.Get("extend"); e != nil {
		c.Extend = &Extend{Times: number(e.Get("times")), Max: limit(e.Get("max")), By: str(e.Get("by"))}
	}
	if e := v.Get("escalate"); e != nil && e.Kind == source.Sequence {
		for _, item := range e.Items {
			c.Escalate = append(c.Escalate, decodeEscalate(item))
		}
	} else if e != nil {
		c.Escalate = []Escalate{decodeEscalate(e)}
	}
	return c
}

func decodeEscalate(v *source.Node) Escalate {
	e := Escalate{To: severity(v.Get("to")), Then: str(v.Get("then"))}
	after := v.Get("after")
	if after.Kind != source.Mapping {
		e.After = limit(after)
		return e
	}
	e.Afters = map[string]calendar.Limit{}
	for _, p := range after.Keys {
		if str(p.Value) != never {
			e.Afters[p.Key] = limit(p.Value)
		}
	}
	return e
}

func decodeState(name string, v *source.Node) *State {
	s := &State{
		Name: name, Title: textOf(v.Get("title")), Holder: str(v.Get("holder")), Clocks: strs(v.Get("clocks")), Suspends: strs(v.Get("suspends")),
		NoClock: textOf(v.Get("no_clock").Get("reason")), End: End(str(v.Get("end"))), Ground: textOf(v.Get("ground")), Basis: str(v.Get("basis")),
	}
	if w := v.Get("waits"); w != nil {
		s.Waits = &Waits{For: WaitFor(str(w.Get("for"))), N: number(w.Get("n")), Process: str(w.Get("process")), Then: str(w.Get("then"))}
	}
	return s
}

func decodeAct(name string, v *source.Node) *Act {
	a := &Act{
		Name: name, Title: textOf(v.Get("title")), Group: str(v.Get("group")), From: strs(v.Get("from")), To: str(v.Get("to")), By: strs(v.Get("by")),
		Needs: strs(v.Get("needs")), Asks: strs(v.Get("asks")), Fills: strs(v.Get("fills")), AsOf: str(v.Get("as_of")), Answers: Party(str(v.Get("answers"))), Assigns: str(v.Get("assigns")),
		Pins: yes(v.Get("pins")), Claims: yes(v.Get("claims")), Restarts: strs(v.Get("restarts")), Reopens: yes(v.Get("reopens")), Reviews: strs(v.Get("reviews")),
		Refusal: textOf(v.Get("refusal")), After: strs(v.Get("after")), Within: str(v.Get("within")), Hook: str(v.Get("hook")), Closes: str(v.Get("closes")), Basis: str(v.Get("basis")),
	}
	if e := v.Get("extends"); e != nil {
		a.Extends = &Extends{Clock: str(e.Get("clock")), Days: str(e.Get("days"))}
	}
	switch o := v.Get("opens"); {
	case o == nil:
	case o.Kind == source.Sequence:
		for i, one := range o.Items {
			a.Opens = append(a.Opens, decodeOpens(one, "acts", name, "opens", strconv.Itoa(i)))
		}
	default:
		a.Opens = []*Opens{decodeOpens(o, "acts", name, "opens")}
	}
	return a
}

func decodeOpens(o *source.Node, path ...string) *Opens {
	out := &Opens{
		Process: str(o.Get("process")), Units: str(o.Get("units")), Unit: str(o.Get("unit")), Each: str(o.Get("each")), Act: str(o.Get("act")),
		Lead: str(o.Get("lead")), Shows: yes(o.Get("shows")), To: Party(str(o.Get("to"))), Gives: map[string]string{}, path: path,
	}
	if g := o.Get("gives"); g != nil {
		for _, p := range g.Keys {
			out.Gives[p.Key] = str(p.Value)
		}
	}
	return out
}

func str(n *source.Node) string {
	if n == nil {
		return ""
	}
	return n.Text
}

func strs(n *source.Node) []string {
	if n == nil {
		return nil
	}
	if n.Kind != source.Sequence {
		return []string{n.Text}
	}
	out := make([]string, 0, len(n.Items))
	for _, item := range n.Items {
		out = append(out, item.Text)
	}
	return out
}

func yes(n *source.Node) bool { return str(n) == "true" }

func textOf(n *source.Node) lang.Text { return lang.T(str(n.Get("zh")), str(n.Get("en"))) }

// number and limit read what the form has already accepted.
func number(n *source.Node) int {
	v, _ := strconv.Atoi(str(n))
	return v
}

func limit(n *source.Node) calendar.Limit {
	l, _ := calendar.ParseLimit(str(n))
	return l
}

func severity(n *source.Node) Severity {
	return Severity(max(0, slices.Index(severities[:], str(n))))
}
