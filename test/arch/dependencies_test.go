package arch

import (
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/mod/modfile"
)

// approved is where each direct dependency stands with the reason for it.
const approved = "doc/dependencies.md"

var (
	approvedSection = regexp.MustCompile("(?m)^## .*`([^`]+)`$")
	approvedRow     = regexp.MustCompile("^\\| `([^`]+)` \\| *(.*?) *\\|$")
	exactVersion    = regexp.MustCompile(`^\d+\.\d+\.\d+$`)
	pinnedTool      = regexp.MustCompile(`([\w.-]+\.\w+/[\w./-]+)@\$`)
)

// dependenciesAreApproved compares what the project asks for with the list.
func dependenciesAreApproved(t *testing.T, in tree) []string {
	var found []string
	asked := map[string][]string{"go.mod": goModules(t, in["go.mod"]), "Makefile": tools(in["Makefile"])}
	for _, p := range in.paths() {
		if strings.HasSuffix(p, "package.json") && !strings.Contains(p, "node_modules/") {
			names, loose := npmPackages(t, p, in[p])
			asked[p] = names
			found = append(found, loose...)
		}
	}
	listed := approvedList(in[approved])
	for _, p := range sorted(asked) {
		for _, name := range asked[p] {
			if strings.Trim(listed[p][name], " .") == "" {
				found = append(found, fmt.Sprintf("%s: %s: needs a line with its reason in %s", p, name, approved))
			}
		}
	}
	for _, p := range sorted(listed) {
		for _, name := range sorted(listed[p]) {
			if !slices.Contains(asked[p], name) {
				found = append(found, fmt.Sprintf("%s: %s: is not in %s any more", approved, name, p))
			}
		}
	}
	return found
}

// approvedList reads the reasons by file and name.
func approvedList(text string) map[string]map[string]string {
	listed := map[string]map[string]string{}
	file := ""
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if m := approvedSection.FindStringSubmatch(line); m != nil {
			file = m[1]
			listed[file] = map[string]string{}
		} else if m := approvedRow.FindStringSubmatch(line); m != nil && file != "" {
			listed[file][m[1]] = m[2]
		}
	}
	return listed
}

func goModules(t *testing.T, text string) []string {
	mod, err := modfile.Parse("go.mod", []byte(text), nil)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, r := range mod.Require {
		if !r.Indirect {
			names = append(names, r.Mod.Path)
		}
	}
	return names
}

// npmPackages are the packages that the file at path names, and those that it
// does not pin.
func npmPackages(t *testing.T, path, text string) (names, loose []string) {
	var file struct{ Dependencies, DevDependencies map[string]string }
	if err := json.Unmarshal([]byte(text), &file); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	all := maps.Clone(file.Dependencies)
	if all == nil {
		all = map[string]string{}
	}
	maps.Copy(all, file.DevDependencies)
	for _, name := range sorted(all) {
		if !exactVersion.MatchString(all[name]) {
			loose = append(loose, fmt.Sprintf("%s: %s: %s is not one version", path, name, all[name]))
		}
	}
	return sorted(all), loose
}

// tools are the commands that the Makefile builds at a pinned version.
func tools(makefile string) []string {
	var names []string
	for _, m := range pinnedTool.FindAllStringSubmatch(makefile, -1) {
		names = append(names, m[1])
	}
	return names
}

func TestDependenciesAreApproved(t *testing.T) { holds(t, dependenciesAreApproved) }

func TestDependenciesAreApprovedSeesEach(t *testing.T) {
	sees(t, dependenciesAreApproved, tree{
		"go.mod":           "module shuniu\n\nrequire (\n\ta.org/known v1.0.0\n\ta.org/new v1.0.0\n\ta.org/silent v1.0.0\n\ta.org/far v1.0.0 // indirect\n)\n",
		"web/package.json": `{"dependencies": {"one": "1.2.3"}, "devDependencies": {"two": "^2.0.0"}}`,
		"Makefile":         "tool:\n\tgo install a.org/linter/cmd/lint@$(LINT)\n",
		approved: "# Why\n\n## Go modules: `go.mod`\n\n| module | for |\n|---|---|\n| `a.org/known` | parsing |\n| `a.org/silent` | |\n| `a.org/gone` | parsing |\n" +
			"\n## Pages: `web/package.json`\n\n| `one` | looks |\n| `two` | building |\n",
	},
		"web/package.json: two: ^2.0.0 is not one version",
		"Makefile: a.org/linter/cmd/lint: needs a line with its reason in doc/dependencies.md",
		"go.mod: a.org/new: needs a line with its reason in doc/dependencies.md",
		"go.mod: a.org/silent: needs a line with its reason in doc/dependencies.md",
		"doc/dependencies.md: a.org/gone: is not in go.mod any more",
	)
}
