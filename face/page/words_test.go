package page

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"shuniu/kernel/lang"
)

// usedWords are the keys in conversions Word("…") and page.Word("…") of the faces.
func usedWords(t *testing.T) map[Word]string {
	t.Helper()
	used := map[Word]string{}
	files := token.NewFileSet()
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		file, err := parser.ParseFile(files, path, nil, 0)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok || len(call.Args) != 1 || !isWord(call.Fun) {
				return true
			}
			if lit, ok := call.Args[0].(*ast.BasicLit); ok && lit.Kind == token.STRING {
				key, err := strconv.Unquote(lit.Value)
				if err != nil {
					t.Error(err)
				}
				used[Word(key)] = files.Position(lit.Pos()).String()
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return used
}

func isWord(fun ast.Expr) bool {
	switch f := fun.(type) {
	case *ast.Ident:
		return f.Name == "Word"
	case *ast.SelectorExpr:
		x, ok := f.X.(*ast.Ident)
		return ok && x.Name == "page" && f.Sel.Name == "Word"
	}
	return false
}

func TestEveryWordUsedIsWrittenAndEveryWordWrittenIsUsed(t *testing.T) {
	written, err := words()
	if err != nil {
		t.Fatal(err)
	}
	used := usedWords(t)
	if len(used) < 50 {
		t.Fatalf("found only %d words in the faces; the search is broken", len(used))
	}
	for w, where := range used {
		if _, ok := written[w]; !ok {
			t.Errorf("%s: %s is not in words/", where, w)
		}
	}
	for w := range written {
		if _, ok := used[w]; !ok {
			t.Errorf("%s is used nowhere", w)
		}
	}
}

func TestEveryWordIsCompleteInBothLanguages(t *testing.T) {
	written, err := words()
	if err != nil {
		t.Fatal(err)
	}
	names := regexp.MustCompile(`\{[a-z]+\}`)
	for w, e := range written {
		if e.Zh == "" || e.En == "" {
			t.Errorf("%s lacks a language: %+v", w, e)
		}
		zh, en := names.FindAllString(e.Zh, -1), names.FindAllString(e.En, -1)
		slices.Sort(zh)
		slices.Sort(en)
		if !slices.Equal(zh, en) {
			t.Errorf("%s fills in %v in Chinese and %v in English", w, zh, en)
		}
		if e.One != "" && !slices.Contains(en, "{n}") {
			t.Errorf("%s has a singular but counts nothing", w)
		}
	}
}

func TestWordFilesRefuseUnknownLanguages(t *testing.T) {
	_, err := readWords(fstest.MapFS{"words/x.yaml": {Data: []byte("a: {zh: 甲, en: A, fr: A}")}})
	if err == nil || !strings.Contains(err.Error(), "words/x.yaml") {
		t.Errorf("err = %v, want one that names the file", err)
	}
}

func TestCountHasAnEnglishSingular(t *testing.T) {
	for n, want := range map[int]lang.Text{
		1: lang.T("剩余1个工作日", "1 working day left"),
		5: lang.T("剩余5个工作日", "5 working days left"),
	} {
		if got := Word("kit.workdays-left").Count(n); got != want {
			t.Errorf("Count(%d) = %+v, want %+v", n, got, want)
		}
	}
}
