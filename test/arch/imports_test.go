package arch

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// kernelOrder is the order of the kernel: a package imports only earlier ones.
var kernelOrder = []string{
	"lang", "fault", "calendar", "process", "category", "insight", "tlog", "store", "org", "account", "access", "ledger", "attachment", "keyring", "number", "serial", "reading", "edition", "fold", "matter",
	"clause", "instrument", "exchange", "lineage", "assessment", "supervision", "notify", "search",
}

// alone are the packages that an outsider builds without our server, to check
// the city with.
var alone = []string{"lang", "fault", "calendar", "process", "tlog"}

// faceOrder is the order of what the faces share: a package imports only earlier
// ones, and a face itself any of them, but no other face.
var faceOrder = []string{"page", "door", "docket"}

// layers are the first path elements, lowest first. The definitions in process/
// and the assets in web/ are data: whoever is above may embed them. The
// demonstration city in demo/ is for the program alone.
var layers = []string{"kernel", "process", "supervision", "assessment", "web", "service", "face", "demo", "cmd"}

func importsGoDown(t *testing.T, in tree) []string {
	var found []string
	for _, f := range in.goFiles(t) {
		// A test may stand on anything, as long as the product does not stand on tests.
		if f.test || strings.HasPrefix(f.path, "test/") {
			continue
		}
		for _, imported := range f.imported() {
			if why := misdirected(f.dir, imported); why != "" {
				found = append(found, fmt.Sprintf("%s: imports %s: %s", f.path, imported, why))
			}
		}
	}
	return found
}

// misdirected says why the package in dir must not import path, or nothing.
func misdirected(dir, path string) string {
	from := strings.Split(dir, "/")
	if from[0] == "face" && (path == "database/sql" || strings.HasPrefix(path, "github.com/jackc/") || strings.HasPrefix(path, "modernc.org/")) {
		return "faces never see SQL"
	}
	rest, ours := strings.CutPrefix(path, module+"/")
	if !ours {
		return ""
	}
	to := strings.Split(rest, "/")
	if to[0] == "test" {
		return "the product does not stand on its tests"
	}
	if dir == rest || strings.HasPrefix(rest, dir+"/") {
		return "" // its own folder
	}
	switch up, down := slices.Index(layers, from[0]), slices.Index(layers, to[0]); {
	case up < 0 || down < 0:
		return "no such layer"
	case down > up:
		return from[0] + " is below " + to[0]
	case from[0] == "service" && to[0] == "service" && (len(from) < 3 || len(to) < 3 || from[1] != to[1] || from[2] != to[2]): // the rooms of one service are neighbours
		return "services never import each other"
	case from[0] == "face" && rest == "kernel/store":
		return "faces never import the store"
	case from[0] == "face" && to[0] == "face":
		return crossed(from[1], to[1])
	case from[0] == "kernel" && to[0] == "kernel":
		return disordered(from[1], to[1])
	}
	return ""
}

func crossed(from, to string) string {
	up, down := slices.Index(faceOrder, from), slices.Index(faceOrder, to)
	switch {
	case down < 0:
		return "faces never import each other"
	case up >= 0 && down >= up:
		return from + " comes before " + to
	}
	return ""
}

func disordered(from, to string) string {
	up, down := slices.Index(kernelOrder, from), slices.Index(kernelOrder, to)
	switch {
	case up < 0:
		return from + " has no place in the order of the kernel"
	case slices.Contains(alone, from) && !slices.Contains([]string{"lang", "fault", "calendar"}, to):
		return from + " builds alone"
	case from != to && down >= up:
		return from + " comes before " + to
	}
	return ""
}

func TestImportsGoDown(t *testing.T) { holds(t, importsGoDown) }

func TestImportsGoDownSeesEachWrongWay(t *testing.T) {
	importing := func(paths ...string) string {
		return "package p\nimport (\n\t_ \"" + strings.Join(paths, "\"\n\t_ \"") + "\"\n)\n"
	}
	sees(t, importsGoDown, tree{
		"cmd/shuniu/main.go":                importing("shuniu/face/desk", "shuniu/kernel/store", "shuniu/process"),
		"face/desk/desk.go":                 importing("shuniu/kernel/store", "database/sql", "shuniu/service/people/request", "shuniu/face/docket"),
		"face/docket/docket.go":             importing("shuniu/face/door", "shuniu/face/page", "shuniu/face/portal"),
		"face/door/door.go":                 importing("shuniu/face/page", "shuniu/face/docket"),
		"face/page/page.go":                 importing("shuniu/cmd/shuniu", "shuniu/web"),
		"kernel/ledger/ledger.go":           importing("shuniu/kernel/store", "shuniu/kernel/matter", "database/sql"),
		"kernel/ledger/ledger_test.go":      importing("shuniu/test/city"),
		"kernel/lottery/lottery.go":         importing("shuniu/kernel/lang"),
		"kernel/store/store.go":             importing("shuniu/face/page", "shuniu/test/pg"),
		"kernel/tlog/tlog.go":               importing("shuniu/kernel/fault", "shuniu/kernel/process", "golang.org/x/mod/sumdb/tlog"),
		"service/people/request/request.go": importing("shuniu/service/people/survey", "shuniu/service/people/request/letter", "shuniu/kernel/matter"),
		"test/city/city.go":                 importing("shuniu/face/desk"),
	},
		"face/desk/desk.go: imports shuniu/kernel/store: faces never import the store",
		"face/desk/desk.go: imports database/sql: faces never see SQL",
		"face/docket/docket.go: imports shuniu/face/portal: faces never import each other",
		"face/door/door.go: imports shuniu/face/docket: door comes before docket",
		"face/page/page.go: imports shuniu/cmd/shuniu: face is below cmd",
		"kernel/ledger/ledger.go: imports shuniu/kernel/matter: ledger comes before matter",
		"kernel/lottery/lottery.go: imports shuniu/kernel/lang: lottery has no place in the order of the kernel",
		"kernel/store/store.go: imports shuniu/face/page: kernel is below face",
		"kernel/store/store.go: imports shuniu/test/pg: the product does not stand on its tests",
		"kernel/tlog/tlog.go: imports shuniu/kernel/process: tlog builds alone",
		"service/people/request/request.go: imports shuniu/service/people/survey: services never import each other",
	)
}
