package category_test

import (
	"slices"
	"strings"
	"testing"

	"shuniu/kernel/category"
	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
	"shuniu/kernel/process"
)

func load(t *testing.T, text string) *category.List {
	t.Helper()
	l, err := category.Load("own.csv", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return l
}

const own = "code,name_zh,name_en,retired\n01,城建,Building,\n0101,道路,Roads,\n010101,路灯,Lamps,\n010102,桥梁,Bridges,yes\n02,其他,Other,\n"

func TestTheShippedListHasThreeLevels(t *testing.T) {
	var n [4]int
	for _, e := range category.Embedded().Entries() {
		n[e.Code.Level()]++
		if e.Retired {
			t.Errorf("%s is shipped retired", e.Code)
		}
	}
	if n[1] < 10 || n[2] < 50 || n[3] < 200 {
		t.Errorf("%v entries of the levels", n)
	}
	if options := category.Embedded().Options(); len(options) != n[3] {
		t.Errorf("%d values, %d of the third level", len(options), n[3])
	}
}

func TestOnlyLeavesAreValues(t *testing.T) {
	var values []string
	for _, o := range load(t, own).Options() {
		values = append(values, o.Value)
	}
	if !slices.Equal(values, []string{"010101", "010102", "02"}) {
		t.Error(values)
	}
}

func TestAPathNamesAllLevels(t *testing.T) {
	l := load(t, own)
	for code, want := range map[category.Code]lang.Text{
		"010101": lang.T("城建 › 道路 › 路灯", "Building › Roads › Lamps"), "02": lang.T("其他", "Other"), "999999": lang.Same("999999"),
	} {
		if got := l.Path(code); got != want {
			t.Errorf("%s: %v", code, got)
		}
	}
	for _, o := range l.Options() {
		if got := o.Whole(); got != l.Path(category.Code(o.Value)) {
			t.Errorf("%s is %v as an option", o.Value, got)
		}
	}
}

func TestAnotherListLeavesOldCodesTheirNames(t *testing.T) {
	old := load(t, own)
	l := load(t, "\ufeffcode,name_zh,name_en\r\n01,城市,City\r\n0102,公园,Parks\r\n0101,道路,Roads\r\n").Over(old)
	if got := l.Path("010101").Zh; got != "城市 › 道路 › 路灯" {
		t.Error(got)
	}
	f := process.Field{Type: process.FieldCategory, Label: lang.Same("x"), Options: l.Options()}
	for value, ok := range map[string]bool{"0102": true, "0101": true, "010101": false, "02": false, "01": false} {
		if _, defect := f.Parse(value); (defect == nil) != ok {
			t.Errorf("%s may be chosen: %v", value, defect == nil)
		}
	}
	if o := f.Option("02"); o == nil || !o.Retired {
		t.Error("an old code lost its name")
	}
}

func TestAllDefectsAreNamedAtOnce(t *testing.T) {
	text := "code,name_zh,name_en,retired\n01,城建,Building,\n01,城建,Building,\n1,x,y,\n0101,,Roads,\n0103,道路,Roads,no\n" +
		"0201,道路,Roads,\n0102,路,Ways,yes\n010201,灯,Lamps,\n0104,路,Paths,\n,,\n" + "0105," + strings.Repeat("长", 61) + ",Long,\n"
	_, err := category.Load("own.csv", []byte(text))
	if !fault.Is(err, fault.Invalid) {
		t.Fatal(err)
	}
	var got []string
	for _, d := range fault.As(err).Defects {
		got = append(got, d.Field)
		if d.Text.Zh == "" || d.Text.En == "" || strings.ContainsAny(d.Text.Zh+d.Text.En, "{}") {
			t.Error(d)
		}
	}
	for _, line := range []string{"3", "4", "5", "6", "7", "9", "10", "11", "12"} {
		if !slices.Contains(got, "own.csv:"+line) {
			t.Errorf("line %s is not named; %v", line, got)
		}
	}
}

func TestWhatIsNoListIsRefused(t *testing.T) {
	for _, text := range []string{"", "\xff", "code,name_en\n", "code,name_zh,name_en\n", "code,name_zh,name_en\n01,\"a,b\n", "a,b,c,d,e\n"} {
		if _, err := category.Load("own.csv", []byte(text)); !fault.Is(err, fault.Invalid) {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func FuzzLoad(f *testing.F) {
	f.Add([]byte(own))
	f.Add([]byte("code,name_zh,name_en\n01,a,b\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		l, err := category.Load("own.csv", text)
		if err != nil {
			return
		}
		for _, o := range l.Options() {
			if o.Whole().Zh != l.Path(category.Code(o.Value)).Zh {
				t.Error(o)
			}
		}
	})
}
