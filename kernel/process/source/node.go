// Package source reads the YAML of a definition into a tree that knows where
// each value is written.
//
// It accepts the plain part of YAML only: one document of mappings, lists and
// single values. Anchors, aliases, tags, merges and keys written twice are
// refused, because a civil servant who reads a definition should not need to
// know them. It bounds size and depth, reports all it can with line and column,
// and never panics, whatever the bytes are. It reads no files.
package source

import (
	"errors"
	"fmt"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"

	"shuniu/kernel/lang"
)

// Position is a place in a definition's source; lines and columns count from 1,
// columns in characters, not bytes.
type Position struct {
	File string `json:"file"`
	Line int    `json:"line"`
	Col  int    `json:"col"`
}

// String is "file:line:col", as editors and compilers write it.
func (p Position) String() string { return fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Col) }

// Problem is one thing that cannot be read.
type Problem struct {
	Pos  Position
	Text lang.Text
}

// Node is one value with its place.
type Node struct {
	Kind  Kind
	Pos   Position
	Text  string // of a single value
	Quote int    // characters before the text starts at Pos; -1: not on one line as written
	Keys  []Pair // of a mapping, in source order
	Items []*Node
}

// Kind is what a value is.
type Kind uint8

// Kinds of values.
const (
	Text Kind = iota
	Int
	Bool
	Empty // nothing, or null
	Mapping
	Sequence
)

// Pair is a key with its place and its value.
type Pair struct {
	Key   string
	Pos   Position
	Value *Node
}

// Get is the value of a key, or nil; of no node it is nil.
func (n *Node) Get(key string) *Node {
	if n == nil {
		return nil
	}
	for _, p := range n.Keys {
		if p.Key == key {
			return p.Value
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
	problems []Problem
}

func (r *reader) add(pos Position, text lang.Text) {
	r.problems = append(r.problems, Problem{pos, text})
}

func (r *reader) at(line, col int) Position { return Position{r.file, max(line, 1), max(col, 1)} }

// Read returns the one value the source holds, and all that is wrong with it; nil
// if it cannot be read at all.
func Read(file string, src []byte) (*Node, []Problem) {
	r := &reader{file: file}
	n := r.read(src)
	return n, r.problems
}

func (r *reader) read(src []byte) *Node {
	top := r.at(1, 1)
	if len(src) > mostSource {
		r.add(top, lang.T("文件超过256 KiB", "the file is larger than 256 KiB"))
		return nil
	}
	if pos, deep := r.tooDeep(src); deep {
		r.add(pos, lang.T("嵌套过深", "nested too deeply"))
		return nil
	}
	file, err := parser.ParseBytes(src, 0)
	if err != nil {
		r.syntax(err)
		return nil
	}
	if len(file.Docs) != 1 || file.Docs[0].Body == nil {
		r.add(top, lang.T("一个文件应恰好写一个流程", "a file must hold exactly one process"))
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
	r.add(pos, lang.T("YAML 写法有误：{why}", "not valid YAML: {why}").With("why", msg))
}

func (r *reader) place(n ast.Node) Position {
	if t := n.GetToken(); t != nil && t.Position != nil {
		return r.at(t.Position.Line, t.Position.Column)
	}
	return r.at(1, 1)
}

func (r *reader) node(n ast.Node, depth int) *Node {
	out := &Node{Pos: r.place(n)}
	if depth > mostDepth {
		r.add(out.Pos, lang.T("嵌套过深", "nested too deeply"))
		out.Kind = Empty
		return out
	}
	switch x := n.(type) {
	case *ast.MappingNode:
		r.pairs(out, x.Values, depth)
	case *ast.MappingValueNode:
		r.pairs(out, []*ast.MappingValueNode{x}, depth)
	case *ast.SequenceNode:
		out.Kind = Sequence
		for _, v := range x.Values {
			out.Items = append(out.Items, r.node(v, depth+1))
		}
	case *ast.StringNode:
		out.Text, out.Quote = x.Value, quoteOf(x.Token)
	case *ast.LiteralNode:
		out.Text, out.Quote = strings.TrimRight(x.Value.Value, "\n"), -1
	case *ast.IntegerNode:
		out.Kind, out.Text = Int, x.Token.Value
	case *ast.BoolNode:
		out.Kind, out.Text = Bool, strings.ToLower(x.Token.Value)
	case *ast.NullNode:
		out.Kind = Empty
	case *ast.FloatNode:
		out.Text = x.Token.Value
	default:
		out.Kind = Empty
		r.add(out.Pos, lang.T("流程文件不使用 YAML 的这种写法（{what}）", "a definition does not use this part of YAML ({what})").With("what", n.Type().String()))
	}
	return out
}

func (r *reader) pairs(out *Node, values []*ast.MappingValueNode, depth int) {
	out.Kind = Mapping
	for _, v := range values {
		pos := r.place(v.Key)
		var key string
		switch k := v.Key.(type) {
		case *ast.StringNode:
			key = k.Value
		case *ast.IntegerNode, *ast.BoolNode, *ast.FloatNode, *ast.NullNode:
			key = k.GetToken().Value
		default:
			r.add(pos, lang.T("键应为简单的名称", "a key must be a plain name"))
			continue
		}
		if out.Get(key) != nil {
			r.add(pos, lang.T("“{key}”写了两次", "“{key}” is written twice").With("key", key))
			continue
		}
		value := r.node(v.Value, depth+1)
		if t := v.Value.GetToken(); t != nil && t.Type == token.ImplicitNullType {
			value.Pos = pos // nothing is written; its key is
		}
		out.Keys = append(out.Keys, Pair{key, pos, value})
	}
	if len(out.Keys) > 0 {
		out.Pos = out.Keys[0].Pos
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
