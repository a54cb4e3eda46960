package process

import (
	"strings"
	"testing"
	"unicode/utf8"

	"shuniu/kernel/lang"
)

func TestFieldParseMakesCanonicalValues(t *testing.T) {
	for _, row := range []struct {
		field     Field
		raw, want string
	}{
		{Field{Type: FieldText}, "  路灯\t不亮 ", "路灯 不亮"},
		{Field{Type: FieldText}, "\u3000", ""},
		{Field{Type: FieldProse}, "一\r\n二\r三", "一\n二\n三"},
		{Field{Type: FieldProse}, "零售额\t31.5\r\n", "零售额\t31.5"},
		{Field{Type: FieldChoice, Options: []Option{{Value: "help"}}}, " help ", "help"},
		{Field{Type: FieldCategory, Options: []Option{{Value: "010203"}}}, "０10203", "010203"},
		{Field{Type: FieldRegion}, "３７０７０２００１２０１", "370702001201"},
		{Field{Type: FieldRegion}, "441900003000", "441900003000"}, // 东莞 has no counties
		{Field{Type: FieldUnit}, "water.bureau", "water.bureau"},
		{Field{Type: FieldUnit, Many: true, Min: 2, Max: 3}, "a、b, a\nc", "a b c"},
		{Field{Type: FieldPerson}, "17", "17"},
		{Field{Type: FieldFile, Max: 2}, "f1  f2", "f1 f2"},
		{Field{Type: FieldDate}, "2026－03－02", "2026-03-02"},
		{Field{Type: FieldNumber, Min: 1, Max: 5}, "０3", "3"},
		{Field{Type: FieldNumber}, "0", "0"},
		{Field{Type: FieldBool}, "on", "true"},
		{Field{Type: FieldBool}, "false", ""},
		{Field{Type: FieldPhone}, "+86 138 0013 8000", "13800138000"},
		{Field{Type: FieldPhone}, "008613800138000", "13800138000"},
		{Field{Type: FieldPhone}, "(010)6655 4433", "010-66554433"},
		{Field{Type: FieldPhone}, "0531-86061234转801", "0531-86061234x801"},
		{Field{Type: FieldPhone}, "+86-531-86061234", "0531-86061234"},
		{Field{Type: FieldIDNumber}, "11010519491231002x", "11010519491231002X"}, // GB 11643-1999, example
		{Field{Type: FieldIDNumber}, "440524188001010014", "440524188001010014"}, // the same
		{Field{Type: FieldEmail}, "Li.Si@Example.CN", "Li.Si@example.cn"},
		{Field{Type: FieldEmail}, "  ", ""},
	} {
		if got, defect := row.field.Parse(row.raw); defect != nil || got != row.want {
			t.Errorf("%s %q: %q, %v", row.field.Type, row.raw, got, defect)
		}
	}
}

