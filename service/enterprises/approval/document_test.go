package approval_test

import (
	"bytes"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"shuniu/kernel/access"
	"shuniu/kernel/fault"
	"shuniu/kernel/instrument"
	"shuniu/kernel/matter"
	"shuniu/test/city"
)

// press makes the documents of the case's city.
func (l *licence) press() instrument.Press {
	return instrument.Press{Reader: l.Engine.Reader, Styles: l.Styles}
}

func (l *licence) view(a access.Actor) *matter.View {
	l.t.Helper()
	v, err := l.Engine.View(l.t.Context(), a, l.id)
	if err != nil {
		l.t.Fatal(err)
	}
	return v
}

// applicant is whoever applied.
func (l *licence) applicant() access.Actor { return access.ByCode(int64(l.id)) }

// last is the document issued last, as an actor reads it.
func (l *licence) last(a access.Actor) instrument.Document {
	l.t.Helper()
	v := l.view(a)
	all := l.press().Issued(v)
	if len(all) == 0 {
		l.t.Fatal("no document was issued")
	}
	d, err := l.press().Document(v, all[len(all)-1].Seq, nil)
	if err != nil {
		l.t.Fatal(err)
	}
	l.show(d)
	return d
}

// show keeps the document as PDF where somebody wants to look at it.
func (l *licence) show(d instrument.Document) {
	l.t.Helper()
	out := os.Getenv("SHUNIU_SHOW")
	if out == "" {
		return
	}
	var b bytes.Buffer
	if err := instrument.PDF(&b, d); err != nil {
		l.t.Fatal(err)
	}
	if err := os.WriteFile(out+"/"+d.Title.En+".pdf", b.Bytes(), 0o600); err != nil {
		l.t.Fatal(err)
	}
}

// says looks that a document is what it should be and has certain words.
func says(t *testing.T, d instrument.Document, title, number string, words ...string) {
	t.Helper()
	if d.Title.Zh != title || d.Number != number {
		t.Errorf("%s %s, not %s %s", d.Title.Zh, d.Number, title, number)
	}
	var b strings.Builder
	b.WriteString(d.Addressee + strings.Join(d.Text, "\n") + strings.Join(d.Closing, "\n"))
	for _, r := range d.Rows {
		b.WriteString(r.Label + r.Value + "\n")
	}
	said := b.String()
	if open := regexp.MustCompile(`[{}]`).FindString(said); open != "" {
		t.Errorf("%s: a place was left open: %s", title, said)
	}
	for _, w := range words {
		if !strings.Contains(said, w) {
			t.Errorf("%s does not say %q: %s", title, w, said)
		}
	}
}

func TestEachActIssuesItsDocument(t *testing.T) {
	on(t, func(t *testing.T, c *city.City) {
		l := apply(t, c)
		says(t, l.last(l.applicant()), "行政许可申请材料收件凭证", "", l.num, "澜湾潮味餐饮有限公司", "申请书.png（共1份）", "第三十二条")
		l.reviewing()
		says(t, l.last(l.applicant()), "行政许可受理通知书", "市水务局许受字〔2026〕1号", "澜湾潮味餐饮有限公司", "城镇污水排入排水管网许可", "2026年3月30日", "2026年3月11日")
		l.does("water-handler", "begin_special", values{"procedure": "testing", "notice": "送检水样。", "procedure_by": "2026-03-20"}, "special")
		says(t, l.last(l.applicant()), "行政许可特别程序告知书", "市水务局许特字〔2026〕1号", "检测", "送检水样。", "2026年3月20日")
		l.does("water-handler", "end_special", values{"found": "水样合格。"}, "reviewing")
		l.does("water-handler", "ask_extension", values{"reason": "管位待核。", "extra_days": "10"}, "extending")
		l.does("water-head", "extend", values{"notice": "需要核对管位。"}, "reviewing")
		says(t, l.last(l.applicant()), "行政许可延期办理通知书", "市水务局许延字〔2026〕1号", "延长10个工作日", "需要核对管位。")
		l.does("water-handler", "propose", values{"opinion": "可以准予。", "proposal": "grant"}, "deciding")
		l.does("water-head", "grant", values{"reply": "准予排水许可。", "valid_until": "2031-03-01"}, "granted")
		d := l.last(l.applicant())
		says(t, d, "准予行政许可决定书", "市水务局许准字〔2026〕1号", "准予排水许可。", "2031年3月1日", "第三十八条第一款")
		if d.Seal != (instrument.Seal{Organ: "市水务局"}) || d.Signature != "市水务局" {
			t.Errorf("sealed %v, signed %s", d.Seal, d.Signature)
		}
		l.does("water-window", "deliver", values{"delivery": "window"}, "delivered")
		says(t, l.last(l.applicant()), "行政许可文书送达回证", "市水务局许送字〔2026〕1号", "窗口领取", "温晓", "受送达人签收")
		if n := len(l.press().Issued(l.view(l.applicant()))); n != 6 {
			t.Errorf("%d documents", n)
		}
	})
}

