package process

import (
	"slices"
	"strings"

	"shuniu/kernel/lang"
	"shuniu/kernel/process/source"
)

// Change is one difference between two versions of a definition.
type Change struct {
	Path []string `json:"path"`          // "clocks", "handle", "limit", "ordinary"
	Old  string   `json:"old,omitempty"` // "" if added
	New  string   `json:"new,omitempty"` // "" if removed
	Pos  Position `json:"position"`      // in the new version; in the old one if removed
	// States are those of the old version in which an open matter would be
	// handled differently, if it were not kept on its own version.
	States []string `json:"states,omitempty"`
}

// In is the change as one line in the language asked for.
func (c Change) In(tag lang.Tag) string {
	s := "~ "
	switch {
	case c.Old == "":
		s = "+ "
	case c.New == "":
		s = "- "
	}
	s += strings.Join(c.Path, ".") + ": "
	switch {
	case c.Old == "":
		s += c.New
	case c.New == "":
		s += c.Old
	default:
		s += c.Old + " → " + c.New
	}
	if len(c.States) > 0 {
		s += lang.T("（涉及环节：", " (states: ").In(tag) + strings.Join(c.States, ", ") + lang.T("）", ")").In(tag)
	}
	return s
}

// Diff lists what changed from one version of a definition to the next, in the
// order of the old one, additions last within their part. The order of states
// and of acts changes nothing and is not compared.
func Diff(before, after *Definition) []Change {
	c := comparison{before, after, nil}
	c.compare(nil, before.root, after.root)
	return c.changes
}

type comparison struct {
	before, after *Definition
	changes       []Change
}

func (c *comparison) compare(path []string, a, b *source.Node) {
	if path != nil && (a == nil || b == nil || parts(a) == nil || parts(b) == nil) {
		if flat(a) != flat(b) {
			c.add(path, a, b)
		}
		return
	}
	was, is := parts(a), parts(b)
	for _, p := range was {
		c.compare(append(slices.Clone(path), p.Key), p.Value, part(is, p.Key))
	}
	for _, p := range is {
		if part(was, p.Key) == nil {
			c.compare(append(slices.Clone(path), p.Key), nil, p.Value)
		}
	}
}

// parts are the named parts of a value: keys, or list items by their name.
func parts(n *source.Node) []source.Pair {
	if n == nil {
		return nil
	}
	out := n.Keys
	for _, item := range n.Items {
		if name := item.Get("name"); name != nil {
			out = append(out, source.Pair{Key: name.Text, Pos: name.Pos, Value: item})
		}
	}
	return out
}

func part(pairs []source.Pair, key string) *source.Node {
	for _, p := range pairs {
		if p.Key == key {
			return p.Value
		}
	}
	return nil
}

// flat is a value on one line; a list of one is the same as its item.
func flat(n *source.Node) string {
	if n == nil {
		return ""
	}
	var out []string
	for _, p := range n.Keys {
		out = append(out, p.Key+": "+flat(p.Value))
	}
	for _, item := range n.Items {
		out = append(out, flat(item))
	}
	switch {
	case n.Kind == source.Mapping:
		return "{" + strings.Join(out, ", ") + "}"
	case n.Kind == source.Sequence:
		return strings.Join(out, ", ")
	}
	return n.Text
}

func (c *comparison) add(path []string, a, b *source.Node) {
	change := Change{Path: path, Old: flat(a), New: flat(b), Pos: c.after.Pos(path...)}
	if b == nil {
		change.Pos = c.before.Pos(path...)
	}
	for _, s := range c.before.States {
		if len(path) > 1 && s.End == "" && (c.before.concerns(s, path[0], path[1]) || c.after.concerns(s, path[0], path[1])) {
			change.States = append(change.States, s.Name)
		}
	}
	c.changes = append(c.changes, change)
}

// concerns reports whether a part of the definition bears on a matter that
// stands in the state.
func (d *Definition) concerns(s *State, part, name string) bool {
	acts := d.ActsFrom(s.Name)
	mine := func(is func(*Act) bool) bool { return slices.ContainsFunc(acts, is) }
	switch part {
	case "states":
		return s.Name == name
	case "acts":
		return mine(func(a *Act) bool { return a.Name == name })
	case "clocks":
		now := d.State(s.Name)
		return now != nil && (now.Runs(name) || now.Holds(name))
	case "roles":
		return s.Holder == name || mine(func(a *Act) bool { return a.Allows(name) })
	case "form":
		return mine(func(a *Act) bool { return has(a.Needs, name) || has(a.Asks, name) })
	}
	return false
}
