package arch

import (
	"fmt"
	"go/ast"
	"strings"
	"testing"
)

// limit says from which size on a thing needs a reason in oversized, and at
// which size no reason helps any more.
type limit struct{ reason, stop int }

// limits are those of the house, for what people write; tests and generated code
// are not measured. ctx (or the request that has it), tx and the test are not
// counted as parameters. A struct whose fields are all exported is a record: it
// has as many as the trade says, and its methods only read it.
var limits = map[string]limit{
	"lines in the file":          {500, 800},
	"lines in the function":      {80, 120},
	"lines in the package":       {3500, 5000},
	"parameters":                 {3, 5},
	"fields in a type that acts": {12, 16},
	"methods on the type":        {20, 30},
}

// oversized are the things that are larger than wanted, with the reason.
var oversized = exceptions{
	"kernel/process":               "one language: what it may say and what is proved of it are read together",
	"kernel/matter":                "the one engine: a cut between acts, clocks and reading would export what must stay together",
	"kernel/matter.Engine":         "the verbs of the engine",
	"cmd/shuniu":                   "a file for each subcommand, and the crowds of two measurements",
	"cmd/shuniu.serveCmd.work":     "what a server works with, once",
	"face/portal":                  "the one public face: its pages share navigation, filters, tables of figures and feeds",
	"face/desk":                    "the one desk: its pages share navigation, lists, the sight of a matter and the form of an act",
	"face/door.Door":               "what every request passes through, in small steps",
	"face/door.Door.Again":         "the shape of a page that came back: why, frame, content",
	"face/door.Door.render":        "status, frame, content, and where to",
	"kernel/ledger.verifier.found": "the place, and a formatted sentence",
	"kernel/matter.Engine.Act":     "who does what to which matter with which values: the one verb of the product",
	"kernel/calendar.count":        "one loop over days that Due and Explain share, in small steps",
	"kernel/matter.Reader":         "lists, views and proofs of one kind of thing",
	"kernel/matter.run":            "the steps of the one transaction, in small steps",
	"kernel/store.DB":              "two databases behind one type",
}

// size is one measure of one thing.
type size struct {
	place, of string
	n         int
}

func sizes(t *testing.T, in tree) []string {
	return judge(measure(t, in), oversized)
}

func judge(measured []size, excepted exceptions) []string {
	var found []string
	for _, s := range measured {
		switch l := limits[s.of]; {
		case s.n >= l.stop:
			found = append(found, fmt.Sprintf("%s: %d %s: stop and redesign at %d", s.place, s.n, s.of, l.stop))
		case s.n > l.reason && excepted[s.place] == "":
			found = append(found, fmt.Sprintf("%s: %d %s: more than %d need a reason", s.place, s.n, s.of, l.reason))
		}
	}
	return found
}

// measure takes every size in the tree, files in order and packages last.
func measure(t *testing.T, in tree) []size {
	var measured []size
	lines, methods, fields := map[string]int{}, map[string]int{}, map[string]int{}
	files := in.written(t)
	for _, f := range files {
		lines[f.dir] += f.lines
		measured = append(measured, size{f.path, "lines in the file", f.lines})
		for _, decl := range f.ast.Decls {
			switch decl := decl.(type) {
			case *ast.FuncDecl:
				place := f.dir + "." + decl.Name.Name
				if decl.Recv != nil {
					owner := f.dir + "." + receiver(decl)
					methods[owner]++
					place = owner + "." + decl.Name.Name
				}
				long := f.set.Position(decl.End()).Line - f.set.Position(decl.Pos()).Line + 1
				measured = append(measured, size{place, "lines in the function", long}, size{place, "parameters", parameters(decl)})
			case *ast.GenDecl:
				countFields(f, decl, fields)
			}
		}
	}
	seen := map[string]bool{}
	for _, f := range files {
		if !seen[f.dir] {
			seen[f.dir] = true
			measured = append(measured, size{f.dir, "lines in the package", lines[f.dir]})
		}
	}
	for _, owner := range sorted(methods) {
		measured = append(measured,
			size{owner, "methods on the type", methods[owner]}, size{owner, "fields in a type that acts", fields[owner]})
	}
	return measured
}

func receiver(decl *ast.FuncDecl) string {
	of := decl.Recv.List[0].Type
	if star, ok := of.(*ast.StarExpr); ok {
		of = star.X
	}
	switch generic := of.(type) {
	case *ast.IndexExpr:
		of = generic.X
	case *ast.IndexListExpr:
		of = generic.X
	}
	return of.(*ast.Ident).Name
}

func parameters(decl *ast.FuncDecl) int {
	n := 0
	for _, field := range decl.Type.Params.List {
		switch strings.TrimLeft(typeName(field.Type), "*") {
		case "context.Context", "http.Request", "store.Tx", "Tx", "store.Q", "Q", "testing.TB", "testing.T":
		default:
			n += max(1, len(field.Names))
		}
	}
	return n
}