func TestWhatGoesAgainstAnApplicantTellsTheRemedies(t *testing.T) {
	on(t, func(t *testing.T, c *city.City) {
		refused, denied := apply(t, c), apply(t, c).proposed("deny")
		refused.does("water-window", "refuse", values{"ground": "not_competent", "reply": "请向潮生区水务局申请。"}, "rejected")
		says(t, refused.last(refused.applicant()), "行政许可不予受理决定书", "市水务局许不受字〔2026〕1号", "依法不属于本机关职权范围", "请向潮生区水务局申请。", "六十日内", "市人民政府", "六个月内")
		denied.does("water-head", "deny", values{"reply": "不予许可。", "reason": "排放口不符合要求。"}, "denied")
		says(t, denied.last(denied.applicant()), "不予行政许可决定书", "市水务局许不准字〔2026〕1号", "排放口不符合要求。", "六十日内", "六个月内", "行政诉讼")
	})
}

func TestOtherWaysOfAcceptingAndEnding(t *testing.T) {
	on(t, func(t *testing.T, c *city.City) {
		told, silent, tolerated, gone := apply(t, c), apply(t, c), apply(t, c), apply(t, c)
		told.does("water-window", "notify", values{"missing": "一、缺排水管线图；\n二、申请书未签字。"}, "correcting")
		says(t, told.last(told.applicant()), "行政许可申请材料补正告知书", "市水务局许补字〔2026〕1号", "一、缺排水管线图；\n二、申请书未签字。", "2026年4月1日")
		tolerated.does("water-window", "tolerate", values{"tolerated": "排水水质检测报告。", "tolerated_by": "2026-03-12"}, "tolerating")
		says(t, tolerated.last(tolerated.applicant()), "行政许可容缺受理通知书", "市水务局许容字〔2026〕1号", "排水水质检测报告。", "2026年3月12日")
		gone.does("applicant", "withdraw", nil, "withdrawn")
		says(t, gone.last(gone.applicant()), "行政许可终止办理通知书", "市水务局许终字〔2026〕1号", "撤回")
		c.Move("2026-03-10 00:00")
		says(t, silent.last(silent.applicant()), "行政许可受理通知书（视为受理）", "市水务局许受字〔2026〕1号", "自收到申请材料之日即2026年3月2日起视为受理", "2026年3月30日")
		c.Move("2026-03-13 00:01")
		says(t, tolerated.last(tolerated.applicant()), "行政许可终止办理通知书", "市水务局许终字〔2026〕2号", "2026年3月12日")
	})
}

func TestARefusedActLeavesNoGapInTheNumbers(t *testing.T) {
	on(t, func(t *testing.T, c *city.City) {
		l := apply(t, c)
		l.refused("water-window", "tolerate", values{"tolerated": "检测报告。", "tolerated_by": "2026-12-31"}) // after the number was drawn
		l.does("water-window", "tolerate", values{"tolerated": "检测报告。", "tolerated_by": "2026-03-12"}, "tolerating")
		says(t, l.last(l.applicant()), "行政许可容缺受理通知书", "市水务局许容字〔2026〕1号")
	})
}

func TestStaffReadADocumentMaskedUntilTheyReadItOnRecord(t *testing.T) {
	on(t, func(t *testing.T, c *city.City) {
		l := apply(t, c).reviewing()
		staff := c.Staff("water-window")
		d := l.last(staff)
		if !d.Masked || !strings.HasPrefix(d.Addressee, "澜***") {
			t.Errorf("addressed to %s, masked %v", d.Addressee, d.Masked)
		}
		plain, err := l.Engine.Unmask(t.Context(), staff, l.id)
		if err != nil {
			t.Fatal(err)
		}
		v := l.view(staff)
		whole, err := l.press().Document(v, 2, plain)
		if err != nil || whole.Masked || whole.Addressee != "澜湾潮味餐饮有限公司" {
			t.Errorf("%v: addressed to %s, masked %v", err, whole.Addressee, whole.Masked)
		}
	})
}

func TestADocumentIsHiddenWhereOneOfItsValuesIs(t *testing.T) {
	on(t, func(t *testing.T, c *city.City) {
		l := apply(t, c)
		l.does("water-window", "notify", values{"missing": "缺排水管线图。"}, "correcting")
		titles := func(a access.Actor) []string {
			var out []string
			for _, d := range l.press().Issued(l.view(a)) {
				out = append(out, d.Title.Zh)
			}
			return out
		}
		if got := titles(c.Staff("water-head")); len(got) != 2 {
			t.Errorf("the head sees %v", got)
		}
		if got := titles(c.Staff("supervisor")); len(got) != 1 || slices.Contains(got, "行政许可申请材料补正告知书") {
			t.Errorf("somebody who may not see what is missing sees %v", got)
		}
	})
}

func TestAnyoneVerifiesADocumentAndLearnsNothingElse(t *testing.T) {
	on(t, func(t *testing.T, c *city.City) {
		l := apply(t, c).reviewing()
		d := l.last(l.applicant())
		for _, typed := range []string{d.Code, " " + strings.ToLower(d.Code) + " "} {
			v, err := l.press().Verify(t.Context(), typed)
			if err != nil || v.Number != d.Number || v.Title.Zh != d.Title.Zh || v.Unit.Name.Zh != "市水务局" || v.Subject != "城镇污水排入排水管网许可" {
				t.Errorf("%q: %v %v", typed, v, err)
			}
		}
		cut := strings.LastIndex(d.Code, "-")
		another := d.Code[:cut-1] + "1" + d.Code[cut:] // the receipt, with the code of the notice
		for _, typed := range []string{"", "x", l.num, d.Code[:cut], d.Code + "0", another, d.Code[:cut] + "-0000000000000000"} {
			if v, err := l.press().Verify(t.Context(), typed); !fault.Is(err, fault.NotFound) {
				t.Errorf("%q: %v %v", typed, v, err)
			}
		}
	})
}
