// Package arch holds the standing tests: what must be true of all the code,
// whoever changes it.
//
// Each rule is a function from a tree of sources to findings, and is tested
// twice: on this repository, where it must find nothing, and on a few lines that
// break it, where it must find exactly that. An exception is a line in the
// rule's own list and states its reason; an exception that excepts nothing is a
// finding too.
package arch

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

const module = "shuniu"

// tree is the text of every file that may be tracked, by path.
type tree map[string]string

// rule finds what is wrong in a tree: one sentence each, beginning with its place.
type rule func(t *testing.T, in tree) []string

// goFile is one parsed Go file.
type goFile struct {
	path      string
	dir       string
	test      bool // compiled into tests only
	generated bool
	lines     int
	set       *token.FileSet
	ast       *ast.File
}

// at names a place in the file.
func (f goFile) at(n ast.Node) string {
	return f.path + ":" + strconv.Itoa(f.set.Position(n.Pos()).Line)
}

// imported are the paths that the file imports.
func (f goFile) imported() []string {
	var paths []string
	for _, spec := range f.ast.Imports {
		paths = append(paths, strings.Trim(spec.Path.Value, `"`))
	}
	return paths
}

// repository reads the project, two folders up.
func repository(t *testing.T) tree {
	t.Helper()
	in, err := read(os.DirFS("../.."))
	if err != nil {
		t.Fatal(err)
	}
	return in
}

// read keeps the text files of fsys, but for the folders that the .gitignore at
// the top names, and those whose own .gitignore leaves nothing to track.
func read(fsys fs.FS) (tree, error) {
	ignored := []string{".git"}
	list, err := fs.ReadFile(fsys, ".gitignore")
	if err != nil {
		return nil, err
	}
	for line := range strings.Lines(string(list)) {
		ignored = append(ignored, strings.Trim(strings.TrimSpace(line), "/"))
	}
	in := tree{}
	return in, fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && (slices.Contains(ignored, name) || isBuilt(fsys, name)):
			return fs.SkipDir
		case !d.Type().IsRegular(), slices.Contains(ignored, name): // a second working tree has .git as a file
			return nil
		}
		b, err := fs.ReadFile(fsys, name)
		if utf8.Valid(b) {
			in[name] = string(b)
		}
		return err
	})
}

func isBuilt(fsys fs.FS, dir string) bool {
	list, err := fs.ReadFile(fsys, path.Join(dir, ".gitignore"))
	return err == nil && slices.Contains(strings.Split(string(list), "\n"), "*")
}

// paths are the tree's paths in order.
func (in tree) paths() []string {
	paths := make([]string, 0, len(in))
	for p := range in {
		paths = append(paths, p)
	}
	slices.Sort(paths)
	return paths
}

// goFiles parses the Go files, but for those in testdata.
func (in tree) goFiles(t *testing.T) []goFile {
	t.Helper()
	var files []goFile
	for _, p := range in.paths() {
		if !strings.HasSuffix(p, ".go") || strings.Contains(p, "testdata/") {
			continue
		}
		f := goFile{path: p, dir: path.Dir(p), set: token.NewFileSet(), lines: strings.Count(in[p], "\n")}
		var err error
		if f.ast, err = parser.ParseFile(f.set, p, in[p], parser.ParseComments); err != nil {
			t.Fatal(err)
		}
		f.test, f.generated = strings.HasSuffix(p, "_test.go"), ast.IsGenerated(f.ast)
		files = append(files, f)
	}
	return files
}

// written are the Go files that people write for the product: neither tests nor
// generated.
func (in tree) written(t *testing.T) []goFile {
	t.Helper()
	return slices.DeleteFunc(in.goFiles(t), func(f goFile) bool { return f.test || f.generated })
}

// holds is a rule's first test: it finds nothing in the repository.
func holds(t *testing.T, r rule) {
	t.Helper()
	for _, finding := range r(t, repository(t)) {
		t.Error(finding)
	}
}

// sees is a rule's second test: of the sources it finds exactly want.
func sees(t *testing.T, r rule, sources tree, want ...string) {
	t.Helper()
	if diff := cmp.Diff(want, r(t, sources)); diff != "" {
		t.Errorf("findings (-want +got):\n%s", diff)
	}
}

// exceptions are places that a rule lets pass, each with its reason.
type exceptions map[string]string

// unused are the exceptions that no place needed, as findings.
func (e exceptions) unused(needed map[string]bool) []string {
	var found []string
	for place := range e {
		if !needed[place] {
			found = append(found, place+": is excepted and need not be")
		}
	}
	slices.Sort(found)
	return found
}

func TestReadLeavesOutWhatIsNotTracked(t *testing.T) {
	got, err := read(fstest.MapFS{
		".gitignore":              {Data: []byte("/bin/\n/web/node_modules/\n")},
		".git/config":             {Data: []byte("x")},
		"bin/shuniu":              {Data: []byte("x")},
		"web/node_modules/a/a.go": {Data: []byte("x")},
		"web/bin/kept.mjs":        {Data: []byte("x")},
		"doc/picture.png":         {Data: []byte{0x89, 0xff}},
		"face/assets/.gitignore":  {Data: []byte("# built\n*\n")},
		"face/assets/app.js":      {Data: []byte("x")},
	})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{".gitignore", "web/bin/kept.mjs"}, got.paths()); diff != "" {
		t.Error(diff)
	}
}
