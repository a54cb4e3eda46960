package insight

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
)

func terminal(in string) (t *Terminal, out, errs *bytes.Buffer) {
	out, errs = &bytes.Buffer{}, &bytes.Buffer{}
	return &Terminal{In: strings.NewReader(in), Out: out, Err: errs, Now: time.Now, Lang: lang.Zh}, out, errs
}

func put(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "messages.jsonl")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// history are messages of two categories, a line each.
func history(t *testing.T) string {
	t.Helper()
	var b strings.Builder
	for i := range 12 {
		for text, label := range map[string]string{
			"滨江路%d号的路灯坏了，晚上漆黑一片": "市政", "小区%d栋的自来水停了三天，没有水用": "供水",
		} {
			line, err := json.Marshal(map[string]string{"text": fmt.Sprintf(text, i) + strings.Repeat("请处理", i), "label": label})
			if err != nil {
				t.Fatal(err)
			}
			b.Write(append(line, '\n'))
		}
	}
	return put(t, b.String())
}

func TestATrainedModelSuggestsWithReasons(t *testing.T) {
	model := filepath.Join(t.TempDir(), "model")
	at, out, errs := terminal("")
	if err := (&trainCmd{Labelled: history(t), Model: model}).Run(at); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(out.String(), "24件来件") || !strings.Contains(errs.String(), "100 %") {
		t.Errorf("%s%s", out, errs)
	}
	at, out, _ = terminal("家里停水，自来水三天没有来")
	if err := (&suggestCmd{Model: model}).Run(at); err != nil {
		t.Fatal(err)
	}
	if first, _, _ := strings.Cut(out.String(), "\n"); !strings.HasPrefix(first, "供水") || !strings.Contains(first, "自来水") {
		t.Error(out)
	}
	at, out, _ = terminal("")
	if err := (&suggestCmd{Model: model, Text: []string{"zzz"}}).Run(at); err != nil || !strings.Contains(out.String(), "不作建议") {
		t.Error(err, out)
	}
}

func TestAnEvaluationPrintsItsTables(t *testing.T) {
	at, out, _ := terminal("")
	at.Lang = lang.En
	if err := (&evalCmd{File: history(t), Folds: 3}).Run(at); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"24 messages, 3-fold", "macro F1 1.0000", "供水", "share"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no %q in %s", want, out)
		}
	}
	if err := (&evalCmd{File: history(t), Folds: 1}).Run(at); !fault.Is(err, fault.Invalid) {
		t.Error(err)
	}
}

func TestAFileOfMessagesNamesEveryBadLine(t *testing.T) {
	_, err := examples(put(t, "{}\n\n{\"text\": \"a\", \"label\": \"b\"}\nnothing\n"))
	if f := fault.As(err); f == nil || f.Kind != fault.Invalid || len(f.Defects) != 2 || !strings.HasSuffix(f.Defects[1].Field, ":4") {
		t.Error(err)
	}
	if _, err := examples("absent.jsonl"); !fault.Is(err, fault.NotFound) {
		t.Error(err)
	}
}

func TestAModelThatCannotBeReplacedStays(t *testing.T) {
	at, _, _ := terminal("")
	model := put(t, "what was here")
	if err := (&trainCmd{Labelled: put(t, `{"text": "a", "label": "b"}`), Model: model}).Run(at); !fault.Is(err, fault.Invalid) {
		t.Error(err)
	}
	if b, err := os.ReadFile(model); err != nil || string(b) != "what was here" {
		t.Errorf("%s %v", b, err)
	}
	if err := (&suggestCmd{Model: model}).Run(at); !fault.Is(err, fault.Invalid) {
		t.Error(err)
	}
}

func TestHotIssuesArePrinted(t *testing.T) {
	var b strings.Builder
	for i, author := range []string{"甲", "乙", "丙"} {
		fmt.Fprintf(&b, `{"id": "%d", "author": "%s", "subject": "澜江新城旁边的搅拌站扰民", "submitted_at": "2026-03-0%dT09:00:00+08:00", "body": "搅拌站日夜轰鸣"}`+"\n", i, author, 3-i)
	}
	b.WriteString(`{"id": "9", "author": "丁", "subject": "公积金怎么提取", "submitted_at": "2026-03-05T09:00:00+08:00", "body": "请问", "likes": 2}`)
	at, out, _ := terminal("")
	if err := (&hotCmd{File: put(t, b.String()), Top: 1}).Run(at); err != nil {
		t.Fatal(err)
	}
	if s := out.String(); !strings.Contains(s, "2026-03-01–2026-03-03") || !strings.Contains(s, "澜江新城旁边的搅拌站扰民") || strings.Contains(s, "公积金") {
		t.Error(s)
	}
	if err := (&hotCmd{File: put(t, `{"id": "1"}`), Top: 1}).Run(at); !fault.Is(err, fault.Invalid) {
		t.Error(err)
	}
}

func TestTheAnswersToLookAtFirstAreListedWithReasons(t *testing.T) {
	file := put(t, `{"id": "7", "subject": "路灯坏了一个月", "body": "滨江路的路灯坏了", "reply": "已收悉"}
{"id": "8", "subject": "停水三天", "body": "小区停水", "reply": "您好！经水务局工作人员5月6日现场核实，小区停水是因水管爆裂，已于5月7日抢修完成并恢复供水，电话12345678。"}
`)
	at, out, _ := terminal("")
	if err := (&qualityCmd{File: file, Worst: 1}).Run(at); err != nil {
		t.Fatal(err)
	}
	if s := out.String(); !strings.Contains(s, "7 路灯坏了一个月") || !strings.Contains(s, "只说已收到") || strings.Contains(s, "8 停水") {
		t.Error(s)
	}
	at, out, _ = terminal("")
	at.Lang = lang.En
	if err := (&qualityCmd{File: file, Worst: 2}).Run(at); err != nil || !strings.Contains(out.String(), "It names a date") {
		t.Error(err, out)
	}
}
