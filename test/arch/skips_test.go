package arch

import (
	"fmt"
	"go/ast"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// mayBeSkipped are the tests whose component is not ours to install.
var mayBeSkipped = exceptions{
	"test/skip/skip.go":                      "the one place that decides",
	"kernel/calendar/legal_test.go":          "the reference set lies beside the repository, not in it; the same kinds of cases stand in clock_test.go",
	"kernel/insight/archive_test.go":         "the messages lie beside the repository, not in it; insight_test.go has messages of our own",
	"kernel/insight/hot/archive_test.go":     "the messages lie beside the repository, not in it; hot_test.go has messages of our own",
	"kernel/insight/quality/archive_test.go": "the answers lie beside the repository, not in it; quality_test.go has answers of our own",
	"service/people/request/archive_test.go": "the archive lies beside the repository, not in it; importer_test.go has messages of our own",
}

// browserSkip finds tests left out, or all others left out, in the browser tests.
var browserSkip = regexp.MustCompile(`\.(only|skip|fixme)\(`)

func nothingIsSkipped(t *testing.T, in tree) []string {
	var found []string
	for _, f := range in.goFiles(t) {
		if mayBeSkipped[f.path] != "" {
			continue
		}
		for _, call := range skipCalls(f) {
			found = append(found, fmt.Sprintf("%s: a test skips by shuniu/test/skip, which fails in CI", f.at(call)))
		}
	}
	for _, p := range in.paths() {
		if !strings.HasPrefix(p, "test/browser/") {
			continue
		}
		for _, at := range browserSkip.FindAllStringIndex(in[p], -1) {
			found = append(found, fmt.Sprintf("%s:%d: no browser test is left out", p, 1+strings.Count(in[p][:at[0]], "\n")))
		}
	}
	return found
}

// skipCalls are the calls of Skip, Skipf and SkipNow, but for those in fuzzing
// and property checks, where they put aside one input and not the test.
func skipCalls(f goFile) []ast.Node {
	var found []ast.Node
	ast.Inspect(f.ast, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		method, ok := call.Fun.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		if slices.Contains([]string{"Skip", "Skipf", "SkipNow"}, method.Sel.Name) {
			found = append(found, call)
		}
		of, ok := method.X.(*ast.Ident)
		onInputs := method.Sel.Name == "Fuzz" || ok && of.Name == "rapid"
		return !onInputs
	})
	return found
}

func TestNothingIsSkipped(t *testing.T) { holds(t, nothingIsSkipped) }

func TestNothingIsSkippedSeesEach(t *testing.T) {
	sees(t, nothingIsSkipped, tree{
		"kernel/org/org_test.go": "package org\nfunc TestA(t *testing.T) {\n\tt.Skip(1)\n}\nfunc FuzzB(f *testing.F) {\n\tf.Fuzz(func(t *testing.T, n int) { t.Skip() })\n\tf.SkipNow()\n}\n" +
			"func TestC(t *testing.T) {\n\trapid.Check(t, func(t *rapid.T) { t.Skip() })\n\tt.Skipf(1)\n}\n",
		"test/browser/start.spec.ts": "test('a', a)\ntest.only('b', b)\ntest.describe.skip('c', c)\n",
		"web/app.js":                 "list.skip(1)\n",
	},
		"kernel/org/org_test.go:3: a test skips by shuniu/test/skip, which fails in CI",
		"kernel/org/org_test.go:7: a test skips by shuniu/test/skip, which fails in CI",
		"kernel/org/org_test.go:11: a test skips by shuniu/test/skip, which fails in CI",
		"test/browser/start.spec.ts:2: no browser test is left out",
		"test/browser/start.spec.ts:3: no browser test is left out",
	)
}
