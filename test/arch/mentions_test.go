package arch

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
)

// elsewhere are words that only mean something on one machine: folders of
// persons and workplaces, and hosts of package registries, which a site replaces
// by its own. They are spelt in two halves so that this file holds none.
var elsewhere = regexp.MustCompile(strings.Join([]string{
	`/ro` + `ot/`, `/ho` + `me/\w`, `/Us` + `ers/\w`, `(^|[^\w.])/wo` + `rk/`,
	`registry\.` + `npmjs`, `registry\.` + `yarnpkg`, `proxy\.` + `golang`, `sum\.` + `golang`, `deb\.` + `debian\.org`, `py` + `pi\.org`, `crates\.` + `io`,
}, "|"))

func nothingFromElsewhere(_ *testing.T, in tree) []string {
	var found []string
	for _, p := range in.paths() {
		line := 0
		for text := range strings.Lines(in[p]) {
			line++
			if m := elsewhere.FindString(text); m != "" {
				found = append(found, fmt.Sprintf("%s:%d: %q belongs to one machine or network", p, line, m))
			}
		}
	}
	return found
}

func TestNothingFromElsewhere(t *testing.T) { holds(t, nothingFromElsewhere) }

func TestNothingFromElsewhereSeesEach(t *testing.T) {
	sees(t, nothingFromElsewhere, tree{
		"README.md":          "run it\nin /ho" + "me/wang/shuniu\nor /usr/lib/shuniu, or /var/wo" + "rk/shuniu\n",
		"web/package.json":   `{"resolved": "https://registry.` + `npmjs.org/x"}`,
		"scripts/setup.sh":   "cd /ro" + "ot/x\n",
		"kernel/org/docs.md": "framework/workers, homework/",
	},
		`README.md:2: "/ho`+`me/w" belongs to one machine or network`,
		`scripts/setup.sh:1: "/ro`+`ot/" belongs to one machine or network`,
		`web/package.json:1: "registry.`+`npmjs" belongs to one machine or network`,
	)
}
