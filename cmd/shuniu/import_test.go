package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"shuniu/kernel/matter"
	"shuniu/test/city"
)

const oldMessages = `{"id":"1","author":"x","subject":"路灯不亮","submitted_at":"2019-03-04T09:00:00+08:00","body":"滨江路路灯坏了","reply":"已修","replied_at":"2019-03-05T09:00:00+08:00"}
{"id":"2","subject":"停水","submitted_at":"2019-03-04T09:00:00+08:00","body":"停水两天","reply":"已修","replied_at":"2019-03-14T21:00:00+08:00"}
{"id":"3","subject":"没有时间的一行","body":"停水两天","reply":"已修"}
`

// imports runs shuniu import requests on the city's own database.
func imports(t *testing.T, url string, args ...string) (out, errs string, exit int) {
	t.Helper()
	return shuniu(t, append([]string{"import", "requests", "--db", url, "--data", filepath.Join(filepath.Dir(url), "data")}, args...)...)
}

func TestImportRequests(t *testing.T) {
	url := filepath.Join(t.TempDir(), "city.db")
	c := city.New(t, url, city.Options{})
	file := filepath.Join(t.TempDir(), "old.jsonl")
	if err := os.WriteFile(file, []byte(oldMessages), 0o600); err != nil {
		t.Fatal(err)
	}
	first, errs, exit := imports(t, url, file, "--report")
	if exit != 65 || !strings.Contains(errs, "有 1 行未导入") {
		t.Fatalf("exit %d: %s", exit, errs)
	}
	for _, want := range []string{
		"来源 history：诉求 2 件，已答复 2 件，提交于 2019-03-04 至 2019-03-04",
		"中位数 5.8 天，九成在 10.5 天以内",
		"5个工作日内答复：1 件，50.0%（到期日暂定的 2 件）",
		"15个工作日内答复：2 件，100.0%（到期日暂定的 2 件）",
		"第 3 行 (3)未导入：\n  submitted_at：缺少此项。 replied_at：缺少此项。\n",
	} {
		if !strings.Contains(first, want) {
			t.Errorf("%q is not in\n%s", want, first)
		}
	}
	if !strings.Contains(errs, "新导入 2 件，此前已导入 0 件，拒绝 1 行") {
		t.Errorf("progress %q", errs)
	}
	second, errs, exit := imports(t, url, file, "--report")
	if exit != 65 || second != first || !strings.Contains(errs, "新导入 0 件，此前已导入 2 件") {
		t.Errorf("second run: exit %d, %s\n%s", exit, errs, second)
	}
	alone, _, exit := imports(t, url, "--report", "--json")
	var got struct {
		Requests int     `json:"requests"`
		Median   float64 `json:"median_days"`
		OnTime   []struct {
			Limit string  `json:"limit"`
			Share float64 `json:"share_percent"`
		} `json:"on_time"`
		Refused []any `json:"refused"`
	}
	if err := json.Unmarshal([]byte(alone), &got); err != nil || exit != 0 {
		t.Fatalf("%v, exit %d in %s", err, exit, alone)
	}
	if got.Requests != 2 || got.Median != 5.8 || got.OnTime[0].Limit != "5wd" || got.OnTime[0].Share != 50 || got.Refused == nil {
		t.Errorf("%+v", got)
	}
	english, _, _ := imports(t, url, "--lang", "en", file, "--report")
	if !strings.Contains(english, "Within 5 working days: 1, 50.0%") || !strings.Contains(english, "Line 3 (3) was refused: \n  submitted_at: This is missing.") {
		t.Errorf("in English\n%s", english)
	}
	if out, errs, exit := shuniu(t, "ledger", "replay", "--verify", "--db", url, "--data", filepath.Join(filepath.Dir(url), "data")); exit != 0 || !strings.Contains(out, "事项 2 件") {
		t.Errorf("exit %d: %s%s", exit, out, errs)
	}
	if v, err := c.Log.Verify(t.Context(), matter.Tips, func(int64) {}); err != nil || len(v.Damage) != 0 {
		t.Errorf("%+v, %v", v, err)
	}
}

func TestImportRequestsSaysWhatIsMissing(t *testing.T) {
	url := filepath.Join(t.TempDir(), "city.db")
	city.New(t, url, city.Options{})
	for _, row := range []struct {
		args, want string
		exit       int
	}{
		{"", "请指明要导入的文件", 65},
		{"nowhere.jsonl", "打不开文件", 66},
		{"--kind nonsense x", "--kind", 65},
	} {
		if _, errs, exit := imports(t, url, strings.Fields(row.args)...); exit != row.exit || !strings.Contains(errs, row.want) {
			t.Errorf("%q: exit %d, %s", row.args, exit, errs)
		}
	}
	if out, _, exit := imports(t, url, "--report"); exit != 0 || !strings.Contains(out, "没有从来源 history 导入过诉求。") {
		t.Errorf("nothing imported: exit %d, %s", exit, out)
	}
}