func TestFieldParseRefusesWhatIsNotOne(t *testing.T) {
	for _, row := range []struct {
		field Field
		raw   string
		says  string
	}{
		{Field{Type: FieldText}, "a\nb", "只能写一行"},
		{Field{Type: FieldText}, "a\x00b", "控制字符"},
		{Field{Type: FieldProse}, "a\u202eb", "控制字符"},
		{Field{Type: FieldText}, "\xff", "无法识别"},
		{Field{Type: FieldText, Min: 4}, "三个字", "至少写4个字，现有3个"},
		{Field{Type: FieldText, Max: 2}, "三个字", "最多写2个字，现有3个"},
		{Field{Type: FieldText}, strings.Repeat("字", 201), "最多写200个字"},
		{Field{Type: FieldChoice, Options: []Option{{Value: "help"}}}, "helps", "请在列出的选项中选择"},
		{Field{Type: FieldCategory, Options: []Option{{Value: "010203"}}}, "010204", "请在列出的分类中选择"},
		{Field{Type: FieldCategory, Options: []Option{{Value: "010203", Retired: true}}}, "010203", "请在列出的分类中选择"},
		{Field{Type: FieldRegion}, "37070200120", "12位"},
		{Field{Type: FieldRegion}, "070702001201", "12位"},
		{Field{Type: FieldUnit}, "a b", "应有0到1个"},
		{Field{Type: FieldUnit, Many: true, Min: 2}, "a", "应有2到"},
		{Field{Type: FieldPerson}, "张三", "填写有误"},
		{Field{Type: FieldDate}, "2026-02-30", "应为日期"},
		{Field{Type: FieldNumber, Min: 1, Max: 5}, "6", "应在1到5之间"},
		{Field{Type: FieldNumber}, "-1", "应在0到"},
		{Field{Type: FieldNumber}, "1.5", "整数"},
		{Field{Type: FieldBool}, "maybe", "是或否"},
		{Field{Type: FieldPhone}, "12345678901", "手机号码"},
		{Field{Type: FieldPhone}, "1380013800", "手机号码"},
		{Field{Type: FieldPhone}, "66554433", "手机号码"},
		{Field{Type: FieldIDNumber}, "110105194912310021", "公民身份号码"},
		{Field{Type: FieldIDNumber}, "110105194913310026", "公民身份号码"},
		{Field{Type: FieldEmail}, "Li Si <li@example.cn>", "电子邮箱"},
		{Field{Type: FieldEmail}, "li@localhost", "电子邮箱"},
	} {
		row.field.Name, row.field.Label = "x", lang.T("项目", "Item")
		got, defect := row.field.Parse(row.raw)
		if defect == nil || got != "" || defect.Field != "x" || !strings.Contains(defect.Text.Zh, row.says) {
			t.Errorf("%s %q: %q, %v", row.field.Type, row.raw, got, defect)
			continue
		}
		if !strings.Contains(defect.Text.Zh, "项目") || !strings.Contains(defect.Text.En, "Item") || strings.ContainsAny(defect.Text.Zh+defect.Text.En, "{}") {
			t.Errorf("%s %q: %v", row.field.Type, row.raw, defect)
		}
	}
}

// FuzzFieldParse holds that a canonical value is its own canonical form, and
// clean.
func FuzzFieldParse(f *testing.F) {
	for _, seed := range []string{"", "路灯", "+86 138 0013 8000", "2026-03-02", "a、b", "\u202e", "１２"} {
		f.Add(seed)
	}
	types := []FieldType{FieldText, FieldProse, FieldChoice, FieldRegion, FieldUnit, FieldPerson, FieldDate, FieldNumber, FieldBool, FieldPhone, FieldIDNumber, FieldEmail, FieldFile, FieldCategory}
	f.Fuzz(func(t *testing.T, raw string) {
		for _, kind := range types {
			field := Field{Name: "x", Type: kind, Many: true, Max: 9, Options: []Option{{Value: "a"}}}
			v, defect := field.Parse(raw)
			if defect != nil {
				continue
			}
			if !utf8.ValidString(v) || strings.ContainsAny(v, "\x00\r") || kind != FieldProse && strings.Contains(v, "\t") {
				t.Errorf("%s %q: %q", kind, raw, v)
			}
			if again, defect := field.Parse(v); defect != nil || again != v {
				t.Errorf("%s %q: %q, then %q, %v", kind, raw, v, again, defect)
			}
		}
	})
}

func TestMaskShowsTooLittleToGuessTheRest(t *testing.T) {
	for _, c := range []struct {
		of          FieldType
		value, want string
	}{
		{FieldPhone, "13812345678", "138****5678"},
		{FieldPhone, "0531-1234567", "053*****4567"},
		{FieldPhone, "12345", "1****"},
		{FieldIDNumber, "11010519491231002X", "110*************2X"},
		{FieldText, "慕容听雪", "慕***"},
		{FieldText, "周", "*"},
		{FieldText, "", ""},
		{FieldProse, "住在二号楼", "*****"},
		{FieldEmail, "a@b.cn", "a*****"},
	} {
		if got := (&Field{Type: c.of}).Mask(c.value); got != c.want {
			t.Errorf("%s %q is shown as %q, want %q", c.of, c.value, got, c.want)
		}
	}
}
