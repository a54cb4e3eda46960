package crash

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"shuniu/test/pg"
)

// another is a node of the same city with a data directory of its own, in which it
// finds the keys and, if they are shared, the files.
func (h *hall) another(t *testing.T, shared bool) *hall {
	t.Helper()
	n := &hall{program: h.program, data: filepath.Join(t.TempDir(), "data"), url: h.url, client: h.client}
	n.came = make(chan struct{})
	err := os.MkdirAll(n.data, 0o700)
	if err == nil {
		err = os.Symlink(filepath.Join(h.data, "keys"), filepath.Join(n.data, "keys"))
	}
	if err == nil && shared {
		err = os.Symlink(h.files(), n.files())
	}
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// refused starts a server that must not come up, and returns what it says.
func (h *hall) refused(t *testing.T) string {
	t.Helper()
	out, err := h.command("serve", "--city", city, "--listen", "127.0.0.1:0", "--lang", "en").CombinedOutput()
	if err == nil {
		t.Errorf("it was served:\n%s", out)
	}
	return string(out)
}

// TestNodesShareOneFolderOfFiles starts nodes with the folder of the others and
// without it.
func TestNodesShareOneFolderOfFiles(t *testing.T) {
	h := build(t, pg.URL(t))
	one := h.open(t)
	one.listens(t)
	alone := h.another(t, false)
	if said := alone.refused(t); !strings.Contains(said, "All nodes of a city must share one folder") || !strings.Contains(said, alone.files()) {
		t.Error(said)
	}
	if _, err := os.Stat(alone.files()); err == nil {
		t.Error("the refused node has made a folder")
	}
	n := h.another(t, true)
	two := n.open(t)
	two.listens(t)

	p := h.public()
	s := p.sent(t)
	other := n.public()
	v, err := other.follows(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	record, err := v.goes(t.Context(), "/follow/matter")
	if err == nil {
		err = s.read(t.Context(), v, record)
	}
	if err != nil {
		t.Errorf("what came to one node cannot be read at the other: %v", err)
	}
	n.shut(t, two)
	h.shut(t, one)
}

// TestAFolderThatIsNotMountedIsNotServedFrom takes the folder of files away, and
// puts the files where they can be owned to.
func TestAFolderThatIsNotMountedIsNotServedFrom(t *testing.T) {
	h := build(t, "")
	one := h.open(t)
	one.listens(t)
	s := h.public().sent(t)
	h.shut(t, one)
	away := h.files() + ".away"
	if err := os.Rename(h.files(), away); err != nil {
		t.Fatal(err)
	}
	said := h.refused(t)
	_, said, _ = strings.Cut(said, "write ")
	mark, path, found := strings.Cut(said, " into ")
	path, _, _ = strings.Cut(path, ".\n")
	if !found || path != filepath.Join(h.files(), "mark") {
		t.Fatalf("%q %q", mark, path)
	}
	for _, args := range [][]string{{"backup", "create", filepath.Join(t.TempDir(), "backup")}, {"ledger", "replay", "--verify"}, {"erase", s.number, "--ground", "依法"}} {
		if out, err := h.command(args...).CombinedOutput(); err == nil || !strings.Contains(string(out), mark) {
			t.Errorf("%q: %v\n%s", args, err, out)
		}
	}
	if err := os.Rename(away, h.files()); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	h.refused(t)
	write(t, h.files(), "mark", mark+"\n") // as it was told
	one = h.open(t)
	one.listens(t)
	p := h.public()
	p.slips = []*slip{s}
	p.audit(t, p.slips)
	h.shut(t, one)
}
