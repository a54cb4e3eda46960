package instrument_test

import (
	"bytes"
	"os"
	"testing"

	"shuniu/kernel/fault"
	"shuniu/kernel/instrument"
	"shuniu/test/skip"
)

func TestACertificateIsOnePageHoweverLongItsNames(t *testing.T) {
	for _, name := range []string{"许可证", "城镇污水排入排水管网许可证（含施工作业临时排水及餐饮、洗车等重点行业排水）"} {
		c := instrument.Certificate{
			Title: name, Number: "市水务局许证字〔2026〕第00001号", Organ: "澜湾市水务局", Day: day(t, "2026-03-02"), Verify: "https://lanwan.example/certificate/AAAA-BBBB-CCCC", Code: "AAAA-BBBB-CCCC",
			Rows: []instrument.Row{{"被许可人", name}, {"统一社会信用代码", "91990100MA0000000X"}, {"事项编码", "11990100MB000101133990134002000"}, {"有效期", "2026年3月2日至2031年3月1日"}},
		}
		var first, again bytes.Buffer
		err := instrument.Certify(&first, c)
		if fault.Is(err, fault.Unavailable) {
			skip.Absent(t, "the type of documents", "make assets")
		}
		if err != nil {
			t.Fatal(err)
		}
		if err := instrument.Certify(&again, c); err != nil || !bytes.Equal(first.Bytes(), again.Bytes()) {
			t.Errorf("set twice, two files: %v", err)
		}
		if n := pages(first.Bytes()); n != 1 {
			t.Errorf("%d pages", n)
		}
		if out := os.Getenv("SHUNIU_SHOW"); out != "" {
			if err := os.WriteFile(out+"/certificate.pdf", first.Bytes(), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
}