func typeName(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.StarExpr:
		return "*" + typeName(e.X)
	case *ast.SelectorExpr:
		return typeName(e.X) + "." + e.Sel.Name
	case *ast.Ident:
		return e.Name
	}
	return ""
}

func countFields(f goFile, decl *ast.GenDecl, into map[string]int) {
	for _, spec := range decl.Specs {
		spec, ok := spec.(*ast.TypeSpec)
		if !ok {
			continue
		}
		if shape, ok := spec.Type.(*ast.StructType); ok && !isRecord(shape) {
			for _, field := range shape.Fields.List {
				into[f.dir+"."+spec.Name.Name] += max(1, len(field.Names))
			}
		}
	}
}

func isRecord(shape *ast.StructType) bool {
	for _, field := range shape.Fields.List {
		for _, name := range field.Names {
			if !name.IsExported() {
				return false
			}
		}
	}
	return true
}

func TestSizes(t *testing.T) { holds(t, sizes) }

func TestEveryOversizedThingIsStillOversized(t *testing.T) {
	needed := map[string]bool{}
	for _, s := range measure(t, repository(t)) {
		if s.n > limits[s.of].reason {
			needed[s.place] = true
		}
	}
	for _, finding := range oversized.unused(needed) {
		t.Error(finding)
	}
}

func TestSizesSeesEachLimit(t *testing.T) {
	lines := func(n int) string { return strings.Repeat("\n", n) }
	methods := ""
	for i := range 21 {
		methods += fmt.Sprintf("func (*Busy) M%d() {}\n", i)
	}
	sees(t, sizes, tree{
		"kernel/a/busy.go": "package a\ntype Busy struct { a, b, c, d, e, f, g, h, i, j, k, l int; M }\n" +
			"type Plain struct { a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q int }\n" +
			"type Record struct { A, B, C, D, E, F, G, H, I, J, K, L, M, N, O, P, Q int }\nfunc (Record) Sum() {}\n" + methods,
		"kernel/a/long.go": "package a\nfunc Long() {" + lines(80) + "}\nfunc Longest() {" + lines(119) + "}\nfunc Short() {" + lines(79) + "}\n",
		"kernel/b/params.go": "package b\nfunc three(ctx context.Context, tx *store.Tx, a, b int, c string) {}\nfunc four(a, b, c, d int) {}\n" +
			"func (x set[T]) five(a, b, c, d int, _ string) {}\n",
		"kernel/c/file.go":       "package c\n" + lines(500),
		"kernel/c/stop.go":       "package c\n" + lines(799),
		"kernel/c/file_test.go":  "package c\n" + lines(5000),
		"kernel/c/file_templ.go": "// Code generated by x. DO NOT EDIT.\n\npackage c\n" + lines(5000),
		"kernel/d/1.go":          "package d\n" + lines(499), "kernel/d/2.go": "package d\n" + lines(499), "kernel/d/3.go": "package d\n" + lines(499),
		"kernel/d/4.go": "package d\n" + lines(499), "kernel/d/5.go": "package d\n" + lines(499), "kernel/d/6.go": "package d\n" + lines(499),
		"kernel/d/7.go": "package d\n" + lines(499), "kernel/d/8.go": "package d\n",
	},
		"kernel/a.Long: 81 lines in the function: more than 80 need a reason",
		"kernel/a.Longest: 120 lines in the function: stop and redesign at 120",
		"kernel/b.four: 4 parameters: more than 3 need a reason",
		"kernel/b.set.five: 5 parameters: stop and redesign at 5",
		"kernel/c/file.go: 501 lines in the file: more than 500 need a reason",
		"kernel/c/stop.go: 800 lines in the file: stop and redesign at 800",
		"kernel/d: 3501 lines in the package: more than 3500 need a reason",
		"kernel/a.Busy: 21 methods on the type: more than 20 need a reason",
		"kernel/a.Busy: 13 fields in a type that acts: more than 12 need a reason",
	)
}

func TestAReasonHelpsUpToTheStop(t *testing.T) {
	excepted := exceptions{"kernel/a/long.go": "one table of the law", "kernel/a/gone.go": "it was long once"}
	got := judge([]size{{"kernel/a/long.go", "lines in the file", 700}}, excepted)
	got = append(got, judge([]size{{"kernel/a/long.go", "lines in the file", 800}}, excepted)...)
	got = append(got, excepted.unused(map[string]bool{"kernel/a/long.go": true})...)
	want := "kernel/a/long.go: 800 lines in the file: stop and redesign at 800; kernel/a/gone.go: is excepted and need not be"
	if strings.Join(got, "; ") != want {
		t.Errorf("got %q", got)
	}
}
