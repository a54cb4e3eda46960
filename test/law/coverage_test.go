package law_test

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	definitions "shuniu/process"
)

const (
	root     = "../.."
	document = root + "/doc/law-coverage.md"

	// covered is the part of the definitions whose articles must all be shown, kept
	// and broken.
	covered = "enterprises."

	local = "local"
)

// named are the articles of the procedure of licences that the product is to carry,
// whether a definition cites them yet or not; the others in the table stand there
// because a definition or a test names them.
func named() []string {
	var out []string
	for _, n := range []int{29, 31, 32, 34, 36, 38, 39, 40, 42, 43, 44, 45, 47, 48, 49, 50, 55, 58, 69, 70} {
		out = append(out, fmt.Sprintf("行政许可法第%d条", n))
	}
	return append(out, "优化营商环境条例第35条")
}

// row is what is known of one article.
type row struct{ cited, kept, broken []string }

type table map[string]*row

func (t table) at(article string) *row {
	if t[article] == nil {
		t[article] = &row{}
	}
	return t[article]
}

func (t table) definitions(tt *testing.T) {
	defs, findings := definitions.All()
	if len(findings) > 0 {
		tt.Fatal(findings)
	}
	for _, d := range defs {
		if !strings.HasPrefix(d.Name, covered) {
			continue
		}
		cite := func(basis, kind, name string) {
			if basis != "" && basis != local {
				r := t.at(basis)
				r.cited = append(r.cited, fmt.Sprintf("%s %s `%s`", d.Name, kind, name))
			}
		}
		for _, c := range d.Clocks {
			cite(c.Basis, "时限", c.Name)
		}
		for _, s := range d.States {
			cite(s.Basis, "环节", s.Name)
		}
		for _, a := range d.Acts {
			cite(a.Basis, "动作", a.Name)
		}
	}
}

// tests finds the calls of law.Kept and law.Broken.
func (t table) tests(tt *testing.T) {
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if name := d.Name(); d.IsDir() && (name == "node_modules" || strings.HasPrefix(name, ".") && path != root) {
			return fs.SkipDir
		}
		if !strings.HasSuffix(path, "_test.go") {
			return nil
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		for _, decl := range file.Decls {
			if f, ok := decl.(*ast.FuncDecl); ok {
				t.calls(f)
			}
		}
		return nil
	})
	if err != nil {
		tt.Fatal(err)
	}
}

func (t table) calls(f *ast.FuncDecl) {
	ast.Inspect(f, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		sel, ok := call.Fun.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		if x, ok := sel.X.(*ast.Ident); !ok || x.Name != "law" {
			return true
		}
		for _, arg := range call.Args {
			lit, ok := arg.(*ast.BasicLit)
			if !ok {
				continue
			}
			article, _ := strconv.Unquote(lit.Value)
			if r := t.at(article); sel.Sel.Name == "Kept" {
				r.kept = append(r.kept, f.Name.Name)
			} else {
				r.broken = append(r.broken, f.Name.Name)
			}
		}
		return true
	})
}

func (t table) markdown() string {
	var b strings.Builder
	b.WriteString(`# Which article stands where, and which tests show it

Made from the definitions and the tests by ` + "`make law-coverage`" + `; a test compares it with them. Every article that a definition under ` + "`process/enterprises`" + ` cites has a
test that keeps it and one that breaks it and is refused, or is late and carded. What reads “—” is not built yet.

| 条款 Article | 定义 Definition | 守法 Kept | 违法 Broken |
|---|---|---|---|
`)
	for _, article := range slices.SortedFunc(maps.Keys(t), compare) {
		r := t[article]
		fmt.Fprintf(&b, "| %s | %s | %s | %s |\n", article, cell(r.cited), cell(r.kept), cell(r.broken))
	}
	return b.String()
}

func cell(all []string) string {
	if len(all) == 0 {
		return "—"
	}
	return strings.Join(all, "<br>")
}

// compare puts the articles of one law together, in the order of their numbers.
func compare(a, b string) int {
	lawOf := func(s string) (string, int) {
		name, rest, _ := strings.Cut(s, "第")
		n, _ := strconv.Atoi(strings.TrimSuffix(rest, "条"))
		return name, n
	}
	an, ai := lawOf(a)
	bn, bi := lawOf(b)
	return cmp.Or(cmp.Compare(an, bn), cmp.Compare(ai, bi))
}

func TestEveryArticleCitedIsKeptAndBroken(t *testing.T) {
	all := table{}
	for _, article := range named() {
		all.at(article)
	}
	all.definitions(t)
	all.tests(t)
	for article, r := range all {
		if len(r.cited) > 0 && (len(r.kept) == 0 || len(r.broken) == 0) {
			t.Errorf("%s is cited by %s; kept by %v, broken by %v", article, r.cited, r.kept, r.broken)
		}
	}
	want := all.markdown()
	if os.Getenv("UPDATE_LAW") != "" {
		if err := os.WriteFile(document, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := os.ReadFile(document); err != nil || string(got) != want {
		t.Errorf("%s is not what the definitions and tests say (make law-coverage): %v", document, err)
	}
}
