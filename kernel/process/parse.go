package process

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strconv"

	"shuniu/kernel/calendar"
	"shuniu/kernel/lang"
)

// Parse reads one definition. All that is wrong is reported at once, by place;
// the definition is nil if anything is. What Parse returns is well formed but
// not yet proved: see Check. It never panics, whatever the source holds.
func Parse(file string, src []byte) (*Definition, []Finding) {
	src = bytes.ReplaceAll(bytes.TrimPrefix(src, []byte("\ufeff")), []byte("\r\n"), []byte("\n"))
	r := &reader{file: file}
	root := r.read(src)
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
func (d *Definition) mark(path []string, n *node) {
	if path == nil {
		d.where, d.root = map[string]Position{}, n
	}
	for _, p := range n.keys {
		at := append(slices.Clone(path), p.key)
		d.where[join(at)] = p.pos
		if p.value.kind != mapping && p.value.kind != sequence {
			d.where[join(at)] = p.value.pos
		}
		d.mark(at, p.value)
	}
	for i, item := range n.items {
		name, pos := strconv.Itoa(i), item.pos
		if field := item.get("name"); field != nil {
			name, pos = field.text, field.pos
		}
		at := append(slices.Clone(path), name)
		d.where[join(at)] = pos
		d.mark(at, item)
	}
}

// decode makes the definition of nodes that have the form.
func decode(n *node) *Definition {
	d := &Definition{
		Name: str(n.get("process")), Letter: str(n.get("letter")), Title: textOf(n.get("title")),
		Word: textOf(n.get("word")), Applicant: textOf(n.get("applicant")), root: n,
	}
	for _, item := range n.get("form").items {
		d.Form = append(d.Form, decodeField(item))
	}
	for _, p := range n.get("roles").keys {
		v := p.value
		d.Roles = append(d.Roles, &Role{Name: p.key, Title: textOf(v.get("title")), Unit: str(v.get("unit")), Post: str(v.get("post")), Not: strs(v.get("not"))})
	}
	for _, p := range n.get("clocks").keys {
		d.Clocks = append(d.Clocks, decodeClock(p.key, p.value))
	}
	for _, p := range n.get("states").keys {
		d.States = append(d.States, decodeState(p.key, p.value))
	}
	for _, p := range n.get("acts").keys {
		d.Acts = append(d.Acts, decodeAct(p.key, p.value))
	}
	return d
}

func decodeField(v *node) *Field {
	f := &Field{
		Name: str(v.get("name")), Type: FieldType(str(v.get("type"))), Label: textOf(v.get("label")), Help: textOf(v.get("help")),
		Personal: yes(v.get("personal")), Lookup: yes(v.get("lookup")), Public: yes(v.get("public")), Many: yes(v.get("many")),
		Min: number(v.get("min")), Max: number(v.get("max")), Sees: strs(v.get("sees")),
	}
	if o := v.get("options"); o != nil {
		for _, p := range o.keys {
			f.Options = append(f.Options, Option{Value: p.key, Label: textOf(p.value)})
		}
	}
	return f
}

func decodeClock(name string, v *node) *Clock {
	c := &Clock{
		Name: name, Title: textOf(v.get("title")), By: str(v.get("by")), Until: str(v.get("until")), Basis: str(v.get("basis")),
		Minimum: yes(v.get("minimum")), Before: yes(v.get("before")), Consent: str(v.get("consent")), Remind: limit(v.get("remind")),
		Breach: severity(v.get("breach")), Then: str(v.get("then")), Hard: yes(v.get("hard")), NoRoll: yes(v.get("no_roll")),
	}
	switch c.Nature = Nature(str(v.get("nature"))); {
	case c.Nature != "":
	case c.Basis == string(Local):
		c.Nature = Local
	default:
		c.Nature = Statutory
	}
	if l := v.get("limit"); l != nil && l.kind == mapping {
		c.Limits = map[string]calendar.Limit{}
		for _, p := range l.keys {
			c.Limits[p.key] = limit(p.value)
		}
	} else {
		c.Limit = limit(l)
	}
	if e := v.get("extend"); e != nil {
		c.Extend = &Extend{Times: number(e.get("times")), Max: limit(e.get("max")), By: str(e.get("by"))}
	}
	if e := v.get("escalate"); e != nil {
		c.Escalate = &Escalate{After: limit(e.get("after")), To: severity(e.get("to"))}
	}
	return c
}

func decodeState(name string, v *node) *State {
	s := &State{
		Name: name, Title: textOf(v.get("title")), Holder: str(v.get("holder")), Clocks: strs(v.get("clocks")), Suspends: strs(v.get("suspends")),
		NoClock: textOf(v.get("no_clock").get("reason")), End: End(str(v.get("end"))), Ground: textOf(v.get("ground")), Basis: str(v.get("basis")),
	}
	if w := v.get("waits"); w != nil {
		s.Waits = &Waits{For: WaitFor(str(w.get("for"))), N: number(w.get("n")), Process: str(w.get("process")), Then: str(w.get("then"))}
	}
	return s
}

func decodeAct(name string, v *node) *Act {
	a := &Act{
		Name: name, Title: textOf(v.get("title")), From: strs(v.get("from")), To: str(v.get("to")), By: strs(v.get("by")),
		Needs: strs(v.get("needs")), Asks: strs(v.get("asks")), Answers: Party(str(v.get("answers"))), Assigns: str(v.get("assigns")),
		Claims: yes(v.get("claims")), Restarts: strs(v.get("restarts")), Reopens: yes(v.get("reopens")), Reviews: strs(v.get("reviews")),
		After: strs(v.get("after")), Hook: str(v.get("hook")), Basis: str(v.get("basis")),
	}
	if e := v.get("extends"); e != nil {
		a.Extends = &Extends{Clock: str(e.get("clock")), Days: str(e.get("days"))}
	}
	if o := v.get("opens"); o != nil {
		a.Opens = &Opens{Process: str(o.get("process")), Units: str(o.get("units")), Lead: str(o.get("lead")), Gives: map[string]string{}}
		if g := o.get("gives"); g != nil {
			for _, p := range g.keys {
				a.Opens.Gives[p.key] = str(p.value)
			}
		}
	}
	return a
}

func str(n *node) string {
	if n == nil {
		return ""
	}
	return n.text
}

func strs(n *node) []string {
	if n == nil {
		return nil
	}
	if n.kind != sequence {
		return []string{n.text}
	}
	out := make([]string, 0, len(n.items))
	for _, item := range n.items {
		out = append(out, item.text)
	}
	return out
}

func yes(n *node) bool { return str(n) == "true" }

func textOf(n *node) lang.Text { return lang.T(str(n.get("zh")), str(n.get("en"))) }

// number and limit read what the form has already accepted.
func number(n *node) int {
	v, _ := strconv.Atoi(str(n))
	return v
}

func limit(n *node) calendar.Limit {
	l, _ := calendar.ParseLimit(str(n))
	return l
}

func severity(n *node) Severity {
	return Severity(max(0, slices.Index(severities[:], str(n))))
}
