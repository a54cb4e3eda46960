package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// shuniu runs a command line on a stopped clock and returns what it printed.
func shuniu(t *testing.T, args ...string) (out, errs string, exit int) {
	t.Helper()
	var o, e bytes.Buffer
	now := time.Date(2026, 3, 2, 1, 30, 0, 5, time.UTC)
	exit = run(args, &env{Out: &o, Err: &e, Now: func() time.Time { return now }})
	return o.String(), e.String(), exit
}

type clockOutput struct {
	Due, RawDue string
	BreachesAt  string
	Provisional bool
	Note        string
	Days        []struct {
		Date    string
		Counted bool
		N       int
		Why     string
	}
}

func clockJSONOf(t *testing.T, args ...string) clockOutput {
	t.Helper()
	out, errs, exit := shuniu(t, append([]string{"clock", "--json"}, args...)...)
	if exit != 0 || errs != "" {
		t.Fatalf("%q: exit %d, %s", args, exit, errs)
	}
	// The keys are the promise to programs, so they are read as they are written.
	out = strings.NewReplacer(`"raw_due"`, `"RawDue"`, `"breaches_at"`, `"BreachesAt"`).Replace(out)
	var got clockOutput
	if err := json.Unmarshal([]byte(out), &got); err != nil {
		t.Fatalf("%v in %s", err, out)
	}
	return got
}

func TestClock(t *testing.T) {
	for _, row := range []struct{ args, raw, due, breach string }{
		{"--from 2026-03-02 --limit 20wd", "2026-03-30", "2026-03-30", "2026-03-31T00:00:00+08:00"},
		{"--limit 20wd", "2026-03-30", "2026-03-30", "2026-03-31T00:00:00+08:00"},
		{"--from 2026-03-02 --limit 20wd --pause 2026-03-07..2026-03-20", "2026-04-14", "2026-04-14", "2026-04-15T00:00:00+08:00"},
		{"--from 2026-03-02 --limit 20wd --pause 2026-03-06T10:00..2026-03-20T17:00", "2026-04-14", "2026-04-14", "2026-04-15T00:00:00+08:00"},
		{"--from 2025-04-25 --limit 5wd --extend 5wd --extend 5wd", "2025-05-20", "2025-05-20", "2025-05-21T00:00:00+08:00"},
		{"--from 2025-12-03 --limit 60d", "2026-02-01", "2026-02-02", "2026-02-03T00:00:00+08:00"},
		{"--from 2025-12-03 --limit 60d --no-roll", "2026-02-01", "2026-02-01", "2026-02-02T00:00:00+08:00"},
		{"--from 2026-03-10 --limit 30d --pause 2026-03-20..2026-03-31", "2026-04-21", "2026-04-21", "2026-04-22T00:00:00+08:00"},
		{"--from 2026-06-30 --limit 30d --before", "2026-05-31", "2026-05-31", "2026-06-01T00:00:00+08:00"},
		{"--from 2026-01-01 --until 2026-01-31", "2026-01-31", "2026-01-31", "2026-02-01T00:00:00+08:00"},
		{"--from 2026-03-20 --limit 6mo", "2026-09-20", "2026-09-20", "2026-09-21T00:00:00+08:00"},
		{"--from 2024-02-29 --limit 2y", "2026-02-28", "2026-02-28", "2026-03-01T00:00:00+08:00"},
		{"--from 2026-03-02T09:30 --limit 2h", "2026-03-02T11:30:00+08:00", "2026-03-02T11:30:00+08:00", "2026-03-02T11:30:00+08:00"},
		{"--from 2026-03-02T01:30:30Z --limit 30min", "2026-03-02T10:00:30+08:00", "2026-03-02T10:00:30+08:00", "2026-03-02T10:00:30+08:00"},
		{"--from 2026-03-02T09:30 --limit 2h --pause 2026-03-02..2026-03-03", "2026-03-04T02:00:00+08:00", "2026-03-04T02:00:00+08:00", "2026-03-04T02:00:00+08:00"},
		{"--from 2026-03-06T09:30 --limit 2h --extend 1wd", "2026-03-09", "2026-03-09", "2026-03-10T00:00:00+08:00"},
		{"--from 2026-03-02 --limit 1wd --zone Europe/Berlin", "2026-03-03", "2026-03-03", "2026-03-04T00:00:00+01:00"},
	} {
		got := clockJSONOf(t, strings.Fields(row.args)...)
		if got.RawDue != row.raw || got.Due != row.due || got.BreachesAt != row.breach || got.Provisional || got.Note != "" || len(got.Days) == 0 {
			t.Errorf("%s: %+v, want %s, %s, %s", row.args, got, row.raw, row.due, row.breach)
		}
	}
}

