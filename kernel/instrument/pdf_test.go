package instrument_test

import (
	"bytes"
	"os"
	"regexp"
	"strings"
	"testing"

	"shuniu/kernel/calendar"
	"shuniu/kernel/fault"
	"shuniu/kernel/instrument"
	"shuniu/kernel/lang"
	"shuniu/test/skip"
)

func day(t testing.TB, s string) calendar.Date {
	t.Helper()
	d, err := calendar.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// decision is a document with everything that one can have.
func decision(t testing.TB) instrument.Document {
	return instrument.Document{
		Organ: "澜湾市水务局", Title: lang.T("准予行政许可决定书", "Decision to grant"), Number: "澜湾市水务局准字〔2026〕7号",
		Addressee: "澜湾潮味餐饮有限公司",
		Text: []string{"你（单位）于2026年3月2日提出的城镇污水排入排水管网许可申请，本机关已依法受理。经审查，符合《城镇排水与污水处理条例》第二十一条规定的条件。依据《中华人民共和国行政许可法》第三十八条第一款的规定，决定准予许可。",
			"准予许可的内容：\n一、准予向南堤路市政污水管网排放餐饮污水；\n二、每半年清掏隔油池一次。"},
		Rows:      []instrument.Row{{"有效期至", "2031年3月1日"}, {"签收人", ""}},
		Closing:   []string{"联系电话：0000-2360131。"},
		Signature: "澜湾市水务局", Day: day(t, "2026-03-02"), Seal: instrument.Seal{Organ: "澜湾市水务局", Name: "行政审批专用章"},
		Case: "L990100-2026-4F7Q2K9D-B", Verify: "https://banshi.lanwan.example/verify/L990100-2026-4F7Q2K9D-B-7-0123456789ABCDEF", Code: "L990100-2026-4F7Q2K9D-B-7-0123456789ABCDEF",
	}
}

// set is the document as PDF.
func set(t testing.TB, d instrument.Document) []byte {
	t.Helper()
	var b bytes.Buffer
	err := instrument.PDF(&b, d)
	if fault.Is(err, fault.Unavailable) {
		skip.Absent(t, "the type of documents", "make assets")
	}
	if err != nil {
		t.Fatal(err)
	}
	if out := os.Getenv("SHUNIU_SHOW"); out != "" {
		if err := os.WriteFile(out+"/"+strings.ReplaceAll(t.Name(), "/", "-")+".pdf", b.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return b.Bytes()
}

var pageObject = regexp.MustCompile(`/Type /Page\b`)

func pages(pdf []byte) int { return len(pageObject.FindAll(pdf, -1)) }

func TestADocumentIsTheSameFileWheneverItIsSet(t *testing.T) {
	d := decision(t)
	once, again := set(t, d), set(t, d)
	if !bytes.HasPrefix(once, []byte("%PDF-")) || !bytes.Equal(once, again) {
		t.Error("two files of the same document differ")
	}
	if n := pages(once); n != 1 {
		t.Errorf("%d pages", n)
	}
}

func TestALongDocumentGoesOnOverPagesAndKeepsItsSignatureWhole(t *testing.T) {
	d := decision(t)
	d.Text = append(d.Text, strings.Repeat("逐项写明缺什么、错在哪里、依据哪一条；只能告知一次（第32条）。", 60))
	d.Rows = append(d.Rows, instrument.Row{Label: "审查情况", Value: strings.Repeat("现场核查情况属实。", 200)})
	if n := pages(set(t, d)); n != 7 { // 67 lines of 22 to a page, 86 in the form, and what has to stay together
		t.Errorf("%d pages", n)
	}
}

func TestNoSealStandsOnAPageWithoutText(t *testing.T) {
	d := decision(t)
	for range 3 {
		d.Text = append(d.Text, "本决定依法予以公开。")
		if n := pages(set(t, d)); n != 1 {
			t.Errorf("%d paragraphs more: %d pages", len(d.Text)-2, n)
		}
	}
}

func TestWhatTheTypeLacksIsMarkedAndTold(t *testing.T) {
	d := decision(t)
	d.Addressee = "王𠮷喆" // the second character is beyond the plane that the PDF library sets
	if n := pages(set(t, d)); n != 1 {
		t.Errorf("%d pages", n)
	}
}

func BenchmarkPDF(b *testing.B) {
	d := decision(b)
	for b.Loop() {
		set(b, d)
	}
}
