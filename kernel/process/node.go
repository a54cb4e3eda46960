package process

import (
	"errors"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"

	"shuniu/kernel/lang"
)

// node is one YAML value with its place; what a definition does not use of YAML
// (anchors, aliases, tags, merges, several documents) never becomes one.
type node struct {
	kind  nodeKind
	pos   Position
	text  string // of a scalar
	quote int    // characters before the text starts at pos; -1: not on one line as written
	keys  []pair // of a mapping, in source order
	items []*node
}

type nodeKind uint8

const (
	scalarText nodeKind = iota
	scalarInt
	scalarBool
	scalarEmpty
	mapping
	sequence
)

type pair struct {
	key   string
	pos   Position
	value *node
}

// get is the value of a key, or nil.
func (n *node) get(key string) *node {
	if n == nil {
		return nil
	}
	for _, p := range n.keys {
		if p.key == key {
			return p.value
		}
	}
	return nil
}

// The most a definition may hold; the largest real ones are a tenth of it. The
// bounds keep hostile input from costing more than a glance.
const (
	mostSource = 1 << 18
	mostDepth  = 16
)

// reader turns source into nodes and gathers all that is wrong.
type reader struct {
	file     string
	findings []Finding
	texts    []placed[lang.Text]
}

type placed[T any] struct {
	value T
	pos   Position
}

func (r *reader) add(pos Position, zh, en string, pairs ...string) {
	r.findings = append(r.findings, Finding{Property: "yaml", Pos: pos, Text: lang.T(zh, en).With(pairs...)})
}

func (r *reader) at(line, col int) Position { return Position{r.file, max(line, 1), max(col, 1)} }

// read returns the one mapping the source holds, or nil with the reason among
// the findings.
func (r *reader) read(src []byte) *node {
	top := r.at(1, 1)
	if len(src) > mostSource {
		r.add(top, "文件超过256 KiB", "the file is larger than 256 KiB")
		return nil
	}
	if pos, deep := r.tooDeep(src); deep {
		r.add(pos, "嵌套过深", "nested too deeply")
		return nil
	}
	file, err := parser.ParseBytes(src, 0)
	if err != nil {
		r.syntax(err)
		return nil
	}
	if len(file.Docs) != 1 || file.Docs[0].Body == nil {
		r.add(top, "一个文件应恰好写一个流程", "a file must hold exactly one process")
		return nil
	}
	return r.node(file.Docs[0].Body, 0)
}

// tooDeep bounds brackets and indentation before the parser, which recurses, is
// given the source. Brackets inside texts are counted too; texts close theirs.
func (r *reader) tooDeep(src []byte) (Position, bool) {
	const most = 200
	open := 0
	for i, line := range strings.Split(string(src), "\n") {
		body := strings.TrimLeft(line, " -?\t")
		open += strings.Count(line, "[") + strings.Count(line, "{")
		if len(line)-len(body) > most || open > most {
			return r.at(i+1, 1), true
		}
		open = max(0, open-strings.Count(line, "]")-strings.Count(line, "}"))
	}
	return Position{}, false
}

func (r *reader) syntax(err error) {
	pos, msg := r.at(1, 1), err.Error()
	var y yaml.Error
	if errors.As(err, &y) {
		msg = y.GetMessage()
		if t := y.GetToken(); t != nil && t.Position != nil {
			pos = r.at(t.Position.Line, t.Position.Column)
		}
	}
	r.add(pos, "YAML 写法有误：{why}", "not valid YAML: {why}", "why", msg)
}

func (r *reader) place(n ast.Node) Position {
	if t := n.GetToken(); t != nil && t.Position != nil {
		return r.at(t.Position.Line, t.Position.Column)
	}
	return r.at(1, 1)
}

func (r *reader) node(n ast.Node, depth int) *node {
	out := &node{pos: r.place(n)}
	if depth > mostDepth {
		r.add(out.pos, "嵌套过深", "nested too deeply")
		out.kind = scalarEmpty
		return out
	}
	switch x := n.(type) {
	case *ast.MappingNode:
		r.pairs(out, x.Values, depth)
	case *ast.MappingValueNode:
		r.pairs(out, []*ast.MappingValueNode{x}, depth)
	case *ast.SequenceNode:
		out.kind = sequence
		for _, v := range x.Values {
			out.items = append(out.items, r.node(v, depth+1))
		}
	case *ast.StringNode:
		out.text, out.quote = x.Value, quoteOf(x.Token)
	case *ast.LiteralNode:
		out.text, out.quote = strings.TrimRight(x.Value.Value, "\n"), -1
	case *ast.IntegerNode:
		out.kind, out.text = scalarInt, x.Token.Value
	case *ast.BoolNode:
		out.kind, out.text = scalarBool, strings.ToLower(x.Token.Value)
	case *ast.NullNode:
		out.kind = scalarEmpty
	case *ast.FloatNode:
		out.text = x.Token.Value
	default:
		out.kind = scalarEmpty
		r.add(out.pos, "流程文件不使用 YAML 的这种写法（{what}）", "a definition does not use this part of YAML ({what})", "what", n.Type().String())
	}
	return out
}

func (r *reader) pairs(out *node, values []*ast.MappingValueNode, depth int) {
	out.kind = mapping
	for _, v := range values {
		pos := r.place(v.Key)
		var key string
		switch k := v.Key.(type) {
		case *ast.StringNode:
			key = k.Value
		case *ast.IntegerNode, *ast.BoolNode, *ast.FloatNode, *ast.NullNode:
			key = k.GetToken().Value
		default:
			r.add(pos, "键应为简单的名称", "a key must be a plain name")
			continue
		}
		if out.get(key) != nil {
			r.add(pos, "“{key}”写了两次", "“{key}” is written twice", "key", key)
			continue
		}
		out.keys = append(out.keys, pair{key, pos, r.node(v.Value, depth+1)})
	}
	if len(out.keys) > 0 {
		out.pos = out.keys[0].pos
	}
}

// quoteOf is how many characters of the source stand between a token's place and
// its text, or -1 where the two do not run in step.
func quoteOf(t *token.Token) int {
	if written := strings.TrimSpace(t.Origin); strings.ContainsAny(written, "\n\\") || strings.Contains(written, "''") {
		return -1
	}
	if t.Type == token.SingleQuoteType || t.Type == token.DoubleQuoteType {
		return 1
	}
	return 0
}
