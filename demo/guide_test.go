package demo_test

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// guideOf is the guide of each kind of post that the demonstration has; heads and
// deputies of any unit share one, and whoever works in a service hall.
func guideOf() map[string]string {
	return map[string]string{"deputy": "head", "guide": "window"}
}

func TestEveryPostHasAGuideWithItsPictures(t *testing.T) {
	const folder = "../doc/guide"
	f, err := os.Open("posts.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	posts, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	index, err := os.ReadFile(filepath.Join(folder, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range posts[1:] {
		name := p[1]
		if of, ok := guideOf()[name]; ok {
			name = of
		}
		if !strings.Contains(string(index), "("+name+".md)") {
			t.Errorf("the post %s of %s has no guide in the index", p[1], p[0])
		}
	}
	guides, err := filepath.Glob(folder + "/*.md")
	if err != nil || len(guides) < 10 {
		t.Fatal(guides, err)
	}
	shown := map[string]bool{}
	picture := regexp.MustCompile(`!\[[^\]]+\]\(([^)]+)\)`)
	for _, g := range guides {
		text, err := os.ReadFile(g)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range picture.FindAllStringSubmatch(string(text), -1) {
			shown[filepath.Base(m[1])] = true
			if _, err := os.Stat(filepath.Join(folder, m[1])); err != nil {
				t.Errorf("%s shows %s: %v", g, m[1], err)
			}
		}
	}
	all, err := filepath.Glob(folder + "/pictures/*")
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range all {
		if !shown[filepath.Base(p)] {
			t.Errorf("no guide shows %s", p)
		}
	}
}
