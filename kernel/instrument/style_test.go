package instrument_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"shuniu/kernel/instrument"
	definitions "shuniu/process"
)

const good = `
process: enterprises.licence
marks: {water: 水}
seals: {special: {zh: 专用章, en: Special seal}}
styles:
  - act: accept
    version: 1
    from: 2026-01-01
    title: {zh: 受理通知书, en: Notice}
    number: '{$mark}受〔{$year}〕{$n}号'
    to: '{holder_name}'
    basis: 行政许可法第32条
    seal: special
    text: ['{title}，{$due:promise}前办结。']
`

// found are the findings of one file, with their places.
func found(t *testing.T, text string) string {
	t.Helper()
	defs, _ := definitions.All()
	s, findings := instrument.Read(fstest.MapFS{"a/x.yaml": {Data: []byte(text)}}, "site/")
	var b strings.Builder
	for _, f := range append(findings, s.Check(defs)...) {
		if strings.HasPrefix(f.Pos.File, "site/") {
			b.WriteString(f.String() + "\n")
		}
	}
	return b.String()
}

func TestAGoodStyleHasNoFindings(t *testing.T) {
	if got := found(t, good); got != "" {
		t.Error(got)
	}
}

func TestEachDefectOfAStyleIsToldWithItsPlace(t *testing.T) {
	for change, want := range map[[2]string]string{
		{"act: accept\n", "act: acept\n"}:                        "x.yaml:6:10: style: 流程没有动作“acept”",
		{"act: accept\n", "act: check\n"}:                        "要在 fills 中写 document_no",
		{"from: 2026-01-01", "from: 2026-13-01"}:                 "x.yaml:8:11: style: from 应为日期",
		{"version: 1", "version: 0"}:                             "version 应为从1起的整数",
		{", en: Notice}", "}"}:                                   "要有中文和英文",
		{"{$n}号", "号"}:                                           "文号里要有一个 {$n}",
		{"{holder_name}", "{holder}"}:                            "x.yaml:11:9: style: “holder”既不是表单的字段",
		{"$due:promise", "$due:promised"}:                        "“$due:promised”既不是表单的字段",
		{"行政许可法第32条", "有关规定"}:                                    "“有关规定”应写明法律条款",
		{"seal: special", "seal: round"}:                         "没有名为“round”的印章，现有 organ special",
		{"seal: special", "stamp: special"}:                      "没有“stamp”这个键",
		{"text: ['{title}，{$due:promise}前办结。']", "issuer: them"}: "issuer 只能写 own",
		{"process: enterprises.licence", "process: no.such"}:     "没有流程“no.such”",
	} {
		if got := found(t, strings.Replace(good, change[0], change[1], 1)); !strings.Contains(got, want) {
			t.Errorf("%q: %q, not %q", change[1], got, want)
		}
	}
	if got := found(t, "process: ["); !strings.Contains(got, "site/a/x.yaml:") {
		t.Errorf("unreadable: %q", got)
	}
	all := found(t, strings.NewReplacer("act: accept\n", "act: accept\n    colour: red\n", "version: 1", "version: x", "{holder_name}", "{holder}").Replace(good))
	if n := strings.Count(all, "\n"); n != 3 {
		t.Errorf("%d findings at once: %s", n, all)
	}
}

func TestAnOfficesOwnStyleAndMarkStandOverTheShipped(t *testing.T) {
	shipped, _ := instrument.Read(fstest.MapFS{"x.yaml": {Data: []byte(good)}}, "")
	own, _ := instrument.Read(fstest.MapFS{"x.yaml": {Data: []byte(strings.NewReplacer("受理通知书", "受理单", "version: 1", "version: 2").Replace(good))}}, "")
	later, _ := instrument.Read(fstest.MapFS{"x.yaml": {Data: []byte(strings.NewReplacer("受理通知书", "新受理单", "2026-01-01", "2026-07-01").Replace(good))}}, "")
	all := later.Over(own.Over(shipped))
	for on, want := range map[string]string{"2026-01-01": "受理单", "2026-06-30": "受理单", "2026-07-01": "新受理单"} {
		if s := all.On("enterprises.licence", "accept", day(t, on)); s == nil || s.Title.Zh != want {
			t.Errorf("on %s: %v", on, s)
		}
	}
	if s := all.On("enterprises.licence", "accept", day(t, "2025-12-31")); s != nil {
		t.Errorf("before any style: %v", s)
	}
}