func TestClockExplainsEachDayInJSON(t *testing.T) {
	got := clockJSONOf(t, "--from", "2026-02-13", "--limit", "2wd", "--pause", "2026-02-24..2026-02-24", "--lang=en")
	var days []string
	for _, d := range got.Days {
		days = append(days, fmt.Sprintf("%s %v %d %s", d.Date[5:], d.Counted, d.N, d.Why))
	}
	want := []string{"02-13 false 0 day of the start, not counted (Civil Code art. 201)", "02-14 true 1 make-up working day (Saturday)"}
	for d := 15; d <= 23; d++ {
		want = append(want, fmt.Sprintf("02-%02d false 0 Spring Festival holiday", d))
	}
	want = append(want, "02-24 false 0 paused, not counted", "02-25 true 2 working day")
	if strings.Join(days, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(days, "\n"), strings.Join(want, "\n"))
	}
}

func TestClockIsProvisionalUntilTheYearIsLoaded(t *testing.T) {
	args := []string{"--from", "2026-12-28", "--limit", "5wd"}
	if got := clockJSONOf(t, args...); got.Due != "2027-01-05" || !got.Provisional || !strings.Contains(got.Note, "暂定") {
		t.Errorf("before: %+v", got)
	}
	file := filepath.Join(t.TempDir(), "2027.json")
	arrangement := `{"year": 2027, "notice": {"zh": "测试", "en": "test"}, "source": "test", "work": [], "off": [
		{"from": "2027-01-01", "to": "2027-01-04", "name": {"zh": "元旦", "en": "New Year"}},
		{"from": "2027-05-01", "to": "2027-05-02", "name": {"zh": "劳动节", "en": "Labour Day"}},
		{"from": "2027-10-01", "to": "2027-10-03", "name": {"zh": "国庆节", "en": "National Day"}}]}`
	if err := os.WriteFile(file, []byte(arrangement), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := clockJSONOf(t, append(args, "--year-file", file)...); got.Due != "2027-01-06" || got.Provisional {
		t.Errorf("after: %+v", got)
	}
	if err := os.WriteFile(file, []byte(`{"year": 2027, "notice": {"zh": "测试", "en": "test"}, "work": ["2027-01-32"]}`), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, errs, exit := shuniu(t, append([]string{"clock", "--year-file", file}, args...)...); exit != 65 || !strings.Contains(errs, "work[0]") {
		t.Errorf("a broken file: exit %d, %s", exit, errs)
	}
}

func TestClockTable(t *testing.T) {
	zh, _, _ := shuniu(t, "clock", "--from", "2026-04-01", "--limit", "3d")
	en, _, _ := shuniu(t, "--lang", "en", "clock", "--from", "2026-04-01", "--limit", "3d")
	if want := `起算         2026-04-01 周三
时限         3日
到期         2026-04-07 周二
顺延前       2026-04-04 周六
逾期起点     2026-04-08 00:00 Asia/Shanghai

日期        星期  计数  说明
2026-04-01  周三  -     起算日，不计入（民法典第二百零一条）
2026-04-02  周四  1     自然日
2026-04-03  周五  2     自然日
2026-04-04  周六  3     末日为休息日（清明节放假），顺延（民法典第二百零三条）
2026-04-05  周日  -     休息日，继续顺延（清明节放假）
2026-04-06  周一  -     休息日，继续顺延（清明节放假）
2026-04-07  周二  -     顺延至此（工作日）
`; zh != want {
		t.Errorf("got\n%s\nwant\n%s", zh, want)
	}
	for _, want := range []string{"Start        2026-04-01 Wednesday\n", "Limit        3 days\n", "Before roll  2026-04-04 Saturday\n", "2026-04-02  Thursday   1      calendar day\n"} {
		if !strings.Contains(en, want) {
			t.Errorf("%q is not in\n%s", want, en)
		}
	}
	for args, want := range map[string]string{
		"--from 2026-03-02T09:30:15 --limit 2h":                        "到期         2026-03-02 周一 11:30:15\n",
		"--from 2026-03-02 --limit 2h":                                 "起算         2026-03-02 周一 00:00\n",
		"--from 2026-06-30 --limit 30d --before":                       "时限         30日前\n",
		"--from 2026-01-01 --until 2026-01-31":                         "时限         固定日期 2026-01-31\n",
		"--from 2024-02-29 --limit 2y":                                 "2024-03-01..2026-02-27        1..729  自然日\n",
		"--from 2026-03-02T23:00 --limit 2h":                           "2026-03-03  周二  计    计时1小时\n",
		"--from 2026-11-20 --limit 60d":                                "注意         暂定：",
		"--from 2026-03-02 --limit 5wd --extend 2wd --extend 1wd":      "延长         2个工作日、1个工作日\n",
		"--from 2026-03-02 --limit 5wd --pause 2026-03-04..2026-03-05": "暂停         2026-03-04..2026-03-05\n",
	} {
		if got, errs, exit := shuniu(t, append([]string{"clock"}, strings.Fields(args)...)...); exit != 0 || !strings.Contains(got, want) {
			t.Errorf("%s: exit %d %s\n%q is not in\n%s", args, exit, errs, want, got)
		}
	}
}

func TestClockNamesEveryDefect(t *testing.T) {
	out, errs, exit := shuniu(t, "clock", "--lang", "en", "--zone", "Mars/Base", "--from", "2026-02-30", "--limit", "20", "--until", "tomorrow", "--before",
		"--extend", "0wd", "--pause", "2026-03-09", "--pause", "2026-03-09..2026-03-01", "--pause", "x..y", "--pause", "2026-03-09..2026-03-10T09:00", "--year-file", "/nonexistent/2027.json")
	if exit != 65 || out != "" {
		t.Errorf("exit %d, printed %q", exit, out)
	}
	for _, want := range []string{"--zone: ", "--from: ", "--limit: Give either", "--limit: Write a limit", "--until: ", "--before: ", "--extend 0wd: ", "--pause 2026-03-09: ",
		"--pause 2026-03-09..2026-03-01: It ends", "--pause x..y: ", "--pause 2026-03-09..2026-03-10T09:00: ", "--year-file /nonexistent/2027.json: There is no such file."} {
		if !strings.Contains(errs, "\n  "+want) {
			t.Errorf("%q is not in\n%s", want, errs)
		}
	}
	for args, want := range map[string]string{
		"--from 2026-03-02":                         "--limit",
		"--from 2026-03-02 --limit 5wd --extend 2h": "extend[0]",
		"--from 2026-03-02 --limit 2h --extend 2wd --pause 2026-03-03..2026-03-04": "--pause",
		"--from 2026-03-02 --limit 5wd --pause 2026-03-03..9000-03-04":             "两百年",
		"--from 2026-03-02 --limit 5wd --year-file .":                              "--year-file",
	} {
		if _, errs, exit := shuniu(t, append([]string{"clock"}, strings.Fields(args)...)...); exit != 65 || !strings.Contains(errs, want) {
			t.Errorf("%s: exit %d, %q is not in %s", args, exit, want, errs)
		}
	}
}

func TestCommandLine(t *testing.T) {
	if out, errs, exit := shuniu(t, "clock", "--help"); exit != 0 || errs != "" || !strings.Contains(out, "--year-file=FILE") {
		t.Errorf("help: exit %d, %s%s", exit, out, errs)
	}
	for args, want := range map[string]string{
		"":                          "命令写法有误",
		"clock --bogus --lang en":   "The command is not written right (unknown flag --bogus)",
		"clock --bogus --lang=en":   "The command is not written right (unknown flag --bogus)",
		"clock --lang fr --limit x": "命令写法有误",
		"clok":                      "命令写法有误",
	} {
		if out, errs, exit := shuniu(t, strings.Fields(args)...); exit != 65 || out != "" || !strings.Contains(errs, want) {
			t.Errorf("%q: exit %d, %q is not in %s", args, exit, want, errs)
		}
	}
}
