package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestProcessCheckProvesWhatIsShipped(t *testing.T) {
	out, errs, exit := shuniu(t, "process", "check")
	if exit != 0 || errs != "" || !strings.Contains(out, "people.request") || !strings.Contains(out, "P1–P9 均已证明") {
		t.Errorf("exit %d, %s%s", exit, out, errs)
	}
}

// brokenRequest is a plain request process with all answers taken away.
func brokenRequest(t *testing.T) string {
	t.Helper()
	src, err := os.ReadFile("../../kernel/process/testdata/request.yaml")
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "request.yaml")
	if err := os.WriteFile(file, []byte(strings.ReplaceAll(string(src), ", answers: applicant", "")), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

func TestProcessCheckShowsTheCounterExample(t *testing.T) {
	file := brokenRequest(t)
	out, errs, exit := shuniu(t, "--lang", "en", "process", "check", file)
	if exit != 1 || errs != "" {
		t.Errorf("exit %d, %s", exit, errs)
	}
	for _, want := range []string{file + ":56:3: P2: “closed” can be reached without an answer", "start —submit→ submitted —dispatch→ dispatched", "findings: 2"} {
		if !strings.Contains(out, want) {
			t.Errorf("no %q in %s", want, out)
		}
	}
	out, _, exit = shuniu(t, "process", "check", "--json", filepath.Dir(file))
	var answer checkAnswer
	if err := json.Unmarshal([]byte(out), &answer); err != nil || exit != 1 {
		t.Fatal(exit, err, out)
	}
	if answer.Proved || len(answer.Findings) != 2 || answer.Findings[0].Pos.Line != 56 || answer.Findings[0].Path[1] != "submit" || answer.Processes[0].Name != "people.request" {
		t.Errorf("%+v", answer)
	}
}

func TestProcessCommandsSayWhatIsMissing(t *testing.T) {
	empty := t.TempDir()
	for _, row := range [][]string{
		{"没有这个文件", "process", "check", filepath.Join(empty, "no.yaml")},
		{"没有 .yaml", "process", "check", empty},
		{"people.request", "process", "show", "people.requests"},
		{"没有“nowhere”这个环节", "process", "show", "people.request", "--diagram", "--state", "nowhere"},
		{"没有这个文件", "process", "diff", "people.request", filepath.Join(empty, "no.yaml")},
	} {
		if out, errs, exit := shuniu(t, row[1:]...); exit != 66 || out != "" || !strings.Contains(errs, row[0]) {
			t.Errorf("%v: exit %d, %q, %q", row[1:], exit, out, errs)
		}
	}
}

func TestProcessShowAndDiff(t *testing.T) {
	if out, _, exit := shuniu(t, "--lang", "en", "process", "show", "people.request"); exit != 0 || !strings.Contains(out, "\nhandle     Handle") {
		t.Errorf("exit %d, %s", exit, out)
	}
	out, _, exit := shuniu(t, "process", "show", "people.request", "--json")
	var shown struct{ Process, Digest string }
	if err := json.Unmarshal([]byte(out), &shown); err != nil || exit != 0 || shown.Process != "people.request" || len(shown.Digest) != 64 {
		t.Errorf("exit %d, %v, %+v", exit, err, shown)
	}
	if out, _, exit := shuniu(t, "process", "show", "people.request", "--diagram", "--state", "handling"); exit != 0 || !strings.HasPrefix(out, "<svg ") || !strings.Contains(out, ">当前<") {
		t.Errorf("exit %d, %.100s", exit, out)
	}
	if out, _, exit := shuniu(t, "process", "diff", "../../kernel/process/testdata/request.yaml", brokenRequest(t)); exit != 0 || !strings.Contains(out, "- acts.reply.answers: applicant（涉及环节：handling, promised）") {
		t.Errorf("exit %d, %s", exit, out)
	}
	if out, _, exit := shuniu(t, "process", "diff", "people.request", "people.request"); exit != 0 || out != "没有不同。\n" {
		t.Errorf("exit %d, %s", exit, out)
	}
	if out, _, exit := shuniu(t, "process", "schema"); exit != 0 || !json.Valid([]byte(out)) {
		t.Errorf("exit %d, %.100s", exit, out)
	}
}

func TestProcessDiffNamesTheOpenMatters(t *testing.T) {
	onBoth(t, func(c *installed) {
		const limit = "en: Dispatch}, limit: 1wd"
		src, err := os.ReadFile("../../process/people/request.yaml")
		if err != nil || strings.Count(string(src), limit) != 1 {
			c.Fatalf("%v in %s", err, src)
		}
		file := put(c.T, c.TempDir(), "request.yaml", strings.Replace(string(src), limit, strings.Replace(limit, "1wd", "2wd", 1), 1))
		first := c.number
		for range mostNumbers {
			c.ask("夜间施工声音很大，影响休息")
		}
		out := c.must("process", "diff", "people.request", file)
		want := fmt.Sprintf("submitted 待派单：%d 件。%s ", mostNumbers+1, first)
		if !strings.Contains(out, want) || strings.Contains(out, c.number) || !strings.Contains(out, "……另有 1 件") {
			c.Errorf("%q is not in %s", want, out)
		}
		var got diffAnswer
		if err := json.Unmarshal([]byte(c.must("process", "diff", "--json", "people.request", file)), &got); err != nil {
			c.Fatal(err)
		}
		if len(got.Changes) != 1 || len(got.Open) != 1 || got.Open[0].Open != mostNumbers+1 || len(got.Open[0].Numbers) != mostNumbers {
			c.Errorf("%+v", got)
		}
		later := put(c.T, c.TempDir(), "later.yaml", strings.Replace(string(src), "rate: {title: {zh: 评价, en: Rate}, limit: 7d", "rate: {title: {zh: 评价, en: Rate}, limit: 8d", 1))
		if out := c.must("--lang", "en", "process", "diff", "people.request", later); !strings.Contains(out, "Open matters in these states: 0") {
			c.Error(out)
		}
	})
}
